import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { containsPrefix, formatIp, formatPrefix, type IpPrefix, parseIp, parsePrefix } from '../base/ip.ts';
import { GLOBAL_POOLS, LOCAL_POOLS, UNIQUE_LOCAL } from '../facts/allocation.ts';
import { Ipam, type Lease, nextAddress, type Refusal, type SubnetRequest, takeAddress } from './ipam.ts';
import { type AddressPool, usedPools } from './pools.ts';

interface Case {
  readonly version: string;
  readonly case: string;
  readonly docker0?: readonly string[];
  readonly sequence?: readonly string[];
  readonly pools?: readonly { base: string; size: number }[];
  readonly started?: boolean;
  readonly ingress?: readonly string[];
  readonly overlay?: readonly string[];
  readonly bridge_on_ingress_subnet?: string;
  readonly gw?: string;
  readonly ips?: readonly string[];
  readonly message?: string | readonly string[];
}

const FILE = '../shared/facts/allocation.json';
const CASES: Case[] = existsSync(FILE) ? JSON.parse(readFileSync(FILE, 'utf8')) : [];

const prefix = (text: string): IpPrefix => parsePrefix(text)!.prefix;
const ip = (text: string) => parseIp(text)!;
const ask = (subnet?: string, range?: string, gateway?: string): SubnetRequest => ({
  ...(subnet ? { subnet: prefix(subnet) } : {}),
  ...(range ? { range: prefix(range) } : {}),
  ...(gateway ? { gateway: ip(gateway) } : {}),
});

const WORDS: Record<Refusal, RegExp> = {
  'pools-empty': /all predefined address pools have been fully subnetted/,
  overlap: /invalid pool request: Pool overlaps with other one on this address space/,
  'bridge-conflict': /conflicts with network .*: networks have overlapping IPv4/,
  gateway: /failed to allocate gateway/,
};

/** What the record says for an answer: 28 does not list a gateway that it chose for a given subnet. */
function expectAnswer(said: string, answer: Lease | Refusal, version: string, request: SubnetRequest): void {
  if (typeof answer === 'string') {
    expect(said).toMatch(WORDS[answer]);
    return;
  }
  const listed = version === '28' && request.subnet && !request.gateway ? '' : formatIp(answer.gateway);
  expect(said).toBe(`${formatPrefix(answer.prefix)} gw=${listed}`);
}

function replay(ipam: Ipam, record: Case, requests: readonly SubnetRequest[]): void {
  expect(record.sequence).toHaveLength(requests.length);
  for (const [i, request] of requests.entries())
    expectAnswer(record.sequence![i]!, ipam.request(request), record.version, request);
}

const times = (count: number): SubnetRequest[] => Array.from({ length: count }, () => ({}));
const pools = (record: Case): AddressPool[] =>
  usedPools((record.pools ?? []).map(({ base, size }) => ({ prefix: prefix(base), size })));
const full = (version: string) => {
  const ipam = new Ipam(usedPools(LOCAL_POOLS), [], version);
  for (let i = 0; i < 31; i++) ipam.request();
  return ipam;
};

describe.skipIf(CASES.length === 0)('recorded allocations', () => {
  test.each(CASES.map((record) => [record.version, record.case, record] as const))('%s: %s', (version, name, record) => {
    const host = name.startsWith('host:')
      ? ['172.17.0.0/16', '172.20.5.0/24', '172.22.0.0/16'].map(prefix)
      : name.startsWith('host resolv.conf')
        ? ['172.19.0.53/32', '172.18.200.1/32'].map(prefix)
        : [prefix('192.0.2.0/24')];
    const ipam = new Ipam(record.pools ? pools(record) : usedPools(LOCAL_POOLS), host, version);
    if (record.started === false) {
      expect(ipam.request()).toBe('pools-empty');
      return;
    }
    if (record.docker0 && record.sequence) {
      expect([ipam.request()].map((lease) => (typeof lease === 'string' ? lease : formatPrefix(lease.prefix)))).toEqual(
        record.docker0,
      );
      replay(ipam, record, times(record.sequence.length));
      return;
    }
    CHECKS[name]?.(record, version);
    expect(CHECKS[name] ?? MESSAGES.has(name), `a prediction for "${name}"`).toBeTruthy();
  });
});

/** Cases that record a message of the command line, or that a subnet was created. */
const MESSAGES = new Set([
  'remove a network in use',
  'duplicate name',
  'predefined name',
  'two gateways',
  'overlap inside one network',
  'address after removing the third container',
  'static address on the predefined network',
  'alias on the predefined network',
]);

const created = (subnet: string, range?: string) => (record: Case) => {
  expect(typeof new Ipam([]).request(ask(subnet, range))).toBe('object');
  expect(record.message).toMatch(/^[0-9a-f]{64}$/);
};

