import { describe, expect, test } from 'vitest';
import { programOf } from '../../../../test/support/nft.ts';
import { parseIp, parsePrefix } from '../../base/ip.ts';
import { Firewall, follow, hostSurroundings, packetOf, type Traffic, type WrittenValue } from './index.ts';

const HOST = hostSurroundings(
  [
    { name: 'eth0', addresses: [{ address: parseIp('192.0.2.1')!, subnet: parsePrefix('192.0.2.0/24')!.prefix }] },
    { name: 'br0', addresses: [{ address: parseIp('172.18.0.1')!, subnet: parsePrefix('172.18.0.0/16')!.prefix }] },
  ],
  'eth0',
);

function ask(text: string, from: string, fields: Readonly<Record<string, WrittenValue>>, more: Partial<Traffic> = {}) {
  const program = programOf(text);
  expect(program.problems).toEqual([]);
  const packet = packetOf({ 'meta nfproto': 2, 'meta l4proto': 'tcp', 'th sport': 40000, ...fields });
  return follow(new Firewall([program.evaluation]), { from, packet, ...more }, HOST);
}

const OUTSIDE = { 'ip saddr': '192.0.2.9', 'ip daddr': '192.0.2.1', 'th dport': 22 };

describe('input', () => {
  const input = (rules: string, policy = 'drop') =>
    `table inet f {\nchain input {\ntype filter hook input priority 0; policy ${policy};\n${rules}\n}\n}\n`;
  test('policy', () => {
    expect(ask(input(''), 'eth0', OUTSIDE).outcome).toBe('dropped');
    expect(ask(input('', 'accept'), 'eth0', OUTSIDE).outcome).toBe('accepted');
  });
  test('a rule for the first packet only', () =>
    expect(ask(input('ct state new tcp dport 22 accept'), 'eth0', OUTSIDE).outcome).toBe('dropped'));
  test('and one for what follows', () =>
    expect(ask(input('ct state established accept\ntcp dport 22 accept'), 'eth0', OUTSIDE).outcome).toBe('accepted'));
  test('the first packet alone', () =>
    expect(ask(input('tcp dport 22 ct state new accept'), 'eth0', OUTSIDE, { question: 'packet' }).outcome).toBe('accepted'));
  test('a class of packets is told apart', () => {
    const answer = ask(input('tcp dport 1-1023 accept'), 'eth0', { ...OUTSIDE, 'th dport': 'any' }, { question: 'packet' });
    expect(answer.outcome).toBe('mixed');
    expect(answer.cases.map(({ outcome, packets }) => [outcome, [...packets.values()].at(-1)!.size])).toEqual([
      ['accepted', 1023n],
      ['dropped', 64513n],
    ]);
  });
  test('what is not given is not known', () => {
    const answer = ask(
      input('ip saddr 10.0.0.0/8 accept'),
      'eth0',
      { 'ip daddr': '192.0.2.1', 'th dport': 22 },
      { question: 'packet' },
    );
    expect(answer.outcome).toBe('unknown');
    expect(answer.cases[0]!.doubt?.about).toBe('ip saddr');
  });
  test('what is not known does not matter when both ways lead to the same', () =>
    expect(ask(input('limit rate 1/second log\nip saddr 10.0.0.0/8 drop'), 'eth0', { 'ip daddr': '192.0.2.1' }).outcome).toBe(
      'dropped',
    ));
  test('limits, verdict maps, jumps, returns', () => {
    expect(ask(input('limit rate 1/second accept'), 'eth0', OUTSIDE).outcome).toBe('unknown');
    expect(
      ask(input('ct state vmap { established : accept, new : jump n }\n}\nchain n {\ntcp dport 22 accept'), 'eth0', OUTSIDE)
        .outcome,
    ).toBe('accepted');
    expect(
      ask(
        input('ct state vmap { established : accept, new : jump n }\n}\nchain n {\ntcp dport 22 return\naccept'),
        'eth0',
        OUTSIDE,
      ).outcome,
    ).toBe('dropped');
    expect(ask(input('goto n\naccept\n}\nchain n {\ntcp dport 23 accept'), 'eth0', OUTSIDE).outcome).toBe('dropped');
  });
  test('a drop names its rule', () => {
    const answer = ask(input('tcp dport 22 drop', 'accept'), 'eth0', OUTSIDE);
    expect(answer.cases[0]!.by).toMatchObject({ what: 'drop', chain: { chain: { info: { name: 'input' } } } });
  });
});

