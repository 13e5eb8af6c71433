import { describe, expect, test } from 'vitest';
import { expectFindings, expectFix, findingsIn } from '../../../../../test/support/rules.ts';

const RULE = 'nft/unreachable-rule';

function chain(rules: string, family = 'inet', spec = 'type filter hook input priority filter;', rest = ''): string {
  return `table ${family} t {\n${rest}\nchain c {\n${spec}\n${rules}\n}\n}\n`;
}

function unreachable(text: string): string[] {
  return findingsIn({ files: { 'etc/nftables.conf': text } }, RULE).map(({ range }) => text.slice(range.start, range.end));
}

test('all behind a final verdict is one finding', () => {
  expectFindings(
    RULE,
    `
    table inet t {
      chain c {
        type filter hook input priority filter;
        tcp dport 22 accept
        counter drop
        tcp dport 80 accept
    #   ^^^^^^^^^^^^^^^^^^^ nft/unreachable-rule: every packet has been dropped by an earlier rule
      }
    }
    `,
  );
  expect(unreachable(chain('accept\ntcp dport 22 drop\n# a comment\ntcp dport 23 drop'))).toEqual([
    'tcp dport 22 drop\n# a comment\ntcp dport 23 drop',
  ]);
});

describe('one earlier rule', () => {
  test.each([
    ['ip saddr 10.0.0.0/8 accept', 'ip saddr 10.1.0.0/16 tcp dport 22 drop'],
    ['tcp dport 1-1024 accept', 'tcp dport { 22, 80 } drop'],
    ['tcp dport != 22 drop', 'tcp dport 80 accept'],
    ['iifname "eth*" accept', 'iifname { "eth0", "eth1" } drop'],
    ['iif lo accept', 'iifname "lo" tcp dport 22 drop'],
    ['ct state established,related accept', 'ct state established drop'],
    ['ct state vmap { established : accept, related : accept, invalid : drop }', 'ct state invalid log drop'],
    ['ip saddr . tcp dport { 10.0.0.1 . 22, 10.0.0.2 . 80 } accept', 'ip saddr 10.0.0.2 tcp dport 80 drop'],
    ['ip saddr 10.0.0.0/8 accept', 'ip saddr . tcp dport { 10.0.0.1 . 22, 10.0.0.2 . 80 } drop'],
    ['ip saddr @two accept', 'ip saddr 10.0.0.2 drop'],
    ['ip saddr @two accept', 'ip saddr @two tcp dport 22 drop'],
    ['ip saddr 10.0.0.0/8 accept', 'ip saddr @fixed drop'],
    ['meta nfproto ipv4 accept', 'ip saddr 10.0.0.1 drop'],
    ['jump never-back', 'tcp dport 22 accept'],
    ['tcp dport 22 goto back', 'tcp dport 22 accept'],
    ['ip saddr 10.0.0.1 return', 'ip saddr 10.0.0.1 drop'],
    ['tcp dport 22 queue to 1', 'tcp dport 22 queue to 2'],
    ['ct status dnat accept', 'ct status dnat tcp dport 22 drop'],
  ])('%s', (first, second) => {
    const sets =
      'set two { type ipv4_addr; elements = { 10.0.0.1, 10.0.0.2 }; }\nset fixed { type ipv4_addr; flags constant; elements = { 10.0.0.1 }; }\nchain never-back { log; drop; }\nchain back { tcp dport 1 accept; }';
    expect(unreachable(chain(`${first}\n${second}`, 'inet', undefined, sets))).toEqual([second]);
  });
});

test('several earlier rules together', () => {
  expect(unreachable(chain('tcp dport 1-1000 accept\ntcp dport 1001-3000 drop\ntcp dport { 22, 2000 } drop'))).toEqual([
    'tcp dport { 22, 2000 } drop',
  ]);
  expect(unreachable(chain('tcp dport 1-1000 accept\ntcp dport 1002-3000 drop\ntcp dport 900-1100 drop'))).toEqual([]);
});

