import { describe, expect, test } from 'vitest';
import { expectFix, findingsIn } from '../../../../../test/support/rules.ts';

const RULE = 'host/reserved-subnet';
const config = { reservedSubnets: ['10.8.0.0/16 # VPN', '172.18.0.0/16'] };
const compose = (subnet: string) =>
  `services:\n  web: { image: nginx, networks: [net] }\nnetworks:\n  net: { ipam: { config: [{ subnet: ${subnet} }] } }\n`;
const found = (files: Record<string, string>) =>
  findingsIn({ files, config }, RULE).map(
    ({ file, range, message }) => `${files[file]!.slice(range.start, range.end)}: ${message}`,
  );

describe('what the user declared', () => {
  test('a subnet inside, and its fix', () => {
    expect(found({ 'compose.yaml': compose('10.8.1.0/24') })).toEqual([
      expect.stringMatching(/^10.8.1.0\/24: .*reserved for VPN.*use 10.9.0.0\/24/),
    ]);
    expectFix(
      RULE,
      `//- compose.yaml\n${compose('10.8.1.0/24')}`,
      `//- compose.yaml\n${compose('10.9.0.0/24')}`,
      undefined,
      config,
    );
  });
  test('bip inside', () => {
    expect(found({ 'etc/docker/daemon.json': '{ "bip": "10.8.0.1/24" }' })).toEqual([expect.stringContaining('docker0')]);
    expectFix(
      RULE,
      '//- etc/docker/daemon.json\n{ "bip": "10.8.0.1/24" }',
      '//- etc/docker/daemon.json\n{ "bip": "10.9.0.1/24" }',
      undefined,
      config,
    );
  });
  test('pools inside', () => {
    expect(
      found({
        'etc/docker/daemon.json': '{ "bip": "10.1.0.1/24", "default-address-pools": [{ "base": "10.8.0.0/15", "size": 24 }] }',
      }),
    ).toEqual([expect.stringMatching(/^"10.8.0.0\/15": This pool/)]);
  });
  test('an automatic network that will land inside', () => {
    expect(found({ 'a/compose.yaml': 'services: { a: { image: x, networks: [n] } }\nnetworks: { n: {} }\n' })).toEqual([
      expect.stringMatching(/^n: Docker will probably give network "n" 172.18.0.0\/16/),
    ]);
  });
  test('elsewhere is fine', () => expect(found({ 'compose.yaml': compose('10.20.0.0/24') })).toEqual([]));
});
