import { describe, expect, test } from 'vitest';
import { expectFindings, expectFix, findingsIn } from '../../../../../test/support/rules.ts';

const RULE = 'nft/input-drop-without-established';

function input(rules: string, family = 'inet', spec = 'type filter hook input priority filter; policy drop;', rest = ''): string {
  return `table ${family} t {\n${rest}\nchain c {\n${spec}\n${rules}\n}\n}\n`;
}

function found(text: string): string[] {
  return findingsIn({ files: { 'etc/nftables.conf': text } }, RULE).map(({ range }) => text.slice(range.start, range.end));
}

test('the policy is marked', () => {
  expectFindings(
    RULE,
    `
    table inet t {
      chain c {
        type filter hook input priority filter; policy drop;
    #                                           ^^^^^^^^^^^ nft/input-drop-without-established: no rule accepts answers
        tcp dport 22 accept
      }
    }
    `,
  );
});

describe('found', () => {
  test.each([
    ['a port', 'tcp dport 22 accept'],
    ['only new ones', 'ct state new tcp dport { 22, 443 } accept'],
    ['icmp, dhcp and mdns', 'icmp type echo-request accept\nudp sport 67 udp dport 68 accept\nudp dport 5353 accept'],
    ['the loopback interface', 'iif lo accept'],
    ['behind a drop', 'tcp dport 22 accept\ndrop\nct state established accept'],
    ['in a chain for new ones', 'ct state new jump more'],
    ['a verdict map', 'ct state vmap { invalid : drop, new : jump more }'],
  ])('%s', (_name, rules) => {
    const text = input(rules, 'inet', undefined, 'chain more {\nip saddr 10.0.0.0/8 accept\n}');
    expect(found(text)).toEqual(['policy drop']);
  });
  test('without a policy, but with a last rule that drops', () => {
    const text = input('tcp dport 22 accept\ncounter drop', 'ip', 'type filter hook input priority 0;');
    expect(found(text)).toEqual(['c']);
    expect(findingsIn({ files: { 'etc/nftables.conf': text } }, RULE)[0]!.related).toHaveLength(1);
  });
});

describe('nothing', () => {
  test.each([
    ['the usual rule', 'ct state established,related accept\ntcp dport 22 accept'],
    ['a verdict map', 'ct state vmap { established : accept, related : accept, invalid : drop }\ntcp dport 22 accept'],
    ['a named map', 'ct state vmap @states\ntcp dport 22 accept'],
    ['a map that is filled later', 'ct state vmap @later\ntcp dport 22 accept'],
    ['in another chain', 'jump more\ntcp dport 22 accept'],
    ['by port', 'udp sport 53 accept\ntcp dport 22 accept'],
    ['high ports', 'tcp dport 1024-65535 accept'],
    ['from some addresses', 'ip saddr 10.0.0.0/8 accept'],
    ['another interface', 'iifname "eth1" accept'],
    ['not new', 'ct state != new accept'],
    ['left to a program', 'queue to 1'],
    ['nothing is accepted at all', 'tcp dport 22 drop'],
    ['not tracked', 'tcp dport 53 notrack\ntcp dport 22 accept'],
    ['a rule that nft refuses', 'tcp dport 22 accept\nct state establised accept'],
  ])('%s', (_name, rules) => {
    const rest =
      'map states { type ct_state : verdict; elements = { established : accept, related : accept }; }\nmap later { type ct_state : verdict; }\nchain more {\nct state established accept\n}';
    expect(found(input(rules, 'inet', undefined, rest))).toEqual([]);
  });
  test.each([
    ['policy accept', input('tcp dport 22 accept', 'inet', 'type filter hook input priority 0; policy accept;')],
    ['forward', input('tcp dport 22 accept', 'inet', 'type filter hook forward priority 0; policy drop;')],
    ['bridge', input('tcp dport 22 accept', 'bridge', 'type filter hook input priority 0; policy drop;')],
    ['a file is missing', `${input('tcp dport 22 accept')}include "more.nft"\n`],
  ])('%s', (_name, text) => expect(found(text)).toEqual([]));
});

describe('fix', () => {
  test('the first rule', () =>
    expectFix(
      RULE,
      input('\t# services\n\ttcp dport 22 accept'),
      input('\t# services\n\tct state established,related accept\n\ttcp dport 22 accept'),
    ));
  test('on one line', () =>
    expectFix(
      RULE,
      'table ip t {\nchain c { type filter hook input priority 0; policy drop; tcp dport 22 accept; }\n}\n',
      'table ip t {\nchain c { type filter hook input priority 0; policy drop; ct state established,related accept; tcp dport 22 accept; }\n}\n',
    ));
  test('commands', () => {
    const text =
      'add table ip t\nadd chain ip t c { type filter hook input priority 0; policy drop; }\nadd rule ip t c tcp dport 22 accept\n';
    expectFix(RULE, text, text.replace('add rule', 'add rule ip t c ct state established,related accept\nadd rule'));
  });
});
