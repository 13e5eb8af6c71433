import { describe, expect, test } from 'vitest';
import { expectFindings, expectFix, findingsIn } from '../../../../../test/support/rules.ts';

const RULE = 'iptables/docker-user-with-nftables-backend';
const NFTABLES = { 'etc/docker/daemon.json': '{ "firewall-backend": "nftables" }' };

function count(files: Record<string, string>): number {
  return findingsIn({ files: { ...NFTABLES, ...files } }, RULE).length;
}
const user = (body: string, more = '') => ({
  'etc/nftables.conf': `table ip filter {\n  chain DOCKER-USER {\n    ${body}\n  }\n${more}}\n`,
});

test('the chain is marked, and the setting named', () => {
  const [found] = expectFindings(
    RULE,
    `
    //- etc/docker/daemon.json
    { "firewall-backend": "nftables" }
    //- etc/nftables.conf
    table ip filter {
      chain DOCKER-USER {
    #       ^^^^^^^^^^^ iptables/docker-user-with-nftables-backend: the rules of this chain of table ip filter are never asked
        drop
      }
    }
    `,
  );
  expect(found?.related).toHaveLength(1);
});

describe('nothing is said', () => {
  test('of chains without an effect', () => {
    expect(count(user(''))).toBe(0);
    expect(count(user('counter'))).toBe(0);
    expect(count(user('return'))).toBe(0);
  });
  test('where a base chain leads to it', () =>
    expect(count(user('drop', '  chain FORWARD { type filter hook forward priority 0; jump DOCKER-USER; }\n'))).toBe(0));
  test('with the iptables backend', () =>
    expect(findingsIn({ files: { ...user('drop'), 'etc/docker/daemon.json': '{}' } }, RULE)).toEqual([]));
});

test('scripts and saved rules', () => {
  expect(
    count({ 'fw.sh': '#!/bin/sh\niptables -I DOCKER-USER -i eth0 -j DROP\niptables -I DOCKER-USER -i eth1 -j DROP\n' }),
  ).toBe(1);
  expect(count({ 'fw.sh': '#!/bin/sh\niptables -I DOCKER-USER -i eth0 -j DROP\niptables -I FORWARD -j DOCKER-USER\n' })).toBe(0);
  expect(count({ 'etc/iptables/rules.v4': '*filter\n:DOCKER-USER - [0:0]\n-A DOCKER-USER -j RETURN\nCOMMIT\n' })).toBe(0);
});

test('the rules become a base chain before Docker’s', () =>
  expectFix(
    RULE,
    `
    //- etc/docker/daemon.json
    { "firewall-backend": "nftables" }
    //- etc/nftables.conf
    flush ruleset
    table ip filter {
    	set ok { type ipv4_addr; }
    	# Only from there.
    	chain DOCKER-USER {
    		iifname "eth0" ip saddr != @ok drop
    		return
    	}
    	chain INPUT { type filter hook input priority 0; }
    }
    `,
    `
    //- etc/docker/daemon.json
    { "firewall-backend": "nftables" }
    //- etc/nftables.conf
    flush ruleset
    table ip filter {
    	chain INPUT { type filter hook input priority 0; }
    }

    table ip docker_user {
    	set ok { type ipv4_addr; }

    	chain forward {
    		type filter hook forward priority filter - 1; policy accept;
    		iifname "eth0" ip saddr != @ok drop
    		return
    	}
    }
    `,
  ));
