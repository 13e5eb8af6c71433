import { contains, formatIp, type IpAddress, type IpFamily, lastAddress, parsePrefix } from '../../../base/ip.ts';
import {
  addressingOf,
  addressOf,
  gatewayOf,
  isFamilyOn,
  reservedAddresses,
  type SubnetEntry,
  subnetsOf,
  takenAddresses,
} from '../../../compose/addressing.ts';
import type { ComposeNetwork, ComposeService, Text } from '../../../compose/model.ts';
import { counted, ownNetworks, related, replaceText } from '../../compose-support.ts';
import { defineRule } from '../../rule.ts';

export default defineRule<'compose'>({
  id: 'compose/static-address-race',
  scope: 'compose',
  severity: 'warning',
  fix: 'safe',
  summary: 'A fixed address that Docker gives to another container when that one starts first',
  check(project, report, context) {
    for (const network of ownNetworks(project)) {
      const addressing = addressingOf(network);
      if (!addressing.subnetsKnown || !network.created) continue;
      for (const family of [4, 6] as const) {
        const subnets = subnetsOf(addressing, family);
        const subnet = subnets[0];
        if (!subnet || subnets.length > 1 || subnet.unspecified || isFamilyOn(addressing, family) !== true) continue;
        const automatic = automaticContainers(network, family);
        if (automatic === 0) continue;
        for (const { service, text, address, free } of racing(network, subnet, automatic))
          report({
            file: text.at.file,
            range: text.at.range,
            message: `${formatIp(address)} is among the first addresses that Docker gives to the ${counted(automatic, 'other container')} on network "${network.key}". If one of them starts before "${service.name}", its container fails with “Address already in use”; ${free ? `take ${formatIp(free)}, or ` : ''}give the others an ip_range without it.`,
            related: related(`network "${network.key}"`, network.keyAt),
            fixes: free ? replaceText(`Use ${formatIp(free)}`, text, formatIp(free), context) : [],
          });
      }
    }
  },
});

interface Fixed {
  readonly service: ComposeService;
  readonly text: Text;
  readonly address: IpAddress;
}

/** Containers that run in any case and get their address from Docker. What a variable decides counts as one. */
function automaticContainers(network: ComposeNetwork, family: IpFamily): number {
  let count = 0;
  for (const service of network.users) {
    if (!service.enabled || service.networkMode || service.provided) continue;
    const connection = service.networks.find(({ key }) => key === network.key);
    if (!(family === 4 ? connection?.ipv4 : connection?.ipv6)) count += service.replicas ?? 1;
  }
  return count;
}

function fixedAddresses(network: ComposeNetwork, { prefix }: SubnetEntry): Fixed[] {
  return network.users.flatMap((service) =>
    service.networks.flatMap(({ key, ipv4, ipv6 }) => {
      const text = prefix.family === 4 ? ipv4 : ipv6;
      const address = addressOf(text);
      return key === network.key && text && address && contains(prefix, address) ? [{ service, text, address }] : [];
    }),
  );
}

/**
 * The fixed addresses that Docker may have given away. It hands out the lowest free address: `automatic` containers reach the
 * addresses of which fewer are free below. Each with one that they do not reach.
 */
function racing(
  network: ComposeNetwork,
  subnet: SubnetEntry,
  automatic: number,
): (Fixed & { readonly free: IpAddress | undefined })[] {
  const { prefix, entry } = subnet;
  const range = entry.ipRange?.text ? parsePrefix(entry.ipRange.text)?.prefix : prefix;
  if (!range || (entry.ipRange && entry.ipRange.text === undefined)) return [];
  const fixed = fixedAddresses(network, subnet);
  if (fixed.length === 0) return [];
  const gateway = gatewayOf(network, subnet);
  const kept = [
    ...reservedAddresses(prefix),
    ...(gateway ? [gateway] : []),
    ...entry.auxAddresses.flatMap((text) => addressOf(text) ?? []),
  ];
  const never = new Set(kept.map(({ value }) => value));
  const wanted = new Set(fixed.map(({ address }) => address.value));
  const end = lastAddress(range).value;
  let left = automatic;
  let value = range.network;
  // each container takes the lowest address that neither nobody can have nor a fixed one holds already
  for (; value <= end && left > 0; value++) if (!never.has(value) && !wanted.has(value)) left--;
  const reach = value;
  const taken = new Set(takenAddresses(network, subnet).map((address) => address.value));
  const free = (): IpAddress | undefined => {
    const last = lastAddress(prefix).value;
    for (let candidate = reach; candidate <= last; candidate++)
      if (!taken.has(candidate)) {
        taken.add(candidate);
        return { family: prefix.family, value: candidate };
      }
    return undefined;
  };
  return fixed
    .filter(
      ({ service, address }) =>
        service.enabled && address.value >= range.network && address.value < reach && !never.has(address.value),
    )
    .map((one) => ({ ...one, free: free() }));
}
