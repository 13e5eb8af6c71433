import { IntervalSet } from '../../base/interval-set.ts';
import {
  contains,
  containsPrefix,
  firstAddress,
  type IpAddress,
  type IpFamily,
  type IpPrefix,
  lastAddress,
  prefixSize,
} from '../../base/ip.ts';
import { reservedAddresses } from '../../docker/default-bridge.ts';
import { PRIVATE_SPACE } from '../../facts/allocation.ts';
import type { AddressPlan } from './model.ts';
import { automaticNetworks, firstPieces } from './overlaps.ts';

/**
 * The next subnet of the same size that nothing on the host has: behind the given one in the same private block, then from the
 * block's beginning. Other networks, reserved space, `also` and what Docker will probably give away are kept off. Undefined when
 * the block is full. Logarithmic per taken subnet that is met.
 */
export function nextFreeSubnet(plan: AddressPlan, wanted: IpPrefix, also: readonly IpPrefix[] = []): IpPrefix | undefined {
  const own = PRIVATE_SPACE.find((space) => containsPrefix(space, wanted));
  const block = own ?? PRIVATE_SPACE.find(({ family, bits }) => family === wanted.family && bits <= wanted.bits);
  if (!block) return undefined;
  const taken = takenSpace(plan, wanted.family).union(intervals([...also, wanted]));
  const end = lastAddress(block).value;
  const from = own ? wanted.network + prefixSize(wanted) : block.network;
  return search(wanted, from, end, taken) ?? search(wanted, block.network, from - 1n, taken);
}

const spaces = new WeakMap<AddressPlan, Map<IpFamily, IntervalSet>>();

/** All addresses of a family that somebody has or will probably get; computed once per plan. */
function takenSpace(plan: AddressPlan, family: IpFamily): IntervalSet {
  const known = spaces.get(plan) ?? new Map<IpFamily, IntervalSet>();
  spaces.set(plan, known);
  let space = known.get(family);
  if (!space) {
    const declared = plan.subnets.filter(({ prefix }) => prefix.family === family).map(({ prefix }) => prefix);
    const reserved = plan.reserved.filter(({ prefix }) => prefix.family === family).map(({ prefix }) => prefix);
    space = intervals([...declared, ...reserved, ...firstPieces(plan, family, declared, automaticNetworks(plan, family).length)]);
    known.set(family, space);
  }
  return space;
}

function intervals(prefixes: readonly IpPrefix[]): IntervalSet {
  return IntervalSet.of(prefixes.map((prefix) => ({ low: prefix.network, high: lastAddress(prefix).value })));
}

/** The lowest aligned place of the wanted size between two addresses that shares nothing with what is taken. */
function search(wanted: IpPrefix, from: bigint, end: bigint, taken: IntervalSet): IpPrefix | undefined {
  const step = prefixSize(wanted);
  const align = (value: bigint) => ((value + step - 1n) / step) * step;
  let at = align(from);
  for (const { low, high } of taken.intervals) {
    if (high < at) continue;
    if (low >= at + step) break;
    at = align(high + 1n);
  }
  return at + step - 1n <= end ? { ...wanted, network: at } : undefined;
}

/** The address of another subnet with the same host part; undefined when the address is not in the old one. */
export function moveAddress(address: IpAddress, from: IpPrefix, to: IpPrefix): IpAddress | undefined {
  return contains(from, address) ? { family: to.family, value: to.network + (address.value - from.network) } : undefined;
}

/** The prefix at the same place of another subnet; undefined when it does not lie in the old one. */
export function movePrefix(prefix: IpPrefix, from: IpPrefix, to: IpPrefix): IpPrefix | undefined {
  return containsPrefix(from, prefix) ? { ...prefix, network: to.network + (prefix.network - from.network) } : undefined;
}

/**
 * The first address behind `after` (then from the beginning) that a container can have and nobody else has. `taken` holds the values
 * of addresses of the subnet's family. Looks at no more addresses than are taken, and a few.
 */
export function nextFreeAddress(subnet: IpPrefix, after: IpAddress, taken: ReadonlySet<bigint>): IpAddress | undefined {
  const [low, high] = [firstAddress(subnet).value, lastAddress(subnet).value];
  const reserved = reservedAddresses(subnet).map(({ value }) => value);
  const free = (value: bigint) => !taken.has(value) && !reserved.includes(value);
  const tries = BigInt(taken.size + reserved.length + 1);
  for (let value = after.value + 1n, i = 0n; value <= high && i < tries; value++, i++)
    if (free(value)) return { family: subnet.family, value };
  for (let value = low, i = 0n; value < after.value && i < tries; value++, i++)
    if (free(value)) return { family: subnet.family, value };
  return undefined;
}
