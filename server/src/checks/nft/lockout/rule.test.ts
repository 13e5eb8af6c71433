import { describe, expect, test } from 'vitest';
import { expectFindings, findingsIn } from '../../../../../test/support/rules.ts';

const RULE = 'nft/lockout';

function input(rules: string, spec = 'type filter hook input priority filter; policy drop;'): string {
  return `table inet t {\nchain c {\n${spec}\n${rules}\n}\n}\n`;
}

function severities(text: string): string[] {
  return findingsIn({ files: { 'etc/nftables.conf': text } }, RULE).map(({ severity }) => severity);
}

test('the policy is marked', () => {
  expectFindings(
    RULE,
    `
    table inet t {
      chain c {
        type filter hook input priority filter; policy drop;
    #                                           ^^^^^^^^^^^ nft/lockout: accepts no new connection
        icmp type echo-request accept
      }
    }
    `,
  );
});

describe('found', () => {
  test.each([
    ['nothing at all', '', 'warning'],
    ['behind a drop', 'ct state established accept\ndrop\ntcp dport 22 accept', 'warning'],
    ['a rule that never matches', 'tcp dport 22 tcp dport 2222 accept', 'warning'],
    ['a DHCP client', 'udp sport 67 udp dport 68 accept', 'warning'],
    ['a workstation', 'ct state established,related accept\niif lo accept', 'info'],
  ])('%s', (_name, rules, severity) => expect(severities(input(rules))).toEqual([severity]));
});

describe('nothing', () => {
  test.each([
    'tcp dport 22 accept',
    'ct state new tcp dport { 22, 443 } accept',
    'ip saddr 192.0.2.1 accept',
    'iifname "wg0" accept',
    'udp dport 51820 accept',
    'tcp dport 22 limit rate 5/minute accept',
    'tcp dport vmap { 22 : accept, 80 : drop }',
    'tcp dport @open accept',
    'ct state vmap @unknown',
    'queue to 5',
  ])('%s', (rules) =>
    expect(
      severities(
        input(rules).replace('chain c', 'set open { type inet_service; }\nmap unknown { type ct_state : verdict; }\nchain c'),
      ),
    ).toEqual([]),
  );
  test('another policy, another hook', () => {
    expect(severities(input('drop', 'type filter hook input priority 0;'))).toEqual([]);
    expect(severities(input('', 'type filter hook forward priority 0; policy drop;'))).toEqual([]);
  });
});
