import { expect, test } from 'vitest';
import { onNetwork, said } from '../../../../../test/support/compose.ts';
import { expectFix } from '../../../../../test/support/rules.ts';

const RULE = 'compose/legacy-external';

test('the old form only', () => {
  expect(said(RULE, onNetwork('external: {name: x}'))).toEqual(['hint external']);
  expect(said(RULE, onNetwork('external: true\nname: x'))).toEqual([]);
  expect(said(RULE, onNetwork('external: "$E"'))).toEqual([]);
});

test('fix in block and flow style', () => {
  expectFix(
    RULE,
    `//- compose.yaml\n${onNetwork('external:\n  name: x')}`,
    `//- compose.yaml\n${onNetwork('external: true\nname: x')}`,
  );
  const flow = (network: string) => `//- compose.yaml\nservices: {a: {image: i, networks: [n]}}\nnetworks: {n: ${network}}\n`;
  expectFix(RULE, flow('{external: {name: "a b"}, labels: {}}'), flow('{external: true, name: "a b", labels: {}}'));
});
