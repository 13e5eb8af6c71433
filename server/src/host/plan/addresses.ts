import { formatIp } from '../../base/ip.ts';
import type { Location } from '../../base/range.ts';
import { oncePer } from '../../base/remember.ts';
import { readAddress } from '../../docker/network.ts';
import type { PlanAddress, PlanNetwork } from './model.ts';
import { compareOwners } from './order.ts';
import { fileWords } from './words.ts';

/** An address that somebody has already. */
export interface AddressConflict {
  readonly address: PlanAddress;
  /** Who has it, for messages, and where that is written. */
  readonly other: { readonly words: string; readonly place: Location };
}

/** Static addresses of a network that are wanted twice, or that the network keeps back. Each is told once: at the later one. */
export const addressConflicts = oncePer((network: PlanNetwork): readonly AddressConflict[] => {
  const taken = new Map<string, AddressConflict['other']>();
  for (const { entry, place } of network.subnets.flatMap(({ written }) => written ?? []))
    for (const { name, address } of entry.reserved) {
      const ip = readAddress(address);
      if (ip) taken.set(formatIp(ip), { words: `kept back as "${name}" of the network`, place: address.place ?? place });
    }
  const out: AddressConflict[] = [];
  const { origin } = network;
  const sorted = network.addresses
    .filter(({ always }) => always)
    .toSorted((a, b) => compareOwners({ origin, place: a.written.place }, { origin, place: b.written.place }));
  const seen = new Set<string>();
  for (const address of sorted) {
    const key = formatIp(address.address);
    const { file, range } = address.written.place;
    const user = `${file} ${range.start} ${address.owner}`;
    const other = taken.get(key);
    if (other) out.push({ address, other });
    else if (!seen.has(user)) taken.set(key, { words: `"${address.owner}" in ${fileWords(file)}`, place: address.written.place });
    seen.add(user);
  }
  return out;
});
