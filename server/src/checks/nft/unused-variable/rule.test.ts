import { expect, test } from 'vitest';
import { expectFindings, expectFix, findingsIn } from '../../../../../test/support/rules.ts';

const RULE = 'nft/unused-variable';
const TABLE = 'table ip t {\nchain c {\nip saddr $A accept\n}\n}\n';

test('the name is marked', () => {
  expectFindings(
    RULE,
    `
    define A = 10.0.0.1
    define B = { $A, 10.0.0.2 }
    #      ^ nft/unused-variable: Nothing uses
    table ip t {
      define C = 22
    #        ^ nft/unused-variable: Nothing uses
      chain c {
        ip saddr $A accept
      }
    }
    `,
  );
});

test.each([
  ['used', `define A = 10.0.0.1\n${TABLE}`],
  ['used in a comment', `define A = 10.0.0.1\ndefine B = 22\n# tcp dport $B accept\n${TABLE}`],
  ['only definitions', 'define A = 10.0.0.1\n'],
  ['a missing file', `define A = 10.0.0.1\ndefine B = 22\n${TABLE}include "more.nft"\n`],
])('nothing: %s', (_name, text) => expect(findingsIn({ files: { 'etc/nftables.conf': text } }, RULE)).toEqual([]));

test('nothing about files that others include', () => {
  const files = { 'etc/nftables.conf': `include "vars.nft"\n${TABLE}`, 'etc/vars.nft': 'define A = 10.0.0.1\ndefine B = 22\n' };
  expect(findingsIn({ files }, RULE)).toEqual([]);
});

test('fix', () => {
  expectFix(RULE, `define A = 10.0.0.1\ndefine B = {\n  22,\n  80\n}\n${TABLE}`, `define A = 10.0.0.1\n${TABLE}`);
  const inner = 'define A = 1.1.1.1\ntable ip t {\n  define B = 22\n  chain c {\n    ip saddr $A accept\n  }\n}\n';
  expectFix(RULE, inner, inner.replace('  define B = 22\n', ''));
});
