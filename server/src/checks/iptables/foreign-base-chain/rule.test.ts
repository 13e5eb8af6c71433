import { describe, expect, test } from 'vitest';
import { expectFindings, expectFix, findingsIn } from '../../../../../test/support/rules.ts';

const RULE = 'iptables/foreign-base-chain';
const DOCKER = { 'etc/docker/daemon.json': '{}' };

function levels(text: string, files: Record<string, string> = DOCKER, config = {}): string[] {
  return findingsIn({ files: { 'etc/nftables.conf': text, ...files }, config }, RULE).map(({ severity }) => severity);
}
const chain = (body: string) => `table ip filter { chain forward { type filter hook forward priority 0; ${body}\n} }`;

test('a chain that drops is a warning, one that does not a remark', () => {
  expect(levels(chain('policy drop;'))).toEqual(['warning']);
  expect(levels(chain('tcp dport 22 drop'))).toEqual(['warning']);
  expect(levels(chain('reject'))).toEqual(['warning']);
  expect(levels(chain('tcp dport vmap { 22 : accept, 23 : drop }'))).toEqual(['warning']);
  expect(levels(chain('policy accept; counter'))).toEqual(['info']);
});

test('drops are followed over jumps and maps', () => {
  expect(
    levels('table ip filter { chain a { drop; }\nchain forward { type filter hook forward priority 0; tcp dport 1 jump a\n } }'),
  ).toEqual(['warning']);
  expect(
    levels(`table ip filter {
  map m { type inet_service : verdict; elements = { 22 : jump a }; }
  chain a { drop; }
  chain forward { type filter hook forward priority 0; tcp dport vmap @m
  }
}`),
  ).toEqual(['warning']);
});

test('the message names the builtin chain, and its place when it is there', () => {
  const found = expectFindings(
    RULE,
    `
    table ip filter {
      chain FORWARD { type filter hook forward priority 0; }
      chain forward { type filter hook forward priority 0; policy drop; }
    #       ^^^^^^^ iptables/foreign-base-chain: uses FORWARD on the same hook
    }
    `,
  );
  expect(found[0]?.related.map(({ message }) => message)).toEqual(['The builtin chain FORWARD is declared here.']);
  expect(found[0]?.fixes.filter(({ title }) => title.startsWith('Rename'))).toEqual([]);
});

describe('nothing is said', () => {
  test.each([
    ['of the builtin chain', 'table ip filter { chain FORWARD { type filter hook forward priority 0; policy drop; } }'],
    ['of a builtin name in the wrong place', 'table ip filter { chain FORWARD { type filter hook forward priority 5; } }'],
    [
      'of hooks where the table has no builtin chain',
      'table ip filter { chain pre { type filter hook prerouting priority 0; } }',
    ],
    ['of other tables', 'table ip fw { chain forward { type filter hook forward priority 0; policy drop; } }'],
    ['of family inet', 'table inet filter { chain forward { type filter hook forward priority 0; policy drop; } }'],
  ])('%s', (_, text) => expect(levels(text)).toEqual([]));
  test('without Docker or iptables on the host', () => expect(levels(chain('policy drop;'), {})).toEqual([]));
  test('with the nftables backend', () =>
    expect(levels(chain('policy drop;'), { 'etc/docker/daemon.json': '{ "firewall-backend": "nftables" }' })).toEqual([]));
});

describe('something is said', () => {
  test.each([
    ['beside a script that uses iptables', { 'fw.sh': '#!/bin/sh\niptables -A FORWARD -j ACCEPT\n' }],
    ['beside saved rules', { 'etc/iptables/rules.v4': '*filter\n:FORWARD ACCEPT [0:0]\nCOMMIT\n' }],
    ['beside a compose file', { 'app/compose.yaml': 'services: {}\n' }],
  ])('%s', (_, files) => expect(levels(chain('policy drop;'), files as Record<string, string>)).toEqual(['warning']));
  test('when the user says that iptables is used', () =>
    expect(levels(chain('policy drop;'), {}, { firewallBackend: 'iptables-nft' })).toEqual(['warning']));
});

test('renaming changes every place, and hook and priority', () =>
  expectFix(
    RULE,
    `
    //- etc/docker/daemon.json
    {}
    //- etc/nftables.conf
    table ip filter {
      chain forward {
        type filter hook forward priority filter - 5; policy drop;
      }
    }
    add rule ip filter forward accept
    `,
    `
    //- etc/docker/daemon.json
    {}
    //- etc/nftables.conf
    table ip filter {
      chain FORWARD {
        type filter hook forward priority filter; policy drop;
      }
    }
    add rule ip filter FORWARD accept
    `,
  ));
