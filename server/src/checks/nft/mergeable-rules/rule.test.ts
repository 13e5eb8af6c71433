import { describe, expect, test } from 'vitest';
import { expectFindings, expectFix, findingsIn } from '../../../../../test/support/rules.ts';

const RULE = 'nft/mergeable-rules';
const CHAINS = 'chain a { tcp dport 1 accept; }\nchain b { tcp dport 2 accept; }\nchain m { meta mark set 3; }\n';

function chain(...rules: string[]): string {
  return `table inet t {\n${CHAINS}chain c {\n${rules.map((rule) => `\t${rule}\n`).join('')}}\n}\n`;
}

function found(text: string): string[] {
  return findingsIn({ files: { 'etc/nftables.conf': text } }, RULE).map(({ range }) => text.slice(range.start, range.end));
}

test('from the first rule to the last', () => {
  expect(found(chain('tcp dport 22 accept', 'tcp dport 80 accept', 'tcp dport 443 accept', 'udp dport 53 accept'))).toEqual([
    'tcp dport 22 accept\n\ttcp dport 80 accept\n\ttcp dport 443 accept',
  ]);
  expectFindings(
    RULE,
    `
    table inet t {
      chain c { tcp dport 1 drop; tcp dport 2 drop; tcp dport 3 drop; }
    #           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ nft/mergeable-rules: One rule with a set
    }
    `,
  );
});

describe('a set', () => {
  test.each([
    [
      ['tcp dport 22 accept', 'tcp dport { 80, 443 } accept', 'tcp dport 1000-2000 accept'],
      'tcp dport { 22, 80, 443, 1000-2000 } accept',
    ],
    [
      ['ip saddr 10.0.0.0/8 drop', 'ip saddr 192.168.0.1 drop', 'ip saddr 1.2.3.4-1.2.3.9 drop'],
      'ip saddr { 10.0.0.0/8, 192.168.0.1, 1.2.3.4-1.2.3.9 } drop',
    ],
    [
      ['iifname "eth0" tcp dport 22 accept', 'iifname "eth1" tcp dport 22 accept', 'iifname wg0 tcp dport 22 accept'],
      'iifname { "eth0", "eth1", wg0 } tcp dport 22 accept',
    ],
    [
      ['ct state established accept', 'ct state related accept', 'ct state untracked accept'],
      'ct state { established, related, untracked } accept',
    ],
    [
      ['meta l4proto == tcp jump a', 'meta l4proto udp jump a', 'meta l4proto sctp jump a'],
      'meta l4proto { tcp, udp, sctp } jump a',
    ],
    [
      ['ip6 saddr 2001:db8::1 drop', 'ip6 saddr 2001:db8::2 drop', 'ip6 saddr fe80::/10 drop'],
      'ip6 saddr { 2001:db8::1, 2001:db8::2, fe80::/10 } drop',
    ],
    [
      ['tcp dport 1 reject with tcp reset', 'tcp dport 2 reject with tcp reset', 'tcp dport 3 reject with tcp reset'],
      'tcp dport { 1, 2, 3 } reject with tcp reset',
    ],
    [
      ['tcp dport 1 accept comment "x"', 'tcp dport 2 accept comment "x"', 'tcp dport 3 accept comment "x"'],
      'tcp dport { 1, 2, 3 } accept comment "x"',
    ],
  ])('%s', (rules, merged) => expectFix(RULE, chain(...rules), chain(merged)));

  test('long ones stand on several lines', () => {
    const rules = Array.from({ length: 30 }, (_, i) => `ip saddr 192.0.2.${i * 2} drop`);
    const [finding] = findingsIn({ files: { 'etc/nftables.conf': chain(...rules) } }, RULE);
    const text = finding!.fixes[0]!.edits[0]!.newText;
    expect(text).toMatch(/^ip saddr \{\n\t\t192\.0\.2\.0, .*\n\t\} drop$/s);
    expect(text.split('\n').every((line) => line.length < 110)).toBe(true);
  });
});

