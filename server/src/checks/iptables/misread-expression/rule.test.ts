import { describe, expect, test } from 'vitest';
import { expectFindings, expectFix, findingsIn } from '../../../../../test/support/rules.ts';

const RULE = 'iptables/misread-expression';
const DOCKER = { 'etc/docker/daemon.json': '{}' };

function messages(text: string, files: Record<string, string> = DOCKER): string[] {
  return findingsIn({ files: { 'etc/nftables.conf': text, ...files } }, RULE).map(({ message }) => message);
}
const chain = (rules: string, name = 'INPUT', family = 'ip') =>
  `table ${family} filter {\n  set a { type ipv4_addr; }\n  map v { type inet_service : verdict; }\n  chain DOCKER-USER { }\n  chain ${name} {\n    type filter hook ${name.toLowerCase()} priority 0;\n    ${rules}\n  }\n}\n`;

test('the statement that is lost is marked, and what is left is shown', () => {
  expectFindings(
    RULE,
    `
    //- etc/docker/daemon.json
    {}
    //- etc/nftables.conf
    table ip filter {
      chain INPUT {
        type filter hook input priority 0;
        ip saddr 192.0.2.1 tcp dport { 80, 443 } accept
    #                      ^^^^^^^^^^^^^^^^^^^^^ iptables/misread-expression: takes this rule for "-A INPUT -s 192.0.2.1/32 -p tcp -j ACCEPT", without "tcp dport { 80, 443 }"
        tcp dport 22 accept
        tcp dport { 22 } accept
      }
    }
    `,
  );
});

describe('what is misread', () => {
  test.each([
    ['ip saddr @a drop', '"-A INPUT -j DROP", without "ip saddr @a"'],
    ['tcp dport vmap @v', '"-A INPUT -p tcp", without "tcp dport vmap @v"'],
    ['tcp dport vmap { 22 : accept, 23 : drop }', '"-A INPUT -p tcp", without'],
    ['tcp window 0 drop', '"-A INPUT -p tcp -j DROP", without "tcp window 0"'],
    ['log group 1 accept', '"-A INPUT -j ACCEPT", without "log group 1"'],
    ['limit rate 7000/second accept', 'it misreads "limit rate 7000/second"'],
  ])('%s', (rule, text) => expect(messages(chain(rule))[0]).toContain(text));
  test('ip6tables adds a condition', () =>
    expect(messages(chain('ip6 nexthdr icmpv6 accept', 'INPUT', 'ip6').replace('ipv4_addr', 'ipv6_addr'))[0]).toContain(
      'ip6tables takes this rule for "-A INPUT -p ipv6-icmp -m hl --hl-eq 58 -j ACCEPT": it adds a condition',
    ));
});

test('a rule that looks like Docker’s jump is deleted by Docker', () => {
  expect(messages(chain('ip saddr @a jump DOCKER-USER', 'FORWARD'))[0]).toContain(
    'Docker takes it for its own jump and deletes it',
  );
  expect(messages(chain('ip saddr @a jump DOCKER-USER', 'INPUT'))[0]).not.toContain('deletes it when');
});

describe('nothing is said', () => {
  test.each([
    ['of exact rules', chain('tcp dport 22 accept')],
    ['of incompatible rules, which another rule is about', chain('ct state { new, established } accept')],
    ['of other tables', chain('tcp dport { 1, 2 } accept').replace('ip filter', 'ip own')],
    ['of chains of Docker’s', 'table ip filter { chain DOCKER { tcp dport { 1, 2 } accept\n } }'],
  ])('%s', (_, text) => expect(messages(text)).toEqual([]));
  test('where nobody uses iptables', () =>
    expect(messages('table ip filter { chain own { tcp dport { 1, 2 } accept\n } }', {})).toEqual([]));
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
      chain INPUT {
        type filter hook input priority 0; policy drop;
        tcp dport { 80, 443 } accept
      }
    }
    `,
    `
    //- etc/docker/daemon.json
    {}
    //- etc/nftables.conf
    flush ruleset
    table ip own_filter {
      chain INPUT {
        type filter hook input priority 0; policy drop;
        tcp dport { 80, 443 } accept
      }
    }
    `,
    'table of its own',
  ));
