import fc from 'fast-check';
import { expect, test } from 'vitest';
import { comparePrefixes, formatPrefix, type IpPrefix, overlaps, parsePrefix, prefixOf } from '../base/ip.ts';
import { LOCAL_POOLS } from '../facts/allocation.ts';
import { type AddressPool, countFree, freePieces, nextPiece, poolCapacity, usedPools } from './pools.ts';

const prefix = (text: string) => parsePrefix(text)!.prefix;
const pool = (base: string, size: number): AddressPool => ({ prefix: prefix(base), size });

test('Docker’s own pools hold 31 networks', () => {
  const pieces = [...freePieces(usedPools(LOCAL_POOLS), [])].map(formatPrefix);
  expect(pieces).toHaveLength(31);
  expect(pieces.slice(0, 2)).toEqual(['172.17.0.0/16', '172.18.0.0/16']);
  expect(pieces.at(-1)).toBe('192.168.240.0/20');
});

test('what is taken is left out, bigger and smaller than a piece', () => {
  const taken = ['172.17.0.0/16', '172.20.5.0/24', '172.24.0.0/13', '172.18.200.1/32', '192.168.1.0/24'].map(prefix);
  expect([...freePieces(usedPools(LOCAL_POOLS), taken)].slice(0, 6).map(formatPrefix)).toEqual([
    '172.19.0.0/16',
    '172.21.0.0/16',
    '172.22.0.0/16',
    '172.23.0.0/16',
    '192.168.16.0/20',
    '192.168.32.0/20',
  ]);
});

test('pools are used in the order of addresses, and those inside others not at all', () => {
  const pools = [pool('10.32.0.0/17', 24), pool('10.20.0.0/16', 24), pool('10.32.0.0/16', 20)];
  expect(usedPools(pools).map((p) => formatPrefix(p.prefix))).toEqual(['10.20.0.0/16', '10.32.0.0/16']);
});

test('millions of pieces cost nothing until they are asked for', () => {
  const big = [pool('fd00::/16', 64)];
  expect(formatPrefix(nextPiece(big, [prefix('fd00::/32')])!)).toBe('fd00:1::/64');
  expect(poolCapacity(big[0]!)).toBe(1n << 48n);
  expect(countFree(big, [], 10)).toBe(10);
});

const anyPool = fc.record({
  at: fc.integer({ min: 0, max: 255 }),
  bits: fc.integer({ min: 8, max: 26 }),
  more: fc.integer({ min: 0, max: 6 }),
});
const anyPrefix = fc.record({ value: fc.bigInt({ min: 0x0a000000n, max: 0x0affffffn }), bits: fc.integer({ min: 8, max: 32 }) });

test('free pieces are aligned, in order, disjoint from each other and from what is taken; none is missed', () => {
  fc.assert(
    fc.property(anyPool, fc.array(anyPrefix, { maxLength: 8 }), ({ at, bits, more }, others) => {
      const base = prefixOf({ family: 4, value: 0x0a000000n + (BigInt(at) << 16n) }, bits);
      const pools = [{ prefix: base, size: bits + more }];
      const taken = others.map(({ value, bits: length }) => prefixOf({ family: 4, value }, length));
      const pieces = [...freePieces(pools, taken)];
      const all: IpPrefix[] = [];
      for (let i = 0n; i < 1n << BigInt(more); i++)
        all.push({ family: 4, network: base.network + (i << BigInt(32 - bits - more)), bits: bits + more });
      const expected = all.filter((piece) => !taken.some((other) => overlaps(other, piece))).sort(comparePrefixes);
      expect(pieces).toEqual(expected);
    }),
  );
});