describe('nothing', () => {
  test.each([
    ['a limit lets some through', 'tcp dport 22 limit rate 1/second accept\ntcp dport 22 drop'],
    ['a narrower rule before', 'ip saddr 10.1.0.0/16 accept\nip saddr 10.0.0.0/8 drop'],
    ['another condition', 'ip saddr 10.0.0.1 tcp dport 22 accept\nip saddr 10.0.0.1 drop'],
    ['a chain that sends packets back', 'jump back\ntcp dport 2 accept'],
    ['the mark is changed between', 'meta mark 1 accept\nmeta mark set 1\nmeta mark 1 drop'],
    ['the mark is changed in a chain that is called', 'meta mark 1 accept\njump marking\nmeta mark 1 drop'],
    ['the set is filled between', 'ip saddr @seen drop\nadd @seen { ip saddr }\nip saddr @seen accept'],
    ['a set that others fill', 'ip saddr 10.0.0.1 accept\nip saddr @two drop'],
    ['an empty set', 'ip saddr @none accept\nip saddr 10.0.0.1 drop'],
    ['random', 'numgen random mod 2 0 accept\nnumgen random mod 2 0 drop'],
    ['not tracked any more', 'ct state new accept\nnotrack\nct state new accept'],
    ['other flags', 'tcp flags syn accept\ntcp flags ack drop'],
    ['ports of another protocol', 'tcp dport 22 accept\nudp dport 22 accept'],
  ])('%s', (_name, rules) => {
    const rest =
      'set two { type ipv4_addr; elements = { 10.0.0.1 }; }\nset none { type ipv4_addr; }\nset seen { type ipv4_addr; flags dynamic; size 9; }\nchain back { tcp dport 1 accept; }\nchain marking { meta mark set 1; }';
    expect(unreachable(chain(rules, 'ip', undefined, rest))).toEqual([]);
  });

  test('rules that are placed by index, or deleted', () => {
    const text = `${chain('accept')}add rule inet t c index 0 tcp dport 22 drop\n`;
    expect(unreachable(text)).toEqual([]);
    expect(unreachable(`${chain('accept\ndrop')}delete rule inet t c handle 2\n`)).toEqual([]);
  });

  test('a file that is included in two chains and is reached in one of them', () => {
    const files = {
      'etc/nftables.conf':
        'table inet t {\nchain a {\ntype filter hook input priority 0;\naccept\ninclude "rules.nft"\n}\nchain b {\ntype filter hook forward priority 0;\ninclude "rules.nft"\n}\n}\n',
      'etc/rules.nft': 'tcp dport 22 drop\n',
    };
    expect(findingsIn({ files }, RULE)).toEqual([]);
  });
});

test('commands', () => {
  const text =
    'add table ip t\nadd chain ip t c { type filter hook input priority 0; }\nadd rule ip t c accept\nadd rule ip t c tcp dport 22 drop\n';
  expect(unreachable(text)).toEqual(['tcp dport 22 drop']);
  expectFix(RULE, text, text.replace('add rule ip t c tcp dport 22 drop\n', ''));
});

test('inserted rules stand first', () => {
  expect(unreachable(`${chain('accept')}insert rule inet t c tcp dport 22 drop\n`)).toEqual([]);
});

test('points to the rules in the way', () => {
  const text = chain('tcp dport 1-1000 accept\ntcp dport 1001-65535 accept\ntcp dport 5-2000 drop');
  const [found] = findingsIn({ files: { 'etc/nftables.conf': text } }, RULE);
  expect(found!.related.map(({ location }) => text.slice(location.range.start, location.range.end))).toEqual([
    'tcp dport 1-1000 accept',
    'tcp dport 1001-65535 accept',
  ]);
  expect(found!.tag).toBe('unnecessary');
});

describe('fix: removed', () => {
  test('with its line', () =>
    expectFix(RULE, chain('\taccept\n\t# why\n\ttcp dport 22 drop # no\n\ttcp dport 23 drop'), chain('\taccept\n\t# why')));
  test('beside others on a line', () => expectFix(RULE, chain('accept; tcp dport 22 drop;'), chain('accept; ')));
});