describe('translation', () => {
  const nat = `table ip nat {
chain prerouting {
type nat hook prerouting priority dstnat;
iifname "eth0" tcp dport 8080 dnat to 172.18.0.2:80
}
chain postrouting {
type nat hook postrouting priority srcnat;
ip saddr 172.18.0.0/16 oifname "eth0" masquerade
}
}
`;
  const forward = (rules: string) =>
    `table inet f {\nchain forward {\ntype filter hook forward priority 0; policy drop;\n${rules}\n}\n}\n`;
  const published = { 'ip saddr': '198.51.100.7', 'ip daddr': '192.0.2.1', 'th dport': 8080 };
  test('a published port is forwarded', () => {
    expect(ask(nat, 'eth0', published).outcome).toBe('accepted');
    expect(ask(nat + forward('ct state established accept\ntcp dport 8080 accept'), 'eth0', published).outcome).toBe('dropped');
    expect(ask(nat + forward('ct state established accept\ntcp dport 80 accept'), 'eth0', published).outcome).toBe('accepted');
    expect(ask(nat + forward('ct state established accept\nct status dnat accept'), 'eth0', published).outcome).toBe('accepted');
    expect(ask(nat + forward('ct state established accept\nct original proto-dst 8080 accept'), 'eth0', published).outcome).toBe(
      'accepted',
    );
  });
  test('what goes out comes back', () => {
    const outgoing = { 'ip saddr': '172.18.0.2', 'ip daddr': '198.51.100.7', 'th dport': 443 };
    const both = 'ct state established accept\niifname "br0" accept';
    expect(ask(nat + forward(both), 'br0', outgoing).outcome).toBe('accepted');
    expect(ask(nat + forward('iifname "br0" accept'), 'br0', outgoing).outcome).toBe('dropped');
    const source = ask(nat, 'br0', outgoing, { question: 'packet' }).cases[0]!.world;
    expect([...source.fields].find(([field]) => field.key === 'ip saddr')![1].values.has(parseIp('192.0.2.1')!.value)).toBe(true);
  });
  test('without tracking there is no translation', () => {
    const raw = 'table ip r {\nchain p {\ntype filter hook prerouting priority raw;\ntcp dport 8080 notrack\n}\n}\n';
    const input = 'table ip i {\nchain i {\ntype filter hook input priority 0; policy drop;\n}\n}\n';
    expect(ask(nat + raw + input, 'eth0', published).outcome).toBe('dropped');
  });
});

test('connection tracking knows nothing before its place', () => {
  const raw = 'table ip r {\nchain p {\ntype filter hook prerouting priority raw;\nct state invalid drop\n}\n}\n';
  expect(ask(raw, 'eth0', OUTSIDE).outcome).toBe('dropped');
});

test('every base chain has its say', () => {
  const two =
    'table inet a {\nchain i {\ntype filter hook input priority 0;\naccept\n}\n}\ntable ip b {\nchain i {\ntype filter hook input priority 10;\ndrop\n}\n}\n';
  expect(ask(two, 'eth0', OUTSIDE).outcome).toBe('dropped');
  expect(ask(two.replace('table ip b', 'table ip6 b'), 'eth0', OUTSIDE).outcome).toBe('accepted');
});

test('circles end', () => {
  const text =
    'table ip t {\nchain i {\ntype filter hook input priority 0;\njump a\n}\nchain a {\ngoto b\n}\nchain b {\ngoto a\n}\n}\n';
  const program = programOf(text);
  const packet = packetOf({ 'meta nfproto': 2, 'meta l4proto': 'tcp', ...OUTSIDE });
  expect(follow(new Firewall([program.evaluation]), { from: 'eth0', packet }, HOST).outcome).toBe('unknown');
});
