import { containsPrefix, parsePrefix, prefixSize } from '../../../base/ip.ts';
import {
  addressingOf,
  addressOf,
  gatewayOf,
  isFamilyOn,
  reservedAddresses,
  type SubnetEntry,
  subnetsOf,
} from '../../../compose/addressing.ts';
import type { ComposeNetwork } from '../../../compose/model.ts';
import { counted, ownNetworks, whenCreated } from '../../compose-support.ts';
import { defineRule } from '../../rule.ts';

export default defineRule<'compose'>({
  id: 'compose/subnet-too-small',
  scope: 'compose',
  severity: 'error',
  fix: 'none',
  summary: 'A subnet or ip_range with fewer addresses than the project has containers on the network',
  check(project, report) {
    for (const network of ownNetworks(project)) {
      const addressing = addressingOf(network);
      if (!addressing.driver || !addressing.subnetsKnown) continue;
      for (const family of [4, 6] as const) {
        const subnets = subnetsOf(addressing, family);
        const subnet = subnets[0];
        if (!subnet || subnets.length > 1 || subnet.unspecified || isFamilyOn(addressing, family) !== true) continue;
        const containers = dynamicContainers(network, family);
        const free = freeFor(network, subnet);
        if (containers === undefined || free === undefined || BigInt(containers) <= free) continue;
        const text = subnet.entry.ipRange?.text ? subnet.entry.ipRange : subnet.text;
        const room = free === 0n ? 'no address' : counted(free, 'address').replace('addresss', 'addresses');
        report({
          file: text.at.file,
          range: text.at.range,
          severity: whenCreated(network, project),
          message: `${text.text} has ${room} for containers beside what is taken, and ${counted(containers, 'container')} of this project need one on network "${network.key}": the last ones do not start. Take a shorter prefix length.`,
        });
      }
    }
  },
});

/** Containers that get an address by themselves; undefined when a variable decides how many run. */
function dynamicContainers(network: ComposeNetwork, family: 4 | 6): number | undefined {
  let count = 0;
  for (const service of network.users) {
    if (!service.enabled || service.networkMode) continue;
    if (service.replicas === undefined) return undefined;
    const connection = service.networks.find(({ key }) => key === network.key);
    if (!(family === 4 ? connection?.ipv4 : connection?.ipv6)) count += service.replicas;
  }
  return count;
}

/** Addresses that are left for containers; undefined when that cannot be known. */
function freeFor(network: ComposeNetwork, subnet: SubnetEntry): bigint | undefined {
  const { prefix, entry } = subnet;
  const range = entry.ipRange?.text ? parsePrefix(entry.ipRange.text)?.prefix : prefix;
  if (!range || !containsPrefix(prefix, range)) return undefined;
  const fixed = network.users.flatMap((user) =>
    user.networks.filter(({ key }) => key === network.key).map(({ ipv4, ipv6 }) => addressOf(prefix.family === 4 ? ipv4 : ipv6)),
  );
  const gateway = gatewayOf(network, subnet);
  const taken = [...reservedAddresses(prefix), gateway, ...entry.auxAddresses.map(addressOf), ...fixed];
  const last = range.network + prefixSize(range) - 1n;
  const inRange = new Set(
    taken.flatMap((address) =>
      address && address.family === range.family && range.network <= address.value && address.value <= last
        ? [address.value]
        : [],
    ),
  );
  const free = prefixSize(range) - BigInt(inRange.size);
  // A /32 has not even room for its own gateway.
  return free < 0n ? 0n : free;
}
