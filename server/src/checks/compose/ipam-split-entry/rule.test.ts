import { expect, test } from 'vitest';
import { ipam, onNetwork, said } from '../../../../../test/support/compose.ts';
import { expectFindings, expectFix } from '../../../../../test/support/rules.ts';

const RULE = 'compose/ipam-split-entry';

test('keys without the subnet of their own', () => {
  expectFindings(
    RULE,
    `
      //- compose.yaml
      services: {a: {image: i, networks: [n]}}
      networks:
        n:
          ipam:
            config:
              - subnet: 10.1.0.0/24
              - gateway: 10.1.0.1
      #         ^^^^^^^ compose/ipam-split-entry: Move it into the entry of 10.1.0.0/24
    `,
  );
  expect(said(RULE, onNetwork(ipam('gateway: 10.1.0.1')))).toEqual(['error gateway']);
  expect(said(RULE, onNetwork(ipam('ip_range: 10.1.0.0/25')))).toEqual(['error ip_range']);
});

test('an entry that says nothing is refused up to Engine 28', () => {
  const text = onNetwork(ipam('x-note: 1'));
  expect(said(RULE, text)).toEqual([]);
  expect(said(RULE, text, { versions: { docker: '28' } })).toEqual(['error {x-note: 1}']);
});

test('fix: into the entry that holds it, in block and flow style', () => {
  const block = (entries: string) =>
    `//- compose.yaml\nservices: {a: {image: i, networks: [n]}}\nnetworks:\n  n:\n    ipam:\n      config:\n${entries}`;
  expectFix(
    RULE,
    block(
      '        - subnet: 10.2.0.0/24\n        - subnet: 10.1.0.0/24\n        - gateway: 10.1.0.1\n          ip_range: 10.1.0.128/25\n',
    ),
    block(
      '        - subnet: 10.2.0.0/24\n        - subnet: 10.1.0.0/24\n          gateway: 10.1.0.1\n          ip_range: 10.1.0.128/25\n',
    ),
  );
  const flow = (config: string) => `//- compose.yaml\n${onNetwork(`ipam: {config: [${config}]}`)}`;
  expectFix(RULE, flow('{subnet: 10.1.0.0/24}, {gateway: 10.1.0.1}'), flow('{subnet: 10.1.0.0/24, gateway: 10.1.0.1}'));
});
