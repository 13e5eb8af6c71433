import { describe, test } from 'vitest';
import { checkRefused } from '../../../../../test/support/refused/check.ts';
import { expectFindings, expectFix } from '../../../../../test/support/rules.ts';

const RULE = 'nft/typographic-quote';

test('one finding for each pair of quotes and each dash', () => {
  expectFindings(
    RULE,
    `
    table inet filter {
      chain input {
        type filter hook input priority filter; policy drop;
        iifname “lo” accept comment « the loopback »
    #           ^^^^ nft/typographic-quote: “ ”
    #                               ^^^^^^^^^^^^^^^^ nft/typographic-quote: « »
        iifname ‘eth0’ tcp dport 8000–8010 accept
    #           ^^^^^^ nft/typographic-quote: Write plain quotes
    #                                ^ nft/typographic-quote: Write "-"
        iifname ”eth1" accept comment „it’s me“
    #           ^^^^^^ nft/typographic-quote
    #                                 ^^^^^^^^^ nft/typographic-quote
      }
    }
    `,
  );
});

test('comments and texts in plain quotes may hold them', () => {
  expectFindings(
    RULE,
    `
    # “quoted” – fine
    table ip t { chain c { accept comment "it’s « fine » – really"; } } # ‘also’
    `,
  );
});

describe('fixes', () => {
  const rule = (text: string) => `table ip t {\n\tchain c {\n\t\t${text}\n\t}\n}\n`;
  test.each([
    ['accept comment « all »', 'accept comment "all"'],
    ['accept comment «\u00a0all\u00a0»', 'accept comment "all"'],
    ['log prefix “ssh: ” accept', 'log prefix "ssh: " accept'],
    ['iifname “lo” accept', 'iifname "lo" accept'],
    ['tcp dport 1–9 accept', 'tcp dport 1-9 accept'],
  ])('%s', (before, after) => expectFix(RULE, rule(before), rule(after)));
});

describe('what nft refuses', () => checkRefused(RULE));
