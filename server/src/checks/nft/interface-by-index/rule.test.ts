import { describe, expect, test } from 'vitest';
import { expectFindings, expectFix, findingsIn } from '../../../../../test/support/rules.ts';

const RULE = 'nft/interface-by-index';

function chain(rule: string, before = ''): string {
  return `${before}table inet t {\nchain c {\n${rule}\n}\n}\n`;
}

function found(text: string): string[] {
  return findingsIn({ files: { 'etc/nftables.conf': text } }, RULE).map(({ range }) => text.slice(range.start, range.end));
}

test('from the selector to the name', () => {
  expectFindings(
    RULE,
    `
    table inet t {
      chain c {
        tcp dport 22 iif docker0 accept
    #                ^^^^^^^^^^^ nft/interface-by-index: docker0 is only made later
        meta oif != { eth0, "veth12" } drop
    #   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^ nft/interface-by-index: veth12
      }
    }
    `,
  );
});

describe('found', () => {
  test.each([
    ['iif vmap { lo : accept, wg0 : drop }', 'iif vmap { lo : accept, wg0'],
    ['iif . tcp dport { eth0 . 22, ppp0 . 80 } accept', 'iif . tcp dport { eth0 . 22, ppp0'],
    ['jump { iif tun0 accept; }', 'iif tun0'],
  ])('%s', (rule, marked) => expect(found(chain(rule))).toEqual([marked]));

  test('through a variable', () => {
    expect(found(chain('iif $VPN accept', 'define VPN = wg0\n'))).toEqual(['iif $VPN']);
    expect(found(chain('iif { lo, $VPN } accept', 'define VPN = wg0\n'))).toEqual(['iif { lo, $VPN']);
  });

  test('in a set', () =>
    expect(found('table ip t {\nset s {\ntype iface_index\nelements = { "docker0" }\n}\n}\n')).toEqual(['s']));
});

test.each([
  'iif lo accept',
  'iif eth0 oif { enp3s0, lo } accept',
  'iifname docker0 accept',
  'iif 5 accept',
  'iif $UNKNOWN accept',
])('nothing: %s', (rule) => expect(found(chain(rule))).toEqual([]));

describe('fix', () => {
  test.each([
    ['iif docker0 accept', 'iifname docker0 accept'],
    ['meta oif != "br-lan" drop', 'meta oifname != "br-lan" drop'],
    ['iif . tcp dport { eth0 . 22, ppp0 . 80 } accept', 'iifname . tcp dport { eth0 . 22, ppp0 . 80 } accept'],
    ['iif vmap { lo : accept, wg0 : drop }', 'iifname vmap { lo : accept, wg0 : drop }'],
  ])('%s', (before, after) => expectFix(RULE, chain(before), chain(after)));
});
