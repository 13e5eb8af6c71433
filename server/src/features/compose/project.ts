import { formatIp, formatPrefix, prefixSize } from '../../base/ip.ts';
import type { FileId } from '../../base/paths.ts';
import { addressingOf, gatewayOf, optionOf } from '../../compose/addressing.ts';
import type { ComposeNetwork } from '../../compose/model.ts';
import type { ComposeProject } from '../../compose/project.ts';
import { BRIDGE_NAME_OPTION } from '../../facts/network-options.ts';
import type { Host } from '../../host/host.ts';
import { automaticNetworks, firstPieces } from '../../host/plan/overlaps.ts';

const ORDER = ['standard', 'alone', 'overlay', 'fragment'];

/** The project that a file is most likely part of. */
export function projectOf(host: Host | undefined, file: FileId): ComposeProject | undefined {
  return host?.compose
    .filter(({ files }) => files.includes(file))
    .sort((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind))[0];
}

/** What a network comes to, as lines of Markdown. */
export function describeNetwork(network: ComposeNetwork, host: Host | undefined): string[] {
  const { driverName, driver, ipv4, ipv6, subnets } = addressingOf(network);
  const lines = [`**Network \`${network.key}\`**`];
  const name = network.realName;
  if (network.external?.on) {
    lines.push(
      '',
      `External: docker compose looks for ${name === undefined ? 'it' : `\`${name}\``} on the host and does not create it.`,
    );
    return [...lines, ...usersOf(network)];
  }
  if (driver) lines.push('', driver.summary);
  const rows: [string, string][] = [];
  if (name !== undefined) rows.push(['Name on the host', `\`${name}\``]);
  rows.push(['Driver', driverName === undefined ? 'set by a variable' : `\`${driverName}\``]);
  const bridge = optionOf(network, BRIDGE_NAME_OPTION)?.value.text;
  if (bridge !== undefined && bridge !== '') rows.push(['Bridge', `\`${bridge}\``]);
  for (const subnet of subnets) {
    const gateway = gatewayOf(network, subnet);
    const range = subnet.entry.ipRange?.text;
    const details = [
      gateway && `gateway \`${formatIp(gateway)}\``,
      range && `containers from \`${range}\``,
      `${prefixSize(subnet.prefix)} addresses`,
    ].filter((word) => word);
    rows.push(['Subnet', `\`${formatPrefix(subnet.prefix)}\` (${details.join(', ')})`]);
  }
  for (const family of [4, 6] as const) {
    const on = family === 4 ? ipv4 : ipv6;
    const planned = on && !subnets.some(({ prefix }) => prefix.family === family);
    if (planned && network.created) rows.push(['Subnet', `IPv${family}: Docker chooses${probable(network, host, family)}`]);
  }
  const off = [ipv4 === false && 'IPv4', ipv6 === false && subnets.some(({ prefix }) => prefix.family === 6) && 'IPv6'].filter(
    (word) => word,
  );
  if (off.length > 0) rows.push(['Off', off.join(', ')]);
  if (network.internal?.on) rows.push(['Internal', 'no traffic to the outside, published ports do nothing']);
  lines.push('', '| | |', '|---|---|', ...rows.map(([key, value]) => `| ${key} | ${value} |`));
  return [...lines, ...usersOf(network)];
}

function probable(network: ComposeNetwork, host: Host | undefined, family: 4 | 6): string {
  const subnet = family === 4 ? probableSubnets(host).get(network) : undefined;
  return subnet === undefined ? '' : `, probably \`${subnet}\``;
}

function usersOf(network: ComposeNetwork): string[] {
  const names = network.users.map(({ name }) => `\`${name}\``);
  return ['', names.length === 0 ? 'No service joins it, so it is not created.' : `Joined by ${names.join(', ')}.`];
}

const predicted = new WeakMap<Host, ReadonlyMap<ComposeNetwork, string>>();

/** The IPv4 subnets that Docker will probably give to networks that name none, in the order in which the files stand. */
export function probableSubnets(host: Host | undefined): ReadonlyMap<ComposeNetwork, string> {
  if (!host) return new Map();
  let known = predicted.get(host);
  if (!known) {
    known = predict(host);
    predicted.set(host, known);
  }
  return known;
}

function predict(host: Host): ReadonlyMap<ComposeNetwork, string> {
  const places = new Map<string, ComposeNetwork>();
  for (const { model } of host.compose)
    for (const network of model.networks) {
      const at = network.keyAt ?? network.users[0]?.keyAt;
      if (at) places.set(`${at.file}\n${at.range.start}\n${network.key}`, network);
    }
  const waiting = automaticNetworks(host.plan, 4);
  const declared = host.plan.subnets.filter(({ prefix }) => prefix.family === 4).map(({ prefix }) => prefix);
  const pieces = firstPieces(host.plan, 4, declared, waiting.length);
  const out = new Map<ComposeNetwork, string>();
  for (const [index, { place, label }] of waiting.entries()) {
    const network = places.get(`${place.file}\n${place.range.start}\n${label}`);
    const piece = pieces[index];
    if (network && piece) out.set(network, formatPrefix(piece));
  }
  return out;
}
