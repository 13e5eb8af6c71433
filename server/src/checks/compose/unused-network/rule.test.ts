import { expect, test } from 'vitest';
import { said } from '../../../../../test/support/compose.ts';
import { expectFindings, expectFix } from '../../../../../test/support/rules.ts';

const RULE = 'compose/unused-network';

test('marks the key', () => {
  expectFindings(
    RULE,
    `
      //- compose.yaml
      services: {a: {image: i, networks: [n]}}
      networks:
        n:
        m: {internal: true}
      # ^ compose/unused-network: does not create it
    `,
  );
});

test.each([
  ['only networks', 'networks: {n: }'],
  ['a name from a variable', 'services: {a: {image: i, networks: ["$N"]}}\nnetworks: {n: }'],
  ['a missing file', 'include: [gone.yaml]\nservices: {a: {image: i}}\nnetworks: {n: }'],
  ['a service of a profile', 'services: {a: {image: i, profiles: [p], networks: [n]}}\nnetworks: {n: }'],
])('nothing: %s', (_name, text) => {
  expect(said(RULE, text)).toEqual([]);
});

test('fix: the declaration goes, and the whole part when it was the only one', () => {
  const file = (networks: string) => `//- compose.yaml\nservices: {a: {image: i}}\n${networks}`;
  expectFix(RULE, file('networks:\n  default:\n  m:\n    internal: true\n'), file('networks:\n  default:\n'));
  expectFix(RULE, file('networks:\n  m:\n    internal: true\n'), file(''));
});
