import { expect, test } from 'vitest';
import { expectFindings, expectFix, findingsIn } from '../../../../../test/support/rules.ts';

const RULE = 'nft/base-chain-without-policy';

test('the line that hangs the chain on its hook', () => {
  expectFindings(
    RULE,
    `
    table inet t {
      chain c {
        type filter hook input priority filter;
    #   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ nft/base-chain-without-policy: no rule decides on are accepted
        accept
      }
    }
    add chain inet t d { type filter hook output priority 0; }
    #                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ nft/base-chain-without-policy
    `,
  );
});

test.each([
  ['a policy', 'table ip t {\nchain c {\ntype filter hook input priority 0; policy accept;\n}\n}\n'],
  ['a policy on the next line', 'table ip t {\nchain c {\ntype filter hook input priority 0\npolicy drop\n}\n}\n'],
  ['a policy from a variable', 'define P = drop\ntable ip t {\nchain c {\ntype filter hook input priority 0; policy $P;\n}\n}\n'],
  [
    'a policy in another declaration',
    'table ip t {\nchain c {\ntype filter hook input priority 0;\n}\n}\ntable ip t {\nchain c {\ntype filter hook input priority 0; policy drop;\n}\n}\n',
  ],
  ['nat', 'table ip t {\nchain c {\ntype nat hook prerouting priority dstnat;\n}\n}\n'],
  ['a chain without a hook', 'table ip t {\nchain c {\naccept\n}\n}\n'],
])('nothing: %s', (_name, text) => expect(findingsIn({ files: { 'etc/nftables.conf': text } }, RULE)).toEqual([]));

test('fix', () => {
  const file = (line: string) => `table ip t {\nchain c {\n${line}\naccept\n}\n}\n`;
  expectFix(RULE, file('type filter hook input priority 0;'), file('type filter hook input priority 0; policy accept;'));
  expectFix(RULE, file('type filter hook input priority 0'), file('type filter hook input priority 0; policy accept'));
  expectFix(
    RULE,
    'table ip t\nadd chain ip t c { type route hook output priority 0 ; }\n',
    'table ip t\nadd chain ip t c { type route hook output priority 0 ; policy accept; }\n',
  );
});

test('an included piece', () => {
  const files = {
    'etc/nftables.conf': 'table ip t {\nchain c {\ninclude "hook.nft"\naccept\n}\n}\n',
    'etc/hook.nft': 'type filter hook input priority 0;\n',
  };
  expect(findingsIn({ files }, RULE).map(({ file }) => file)).toEqual(['etc/hook.nft']);
});
