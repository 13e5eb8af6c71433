import {
  comparePrefixes,
  formatPrefix,
  type IpFamily,
  type IpPrefix,
  lastAddress,
  overlaps,
  prefixOf,
  prefixSize,
  width,
} from '../base/ip.ts';
import type { Location } from '../base/range.ts';
import { LOCAL_POOLS } from '../facts/allocation.ts';
import type { LocatedMap, LocatedValue } from '../syntax/located.ts';
import { entryOf } from '../syntax/located.ts';
import { scalarText } from './daemon/value.ts';
import type { DockerEngine } from './engine.ts';
import { goParsePrefix, isMapped } from './go/net.ts';
import { parseInt64 } from './go/strconv.ts';

/** A piece of address space that Docker cuts into subnets of one size. */
export interface AddressPool {
  readonly prefix: IpPrefix;
  /** Prefix length of each subnet. */
  readonly size: number;
  /** Where it is configured; undefined for Docker's own pools. */
  readonly place?: Location | undefined;
}

/** One entry of `default-address-pools` as written. */
export interface WrittenPool {
  readonly value: LocatedValue;
  readonly map: LocatedMap | undefined;
  readonly base: LocatedValue | undefined;
  readonly size: LocatedValue | undefined;
  /** The entry, when dockerd can use it. */
  readonly pool: AddressPool | undefined;
  readonly problem: PoolProblem | undefined;
}

/** Why dockerd cannot use an entry. */
export type PoolProblem =
  | { readonly kind: 'empty' | 'no-base' | 'no-size' | 'mapped' }
  | { readonly kind: 'size-below-base'; readonly bits: number }
  | { readonly kind: 'size-too-long'; readonly width: number };

/** Reads the entries of `default-address-pools`. Those with a wrong type have neither pool nor problem: other rules speak about them. */
export function writtenPools(engine: Pick<DockerEngine, 'items'>): WrittenPool[] {
  return engine.items('default-address-pools').map(readPool);
}

function readPool(value: LocatedValue): WrittenPool {
  const map = value.kind === 'map' ? value : undefined;
  const [base, size] = [entryOf(map, 'base')?.value, entryOf(map, 'size')?.value];
  const entry = { value, map, base, size, pool: undefined, problem: undefined };
  if (!map) return value.kind === 'scalar' && value.value === null ? { ...entry, problem: { kind: 'empty' } } : entry;
  const written = goParsePrefix(scalarText(base) ?? '');
  if (!written) return (scalarText(base) ?? '') === '' ? { ...entry, problem: { kind: 'no-base' } } : entry;
  const bits = size === undefined || scalarText(size) === undefined ? 0n : parseInt64(scalarText(size)!);
  if (bits === undefined) return entry;
  if (bits === 0n) return { ...entry, problem: { kind: 'no-size' } };
  if (isMapped(written.address)) return { ...entry, problem: { kind: 'mapped' } };
  const { prefix } = written;
  if (bits < BigInt(prefix.bits)) return { ...entry, problem: { kind: 'size-below-base', bits: prefix.bits } };
  const most = width(prefix.family);
  if (bits > BigInt(most)) return { ...entry, problem: { kind: 'size-too-long', width: most } };
  return { ...entry, pool: { prefix, size: Number(bits), place: { file: value.file, range: value.range } } };
}

/** The pools of one family that Docker uses, lowest first, without those that lie inside earlier ones (they are dropped). */
export function enginePools(engine: DockerEngine, family: IpFamily): AddressPool[] {
  const written = engine.settings('default-address-pools');
  const own = writtenPools(engine).flatMap(({ pool }) => (pool ? [pool] : []));
  const configured = written.length > 0 && engine.items('default-address-pools').length > 0;
  return usedPools(configured ? own : LOCAL_POOLS).filter(({ prefix }) => prefix.family === family);
}

/** Sorts pools as Docker does and drops those that overlap an earlier one. */
export function usedPools(pools: readonly AddressPool[]): AddressPool[] {
  const out: AddressPool[] = [];
  for (const pool of pools.toSorted((a, b) => comparePrefixes(a.prefix, b.prefix))) {
    const last = out.at(-1);
    if (!last || !overlaps(last.prefix, pool.prefix)) out.push(pool);
  }
  return out;
}

/** How many subnets a pool has in all. */
export function poolCapacity(pool: AddressPool): bigint {
  return 1n << BigInt(pool.size - pool.prefix.bits);
}

/**
 * The free pieces of the pools in the order in which Docker takes them: pool by pool, the lowest first. `taken` are the subnets of
 * other networks, and what Docker must not touch (on-link routes, name servers); the order does not matter. Lazy: a pool may have millions.
 */
export function* freePieces(pools: readonly AddressPool[], taken: readonly IpPrefix[]): Generator<IpPrefix> {
  for (const pool of pools) {
    const { family } = pool.prefix;
    const end = lastAddress(pool.prefix).value;
    const step = prefixSize({ family, network: 0n, bits: pool.size });
    const inside = taken.filter((prefix) => overlaps(prefix, pool.prefix)).sort(comparePrefixes);
    let next = 0;
    for (let at = pool.prefix.network; at <= end; ) {
      const piece: IpPrefix = { family, network: at, bits: pool.size };
      while (next < inside.length && lastAddress(inside[next]!).value < at) next++;
      const block = blocking(inside, next, piece);
      if (block === undefined) {
        yield piece;
        at += step;
      } else at = prefixOf({ family, value: block }, pool.size).network + step;
    }
  }
}

/** The last address of what overlaps a piece, or undefined. `inside` is sorted; everything before `from` lies below the piece. */
function blocking(inside: readonly IpPrefix[], from: number, piece: IpPrefix): bigint | undefined {
  const end = lastAddress(piece).value;
  let last: bigint | undefined;
  for (let i = from; i < inside.length && inside[i]!.network <= end; i++) {
    if (!overlaps(inside[i]!, piece)) continue;
    const own = lastAddress(inside[i]!).value;
    if (last === undefined || own > last) last = own;
  }
  return last;
}

/** The next subnet that Docker would give a network of a family, or undefined when the pools are used up. */
export function nextPiece(pools: readonly AddressPool[], taken: readonly IpPrefix[]): IpPrefix | undefined {
  for (const piece of freePieces(pools, taken)) return piece;
  return undefined;
}

/** How many free pieces the pools have, counted up to `most`. */
export function countFree(pools: readonly AddressPool[], taken: readonly IpPrefix[], most = 1_000_000): number {
  let count = 0;
  for (const _ of freePieces(pools, taken)) if (++count >= most) break;
  return count;
}

/** A pool in words: `10.0.0.0/8 in /24 subnets`. */
export function describePool(pool: AddressPool): string {
  return `${formatPrefix(pool.prefix)} in /${pool.size} subnets`;
}
