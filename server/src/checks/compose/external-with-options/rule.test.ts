import { expect, test } from 'vitest';
import { onNetwork, said } from '../../../../../test/support/compose.ts';
import { expectFindings, expectFix } from '../../../../../test/support/rules.ts';

const RULE = 'compose/external-with-options';

test('every key but the name', () => {
  expectFindings(
    RULE,
    `
      //- compose.yaml
      services: {a: {image: i, networks: [n]}}
      networks:
        n:
          external: true
          name: lan
          labels: {a: b}
          driver: bridge
      #   ^^^^^^ compose/external-with-options: only looks it up
          ipam: {config: [{subnet: 10.1.0.0/24}]}
      #   ^^^^ compose/external-with-options: (like driver)
    `,
  );
});

test('nothing when it is not certainly external', () => {
  expect(said(RULE, onNetwork('external: false\ndriver: bridge'))).toEqual([]);
  expect(said(RULE, onNetwork('external: "$EXT"\ndriver: bridge'))).toEqual([]);
});

test('fix', () => {
  const file = (more: string) => `//- compose.yaml\n${onNetwork(`external: true${more}`)}`;
  expectFix(RULE, file('\ninternal: true'), file(''));
});
