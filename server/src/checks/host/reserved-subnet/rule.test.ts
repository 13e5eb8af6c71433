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

describe('what the firewall defines', () => {
  const said = (nft: string, subnet: string, more: Record<string, string> = {}) =>
    findingsIn({ files: { 'etc/nftables.conf': nft, 'shop/compose.yaml': compose(subnet), ...more } }, RULE).map(
      ({ message }) => message,
    );

  test.each([
    ['define VPN_NETS = { 10.8.0.0/16, fd08::/48 }', 'VPN_NETS'],
    ['define office = 10.8.1.0/24\ndefine wgNet = { $office, 10.9.0.0/16 }', 'office'],
    ['define a = 10.8.0.0/13\ndefine lan0 = $a', 'lan0'],
  ])('%s', (nft, name) => {
    expect(said(`${nft}\n`, '10.8.1.128/25')[0]).toContain(`which the firewall calls ${name}`);
  });

  test.each([
    ['define docker_lan = 10.8.0.0/16', '10.8.1.0/24'],
    ['define servers = 10.8.0.0/16', '10.8.1.0/24'],
    ['define lan = 10.0.0.0/8', '10.8.1.0/24'],
    ['define lan = { 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16 }', '10.8.1.0/24'],
    ['define vpn = 10.8.1.0/24', '10.8.1.0/24'],
    ['define vpn = 10.8.0.0/16', '10.9.0.0/24'],
    ['define vpn_host = 10.8.1.1', '10.8.1.0/24'],
    ['define lan = { $lan, 10.8.0.0/16', '10.9.1.0/24'],
  ])('nothing for %s', (nft, subnet) => expect(said(`${nft}\n`, subnet)).toEqual([]));

  test('a network that has the same name, and one that hangs on an interface', () => {
    const vpn =
      'services: { a: { image: x, networks: [vpn] } }\nnetworks: { vpn: { ipam: { config: [{ subnet: 10.8.1.0/24 }] } } }\n';
    const lan =
      'services: { a: { image: x, networks: [n] } }\nnetworks: { n: { driver: macvlan, driver_opts: { parent: eth0 }, ipam: { config: [{ subnet: 10.8.1.0/24 }] } } }\n';
    for (const text of [vpn, lan])
      expect(said('define vpn_net = 10.8.0.0/16\n', '10.20.0.0/24', { 'b/compose.yaml': text })).toEqual([]);
  });
});
