import { describe, expect, test } from 'vitest';
import { expectFindings, expectFix, findingsIn } from '../../../../../test/support/rules.ts';

const RULE = 'iptables/incompatible-expression';
const DOCKER = { 'etc/docker/daemon.json': '{}' };

function messages(text: string, files: Record<string, string> = DOCKER, config = {}): string[] {
  return findingsIn({ files: { 'etc/nftables.conf': text, ...files }, config }, RULE).map(({ message }) => message);
}
const input = (rules: string, family = 'ip') =>
  `table ${family} filter {\n  chain own { }\n  chain INPUT {\n    type filter hook input priority 0;\n    ${rules}\n  }\n}\n`;

test('one finding per chain, at the first expression, with the others beside it', () => {
  const [found] = expectFindings(
    RULE,
    `
    //- etc/docker/daemon.json
    {}
    //- etc/nftables.conf
    table ip filter {
      chain INPUT {
        type filter hook input priority 0;
        tcp dport 22 accept
        ct state new iif lo accept
    #   ^^^^^^^^^^^^ iptables/incompatible-expression: "-C INPUT" and "-D INPUT" stop where they come to it
        reject
        tcp dport 23 log
      }
      chain FORWARD {
        type filter hook forward priority 0;
        reject
    #   ^^^^^^ iptables/incompatible-expression: "reject": "iptables -S" and "-L" refuse the table, and iptables-save leaves all of it out
      }
    }
    `,
  );
  expect(found?.message).toContain('2 more rules of the chain are like that.');
  expect(found?.related.length).toBe(2);
});

describe('which commands break', () => {
  test.each([
    ['reject', 'refuse the table', 'stop where they come to it', false],
    ['ct state new accept', 'refuse the table', 'stop where they come to it', true],
    ['ip dscp cs1 accept', 'stop there with an error', 'stop where they come to it', true],
    ['tcp flags != syn drop', 'iptables crashes when it writes', '"-C INPUT"', false],
  ])('%s', (rule, lists, checks, dies) => {
    const [message] = messages(input(rule));
    expect(message).toContain(lists);
    expect(message?.includes(checks)).toBe(dies);
  });
  test('of ip6tables and of other tables', () => {
    expect(messages(input('ct state new accept', 'ip6'))[0]).toContain('"ip6tables -S"');
    expect(messages('table ip nat { chain POSTROUTING { type nat hook postrouting priority 100; masquerade\n } }')[0]).toContain(
      '"iptables -t nat -S"',
    );
  });
  test('versions differ', () => {
    expect(messages(input('meta mark set 5'))).toEqual([]);
    expect(messages(input('meta mark set 5'), DOCKER, { versions: { iptables: '1.8.9' } })).toHaveLength(1);
  });
});

describe('nothing is said', () => {
  test.each([
    ['of rules that iptables reads', input('tcp dport 22 accept')],
    [
      'of base chains that it does not see',
      'table ip filter { chain input { type filter hook input priority 0; ct state new accept\n } }',
    ],
    ['of other tables', input('ct state new accept').replace('ip filter', 'ip own')],
    ['of family inet', input('ct state new accept', 'inet')],
    ['of chains of Docker’s', 'table ip filter { chain DOCKER-CT { ct state established accept\n } }'],
    ['of DOCKER-USER, which another rule is about', 'table ip filter { chain DOCKER-USER { ct state new drop\n } }'],
  ])('%s', (_, text) => expect(messages(text)).toEqual([]));
  test('where nobody uses iptables', () => {
    const text = 'table ip filter { chain own { ct state new accept\n } }';
    expect(messages(text, {})).toEqual([]);
    expect(messages(text, { 'etc/docker/daemon.json': '{ "firewall-backend": "nftables" }' })).toEqual([]);
  });
});

test('the chain moves to a table of its own', () =>
  expectFix(
    RULE,
    `
    //- etc/docker/daemon.json
    {}
    //- etc/nftables.conf
    flush ruleset
    table ip filter {
      chain tcp_in { tcp dport 22 accept; }
      chain INPUT {
        type filter hook input priority 0; policy drop;
        ct state established accept
        jump tcp_in
      }
      chain FORWARD { type filter hook forward priority 0; }
    }
    `,
    `
    //- etc/docker/daemon.json
    {}
    //- etc/nftables.conf
    flush ruleset
    table ip filter {
      chain FORWARD { type filter hook forward priority 0; }
    }

    table ip own_filter {
      chain tcp_in { tcp dport 22 accept; }

      chain INPUT {
        type filter hook input priority 0; policy drop;
        ct state established accept
        jump tcp_in
      }
    }
    `,
    'table of its own',
  ));

test('rules of a chain that others jump to move with the base chain', () => {
  const text = `table ip filter {
  chain sub { ct state new accept; }
  chain INPUT { type filter hook input priority 0; jump sub; }
}
`;
  const [found] = findingsIn({ files: { 'etc/nftables.conf': text, ...DOCKER } }, RULE);
  expect(found?.fixes.map(({ title }) => title)).toEqual([
    'Move chain INPUT to a table of its own, own_filter, that iptables cannot see',
  ]);
});
