import { expect, test } from 'vitest';
import { onNetwork, said } from '../../../../../test/support/compose.ts';
import { expectFindings } from '../../../../../test/support/rules.ts';

const RULE = 'compose/driver-limit';

test('several subnets on a bridge, ports on networks that publish none', () => {
  expectFindings(
    RULE,
    `
      //- compose.yaml
      services:
        a:
          image: i
          networks: [lan, inside]
          ports: ["80:80"]
      #   ^^^^^ compose/driver-limit: only on macvlan network "lan" and internal network "inside"
      networks:
        lan:
          driver: macvlan
      #           ^^^^^^^ compose/driver-limit: Without the option parent
        inside:
          internal: true
          ipam:
            config:
              - subnet: 10.1.0.0/24
              - subnet: 10.2.0.0/24
      #                 ^^^^^^^^^^^ compose/driver-limit: one IPv4 subnet
    `,
  );
});

test.each([
  ['driver: overlay', ['warning overlay', 'warning overlay']],
  ['driver: overlay\nattachable: true', ['warning overlay']],
  ['attachable: true', ['hint attachable']],
  ['driver: macvlan\ndriver_opts: {parent: eth0}', ['info macvlan']],
  [
    'driver: macvlan\ndriver_opts: {parent: eth0}\nipam: {config: [{subnet: 10.1.0.0/24}, {subnet: 10.1.0.0/16}]}',
    ['info macvlan', 'error 10.1.0.0/16'],
  ],
  ['ipam: {driver: "null"}', ['error "null"']],
  ['enable_ipv4: false\nipam: {driver: "null"}', []],
  ['enable_ipv6: true\nipam: {config: [{subnet: "fe80::/80"}]}', ['error "fe80::/80"']],
  ['enable_ipv6: true\nipam: {config: [{subnet: "ff02::/64"}]}', ['error "ff02::/64"']],
  ['enable_ipv6: true\nipam: {config: [{subnet: "fe80::/64"}]}', []],
  ['enable_ipv6: true\nipam: {config: [{subnet: "fd00::/64"}, {subnet: 10.1.0.0/24}]}', []],
])('%s', (network, found) => {
  expect(said(RULE, onNetwork(network))).toEqual(found);
});

test('ports are fine when one network publishes them, or nobody knows', () => {
  const ports = (networks: string) =>
    said(RULE, `services: {a: {image: i, networks: [n, m], ports: ["1:1"]}}\nnetworks: {n: {internal: true}, m: ${networks}}`);
  expect(ports('{}')).toEqual([]);
  expect(ports('{external: true}')).toEqual([]);
  expect(ports('{driver: weave}')).toEqual([]);
  expect(ports('{internal: true}')).toEqual(['warning ports']);
});

test('interfaces of one container', () => {
  const service = (networks: string, version?: string) =>
    said(
      RULE,
      `services: {a: {image: i, networks: ${networks}}}\nnetworks: {n: , m: , v: {driver: ipvlan, driver_opts: {parent: eth0}}}`,
      version === undefined ? undefined : { versions: { docker: version } },
    ).filter((found) => found.startsWith('error'));
  expect(service('{n: {interface_name: x0}, m: {interface_name: x0}}')).toEqual(['error x0']);
  expect(service('{n: {interface_name: lo}}')).toEqual(['error lo']);
  expect(service('{n: {interface_name: x0}}', '28.0')).toEqual(['error x0']);
  expect(service('{n: {interface_name: x0}}', '28')).toEqual([]);
  expect(service('{v: {mac_address: "02:42:ac:11:65:43"}}')).toEqual(['error "02:42:ac:11:65:43"']);
});
