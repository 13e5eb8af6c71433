import type { IpFamily } from '../../../base/ip.ts';
import { formatPrefix } from '../../../base/ip.ts';
import type { Location } from '../../../base/range.ts';
import { lastPer } from '../../../base/remember.ts';
import { addressingOf, addressOf, isFamilyOn, subnetsOf } from '../../../compose/addressing.ts';
import type { ComposeNetwork } from '../../../compose/model.ts';
import type { ComposeProject } from '../../../compose/project.ts';
import { DEFAULT_DRIVER } from '../../../docker/drivers.ts';
import { dockerHas } from '../../../docker/version.ts';
import { FAMILY_OPTIONS } from '../../../facts/network-options.ts';
import { type LocatedValue, valueAt } from '../../../syntax/located.ts';
import { addTo } from '../../../syntax/yaml/edit.ts';
import { connections, familyName, inFile, ownNetworks, related, whenCreated, whenRun } from '../../compose-support.ts';
import type { Fix } from '../../finding.ts';
import { defineRule, type Report } from '../../rule.ts';

/** From here on the Engine picks an IPv6 subnet by itself. */
const AUTOMATIC_IPV6_SINCE = '27';
/** The daemon's options for new networks, by driver. */
const DEFAULT_OPTIONS = 'default-network-opts';
const FLAG: Readonly<Record<IpFamily, string>> = { 4: 'enable_ipv4', 6: 'enable_ipv6' };

export default defineRule<'host'>({
  id: 'compose/ipv6-mismatch',
  scope: 'host',
  severity: 'warning',
  fix: 'safe',
  summary: 'An IPv6 subnet or address on a network without IPv6, or IPv6 without a subnet where one is needed',
  check(host, report) {
    const { engine } = host;
    const defaults = engine.isUnknown(DEFAULT_OPTIONS) ? 'unknown' : engine.setting(DEFAULT_OPTIONS)?.value;
    for (const project of host.compose) mismatches(project, defaults, engine.version).forEach(report);
  },
});

/** What the daemon's default-network-opts are, as far as that is known. */
type Defaults = LocatedValue | 'unknown' | undefined;

/** What is found in one project; the rest of the host decides no more than what is handed over with it. */
const mismatches = lastPer((project: ComposeProject, defaults: Defaults, version: string | undefined): readonly Report[] => {
  const out: Report[] = [];
  const context: Context = { project, defaults, version, report: (found) => out.push(found) };
  checkNetworks(context);
  checkAddresses(context);
  return out;
});

interface Context {
  readonly project: ComposeProject;
  readonly defaults: Defaults;
  readonly version: string | undefined;
  report(found: Report): void;
}

/** False for a family that is off, as far as the compose files and the daemon's default-network-opts say. */
function isOff(network: ComposeNetwork, family: IpFamily, defaults: Defaults): boolean {
  const addressing = addressingOf(network);
  if (isFamilyOn(addressing, family) !== false) return false;
  const flag = family === 4 ? network.enableIpv4 : network.enableIpv6;
  if (flag !== undefined) return true;
  if (defaults === 'unknown') return false;
  return valueAt(valueAt(defaults, addressing.driverName ?? DEFAULT_DRIVER), FAMILY_OPTIONS[family]) === undefined;
}

function checkNetworks({ project, defaults, version, report }: Context): void {
  for (const network of ownNetworks(project)) {
    const addressing = addressingOf(network);
    if (addressing.driver?.cannotBeCreated) continue;
    for (const family of [4, 6] as const)
      if (isOff(network, family, defaults))
        for (const { text, prefix } of subnetsOf(addressing, family))
          report({
            file: text.at.file,
            range: text.at.range,
            message: `${familyName(family)} is off in network "${network.key}", so Docker passes over the subnet ${formatPrefix(prefix)} without a message. Set ${FLAG[family]}: true.`,
            related: flagPlace(network, family),
            fixes: flagFix(network, family, project),
          });
    if (isOff(network, 4, defaults) && isOff(network, 6, defaults))
      report({
        ...whereFlag(network, 4),
        severity: whenCreated(network, project),
        message: `IPv4 and IPv6 are both off, so the Engine refuses network "${network.key}". Turn one of them on.`,
        related: flagPlace(network, 6),
      });
    const needsSubnet = !dockerHas(version, AUTOMATIC_IPV6_SINCE) && network.ipam.length === 0;
    if (addressing.ipv6 && needsSubnet && addressing.driverName === DEFAULT_DRIVER)
      report({
        ...whereFlag(network, 6),
        severity: whenCreated(network, project),
        message: `Docker before ${AUTOMATIC_IPV6_SINCE} has no IPv6 addresses of its own, so network "${network.key}" is not created. Give it an IPv6 subnet under ipam.`,
      });
  }
}

function checkAddresses({ project, defaults, version, report }: Context): void {
  for (const { service, connection, network } of connections(project)) {
    if (!network || (network.external && network.external.on !== false)) continue;
    for (const [family, text] of [
      [4, connection.ipv4],
      [6, connection.ipv6],
    ] as const) {
      const address = addressOf(text);
      if (!text || address?.family !== family || !isOff(network, family, defaults)) continue;
      // Engine 28 accepts the address when the subnet is there, and gives the container none.
      const ignored = !dockerHas(version, '29') && subnetsOf(addressingOf(network), family).length > 0;
      const outcome = ignored
        ? `the containers of "${service.name}" start without it`
        : `the Engine refuses the address and the containers of "${service.name}" do not start`;
      report({
        file: text.at.file,
        range: text.at.range,
        severity: ignored ? 'warning' : whenRun(service),
        message: `${familyName(family)} is off in network "${network.key}", so ${outcome}. Set ${FLAG[family]}: true there.`,
        related: [...flagPlace(network, family), ...related(`network "${network.key}"`, network.keyAt)],
        fixes: flagFix(network, family, project),
      });
    }
  }
}

function flagPlace(network: ComposeNetwork, family: IpFamily) {
  const flag = family === 4 ? network.enableIpv4 : network.enableIpv6;
  return related(`${FLAG[family]} is set here`, flag?.at);
}

function whereFlag(network: ComposeNetwork, family: IpFamily): Location {
  const flag = family === 4 ? network.enableIpv4 : network.enableIpv6;
  return flag?.at ?? network.driverOptions[0]?.keyAt ?? network.keyAt!;
}

/** Turns a family on: the value of its key, or the key itself. */
function flagFix(network: ComposeNetwork, family: IpFamily, project: ComposeProject): readonly Fix[] {
  const { keyAt, value } = network;
  const flag = family === 4 ? network.enableIpv4 : network.enableIpv6;
  const file = flag?.at.file ?? keyAt?.file;
  const text = file === undefined ? undefined : project.textOf(file);
  if (file === undefined || text === undefined || !keyAt || !value) return [];
  const written = flag && text.slice(flag.at.range.start, flag.at.range.end);
  const edit = flag
    ? /^(?:false|False|FALSE)$/.test(written!)
      ? { range: flag.at.range, newText: 'true' }
      : undefined
    : value.file === keyAt.file
      ? addTo(text, { key: network.key, keyRange: keyAt.range, keyFile: keyAt.file, value }, FLAG[family], 'true')
      : undefined;
  return edit ? [{ title: `Set ${FLAG[family]}: true`, safety: 'safe', preferred: true, edits: inFile(file, edit) }] : [];
}
