import { expect, test } from 'vitest';
import { ipam, onNetwork, said } from '../../../../../test/support/compose.ts';
import { expectFindings, expectFix } from '../../../../../test/support/rules.ts';

const RULE = 'compose/invalid-address';

test('says where and what to write', () => {
  expectFindings(
    RULE,
    `
      //- compose.yaml
      services:
        a:
          image: i
          mac_address: zz
      #                ^^ compose/invalid-address: not a MAC address
          dns: [9.9.9.9, nine]
      #                  ^^^^ compose/invalid-address: name server
          extra_hosts:
            - web:1.2.3
      #       ^^^^^^^^^ compose/invalid-address: for the name "web"
          networks:
            n:
              ipv4_address: fd00::5
      #                     ^^^^^^^ compose/invalid-address: not an IPv4 address
              link_local_ips: [foo]
      #                        ^^^ compose/invalid-address
      networks:
        n:
          enable_ipv6: true
          ipam:
            config:
              - subnet: 10.1.0.0/33
      #                 ^^^^^^^^^^^ compose/invalid-address: not a subnet
                gateway: 10.1.0.999
      #                  ^^^^^^^^^^ compose/invalid-address: not an IP address
                ip_range: 10.1.0.5-10.1.0.9
      #                   ^^^^^^^^^^^^^^^^^ compose/invalid-address
                aux_addresses: {h: ten}
      #                            ^^^ compose/invalid-address: auxiliary address "h"
    `,
  );
});

test.each([
  ['subnet: 10.1.0.0'],
  ['subnet: "10.1.0.0/24 "'],
  ['subnet: 10.1/16'],
  ['subnet: "fd00::%eth0/64"'],
  ['subnet: 10.1.0.0/24, gateway: host'],
])('refused: %s', (entry) => {
  expect(said(RULE, onNetwork(`enable_ipv6: true\n${ipam(entry)}`))).toHaveLength(1);
});

test.each([
  ['subnet: 10.1.0.0/24, gateway: 10.1.0.1'],
  ['subnet: "fd00::/64", gateway: "fd00::1"'],
  ['subnet: "${SUBNET}", gateway: "$GATEWAY"'],
  ['subnet: ""'],
])('fine: %s', (entry) => {
  expect(said(RULE, onNetwork(`enable_ipv6: true\n${ipam(entry)}`))).toEqual([]);
});

test.each(['02:42:ac:11:65:43', '02-42-ac-11-65-43', '0242.ac11.6543', '${MAC}'])('MAC %s is fine', (mac) => {
  expect(said(RULE, `services: {a: {image: i, mac_address: "${mac}"}}`)).toEqual([]);
});

test.each(['02:42:ac', '01:00:5e:00:00:01', '00:00:00:00:00:00', '02:42:ac:11:65:43:00:01', '02:42-ac:11:65:43'])(
  'MAC %s is not',
  (mac) => {
    expect(said(RULE, `services: {a: {image: i, mac_address: "${mac}"}}`)).toEqual([`error "${mac}"`]);
  },
);

test('extra_hosts: host-gateway, brackets, maps and lists', () => {
  const hosts = (value: string) => said(RULE, `services: {a: {image: i, extra_hosts: ${value}}}`);
  expect(hosts('{h: host-gateway, i: ["1.2.3.4", "[::1]"], j: "$IP"}')).toEqual([]);
  expect(hosts('["a=1.2.3.4", "b:::1"]')).toEqual([]);
  expect(hosts('[a]')).toEqual(['error a']);
  expect(hosts('{"a=b": 1.2.3.4}')).toEqual(['error 1.2.3.4']);
});

test('what does not come into being is a warning', () => {
  expect(said(RULE, onNetwork(ipam('subnet: x'), 'networks: []'))).toEqual(['warning x']);
  expect(said(RULE, 'services: {a: {image: i, profiles: [p], dns: x}, b: {image: i}}')).toEqual(['warning x']);
});

test('a subnet of zeros asks for a size from Engine 29 on', () => {
  const text = onNetwork(ipam('subnet: 0.0.0.0/25'));
  expect(said(RULE, text)).toEqual([]);
  expect(said(RULE, text, { versions: { docker: '28.5.2' } })).toEqual(['error 0.0.0.0/25']);
});

test('fixes: no prefix length on an address, a prefix length for a mask', () => {
  const file = (entry: string) => `//- compose.yaml\n${onNetwork(ipam(entry))}`;
  expectFix(RULE, file('subnet: 10.1.0.0/24, gateway: 10.1.0.1/24'), file('subnet: 10.1.0.0/24, gateway: 10.1.0.1'));
  expectFix(RULE, file('subnet: 10.1.0.0/255.255.255.0'), file('subnet: 10.1.0.0/24'));
});

test('host names may have 64 bytes', () => {
  const name = (length: number) => said(RULE, `services: {a: {image: i, hostname: ${'x'.repeat(length)}}}`);
  expect([name(64), name(65).length]).toEqual([[], 1]);
});
