import { describe, expect, test } from 'vitest';
import { expectFindings, expectFix, findingsIn } from '../../../../../test/support/rules.ts';

const RULE = 'nft/ct-before-conntrack';

function chain(rules: string, spec = 'type filter hook prerouting priority raw;', family = 'inet', rest = ''): string {
  return `table ${family} t {\nchain c {\n${spec}\n${rules}\n}\n${rest}\n}\n`;
}

function found(text: string): string[] {
  return findingsIn({ files: { 'etc/nftables.conf': text } }, RULE).map(({ range }) => text.slice(range.start, range.end));
}

test('once per chain, at the first match', () => {
  const [finding] = expectFindings(
    RULE,
    `
    table inet t {
      chain c {
        type filter hook prerouting priority -300;
        tcp dport 22 ct state invalid drop
    #                ^^^^^^^^^^^^^^^^ nft/ct-before-conntrack: so this holds for every packet
        ct mark 5 accept
      }
    }
    `,
  );
  expect(finding!.related).toHaveLength(2);
});

describe('found', () => {
  test.each([
    ['ct state established accept', 'ct state established'],
    ['ct mark & 0xf == 1 accept', 'ct mark & 0xf == 1'],
    ['ct original daddr 10.0.0.1 accept', 'ct original daddr 10.0.0.1'],
    ['ct state vmap { established : accept, invalid : drop }', 'ct state vmap { established : accept, invalid : drop }'],
    ['ct mark set 5', 'ct mark set 5'],
    ['ip saddr . ct mark { 10.0.0.1 . 5, 10.0.0.2 . 6 } accept', 'ip saddr . ct mark { 10.0.0.1 . 5, 10.0.0.2 . 6 }'],
  ])('%s', (rule, marked) => expect(found(chain(rule, undefined, 'ip'))).toEqual([marked]));

  test('in a chain that only such chains call', () => {
    const rest = 'chain x {\nct state new accept\n}\n';
    const later = `${rest}chain later {\ntype filter hook input priority 0;\njump x\n}\n`;
    expect(found(chain('jump x', undefined, 'ip', rest))).toEqual(['ct state new']);
    expect(found(chain('jump x', undefined, 'ip', later))).toEqual([]);
  });
});

describe('nothing', () => {
  test.each([
    ['after tracking', 'ct state new accept', 'type filter hook prerouting priority mangle;'],
    ['another hook', 'ct state new accept', 'type filter hook input priority -300;'],
    ['a priority from outside', 'ct state new accept', 'type filter hook prerouting priority $P;'],
    ['zones are set before', 'ct zone set 5', 'type filter hook prerouting priority raw;'],
    [
      'what was not tracked by a rule',
      'tcp dport 22 notrack\nct state untracked accept',
      'type filter hook prerouting priority raw;',
    ],
    ['the loopback interface', 'iif lo ct state new accept', 'type filter hook prerouting priority raw;'],
  ])('%s', (_name, rules, spec) => expect(found(chain(rules, spec, 'ip'))).toEqual([]));
  test('bridges', () => expect(found(chain('ct state new accept', undefined, 'bridge').replace('raw', '-300'))).toEqual([]));
});

describe('fix', () => {
  test('the priority behind tracking', () => {
    expectFix(RULE, chain('ct state new accept'), chain('ct state new accept').replace('raw', 'mangle'));
    const spec = 'type filter hook output priority -250; policy drop;';
    expectFix(RULE, chain('ct state new accept', spec), chain('ct state new accept', spec.replace('-250', 'mangle')));
  });
  test('none where connections are prepared', () => {
    const text = chain('tcp dport 53 notrack\nct state invalid drop');
    expect(findingsIn({ files: { 'etc/nftables.conf': text } }, RULE).map(({ fixes }) => fixes)).toEqual([[]]);
  });
});
