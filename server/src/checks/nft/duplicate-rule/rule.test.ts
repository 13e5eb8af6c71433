import { describe, expect, test } from 'vitest';
import { expectFindings, expectFix, findingsIn } from '../../../../../test/support/rules.ts';

const RULE = 'nft/duplicate-rule';

function chain(rules: string): string {
  return `table ip t {\nset seen { type ipv4_addr; flags dynamic; size 9; }\nchain a { tcp dport 1 accept; }\nchain b { tcp dport 1 counter; }\nchain c {\ntype filter hook input priority 0;\n${rules}\n}\n}\n`;
}

function duplicates(text: string): string[] {
  return findingsIn({ files: { 'etc/nftables.conf': text } }, RULE).map(({ range }) => text.slice(range.start, range.end));
}

test('the second rule is marked', () => {
  const [found] = expectFindings(
    RULE,
    `
    table inet t {
      chain c {
        tcp dport 22 accept
        udp dport 53 accept
        tcp dport 22 accept
    #   ^^^^^^^^^^^^^^^^^^^ nft/duplicate-rule: Remove it, or correct what should be different
      }
    }
    `,
  );
  expect(found!.related[0]!.location.range.start).toBeLessThan(found!.range.start);
});

describe('the same in other words', () => {
  test.each([
    ['tcp dport 22 accept', 'tcp dport ssh counter accept'],
    ['ip saddr 10.0.0.1 tcp dport 22 drop', 'tcp dport { 22 } ip saddr 10.0.0.1 drop comment "again"'],
    ['ct state established,related accept', 'ct state { related, established } accept'],
    ['iif lo accept', 'iifname "lo" accept'],
    ['drop', 'counter drop'],
    ['tcp dport 22 jump a', 'tcp dport 22 jump a'],
    ['jump a', 'jump a'],
    ['meta mark set 5', 'meta mark set 5'],
    ['tcp dport 22 limit rate 1/second accept', 'tcp dport 22 limit rate 1/second  accept'],
    ['counter', 'counter'],
  ])('%s', (first, second) => expect(duplicates(chain(`${first}\n${second}`))).toEqual([second]));
});

describe('nothing', () => {
  test.each([
    ['another verdict', 'tcp dport 22 accept\ntcp dport 22 drop'],
    ['another target', 'tcp dport 22 jump a\ntcp dport 22 jump b'],
    ['another queue', 'tcp dport 22 queue to 1\ntcp dport 22 queue to 2'],
    ['another mark', 'meta mark set 5\nmeta mark set 6'],
    ['counted at two places', 'counter\ntcp dport 22 accept\ncounter'],
    ['limited at two places', 'limit rate 1/second accept\ntcp dport 22 drop\nlimit rate 1/second accept'],
    ['a chain that counts, called at two places', 'jump b\ntcp dport 22 drop\njump b'],
    ['the mark is changed between', 'meta mark 1 jump a\nmeta mark set 1\nmeta mark 1 jump a'],
    ['a copy of something that changes', 'meta mark set ct mark\ntcp dport 22 accept\nmeta mark set ct mark'],
    ['set again', 'meta mark set 1\ntcp dport 22 meta mark set 2\nmeta mark set 1'],
  ])('%s', (_name, rules) => expect(duplicates(chain(rules))).toEqual([]));

  test('another value of the same variable', () => {
    const text =
      'define A = 10.0.0.1\ntable ip t {\nchain c {\nip saddr $A counter\nip saddr $A accept\n}\n}\nredefine A = 10.0.0.2\ntable ip t {\nchain c {\nip saddr $A counter\nip saddr $A accept\n}\n}\n';
    expect(duplicates(text)).toEqual([]);
  });

  test('translations to other addresses', () => {
    expect(
      duplicates(
        'table ip t {\nchain c {\ntype nat hook prerouting priority dstnat;\ntcp dport 80 dnat to 10.0.0.1\ntcp dport 80 dnat to 10.0.0.2\n}\n}\n',
      ),
    ).toEqual([]);
  });
});

test('jumps with others between them', () =>
  expect(duplicates(chain('tcp dport 22 jump a\ntcp dport 23 drop\ntcp dport 22 jump a'))).toEqual(['tcp dport 22 jump a']));

test('one of three is left', () => {
  const text = chain('accept\naccept\naccept');
  expect(duplicates(text)).toEqual(['accept\naccept']);
  expectFix(RULE, text, chain('accept'));
});

test('fix', () => expectFix(RULE, chain('tcp dport 22 accept\ntcp dport 22 accept'), chain('tcp dport 22 accept')));
