import {
  contains,
  containsPrefix,
  formatIp,
  formatPrefix,
  type IpAddress,
  overlaps,
  parsePrefix,
  prefixSize,
  sameIp,
} from '../../../base/ip.ts';
import type { Severity } from '../../../base/severity.ts';
import {
  type Addressing,
  addressingOf,
  addressOf,
  freeAddress,
  gatewayOf,
  isFamilyOn,
  isReserved,
  type SubnetEntry,
  subnetsOf,
} from '../../../compose/addressing.ts';
import type { ComposeNetwork, Text } from '../../../compose/model.ts';
import type { ComposeProject } from '../../../compose/project.ts';
import { connections, familyName, listed, ownNetworks, replaceText, whenCreated, whenRun } from '../../compose-support.ts';
import type { Fix, RelatedPlace } from '../../finding.ts';
import { defineRule, type Report, type RuleContext } from '../../rule.ts';

export default defineRule<'compose'>({
  id: 'compose/address-outside-subnet',
  scope: 'compose',
  severity: 'error',
  fix: 'safe',
  summary: 'A gateway, range or address that is not in its subnet or cannot be used there',
  check(project, report, context) {
    for (const network of ownNetworks(project)) {
      const addressing = addressingOf(network);
      for (const subnet of addressing.subnets) checkSubnet(network, addressing, subnet, project, report, context);
    }
    checkStatic(project, report, context);
  },
});

function place({ at }: Text): Pick<Report, 'file' | 'range'> {
  return { file: at.file, range: at.range };
}

function subnetPlace({ text, prefix }: SubnetEntry): RelatedPlace {
  return { message: `the subnet ${formatPrefix(prefix)}`, location: text.at };
}

function checkSubnet(
  network: ComposeNetwork,
  addressing: Addressing,
  subnet: SubnetEntry,
  project: ComposeProject,
  report: (report: Report) => void,
  context: RuleContext,
): void {
  const { prefix, entry } = subnet;
  if (subnet.unspecified) return;
  // Entries of a family that is off are not looked at.
  const severity: Severity = isFamilyOn(addressing, prefix.family) === false ? 'warning' : whenCreated(network, project);
  const related = [subnetPlace(subnet)];
  const shown = formatPrefix(prefix);
  const refused = `so the Engine refuses network "${network.key}"`;
  const say = (text: Text, message: string, fixes: readonly Fix[]) =>
    report({ ...place(text), severity, message, related, fixes });

  const range = entry.ipRange?.text === undefined ? undefined : parsePrefix(entry.ipRange.text)?.prefix;
  if (range && entry.ipRange && !containsPrefix(prefix, range)) {
    const wrong = overlaps(prefix, range) ? `is larger than its subnet ${shown}` : `is not part of its subnet ${shown}`;
    say(entry.ipRange, `ip_range ${formatPrefix(range)} ${wrong}, ${refused}. Write a part of the subnet.`, rangeFix());
  }

  const gateway = addressOf(entry.gateway);
  if (entry.gateway && gateway) {
    const problem = whyNot(gateway, subnet);
    if (problem)
      say(
        entry.gateway,
        `The gateway ${formatIp(gateway)} ${problem}, ${refused}. Take an address of the subnet.`,
        addressFix(entry.gateway, gateway),
      );
  }

  const taken: { address: IpAddress; what: string; text?: Text }[] = [];
  const effective = gateway ?? gatewayOf(network, subnet);
  if (effective) taken.push({ address: effective, what: 'the gateway', ...(entry.gateway ? { text: entry.gateway } : {}) });
  for (const aux of entry.auxAddresses) {
    const address = addressOf(aux);
    if (!address) continue;
    const problem = whyNot(address, subnet);
    const same = taken.find((other) => sameIp(other.address, address));
    if (problem)
      say(
        aux,
        `The auxiliary address "${aux.name}" ${formatIp(address)} ${problem}, ${refused}. Take an address of the subnet.`,
        addressFix(aux, address),
      );
    else if (same) {
      const why = same.text ? `is ${same.what}` : `is ${same.what} that the Engine takes by itself`;
      say(
        aux,
        `The auxiliary address "${aux.name}" ${formatIp(address)} ${why} already, ${refused}. Take another address.`,
        addressFix(aux, address),
      );
    } else taken.push({ address, what: `the auxiliary address "${aux.name}"`, text: aux });
  }

  function addressFix(text: Text, like: IpAddress): readonly Fix[] {
    const free = freeAddress(network, subnet, like.family === prefix.family ? like : undefined);
    return free ? replaceText(`Use ${formatIp(free)}`, text, formatIp(free), context) : [];
  }

  function rangeFix(): readonly Fix[] {
    if (!range || !entry.ipRange || range.bits < prefix.bits || range.family !== prefix.family) return [];
    const network = prefix.network + (range.network % prefixSize(prefix));
    const moved = formatPrefix({ ...range, network });
    return replaceText(`Use ${moved}`, entry.ipRange, moved, context);
  }
}