describe('a verdict map', () => {
  test.each([
    [
      ['tcp dport 22 accept', 'tcp dport 80 drop', 'tcp dport 443 jump a'],
      'tcp dport vmap { 22 : accept, 80 : drop, 443 : jump a }',
    ],
    [
      [
        'ct state new iifname "eth0" jump a',
        'ct state new iifname "eth1" goto b',
        'ct state new iifname { "eth2", "eth3" } accept',
      ],
      'ct state new iifname vmap { "eth0" : jump a, "eth1" : goto b, "eth2" : accept, "eth3" : accept }',
    ],
  ])('%s', (rules, merged) => expectFix(RULE, chain(...rules), chain(merged)));
});

describe('nothing', () => {
  test.each([
    ['two', ['tcp dport 22 accept', 'tcp dport 80 accept']],
    [
      'two values differ',
      ['tcp dport 22 ip saddr 1.1.1.1 accept', 'tcp dport 80 ip saddr 1.1.1.2 accept', 'tcp dport 81 ip saddr 1.1.1.3 accept'],
    ],
    ['other protocols', ['tcp dport 22 accept', 'udp dport 80 accept', 'tcp dport 443 accept']],
    ['counters', ['tcp dport 22 counter accept', 'tcp dport 80 counter accept', 'tcp dport 443 counter accept']],
    [
      'limits',
      [
        'tcp dport 22 limit rate 1/second accept',
        'tcp dport 80 limit rate 1/second accept',
        'tcp dport 81 limit rate 1/second accept',
      ],
    ],
    ['comments', ['tcp dport 22 accept comment "a"', 'tcp dport 80 accept comment "b"', 'tcp dport 81 accept comment "c"']],
    ['comments between', ['tcp dport 22 accept', '# web', 'tcp dport 80 accept', 'tcp dport 443 accept']],
    ['overlapping', ['tcp dport 1-100 accept', 'tcp dport 50-200 accept', 'tcp dport 80 accept']],
    ['patterns', ['iifname "eth*" accept', 'iifname "wg*" accept', 'iifname "tun*" accept']],
    ['flags', ['tcp flags syn drop', 'tcp flags ack drop', 'tcp flags fin drop']],
    ['not equal', ['tcp dport != 1 jump a', 'tcp dport != 2 jump a', 'tcp dport != 3 jump a']],
    ['order', ['tcp dport < 100 accept', 'tcp dport > 200 accept', 'tcp dport 150 accept']],
    ['variables', ['tcp dport $A accept', 'tcp dport $B accept', 'tcp dport $C accept']],
    ['a jump that changes the mark', ['meta mark 1 jump m', 'meta mark 2 jump m', 'meta mark 3 jump m']],
    ['verdicts that no map has', ['tcp dport 22 accept', 'tcp dport 80 reject', 'tcp dport 443 drop']],
    [
      'a match behind the value',
      ['tcp dport 22 ip saddr 1.1.1.1 accept', 'tcp dport 80 ip saddr 1.1.1.1 drop', 'tcp dport 81 ip saddr 1.1.1.1 jump a'],
    ],
  ])('%s', (_name, rules) => expect(found(`define A = 1\ndefine B = 2\ndefine C = 3\n${chain(...rules)}`)).toEqual([]));

  test('commands', () =>
    expect(
      found(
        `${chain()}add rule inet t c tcp dport 1 drop\nadd rule inet t c tcp dport 2 drop\nadd rule inet t c tcp dport 3 drop\n`,
      ),
    ).toEqual([]));
});

test('very many are taken in pieces', () => {
  const rules = Array.from({ length: 1200 }, (_, i) => `tcp dport ${i + 1} drop`);
  expect(found(chain(...rules)).map((text) => text.split('\n').length)).toEqual([500, 500, 200]);
});
