import { expect, test } from 'vitest';
import { ipam, said } from '../../../../../test/support/compose.ts';

const RULE = 'compose/subnet-too-small';

const run = (count: number, entry: string, replicas = 1) =>
  said(
    RULE,
    `services:\n${Array.from({ length: count }, (_, i) => `  s${i}: {image: i, networks: [n], scale: ${replicas}}\n`).join('')}networks: {n: {${ipam(entry)}}}\n`,
  );

test.each([
  [1, 'subnet: 10.1.0.0/32', ['error 10.1.0.0/32']],
  [1, 'subnet: 10.1.0.0/31', []],
  [2, 'subnet: 10.1.0.0/31', ['error 10.1.0.0/31']],
  [1, 'subnet: 10.1.0.0/30', []],
  [2, 'subnet: 10.1.0.0/30', ['error 10.1.0.0/30']],
  [3, 'subnet: 10.1.0.0/24, ip_range: 10.1.0.128/31', ['error 10.1.0.128/31']],
  [1, 'subnet: 10.1.0.0/24, ip_range: 10.1.0.128/31', []],
  [2, 'subnet: 10.1.0.0/29, aux_addresses: {a: 10.1.0.3, b: 10.1.0.4, c: 10.1.0.5, d: 10.1.0.6}', ['error 10.1.0.0/29']],
  [5, 'subnet: 10.1.0.0/24', []],
])('%i services on %s', (count, entry, found) => {
  expect(run(count, entry)).toEqual(found);
});

test('replicas count; unknown numbers say nothing', () => {
  expect(run(1, 'subnet: 10.1.0.0/29', 5)).toEqual([]);
  expect(run(1, 'subnet: 10.1.0.0/29', 6)).toEqual(['error 10.1.0.0/29']);
  expect(
    said(RULE, `services: {a: {image: i, networks: [n], scale: "$N"}}\nnetworks: {n: {${ipam('subnet: 10.1.0.0/32')}}}`),
  ).toEqual([]);
});
