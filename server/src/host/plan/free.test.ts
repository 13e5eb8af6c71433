import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { contains, formatIp, formatPrefix, type IpPrefix, overlaps, parseIp, parsePrefix, prefixOf } from '../../base/ip.ts';
import { moveAddress, movePrefix, nextFreeAddress, nextFreeSubnet } from './free.ts';
import type { AddressPlan, ReservedSpace } from './model.ts';

const prefix = (text: string) => parsePrefix(text)!.prefix;
const ip = (text: string) => parseIp(text)!;
const reserve = (p: IpPrefix): ReservedSpace => ({ prefix: p, name: 'x', kind: 'told' });
const planOf = (taken: readonly IpPrefix[]): AddressPlan => ({
  networks: [],
  subnets: [],
  ports: [],
  reserved: taken.map(reserve),
  pools: [],
});

describe('the next free subnet', () => {
  const next = (wanted: string, ...taken: string[]) => {
    const found = nextFreeSubnet(planOf(taken.map(prefix)), prefix(wanted));
    return found && formatPrefix(found);
  };
  test('is the one behind', () => expect(next('10.1.0.0/24')).toBe('10.1.1.0/24'));
  test('keeps off what is taken', () => expect(next('10.1.0.0/24', '10.1.0.0/16')).toBe('10.2.0.0/24'));
  test('starts again at the beginning of the block', () =>
    expect(next('192.168.255.0/24', '192.168.0.0/24')).toBe('192.168.1.0/24'));
  test('of public space lies in private space', () => expect(next('203.0.113.0/24')).toBe('10.0.0.0/24'));
  test('in IPv6', () => expect(next('fd00:1::/64', 'fd00:1:0:1::/64')).toBe('fd00:1:0:2::/64'));
  test('is none when the block is full', () => expect(next('192.168.0.0/16')).toBeUndefined());
});

const anyPrefix = fc
  .record({ value: fc.bigInt({ min: 0xac10_0000n, max: 0xac1f_ffffn }), bits: fc.integer({ min: 13, max: 30 }) })
  .map(({ value, bits }) => prefixOf({ family: 4, value }, bits));

test('whatever is taken, the next free subnet shares nothing with it, has the same size and the same block', () => {
  fc.assert(
    fc.property(anyPrefix, fc.array(anyPrefix, { maxLength: 12 }), (wanted, taken) => {
      const found = nextFreeSubnet(planOf(taken), wanted);
      if (!found) return;
      expect(found.bits).toBe(wanted.bits);
      expect(overlaps(found, prefix('172.16.0.0/12'))).toBe(true);
      expect([wanted, ...taken].some((other) => overlaps(other, found))).toBe(false);
    }),
  );
});

test('host parts are kept when a subnet moves', () => {
  const [from, to] = [prefix('10.1.0.0/24'), prefix('10.7.3.0/24')];
  expect(formatIp(moveAddress(ip('10.1.0.42'), from, to)!)).toBe('10.7.3.42');
  expect(moveAddress(ip('10.2.0.42'), from, to)).toBeUndefined();
  expect(formatPrefix(movePrefix(prefix('10.1.0.128/25'), from, to)!)).toBe('10.7.3.128/25');
  expect(movePrefix(prefix('10.1.0.0/16'), from, to)).toBeUndefined();
});

test('the next free address is in the subnet, usable, and nobody’s', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 24, max: 31 }),
      fc.array(fc.integer({ min: 0, max: 255 }), { maxLength: 40 }),
      fc.nat(255),
      (bits, used, at) => {
        const subnet = prefixOf(ip(`10.0.0.${at}`), bits);
        const taken = used.map((last) => ip(`10.0.0.${last}`));
        const found = nextFreeAddress(subnet, ip(`10.0.0.${at}`), new Set(taken.map(({ value }) => value)));
        if (!found) return;
        expect(contains(subnet, found)).toBe(true);
        expect(taken).not.toContainEqual(found);
        if (bits < 31) expect([subnet.network, subnet.network + (1n << BigInt(32 - bits)) - 1n]).not.toContain(found.value);
      },
    ),
  );
});