/** Why an address cannot be a gateway or an auxiliary address of a subnet. */
function whyNot(address: IpAddress, { prefix }: SubnetEntry): string | undefined {
  const shown = formatPrefix(prefix);
  if (address.family !== prefix.family) return `is no ${familyName(prefix.family)} address, as the subnet ${shown} needs`;
  if (!contains(prefix, address)) return `is not in its subnet ${shown}`;
  return isReserved(prefix, address) ? `is the ${reservedName(address, prefix.network)} of ${shown}` : undefined;
}

function reservedName(address: IpAddress, network: bigint): string {
  return address.value !== network
    ? 'broadcast address'
    : address.family === 4
      ? 'network address'
      : 'anycast address of the routers';
}

function checkStatic(project: ComposeProject, report: (report: Report) => void, context: RuleContext): void {
  for (const { service, connection, network } of connections(project)) {
    if (!network || (network.external && network.external.on !== false)) continue;
    const addressing = addressingOf(network);
    for (const text of [connection.ipv4, connection.ipv6]) {
      const address = addressOf(text);
      if (!text || !address || address.family !== (text === connection.ipv4 ? 4 : 6)) continue;
      const subnets = subnetsOf(addressing, address.family).filter(({ unspecified }) => !unspecified);
      if (subnets.length === 0 || !addressing.subnetsKnown || isFamilyOn(addressing, address.family) !== true) continue;
      const holder = subnets.find(({ prefix }) => contains(prefix, address));
      const severity = whenRun(service);
      const outcome = `so the containers of "${service.name}" do not start`;
      const related = subnets.map(subnetPlace);
      const fixes = () => {
        const subnet = holder ?? subnets[0]!;
        const free = freeAddress(network, subnet, address);
        return free ? replaceText(`Use ${formatIp(free)}`, text, formatIp(free), context) : [];
      };
      if (!holder) {
        const names = listed(subnets.map(({ prefix }) => formatPrefix(prefix)));
        const message = `${formatIp(address)} is not in ${names}, the address space of network "${network.key}", ${outcome}. Take an address from there.`;
        report({ ...place(text), severity, message, related, fixes: fixes() });
        continue;
      }
      const problem = unusable(address, holder, network);
      if (!problem) continue;
      const message = `${formatIp(address)} is ${problem.what} of network "${network.key}", ${outcome}. Take another address.`;
      report({
        ...place(text),
        severity,
        message,
        related: problem.text ? [{ message: problem.what, location: problem.text.at }, ...related] : related,
        fixes: fixes(),
      });
    }
  }
}

/** Why a container cannot have an address of its subnet. */
function unusable(address: IpAddress, subnet: SubnetEntry, network: ComposeNetwork): { what: string; text?: Text } | undefined {
  const { prefix, entry } = subnet;
  if (isReserved(prefix, address)) return { what: `the ${reservedName(address, prefix.network)}` };
  const gateway = gatewayOf(network, subnet);
  if (gateway && sameIp(gateway, address))
    return entry.gateway ? { what: 'the gateway', text: entry.gateway } : { what: 'the gateway' };
  const aux = entry.auxAddresses.find((other) => {
    const known = addressOf(other);
    return known !== undefined && sameIp(known, address);
  });
  return aux ? { what: `the auxiliary address "${aux.name}"`, text: aux } : undefined;
}
