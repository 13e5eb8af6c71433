import { parseIp, parsePrefix } from '../../../base/ip.ts';
import { isInterfaceMac, isMac } from '../../../base/mac.ts';
import type { Severity } from '../../../base/severity.ts';
import { addressingOf } from '../../../compose/addressing.ts';
import type { ComposeNetwork, ComposeService, ServiceNetwork, Text } from '../../../compose/model.ts';
import type { ComposeProject } from '../../../compose/project.ts';
import { dockerHas } from '../../../docker/version.ts';
import { ownNetworks, replaceText, whenCreated, whenRun } from '../../compose-support.ts';
import type { Fix } from '../../finding.ts';
import { defineRule, type Report, type RuleContext } from '../../rule.ts';

type Send = (report: Report) => void;

/** The first Engine that reads every address already when it takes the request. */
const STRICT_REQUESTS = '29';
/** Linux' HOST_NAME_MAX. */
const MAX_HOSTNAME_BYTES = 64;

export default defineRule<'compose'>({
  id: 'compose/invalid-address',
  scope: 'compose',
  severity: 'error',
  fix: 'safe',
  summary: 'A subnet, address, MAC, name server or host name that the Engine cannot take',
  check(project, report, context) {
    for (const network of ownNetworks(project)) checkNetwork(network, project, report, context);
    for (const service of project.model.services) checkService(service, report, context);
  },
});

/** Reports a text that is there and known, but not what it should be. */
function check(
  text: Text | undefined,
  fine: (value: string) => boolean,
  say: (value: string) => { message: string; fixes?: readonly Fix[] },
  severity: Severity,
  report: Send,
): void {
  if (text?.text === undefined || text.text === '' || fine(text.text)) return;
  report({ file: text.at.file, range: text.at.range, severity, ...say(text.text) });
}

function checkNetwork(network: ComposeNetwork, project: ComposeProject, report: Send, context: RuleContext): void {
  const { ipv6 } = addressingOf(network);
  for (const { subnet, gateway, ipRange, auxAddresses } of network.ipam) {
    // Engine 28 looks into IPv6 entries only when IPv6 is on; 29 reads every address.
    const ignored =
      ipv6 === false && (subnet?.text?.includes(':') ?? false) && !dockerHas(context.settings.versions.docker, STRICT_REQUESTS);
    const severity = ignored ? 'warning' : whenCreated(network, project);
    const outcome = `network "${network.key}" is not created`;
    check(
      subnet,
      (text) => parsePrefix(text) !== undefined,
      (text) => ({
        message: `"${text}" is not a subnet, so ${outcome}. Write an address and a prefix length, such as 10.20.0.0/24.`,
        fixes: prefixFix(text, subnet!, context),
      }),
      subnet?.text?.includes(':') && ignored ? 'error' : severity,
      report,
    );
    const wished = subnet?.text === undefined ? undefined : parsePrefix(subnet.text);
    if (wished?.address.value === 0n && !dockerHas(context.settings.versions.docker, STRICT_REQUESTS))
      report({
        file: subnet!.at.file,
        range: subnet!.at.range,
        severity,
        message: `Docker before ${STRICT_REQUESTS} takes ${subnet!.text} literally, so no container of network "${network.key}" starts. Write a real subnet, or leave it out.`,
      });
    check(
      ipRange,
      (text) => parsePrefix(text) !== undefined,
      (text) => ({
        message: `"${text}" is not an address range in prefix form, so ${outcome}. Write a part of the subnet such as 10.20.0.128/25.`,
        fixes: prefixFix(text, ipRange!, context),
      }),
      severity,
      report,
    );
    for (const [what, text] of [
      ['gateway', gateway] as const,
      ...auxAddresses.map((aux) => [`auxiliary address "${aux.name}"`, aux] as const),
    ])
      check(
        text,
        (value) => parseIp(value) !== undefined,
        (value) => ({
          message: `"${value}" is not an IP address, so ${outcome}. The ${what} is one address without a prefix length.`,
          fixes: addressFix(value, text!, context),
        }),
        severity,
        report,
      );
  }
}

