import { describe, expect, test } from 'vitest';
import { expectFindings, expectFix, findingsIn } from '../../../../../test/support/rules.ts';

const RULE = 'nft/input-drop-without-loopback';

function input(rules: string, family = 'inet'): string {
  return `table ${family} t {\nchain c {\ntype filter hook input priority filter; policy drop;\n${rules}\n}\n}\n`;
}

function count(text: string): number {
  return findingsIn({ files: { 'etc/nftables.conf': text } }, RULE).length;
}

test('the policy is marked', () => {
  expectFindings(
    RULE,
    `
    table ip t {
      chain c {
        type filter hook input priority filter; policy drop;
    #                                           ^^^^^^^^^^^ nft/input-drop-without-loopback: no rule accepts the loopback interface
        ct state established,related accept
      }
    }
    `,
  );
});

describe('found', () => {
  test.each([
    'tcp dport 22 accept',
    'iifname "lo" ct state established accept',
    'ip saddr 10.0.0.0/8 accept',
    'iifname != "lo" accept',
    'iifname "lo" icmp type echo-request accept',
  ])('%s', (rules) => expect(count(input(rules))).toBe(1));
  test('in IPv6', () => expect(count(input('tcp dport 22 accept', 'ip6'))).toBe(1));
});

describe('nothing', () => {
  test.each([
    'iif lo accept',
    'iifname "lo" accept',
    'meta iif 1 accept',
    'iifname { "lo", "eth1" } accept',
    'ip saddr 127.0.0.0/8 accept\nip6 saddr ::1 accept',
    'iifname "l*" accept',
    'iifname vmap { "lo" : accept, "eth0" : drop }',
    'tcp dport 22 accept\niifname "lo" drop',
    'ct state new accept',
  ])('%s', (rules) => expect(count(input(rules))).toBe(0));
});

test('fix', () =>
  expectFix(RULE, input('\tct state established accept'), input('\tiifname "lo" accept\n\tct state established accept')));
