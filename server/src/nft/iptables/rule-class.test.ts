import { describe, expect, test } from 'vitest';
import { programOf } from '../../../../test/support/nft.ts';
import { kernelOf } from './loaded.ts';
import { classOf } from './rule-class.ts';
import type { IptablesFamily } from './version.ts';

/** The class of a rule, how `iptables -S` shows it and what stops it. */
function read(rule: string, version?: string, family: IptablesFamily = 'ip') {
  const text = `table ${family} filter {
    set s { type inet_service; }
    chain own { }
    chain INPUT {
      ${rule}
    }
  }`;
  const view = kernelOf(programOf(text).tables.values(), undefined)
    .get(family, 'filter')
    ?.chains.get('INPUT')
    ?.rules[0]?.view({ family, version });
  return view?.reading && { class: classOf(view.reading), text: view.text, errors: view.errors };
}

describe('rules of nft in the eyes of iptables', () => {
  test.each([
    ['tcp dport 22 accept', '-p tcp -m tcp --dport 22 -j ACCEPT'],
    ['tcp dport != 22 drop', '-p tcp -m tcp ! --dport 22 -j DROP'],
    ['udp sport 1024-65535 return', '-p udp -m udp --sport 1024:65535 -j RETURN'],
    ['tcp dport { 22 } accept', '-p tcp -m tcp --dport 22 -j ACCEPT'],
    ['ip saddr 192.0.2.0/24 drop', '-s 192.0.2.0/24 -j DROP'],
    ['iifname "br-*" goto own', '-i br-+ -g own'],
    ['meta mark & 0xff == 1 accept', '-m mark --mark 0x1/0xff -j ACCEPT'],
    ['icmp type echo-request limit rate 5/second accept', '-p icmp -m icmp --icmp-type 8 -m limit --limit 5/sec -j ACCEPT'],
    ['log prefix "x" group 2', '-j NFLOG --nflog-prefix x --nflog-group 2'],
    ['counter drop comment "two words"', '-m comment --comment "two words" -j DROP'],
  ])('%s is exact', (rule, text) => expect(read(rule)).toEqual({ class: 'exact', text, errors: [] }));

  test.each([
    ['tcp dport { 80, 443 } accept', '-p tcp -j ACCEPT'],
    ['tcp dport @s accept', '-p tcp -j ACCEPT'],
    ['tcp dport vmap { 22 : accept, 80 : drop }', '-p tcp'],
    ['tcp window 0 drop', '-p tcp -j DROP'],
    ['log group 1 accept', '-j ACCEPT'],
  ])('%s is misread', (rule, text) => expect(read(rule)).toEqual({ class: 'misread', text, errors: [] }));

  test.each([
    'ct state established accept',
    'reject',
    'log',
    'limit rate over 5/second drop',
    'masquerade',
    'fib daddr type local accept',
  ])('%s is incompatible', (rule) => expect(read(rule)?.class).toBe('incompatible'));

  test.each([
    ['th dport 53 accept', 'unsupported layer 4 protocol value'],
    ['ip saddr 192.0.2.1-192.0.2.9 drop', 'range with unknown payload base'],
    ['ip dscp cs1 accept', 'unknown payload offset'],
    ['meta skuid 0 accept', 'unknown ipv4 meta key'],
  ])('%s cannot be read', (rule, error) => {
    expect(read(rule)).toMatchObject({ class: 'unreadable', errors: [`Error: ${error}`] });
  });

  test('some values end the program', () => expect(read('tcp flags != syn drop')?.class).toBe('crash'));
  test('versions differ', () => {
    expect(read('meta mark set 1')?.class).toBe('exact');
    expect(read('meta mark set 1', '1.8.9')?.class).toBe('unreadable');
  });
  test('ip6tables adds a hop limit', () =>
    expect(read('ip6 nexthdr icmpv6 accept', undefined, 'ip6')).toEqual({
      class: 'misread',
      text: '-p ipv6-icmp -m hl --hl-eq 58 -j ACCEPT',
      errors: [],
    }));
  test('what the files do not tell stays unknown', () => expect(read('iif 5 accept')?.text).toBeUndefined());
});
