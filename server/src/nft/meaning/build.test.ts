import { describe, expect, test } from 'vitest';
import { programOf, rulesOf } from '../../../../test/support/nft.ts';
import { showMeaning } from './show.ts';

/** What a rule in a chain of that family means, written in one line. */
function meaning(rule: string, family = 'inet', table = ''): string {
  const program = programOf(`table ${family} t {\n${table}\nchain c {\n${rule}\n}\nchain x {\n}\n}\n`);
  expect(program.problems).toEqual([]);
  return showMeaning(rulesOf(program)[0]!.result.meaning!);
}

describe('one field under one name', () => {
  test.each([
    ['tcp dport 22', 'inet', 'meta l4proto=6 th dport=22'],
    ['udp dport 22', 'ip', 'meta l4proto=17 th dport=22'],
    ['meta l4proto { tcp, udp } th dport 53', 'inet', 'meta l4proto=6,17 th dport=53'],
    ['meta l4proto tcp @th,16,16 22', 'inet', 'meta l4proto=6 th dport=22'],
    ['ip protocol tcp tcp dport ssh', 'inet', 'meta nfproto=2 meta l4proto=6 meta l4proto=6 th dport=22'],
    ['ip saddr 10.0.0.0/8', 'inet', 'meta nfproto=2 ip saddr=10.0.0.0-10.255.255.255'],
    ['ip saddr 10.0.0.1', 'ip', 'ip saddr=10.0.0.1'],
    ['ip saddr 10.0.0.1', 'bridge', 'meta protocol=2048 ip saddr=10.0.0.1'],
    ['ether type ip ip saddr 10.0.0.1', 'bridge', 'ether type=2048 meta protocol=2048 meta protocol=2048 ip saddr=10.0.0.1'],
    ['meta protocol ip6', 'inet', 'meta nfproto=10'],
    ['icmp type echo-request', 'inet', 'meta nfproto=2 meta l4proto=1 icmp type=8'],
    ['meta l4proto icmpv6 icmpv6 type 1', 'inet', 'meta l4proto=58 meta l4proto=58 icmpv6 type=1'],
    ['ip6 nexthdr tcp', 'ip6', 'ip6 nexthdr=6 meta l4proto=6'],
    ['ip6 nexthdr 44', 'ip6', 'ip6 nexthdr=44'],
    ['iif lo', 'ip', 'meta iifname=lo'],
    ['iif 1', 'ip', 'meta iifname=lo'],
    ['iif { "eth0", "eth1" }', 'ip', 'meta iifname=eth0,eth1'],
    ['iif 7', 'ip', 'meta iif=7'],
    ['ct original saddr 10.0.0.1', 'ip', 'ct original ip saddr=10.0.0.1'],
    ['fib iif . saddr oif missing', 'ip', 'fib iif . saddr oif=0'],
    ['fib saddr . iif oif exists', 'ip', 'fib iif . saddr oif=1-4294967295'],
    [
      'ether type 8021ad vlan id 1 vlan type 8021q vlan id 2',
      'bridge',
      'ether type=34984 vlan id=1 vlan type=33024 vlan vlan id=2',
    ],
    ['icmp id 5', 'ip', 'meta l4proto=1 icmp type=0,8 icmp id=5'],
    ['vlan id 5 ip saddr 10.0.0.1', 'bridge', 'ether type=33024 vlan id=5 vlan type=2048 vlan ip saddr=10.0.0.1'],
  ])('%s in %s', (rule, family, expected) => expect(meaning(rule, family)).toBe(expected));
});

describe('operators', () => {
  test.each([
    ['tcp dport != 22', 'meta l4proto=6 th dport=!22'],
    ['tcp dport < 1024', 'meta l4proto=6 th dport=0-1023'],
    ['tcp dport >= 1024', 'meta l4proto=6 th dport=1024-65535'],
    ['tcp dport { 22, 80-90 }', 'meta l4proto=6 th dport=22,80-90'],
    ['tcp dport != { 22, 80-90 }', 'meta l4proto=6 th dport=!22,80-90'],
    ['iifname "eth*"', 'meta iifname=eth*'],
    ['iifname != "lo"', 'meta iifname=!lo'],
    ['ct state established,related', 'ct state=2,4'],
    ['ct state { established, related }', 'ct state=2,4'],
    ['ct state == established,related', 'ct state=nothing'],
    ['ct state != invalid', 'ct state=!1'],
    ['ct state ! invalid', 'ct state=!1'],
    ['ct status dnat', 'ct status&0x20=1-32'],
    ['ct status & (snat | dnat) == dnat', 'ct status&0x30=32'],
    ['tcp flags & (fin | syn | rst | psh | ack | urg) == 0', 'meta l4proto=6 tcp flags=0,64,128,192'],
    ['meta mark & 0xff == 0x10', 'meta mark&0xff=16'],
    ['meta mark & 0xff000000 == 0x10000000', 'meta mark=268435456-285212671'],
    ['ip saddr & 255.255.0.0 == 10.0.0.0', 'meta nfproto=2 ip saddr=10.0.0.0-10.0.255.255'],
    [
      'ip saddr . tcp dport { 10.0.0.1 . 22, 10.0.0.2 . 80 }',
      'meta nfproto=2 meta l4proto=6 ip saddr . th dport={10.0.0.1 . 22, 10.0.0.2 . 80}',
    ],
    ['ip saddr . tcp dport { 10.0.0.1 . 22 }', 'meta nfproto=2 meta l4proto=6 ip saddr=10.0.0.1 th dport=22'],
  ])('%s', (rule, expected) => expect(meaning(rule)).toBe(expected));
});

