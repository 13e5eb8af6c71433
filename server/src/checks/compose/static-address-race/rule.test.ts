import { expect, test } from 'vitest';
import { said } from '../../../../../test/support/compose.ts';
import { expectFindings, expectFix } from '../../../../../test/support/rules.ts';

const RULE = 'compose/static-address-race';

/** A service at that address, and others without one. */
function project(address: string, others = 'b: {image: i, networks: [n]}', entry = 'subnet: 10.1.0.0/24'): string {
  return `services:\n  a: {image: i, networks: {n: {ipv4_address: ${address}}}}\n  ${others}\nnetworks: {n: {ipam: {config: [{${entry}}]}}}\n`;
}

test('the first addresses behind the gateway', () => {
  expectFindings(
    RULE,
    `
      //- compose.yaml
      services:
        a: {image: i, networks: {n: {ipv4_address: 10.1.0.3}}}
      #                                            ^^^^^^^^ compose/static-address-race: the 2 other containers on network "n"
        b: {image: i, networks: [n], deploy: {replicas: 2}}
      networks: {n: {ipam: {config: [{subnet: 10.1.0.0/24}]}}}
    `,
  );
});

test.each([
  ['the first one', project('10.1.0.2'), ['warning 10.1.0.2']],
  ['one that is not reached', project('10.1.0.3'), []],
  ['nobody else', project('10.1.0.2', 'b: {image: i, network_mode: none}'), []],
  ['only others with fixed addresses', project('10.1.0.2', 'b: {image: i, networks: {n: {ipv4_address: 10.1.0.3}}}'), []],
  ['others by profile only', project('10.1.0.2', 'b: {image: i, networks: [n], profiles: [p]}'), []],
  ['a range of its own for the others', project('10.1.0.2', undefined, 'subnet: 10.1.0.0/24, ip_range: 10.1.0.128/25'), []],
  ['inside that range', project('10.1.0.129', undefined, 'subnet: 10.1.0.0/24, ip_range: 10.1.0.128/25'), ['warning 10.1.0.129']],
  [
    'behind a kept address',
    project('10.1.0.3', undefined, 'subnet: 10.1.0.0/24, aux_addresses: {x: 10.1.0.2}'),
    ['warning 10.1.0.3'],
  ],
  ['an unknown range', project('10.1.0.2', undefined, 'subnet: 10.1.0.0/24, ip_range: "$R"'), []],
  ['an unknown subnet', project('10.1.0.2', undefined, 'subnet: "$S"'), []],
])('%s', (_name, text, found) => {
  expect(said(RULE, text)).toEqual(found);
});

test('fixed addresses below are not waited for', () => {
  const two = 'c: {image: i, networks: {n: {ipv4_address: 10.1.0.2}}}\n  b: {image: i, networks: [n]}';
  expect(said(RULE, project('10.1.0.3', two))).toEqual(['warning 10.1.0.3', 'warning 10.1.0.2']);
});

test('fix', () => {
  expectFix(RULE, `//- compose.yaml\n${project('10.1.0.2')}`, `//- compose.yaml\n${project('10.1.0.4')}`);
});
