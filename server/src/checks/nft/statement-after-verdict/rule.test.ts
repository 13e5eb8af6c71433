import { describe, expect, test } from 'vitest';
import { checkRefused } from '../../../../../test/support/refused/check.ts';
import { expectFindings, expectFix, findingsIn } from '../../../../../test/support/rules.ts';

const RULE = 'nft/statement-after-verdict';

test('what stands behind the end of a rule', () => {
  expectFindings(
    RULE,
    `
    table inet filter {
      chain input {
        type filter hook input priority filter; policy drop;
        tcp dport 22 accept log prefix "ssh: "
    #                       ^^^^^^^^^^^^^^^^^^ nft/statement-after-verdict: "accept" ends the rule
        tcp dport 23 drop counter log
    #                     ^^^^^^^^^^^ nft/statement-after-verdict: "drop" ends the rule
        tcp dport 24 reject counter
    #                       ^^^^^^^ nft/statement-after-verdict: "reject" ends the rule
        jump own counter
    #            ^^^^^^^ nft/statement-after-verdict: "jump" ends the rule
        return accept
    #          ^^^^^^ nft/statement-after-verdict: "return" ends the rule
        queue to 1 counter
    #              ^^^^^^^ nft/statement-after-verdict: "queue" ends the rule
        counter log accept comment "fine"
        continue counter
      }
      chain own {
        jump { tcp dport 1 accept counter; }
    #                             ^^^^^^^ nft/statement-after-verdict: "accept" ends the rule
      }
    }
    table ip nat {
      chain post {
        type nat hook postrouting priority srcnat; policy accept;
        masquerade counter
    #              ^^^^^^^ nft/statement-after-verdict: "masquerade" ends the rule
      }
    }
    `,
  );
});

describe('fixes', () => {
  const rule = (text: string) => `table ip t {\n\tchain c {\n\t\t${text}\n\t}\n}\n`;
  test.each([
    ['tcp dport 22 accept log prefix "ssh: "', 'tcp dport 22 log prefix "ssh: " accept'],
    ['drop  counter log comment "x"', 'counter log  drop comment "x"'],
  ])('%s', (before, after) => expectFix(RULE, rule(before), rule(after)));

  test('two verdicts cannot be put in order', () => {
    const found = findingsIn({ files: { 'etc/nftables.conf': rule('accept counter drop') } }, RULE);
    expect(found.map(({ fixes }) => fixes)).toEqual([[]]);
  });
});

describe('what nft refuses', () => checkRefused(RULE));
