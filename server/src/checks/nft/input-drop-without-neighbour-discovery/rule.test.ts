import { describe, expect, test } from 'vitest';
import { expectFindings, expectFix, findingsIn } from '../../../../../test/support/rules.ts';

const RULE = 'nft/input-drop-without-neighbour-discovery';
const USUAL = 'ct state established,related accept\niifname "lo" accept\n';

function input(rules: string, family = 'inet'): string {
  return `table ${family} t {\nchain c {\ntype filter hook input priority filter; policy drop;\n${USUAL}${rules}\n}\n}\n`;
}

function messages(text: string): string[] {
  return findingsIn({ files: { 'etc/nftables.conf': text } }, RULE).map(({ message }) => message);
}

test('the policy is marked', () => {
  expectFindings(
    RULE,
    `
    table inet t {
      chain c {
        type filter hook input priority filter; policy drop;
    #                                           ^^^^^^^^^^^ nft/input-drop-without-neighbour-discovery: IPv6 stops working
        ct state established,related accept
      }
    }
    `,
  );
});

describe('found', () => {
  test.each([
    ['tcp dport 22 accept', 'nobody finds the host'],
    ['icmpv6 type nd-neighbor-advert accept', 'neighbour solicitations'],
    ['icmpv6 type { nd-neighbor-solicit, nd-router-advert } accept', 'neighbour advertisements'],
    ['icmpv6 type { echo-request, packet-too-big } accept', 'neighbour discovery'],
    ['ct state new icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert } accept', 'neighbour discovery'],
    ['ip protocol icmp accept', 'neighbour discovery'],
  ])('%s', (rules, words) => {
    expect(messages(input(rules))).toEqual([expect.stringContaining(words)]);
    if (!rules.startsWith('ip ')) expect(messages(input(rules, 'ip6'))).toHaveLength(1);
  });
});

describe('nothing', () => {
  test.each([
    'icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert, nd-router-advert } accept',
    'ip6 nexthdr icmpv6 accept',
    'meta l4proto { icmp, ipv6-icmp } accept',
    'ip6 hoplimit 255 icmpv6 type { 133-137 } accept',
    'ct state untracked accept',
    'ip6 saddr fe80::/10 accept',
    'meta nfproto ipv6 drop\ntcp dport 22 accept',
    'icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert } limit rate 50/second accept',
  ])('%s', (rules) => expect(messages(input(rules))).toEqual([]));
  test('IPv4 alone', () => expect(messages(input('tcp dport 22 accept', 'ip'))).toEqual([]));
});

test('fix', () => {
  const rule = 'icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert, nd-router-advert } accept';
  expectFix(RULE, input('tcp dport 22 accept'), input('tcp dport 22 accept').replace('ct state', `${rule}\nct state`));
});
