import { expect, test } from 'vitest';
import { said } from '../../../../../test/support/compose.ts';
import { expectFindings, expectFix } from '../../../../../test/support/rules.ts';

const RULE = 'compose/undefined-network';

test('lists, maps, profiles', () => {
  expectFindings(
    RULE,
    `
      //- compose.yaml
      services:
        a:
          image: i
          networks: [frnt, default]
      #              ^^^^ compose/undefined-network: Is "front" meant?
        b:
          image: i
          networks:
            nowhere:
      #     ^^^^^^^ compose/undefined-network: Declare it
      networks:
        front:
    `,
  );
  expect(said(RULE, 'services: {a: {image: i, profiles: [p], networks: [n]}, b: {image: i}}')).toEqual(['warning n']);
});

test('names from variables, missing files and parts of projects are left alone', () => {
  expect(said(RULE, 'services: {a: {image: i, networks: ["$N", "${M:-default}"]}}')).toEqual([]);
  expect(said(RULE, 'include: [gone.yaml]\nservices: {a: {image: i, networks: [n]}}')).toEqual([]);
  expect(said(RULE, '//- x/compose.override.yaml\nservices: {a: {networks: [n]}}')).toEqual([]);
});

test('an addition is judged with its base', () => {
  const files = (networks: string) => `
    //- x/compose.yaml
    services: {a: {image: i}}
    networks: {n: }
    //- x/compose.dev.yaml
    services: {a: {networks: [${networks}]}}
  `;
  expect(said(RULE, files('n'))).toEqual([]);
  expect(said(RULE, files('m'))).toEqual(['error m']);
});

test('fixes: the nearest name; a declaration', () => {
  const file = (name: string, networks = 'networks:\n  front:\n') =>
    `//- compose.yaml\nservices: {a: {image: i, networks: [${name}]}}\n${networks}`;
  expectFix(RULE, file('frnt'), file('front'));
  expectFix(RULE, file('x'), file('x', 'networks:\n  front:\n  x: {}\n'));
  expectFix(RULE, file('x', ''), file('x', 'networks:\n  x: {}\n'));
});