describe('what cannot be told from the packet', () => {
  test.each([
    ['limit rate 1/second accept', '?limit accept'],
    ['socket transparent 1 accept', 'socket transparent=1 accept'],
    ['meta random & 1 == 1 accept', '?meta random accept'],
    ['numgen inc mod 2 0 drop', '?numgen inc mod 2 drop'],
    ['jhash ip saddr mod 2 0 drop', '?(jhash ip saddr mod 2 0) drop'],
    ['add @s { ip saddr } accept', 'add @s ?set accept'],
    ['ip saddr @u accept', 'meta nfproto=2 ip saddr=@u accept'],
  ])('%s', (rule, expected) =>
    expect(meaning(rule, 'inet', 'set s { type ipv4_addr; flags dynamic; size 9; }\nset u { type ipv4_addr; }')).toBe(expected),
  );
});

describe('effects', () => {
  test.each([
    ['counter log prefix "x" accept', 'counter log accept'],
    ['meta mark set 5 ct mark set 6', 'meta mark:=5 ct mark:=6'],
    ['meta mark set ct mark', 'ct mark=any meta mark:=?'],
    ['jump x', 'jump x'],
    [
      'ct state vmap { established : accept, related : accept, new : jump x, * : drop }',
      'ct state map {2: accept, 4: accept, 8: jump x, *: drop}',
    ],
    ['reject with icmp host-unreachable', 'meta nfproto=2 reject'],
    ['reject with tcp reset', 'meta l4proto=6 reject'],
    ['jump { tcp dport 22 accept; drop; }', 'jump { meta l4proto=6 th dport=22 accept; drop }'],
    ['notrack', 'notrack'],
    ['queue to 1', 'queue'],
  ])('%s', (rule, expected) => expect(meaning(rule)).toBe(expected));
  test('translations', () => {
    expect(meaning('tcp dport 80 dnat to 10.0.0.2:8080', 'ip')).toBe('meta l4proto=6 th dport=80 dnat 10.0.0.2:8080 accept');
    expect(meaning('dnat ip to 10.0.0.2')).toBe('meta nfproto=2 dnat 10.0.0.2 accept');
    expect(meaning('dnat to tcp dport map { 80 : 10.0.0.2 }', 'ip')).toBe(
      'meta l4proto=6 th dport=any dnat th dport map {80: 10.0.0.2} accept',
    );
    expect(meaning('dnat ip to tcp dport map { 80 : 10.0.0.2 . 81, 443 : 10.0.0.3 . 444 }')).toBe(
      'meta nfproto=2 meta l4proto=6 th dport=any dnat th dport map {80: 10.0.0.2:81, 443: 10.0.0.3:444} accept',
    );
    expect(meaning('meta l4proto tcp redirect to :8080')).toBe('meta l4proto=6 redirect :8080 accept');
    expect(meaning('meta mark set tcp dport map { 80 : 1, 443 : 2 }')).toBe(
      'meta l4proto=6 th dport=any meta mark:=th dport map {80: 1, 443: 2}',
    );
    expect(meaning('masquerade')).toBe('masquerade accept');
  });
});

test('variables and the values they hold', () => {
  const text =
    'define LAN = { 10.0.0.0/8, 192.168.0.0/16 }\ndefine P = 22\ntable ip t {\nchain c {\nip saddr $LAN tcp dport $P accept\n}\n}\n';
  expect(showMeaning(rulesOf(programOf(text))[0]!.result.meaning!)).toBe(
    'ip saddr=10.0.0.0-10.255.255.255,192.168.0.0-192.168.255.255 meta l4proto=6 th dport=22 accept',
  );
});
