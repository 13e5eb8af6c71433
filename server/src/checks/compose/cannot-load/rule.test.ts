import { expect, test } from 'vitest';
import { said } from '../../../../../test/support/compose.ts';
import { expectFindings } from '../../../../../test/support/rules.ts';

const RULE = 'compose/cannot-load';

test('variables, switches, extends', () => {
  expectFindings(
    RULE,
    `
      //- compose.yaml
      services:
        a:
          image: i
          labels: {x: "\${X"}
      #               ^^^^^ compose/cannot-load: cannot read this variable
          extends: nobody
      #            ^^^^^^ compose/cannot-load: no such service
      networks:
        n: {internal: maybe}
      #               ^^^^^ compose/cannot-load: true or false
    `,
  );
});

test('include, in a circle and against an own network', () => {
  const files = (networks: string) => `
    //- p/compose.yaml
    include: [other.yaml]
    services: {a: {image: i, networks: [n]}}
    networks: {n: ${networks}}
    //- p/other.yaml
    networks: {n: }
  `;
  expect(said(RULE, files('{internal: true}'))).toEqual(['error n']);
  expect(said(RULE, files(''))).toEqual([]);
  expect(said(RULE, '//- p/compose.yaml\ninclude: [compose.yaml]\nservices: {a: {image: i}}\n')).toEqual(['error compose.yaml']);
});

test('no service at all', () => {
  expect(said(RULE, 'networks: {n: }\n')).toEqual(['error networks']);
  expect(said(RULE, '')).toEqual([]);
  expect(said(RULE, '//- p/compose.override.yaml\nnetworks: {n: }\n')).toEqual([]);
  expect(said(RULE, 'services: {a: {image: i, profiles: [p]}}\n')).toEqual([]);
});
