import { describe, expect, test } from 'vitest';
import { expectFindings, findingsIn } from '../../../../../test/support/rules.ts';

const RULE = 'iptables/docker-user-ignored';

function count(rules: string, daemon = '{}', family = 'ip'): number {
  const text = `table ${family} filter {\n  counter c { }\n  set s { type ADDRESS; }\n  chain DOCKER-USER {\n    ${rules}\n  }\n}\n`;
  const set = family === 'ip' ? 'ipv4_addr' : 'ipv6_addr';
  return findingsIn({ files: { 'etc/nftables.conf': text.replace('ADDRESS', set), 'etc/docker/daemon.json': daemon } }, RULE)
    .length;
}

test('the chain is marked, with what cannot be read beside it', () => {
  const [found] = expectFindings(
    RULE,
    `
    //- etc/docker/daemon.json
    {}
    //- etc/nftables.conf
    table ip filter {
      chain DOCKER-USER {
    #       ^^^^^^^^^^^ iptables/docker-user-ignored: because iptables refuses "ct state established": it logs a warning, puts no jump
        iifname "eth0" ct state established accept
        drop
      }
    }
    `,
  );
  expect(found?.severity).toBe('error');
  expect(found?.related).toHaveLength(1);
});

test.each([
  ['ct state new drop', 1],
  ['ct original proto-dst 8080 drop', 1],
  ['counter name "c" drop', 1],
  ['ct state vmap { new : drop, established : accept }', 1],
  ['reject', 1],
  ['ip dscp cs1 drop', 1],
  ['iifname "eth0" tcp dport 80 counter drop', 0],
  ['ip saddr != @s drop', 0],
  ['', 0],
])('%s', (rules, expected) => expect(count(rules)).toBe(expected));

describe('nothing is said', () => {
  test('where Docker does not write rules with iptables', () => {
    expect(count('ct state new drop', '{ "iptables": false }')).toBe(0);
    expect(count('ct state new drop', '{ "firewall-backend": "nftables" }')).toBe(0);
  });
  test('of IPv6 when it is off', () => {
    expect(count('reject', '{}', 'ip6')).toBe(1);
    expect(count('reject', '{ "ip6tables": false }', 'ip6')).toBe(0);
  });
  test('of a chain that the file itself jumps to', () => {
    const text =
      'table ip filter { chain DOCKER-USER { ct state new drop; }\nchain FORWARD { type filter hook forward priority 0; jump DOCKER-USER; } }';
    expect(findingsIn({ files: { 'etc/nftables.conf': text } }, RULE)).toEqual([]);
  });
});
