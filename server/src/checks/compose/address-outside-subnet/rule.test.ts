import { describe, expect, test } from 'vitest';
import { ipam, onNetwork, said } from '../../../../../test/support/compose.ts';
import { expectFindings, expectFix } from '../../../../../test/support/rules.ts';

const RULE = 'compose/address-outside-subnet';

test('gateway, range, auxiliary and fixed addresses', () => {
  expectFindings(
    RULE,
    `
      //- compose.yaml
      services:
        a:
          image: i
          networks:
            n:
              ipv4_address: 10.2.0.10
      #                     ^^^^^^^^^ compose/address-outside-subnet: not in 10.1.0.0/24
      networks:
        n:
          ipam:
            config:
              - subnet: 10.1.0.0/24
                gateway: 10.2.0.1
      #                  ^^^^^^^^ compose/address-outside-subnet: not in its subnet 10.1.0.0/24
                ip_range: 10.3.0.0/25
      #                   ^^^^^^^^^^^ compose/address-outside-subnet: not part of its subnet
                aux_addresses: {h: 10.9.0.1}
      #                            ^^^^^^^^ compose/address-outside-subnet: auxiliary address "h"
    `,
  );
});

test.each([
  ['subnet: 10.1.0.0/24, gateway: 10.1.0.0', 'error 10.1.0.0'],
  ['subnet: 10.1.0.0/24, gateway: 10.1.0.255', 'error 10.1.0.255'],
  ['subnet: 10.1.0.0/24, gateway: "fd00::1"', 'error "fd00::1"'],
  ['subnet: "fd00::/64", gateway: "fd00::"', 'error "fd00::"'],
  ['subnet: 10.1.0.0/24, ip_range: 10.1.0.0/16', 'error 10.1.0.0/16'],
  ['subnet: 10.1.0.0/24, ip_range: "fd00::/80"', 'error "fd00::/80"'],
  ['subnet: 10.1.0.0/24, gateway: 10.1.0.1, aux_addresses: {h: 10.1.0.1}', 'error 10.1.0.1'],
  ['subnet: 10.1.0.0/24, aux_addresses: {h: 10.1.0.1}', 'error 10.1.0.1'],
  ['subnet: 10.1.0.0/24, aux_addresses: {h: 10.1.0.5, i: 10.1.0.5}', 'error 10.1.0.5'],
])('refused: %s', (entry, found) => {
  expect(said(RULE, onNetwork(`enable_ipv6: true\n${ipam(entry)}`))).toEqual([found]);
});

test.each([
  ['subnet: 10.1.0.0/31, gateway: 10.1.0.0'],
  ['subnet: 10.1.0.0/24, ip_range: 10.1.0.0/24'],
  ['subnet: 10.1.0.0/24, ip_range: 10.1.0.128/25, aux_addresses: {h: 10.1.0.1}'],
  ['subnet: 10.1.0.0/24, gateway: 10.1.0.254, aux_addresses: {h: 10.1.0.1}'],
  ['subnet: "$NET", gateway: 10.1.0.1'],
])('fine: %s', (entry) => {
  expect(said(RULE, onNetwork(`enable_ipv6: true\n${ipam(entry)}`))).toEqual([]);
});

describe('fixed addresses', () => {
  const fixed = (address: string, network = ipam('subnet: 10.1.0.0/24'), version?: string) =>
    said(
      RULE,
      onNetwork(network, `networks: {n: {ipv4_address: ${address}}}`),
      version ? { versions: { docker: version } } : undefined,
    );

  test.each(['10.1.0.0', '10.1.0.255', '10.1.0.1', '10.2.0.5'])('%s cannot be', (address) => {
    expect(fixed(address)).toEqual([`error ${address}`]);
  });

  test('the gateway that Docker takes follows ip_range; macvlan takes none', () => {
    expect(fixed('10.1.0.128', ipam('subnet: 10.1.0.0/24, ip_range: 10.1.0.128/25'))).toEqual(['error 10.1.0.128']);
    expect(fixed('10.1.0.1', ipam('subnet: 10.1.0.0/24, ip_range: 10.1.0.128/25'))).toEqual([]);
    expect(fixed('10.1.0.1', `driver: macvlan\n${ipam('subnet: 10.1.0.0/24')}`)).toEqual([]);
  });

  test('several subnets, unknown ones, external networks', () => {
    expect(fixed('10.2.0.5', 'driver: macvlan\nipam: {config: [{subnet: 10.1.0.0/24}, {subnet: 10.2.0.0/24}]}')).toEqual([]);
    expect(fixed('10.2.0.5', 'driver: macvlan\nipam: {config: [{subnet: 10.1.0.0/24}, {subnet: "$N"}]}')).toEqual([]);
    expect(fixed('10.2.0.5', `external: true\n${ipam('subnet: 10.1.0.0/24')}`)).toEqual([]);
  });
});

test('fixes keep the host part, or take the next free address', () => {
  const file = (address: string, gateway: string) =>
    `//- compose.yaml\n${onNetwork(ipam(`subnet: 10.1.0.0/24, gateway: ${gateway}`), `networks: {n: {ipv4_address: ${address}}}`)}`;
  expectFix(RULE, file('10.2.0.10', '10.1.0.1'), file('10.1.0.10', '10.1.0.1'));
  expectFix(RULE, file('10.1.0.1', '10.1.0.1'), file('10.1.0.2', '10.1.0.1'));
  expectFix(RULE, file('10.1.0.10', '10.9.0.254'), file('10.1.0.10', '10.1.0.254'));
});
