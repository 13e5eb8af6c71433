import { expect, test } from 'vitest';
import { said } from '../../../../../test/support/compose.ts';
import { expectFindings } from '../../../../../test/support/rules.ts';

const RULE = 'compose/legacy-links';

test('every link', () => {
  expectFindings(
    RULE,
    `
      //- compose.yaml
      services:
        a:
          image: i
          links: [b, "b:db"]
      #           ^ compose/legacy-links
      #              ^^^^^^ compose/legacy-links
          external_links: [other]
      #                    ^^^^^ compose/legacy-links: external network
        b: {image: i}
    `,
  );
});

test('services without a common network', () => {
  const linked = (networks: string) =>
    said(
      RULE,
      `services: {a: {image: i, links: ["b:db"], networks: [n]}, b: {image: i, networks: ${networks}}}\nnetworks: {n: , m: }`,
    );
  expect(linked('[m]')).toEqual(['warning "b:db"']);
  expect(linked('[m, n]')).toEqual(['hint "b:db"']);
  expect(linked('["$N"]')).toEqual(['hint "b:db"']);
});
