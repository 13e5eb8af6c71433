import { expect, test } from 'vitest';
import { said } from '../../../../../test/support/compose.ts';
import { expectFindings } from '../../../../../test/support/rules.ts';

const RULE = 'compose/ambiguous-alias';

test('the name of another service on the network', () => {
  expectFindings(
    RULE,
    `
      //- compose.yaml
      services:
        a: {image: i, networks: {n: {aliases: [x, b]}}}
      #                                           ^ compose/ambiguous-alias: name of a service on network "n"
        b: {image: i, networks: [n]}
      networks: {n: {}}
    `,
  );
});

test.each([
  ['its own name', 'a: {image: i, networks: {n: {aliases: [a]}}}'],
  [
    'an alias that others have too',
    'a: {image: i, networks: {n: {aliases: [x]}}}\n  b: {image: i, networks: {n: {aliases: [x]}}}',
  ],
  ['a service of another network', 'a: {image: i, networks: {n: {aliases: [b]}}}\n  b: {image: i, networks: [m]}'],
  ['one that runs instead', 'a: {image: i, profiles: [p], networks: {n: {aliases: [b]}}}\n  b: {image: i, networks: [n]}'],
])('nothing: %s', (_name, services) => {
  expect(said(RULE, `services:\n  ${services}\nnetworks: {n: {}, m: {}}\n`)).toEqual([]);
});