/** `10.1.0.1/24` where one address is wanted. */
function addressFix(value: string, text: Text, context: RuleContext): readonly Fix[] {
  const written = parsePrefix(value);
  const bare = value.slice(0, value.indexOf('/'));
  return written ? replaceText(`Write ${bare}`, text, bare, context) : [];
}

/** `10.1.0.0/255.255.255.0` where a prefix length is wanted. */
function prefixFix(value: string, text: Text, context: RuleContext): readonly Fix[] {
  const [address, mask] = value.split('/');
  const bits = mask === undefined ? undefined : maskBits(mask);
  if (address === undefined || bits === undefined || !parseIp(address)) return [];
  return replaceText(`Write ${address}/${bits}`, text, `${address}/${bits}`, context);
}

function maskBits(mask: string): number | undefined {
  const address = parseIp(mask);
  if (address?.family !== 4) return undefined;
  const bits = address.value.toString(2).padStart(32, '0');
  return /^1*0*$/.test(bits) ? bits.replaceAll('0', '').length : undefined;
}

function checkService(service: ComposeService, report: Send, context: RuleContext): void {
  const severity = whenRun(service);
  const outcome = `the containers of "${service.name}" are not created`;
  for (const connection of service.networks) checkConnection(connection, outcome, severity, report, context);
  checkMac(service.mac, outcome, severity, report);
  check(
    service.hostname,
    (text) => byteLength(text) <= MAX_HOSTNAME_BYTES,
    (text) => ({
      message: `The host name has ${byteLength(text)} bytes, and Linux takes ${MAX_HOSTNAME_BYTES}, so ${outcome}. Shorten it.`,
    }),
    severity,
    report,
  );
  for (const server of service.dns)
    check(
      server,
      (text) => parseIp(text.replace(/%.*$/, '')) !== undefined,
      (text) => ({ message: `"${text}" is not the address of a name server, so ${outcome}. Names are not allowed here.` }),
      severity,
      report,
    );
  for (const { host, address } of service.extraHosts) {
    if (address.text === undefined || address.text === 'host-gateway') continue;
    if (host === '' || /[:=]/.test(host) || !address.separated) {
      const wrong = address.separated ? `"${host}" is not a host name` : `"${host}" has no address`;
      const { file, range } = address.at;
      report({ file, range, message: `${wrong}: docker compose refuses the project. Write NAME=ADDRESS.` });
      continue;
    }
    const text = address.text.replace(/^\[(.*)\]$/, '$1');
    if (parseIp(text)) continue;
    const message = `"${address.text}" is not an IP address for the name "${host}", so ${outcome}. Write an address or host-gateway.`;
    report({ file: address.at.file, range: address.at.range, severity, message });
  }
}

function byteLength(text: string): number {
  return new TextEncoder().encode(text).length;
}

function checkConnection(
  { ipv4, ipv6, linkLocal, mac }: ServiceNetwork,
  outcome: string,
  severity: Severity,
  report: Send,
  context: RuleContext,
): void {
  for (const [family, text] of [
    [4, ipv4],
    [6, ipv6],
  ] as const)
    check(
      text,
      (value) => {
        const address = parseIp(value);
        return address?.family === family && address.value !== 0n;
      },
      (value) => ({
        message: `"${value}" is not an IPv${family} address that a container can have, so ${outcome}. Write one address without a prefix length.`,
        fixes: parseIp(value.split('/')[0]!)?.family === family ? addressFix(value, text!, context) : [],
      }),
      severity,
      report,
    );
  for (const address of linkLocal)
    check(
      address,
      (text) => (parseIp(text)?.value ?? 0n) !== 0n,
      (text) => ({ message: `"${text}" is not an IP address, so ${outcome}. Write a link-local address such as 169.254.8.8.` }),
      severity,
      report,
    );
  checkMac(mac, outcome, severity, report);
}

function checkMac(mac: Text | undefined, outcome: string, severity: Severity, report: Send): void {
  check(
    mac,
    isInterfaceMac,
    (text) => ({
      message: isMac(text)
        ? `"${text}" is no MAC address that one interface can have (six bytes, the first one even), so ${outcome.replace('created', 'started')}. Write one such as 02:42:ac:11:00:02.`
        : `"${text}" is not a MAC address, so ${outcome}. Write six bytes such as 02:42:ac:11:00:02.`,
    }),
    severity,
    report,
  );
}
