import type { IpPrefix } from '../base/ip.ts';
import type { HostInventory } from '../base/settings.ts';
import { goParseCidr } from './go/net.ts';

/** The subnets that a host's own interfaces have, as far as the user told; Docker's automatic choice keeps off them. */
export function inventoryPrefixes(inventory: HostInventory): IpPrefix[] {
  return Object.values(inventory.interfaces ?? {})
    .flat()
    .flatMap((address) => goParseCidr(address)?.prefix ?? []);
}