const CHECKS: Record<string, (record: Case, version: string) => void> = {
  'after removing n3 and n20, the next two': (record, version) => {
    const ipam = full(version);
    for (const freed of ['172.21.0.0/16', '192.168.96.0/20']) ipam.release(prefix(freed));
    replay(ipam, record, times(2));
  },
  'static subnet equal to a free default pool piece, then automatic': (record, version) =>
    replay(full(version), record, [
      ask('10.50.0.0/24'),
      ask('10.50.0.0/16'),
      ask('10.50.0.0/24', '10.50.0.128/25'),
      ask('10.50.0.0/16', '10.50.0.0/24'),
    ]),
  'static subnet on the host subnet / inside / around': (record, version) =>
    replay(full(version), record, [ask('192.0.2.0/24'), ask('198.51.100.0/24'), ask('192.0.2.0/25')]),
  'prefix length request': (record, version) => replay(full(version), record, [ask('0.0.0.0/26'), ask('0.0.0.0/26'), {}]),
  'ipv6 automatic': (record) => {
    expect(full('29').request()).toBe('pools-empty');
    const [subnet = '', gateway = ''] = record.sequence![1]!.split(' gw=');
    expect(containsPrefix(UNIQUE_LOCAL.space, prefix(subnet))).toBe(true);
    const base = { ...prefix(subnet), bits: UNIQUE_LOCAL.bits };
    const lease = new Ipam([{ prefix: base, size: UNIQUE_LOCAL.size }]).request() as Lease;
    expect([formatPrefix(lease.prefix), formatIp(lease.gateway)]).toEqual([subnet, gateway]);
  },
  'gateway defaults': (record, version) =>
    replay(full(version), record, [
      ask('10.60.0.0/24'),
      ask('10.61.0.0/24', '10.61.0.128/25'),
      ask('10.62.0.0/24', undefined, '10.62.0.254'),
      ask('10.63.0.0/30'),
      ask('10.63.1.0/31'),
      ask('10.63.2.0/32'),
    ]),
  'swarm after networks': (record, version) => {
    const swarm = new Ipam(usedPools(GLOBAL_POOLS), [], version);
    expect(formatPrefix((swarm.request() as Lease).prefix)).toBe(record.ingress![0]);
    const given = record.overlay!.filter(Boolean).map(() => swarm.request() as Lease);
    expect(given.map((lease) => `${formatPrefix(lease.prefix)} gw=${formatIp(lease.gateway)}`)).toEqual(
      record.overlay!.filter(Boolean),
    );
    const request = ask('10.0.0.0/24');
    expectAnswer(record.bridge_on_ingress_subnet!, full(version).request(request), version, request);
  },
  'address order in 10.70.0.0/29': (record) => {
    const lease = new Ipam([]).request(ask('10.70.0.0/29')) as Lease;
    for (const said of record.sequence!) {
      const address = nextAddress(lease);
      if (address) expect(said).toBe(formatIp(address));
      else expect(said).toMatch(/no available IPv4 addresses/);
    }
  },
  'ip-range with aux address: automatic and static outside the range': (record, version) => {
    const lease = new Ipam([]).request({ ...ask('10.71.0.0/24', '10.71.0.64/26'), reserved: [ip('10.71.0.65')] }) as Lease;
    if (version !== '28') expect(record.gw).toBe(formatIp(lease.gateway));
    expect(formatIp(nextAddress(lease)!)).toBe(record.ips![0]);
    expect(takeAddress(lease, ip(record.ips![1]!))).toBe(true);
  },
  'static address = aux address': (record) => {
    const lease = new Ipam([]).request({ ...ask('10.72.0.0/24'), reserved: [ip('10.72.0.9')] }) as Lease;
    expect(takeAddress(lease, ip('10.72.0.9'))).toBe(false);
    expect(record.message).toMatch(/Address already in use/);
  },
  'multicast subnet': created('224.1.0.0/24'),
  'loopback subnet': created('127.9.0.0/24'),
  'aux outside ip-range': created('10.73.0.0/24', '10.73.0.128/25'),
};

test('gateways that nobody can have', () => {
  const gateway = (address: string) => new Ipam([]).request(ask('10.1.0.0/24', undefined, address));
  for (const address of ['10.1.0.0', '10.1.0.255', '10.2.0.1']) expect(gateway(address)).toBe('gateway');
});

test('a range may use the first address that is inside the subnet', () => {
  const lease = new Ipam([]).request(ask('10.9.0.0/16', '10.9.5.0/24', '10.9.0.1')) as Lease;
  expect(formatIp(nextAddress(lease)!)).toBe('10.9.5.0');
});
