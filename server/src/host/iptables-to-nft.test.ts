import { describe, expect, test } from 'vitest';
import { toNftRule } from './iptables-to-nft.ts';

const translate = (text: string, family: 4 | 6 = 4) =>
  toNftRule(
    text.match(/"[^"]*"|\S+/g)!.map((word) => word.replaceAll('"', '')),
    family,
  );

describe('rules of iptables in words of nft', () => {
  test.each([
    ['-j DROP', 'counter drop'],
    ['-i eth0 ! -s 10.0.0.0/8 -j DROP', 'iifname "eth0" ip saddr != 10.0.0.0/8 counter drop'],
    ['-s 10.0.0.1,10.0.0.2/32 -j ACCEPT', 'ip saddr { 10.0.0.1, 10.0.0.2 } counter accept'],
    ['-s 0.0.0.0/0 -o br-+ -j RETURN', 'oifname "br-*" counter return'],
    ['-p tcp --dport 80 -j DROP', 'tcp dport 80 counter drop'],
    ['-p tcp -m multiport --dports 80,8000:9000 -j DROP', 'tcp dport { 80, 8000-9000 } counter drop'],
    [
      '-p tcp -m conntrack --ctorigdstport 8080 --ctdir ORIGINAL -j DROP',
      'meta l4proto tcp ct original proto-dst 8080 ct direction original counter drop',
    ],
    ['-m conntrack --ctstate RELATED,ESTABLISHED -j RETURN', 'ct state related,established counter return'],
    ['-m conntrack ! --ctstate NEW -j DROP', 'ct state ! new counter drop'],
    ['-m state --state=INVALID -j DROP', 'ct state invalid counter drop'],
    ['-m mark --mark 0x1/0xff -j DROP', 'meta mark & 0xff == 0x1 counter drop'],
    [
      '-p icmp --icmp-type echo-request -m limit --limit 5/min -j RETURN',
      'icmp type echo-request limit rate 5/minute burst 5 packets counter return',
    ],
    ['-p tcp --syn -j REJECT --reject-with tcp-reset', 'tcp flags syn / fin,syn,rst,ack counter reject with tcp reset'],
    ['-j LOG --log-prefix "x: " --log-level warn', 'counter log prefix "x: " level warn'],
    ['-m comment --comment "no way" -j DROP', 'counter drop comment "no way"'],
  ])('%s', (rule, nft) => expect(translate(rule)).toBe(nft));
  test('of ip6tables', () =>
    expect(translate('-s fd00::/8 -p udp --dport 53 -j DROP', 6)).toBe('ip6 saddr fd00::/8 udp dport 53 counter drop'));
});

test.each([
  '-m set --match-set a src -j DROP',
  '-j MARK --set-mark 1',
  '-j other',
  '-s host.example -j DROP',
  '-p tcp ! -j',
  '--dport 80 -j DROP',
  '-s fd00::1 -j DROP',
])('%s has to be written by hand', (rule) => expect(translate(rule)).toBeUndefined());
test('unknown words are not guessed', () => expect(toNftRule(['-s', undefined, '-j', 'DROP'], 4)).toBeUndefined());
