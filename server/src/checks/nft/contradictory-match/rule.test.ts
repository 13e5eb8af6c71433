import { describe, expect, test } from 'vitest';
import { expectFindings, expectFix, findingsIn } from '../../../../../test/support/rules.ts';

const RULE = 'nft/contradictory-match';

function chain(rule: string, family = 'inet', hook = 'input', rest = ''): string {
  return `table ${family} t {\n${rest}\nchain c {\ntype filter hook ${hook} priority 0;\n${rule}\n}\n}\n`;
}

function found(text: string): string[] {
  return findingsIn({ files: { 'etc/nftables.conf': text } }, RULE).map(({ range }) => text.slice(range.start, range.end));
}

test('the second match is marked, the first one named', () => {
  const [finding] = expectFindings(
    RULE,
    `
    table inet t {
      chain c {
        tcp dport 80 iifname "eth0" tcp dport 443 accept
    #                               ^^^^^^^^^^^^^ nft/contradictory-match: No packet meets this and "tcp dport 80"
      }
    }
    `,
  );
  expect(finding!.related).toHaveLength(1);
});

describe('never', () => {
  test.each([
    ['tcp dport 80 tcp dport { 443, 8443 } accept', 'tcp dport { 443, 8443 }'],
    ['ip saddr 10.0.0.0/8 ip saddr 192.168.0.0/16 accept', 'ip saddr 192.168.0.0/16'],
    ['iifname "eth0" iif lo accept', 'iif lo'],
    ['ct state new ct state established accept', 'ct state established'],
    ['ct state == established,related accept', 'ct state == established,related'],
    ['tcp dport < 100 tcp dport 100-200 accept', 'tcp dport 100-200'],
    ['meta l4proto { tcp, udp } icmp type echo-request accept', 'icmp type echo-request'],
    ['ct status dnat ct status & dnat == 0 accept', 'ct status & dnat == 0'],
    ['tcp dport 22 tcp dport vmap { 80 : accept, 443 : drop }', 'tcp dport vmap { 80 : accept, 443 : drop }'],
    ['tcp flags == syn tcp flags & (syn | ack) == ack', 'tcp flags & (syn | ack) == ack'],
    ['ip saddr 10.0.0.1 ip saddr != @one accept', 'ip saddr != @one'],
  ])('%s', (rule, marked) =>
    expect(found(chain(rule, 'inet', 'input', 'set one { type ipv4_addr; elements = { 10.0.0.1 }; }'))).toEqual([marked]),
  );
});

describe('not in this chain', () => {
  test.each([
    ['inet', 'input', 'oifname "eth0" accept', 'oifname "eth0"'],
    ['ip', 'prerouting', 'tcp dport 80 oif eth0 accept', 'oif eth0'],
    ['ip6', 'output', 'iifname { "eth0", "eth1" } accept', 'iifname { "eth0", "eth1" }'],
    ['ip', 'input', 'meta protocol ip6 drop', 'meta protocol ip6'],
    ['inet', 'input', 'meta nfproto != { ipv4, ipv6 } drop', 'meta nfproto != { ipv4, ipv6 }'],
  ])('%s %s: %s', (family, hook, rule, marked) => expect(found(chain(rule, family, hook))).toEqual([marked]));

  test('a chain that is called from there alone', () => {
    const rest = 'chain x {\noifname "eth0" drop\n}\nchain f {\ntype filter hook forward priority 0;\n%\n}';
    expect(found(chain('jump x', 'inet', 'input', rest.replace('%', '')))).toEqual(['oifname "eth0"']);
    expect(found(chain('jump x', 'inet', 'input', rest.replace('%', 'jump x')))).toEqual([]);
    expect(found(chain('', 'inet', 'input', rest.replace('%', '')))).toEqual([]);
  });
});

describe('nothing', () => {
  test.each([
    ['inet', 'forward', 'iifname "eth0" oifname "eth1" accept'],
    ['inet', 'input', 'oifname != "eth0" accept'],
    ['inet', 'postrouting', 'iifname "eth0" oifname "eth1" accept'],
    ['ip', 'input', 'tcp sport 22 tcp dport 22 accept'],
    ['ip', 'input', 'ip saddr 10.0.0.0/8 ip saddr != 10.0.0.1 accept'],
    ['ip', 'input', 'meta mark 1 meta mark set 2 meta mark 2 accept'],
    ['ip', 'input', 'tcp flags syn tcp flags ack accept'],
    ['ip', 'input', 'ct status dnat ct status snat accept'],
  ])('%s %s: %s', (family, hook, rule) => expect(found(chain(rule, family, hook))).toEqual([]));
});

describe('fix', () => {
  test('one match for both values', () =>
    expectFix(
      RULE,
      chain('tcp dport 80 iifname "eth0" tcp dport { 443, 8443 } accept'),
      chain('tcp dport { 80, 443, 8443 } iifname "eth0" accept'),
    ));
  test('lists of states', () =>
    expectFix(
      RULE,
      chain('ct state new ct state established,related accept'),
      chain('ct state { new, established, related } accept'),
    ));
  test('else the rule is removed', () =>
    expectFix(RULE, chain('tcp dport < 100 tcp dport 100-200 accept\naccept'), chain('accept')));
});
