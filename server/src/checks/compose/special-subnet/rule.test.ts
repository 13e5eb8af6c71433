import { expect, test } from 'vitest';
import { ipam, onNetwork, said } from '../../../../../test/support/compose.ts';
import { expectFindings } from '../../../../../test/support/rules.ts';

const RULE = 'compose/special-subnet';

test.each([
  ['127.0.0.0/16', 'loopback'],
  ['224.1.0.0/24', 'multicast'],
  ['169.254.8.0/24', 'link-local'],
  ['8.8.8.0/24', 'public'],
  ['172.32.0.0/16', 'public'],
  ['10.0.0.0/8', 'whole'],
  ['192.168.0.0/16', 'whole'],
  ['172.16.0.0/12', 'whole'],
])('%s', (subnet) => {
  expect(said(RULE, onNetwork(ipam(`subnet: ${subnet}`)))).toEqual([`warning ${subnet}`]);
});

test('the place', () => {
  expectFindings(
    RULE,
    `
      //- compose.yaml
      services: {a: {image: i, networks: [n]}}
      networks:
        n:
          ipam:
            config:
              - subnet: 11.0.0.0/24
      #                 ^^^^^^^^^^^ compose/special-subnet: public address space
              - subnet: 2001:db8::/64
    `,
  );
});

test.each(['10.0.0.0/24', '172.31.0.0/16', '192.168.5.0/24', '100.64.0.0/24', '192.0.2.0/24', '0.0.0.0/26', '"$NET"'])(
  '%s is fine',
  (subnet) => {
    expect(said(RULE, onNetwork(ipam(`subnet: ${subnet}`)))).toEqual([]);
  },
);

test('a LAN may be as large as it likes', () => {
  expect(said(RULE, onNetwork(`driver: macvlan\n${ipam('subnet: 10.0.0.0/8')}`))).toEqual([]);
});

test('public addresses may be routed to the host', () => {
  expect(said(RULE, onNetwork(`driver: macvlan\n${ipam('subnet: 8.8.8.0/24')}`))).toEqual([]);
  const routed = 'driver_opts: {com.docker.network.bridge.gateway_mode_ipv4: routed}';
  expect(said(RULE, onNetwork(`${routed}\n${ipam('subnet: 8.8.8.0/24')}`))).toEqual([]);
});
