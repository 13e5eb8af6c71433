import { describe, expect, test } from 'vitest';
import { checkRefused } from '../../../../../test/support/refused/check.ts';
import { expectFindings, expectFix, findingsIn } from '../../../../../test/support/rules.ts';

const RULE = 'nft/syntax';

test('each broken statement is reported once, and the others are read', () => {
  expectFindings(
    RULE,
    `
    table inet filter {
      chain input {
        type filter hook input priority filter; policy drop;
        tcp dport { 22, 80, 443 accept
    #                           ^^^^^^ nft/syntax: "accept" stands where nft expects
        iifname lo counter acept comment "x"
    #                            ^^^^^^^ nft/syntax
        udp dport 53 accept
      }
    }
    `,
  );
});

describe('fixes', () => {
  const rule = (text: string) => `table ip t {\n\tchain c {\n\t\t${text}\n\t}\n}\n`;
  test.each([['tcp dport { 22, 80 accept', 'tcp dport { 22, 80 } accept']])('%s', (before, after) =>
    expectFix(RULE, rule(before), rule(after)),
  );

  test('plain line ends', () => {
    const text = rule('accept');
    const found = findingsIn({ files: { 'etc/nftables.conf': text.replaceAll('\n', '\r\n') } }, RULE);
    expect(found).toHaveLength(1);
    expectFix(RULE, text.replaceAll('\n', '\r\n'), text);
  });
});

test('one newline between members is fine, and so are lines with a comment', () => {
  expectFindings(
    RULE,
    `
    table ip t {

      set s {

        type ipv4_addr

        elements = {
          192.0.2.1, # one

          # two
    #     # three
          192.0.2.2
        }

      }

    }
    `.replace('\n\n          # two', '\n          # two'),
  );
});

describe('what nft refuses', () => checkRefused(RULE));
