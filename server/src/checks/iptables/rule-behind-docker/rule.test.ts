import { describe, expect, test } from 'vitest';
import { expectFindings, expectFix, findingsIn } from '../../../../../test/support/rules.ts';

const RULE = 'iptables/rule-behind-docker';
const DOCKER = { 'etc/docker/daemon.json': '{}' };

function count(rule: string, files: Record<string, string> = DOCKER, family = 'ip'): number {
  const text = `table ${family} filter {\n  chain own { }\n  chain FORWARD {\n    type filter hook forward priority 0; policy drop;\n    ${rule}\n  }\n}\n`;
  return findingsIn({ files: { 'etc/nftables.conf': text, ...files } }, RULE).length;
}

test('the rule is marked', () => {
  expectFindings(
    RULE,
    `
    //- etc/docker/daemon.json
    {}
    //- etc/nftables.conf
    table ip filter {
      chain FORWARD {
        type filter hook forward priority 0;
        iifname "eth0" oifname "eth1" accept
        iifname "docker0" accept
    #   ^^^^^^^^^^^^^^^^^^^^^^^^ iptables/rule-behind-docker: packets never come to this rule
      }
    }
    `,
  );
});

describe('bridges', () => {
  test.each([
    ['oifname "docker0" drop', 1],
    ['oifname "br-0123456789ab" drop', 1],
    ['iifname "br-*" accept', 1],
    ['iifname { "docker0", "br-0123456789ab" } accept', 1],
    ['iifname "br-lan" accept', 0],
    ['iifname { "docker0", "eth0" } accept', 0],
    ['iifname != "docker0" drop', 0],
    ['iifname "eth0" drop', 0],
    ['iifname "docker0" counter', 0],
    ['iifname "docker0" jump own', 1],
  ])('%s', (rule, expected) => expect(count(rule)).toBe(expected));
  test('that networks of the host are given', () => {
    const compose = {
      'app/compose.yaml':
        'services: { a: { image: x, networks: [n] } }\nnetworks:\n  n:\n    driver_opts: { com.docker.network.bridge.name: br-front }\n',
    };
    expect(count('oifname "br-front" drop', compose)).toBe(1);
    expect(count('oifname "docker0" drop', { 'etc/docker/daemon.json': '{ "bridge": "br9" }' })).toBe(0);
    expect(count('oifname "br9" drop', { 'etc/docker/daemon.json': '{ "bridge": "br9" }' })).toBe(1);
  });
});

test('subnets of networks', () => {
  const compose = {
    'app/compose.yaml':
      'services: { a: { image: x, networks: [n] } }\nnetworks:\n  n:\n    ipam: { config: [ { subnet: 10.9.0.0/24 } ] }\n',
  };
  expect(count('ip daddr 10.9.0.7 drop', compose)).toBe(1);
  expect(count('ip saddr 10.9.0.0/24 accept', compose)).toBe(1);
  expect(count('ip saddr 10.0.0.0/8 accept', compose)).toBe(0);
});

test('ports of containers that are published', () => {
  const compose = { 'app/compose.yaml': 'services: { a: { image: x, ports: ["8080:80"] } }\n' };
  expect(count('iifname "eth0" tcp dport 80 drop', compose)).toBe(1);
  expect(count('tcp dport { 80, 443 } drop', compose)).toBe(0);
  expect(count('oifname "eth1" tcp dport 80 drop', compose)).toBe(0);
});

describe('nothing is said', () => {
  test('without Docker, with the nftables backend, and in other chains', () => {
    expect(
      count('iifname "docker0" accept', {
        'fw.sh': '#!/bin/sh\niptables -P FORWARD DROP\n',
        'etc/docker/daemon.json': '{ "iptables": false }',
      }),
    ).toBe(0);
    expect(count('iifname "docker0" accept', { 'etc/docker/daemon.json': '{ "firewall-backend": "nftables" }' })).toBe(0);
    const text = 'table ip filter { chain INPUT { type filter hook input priority 0; iifname "docker0" accept\n } }';
    expect(findingsIn({ files: { 'etc/nftables.conf': text, ...DOCKER } }, RULE)).toEqual([]);
  });
});

describe('fixes', () => {
  const host = (table: string) => `
    //- etc/docker/daemon.json
    {}
    //- etc/nftables.conf
    flush ruleset
${table.replace(/^/gm, '    ')}
    `;
  test('to DOCKER-USER', () =>
    expectFix(
      RULE,
      host(`table ip filter {
	chain FORWARD {
		type filter hook forward priority 0;
		oifname "docker0" ip saddr 192.0.2.1 drop
	}
}`),
      host(`table ip filter {
	chain DOCKER-USER {
		oifname "docker0" ip saddr 192.0.2.1 drop
	}
	chain FORWARD {
		type filter hook forward priority 0;
	}
}`),
    ));
  test('what iptables cannot read goes to a table of its own', () =>
    expectFix(
      RULE,
      host(`table ip filter {
	chain FORWARD {
		type filter hook forward priority 0;
		oifname "docker0" ct state new drop
	}
}`),
      host(`table ip filter {
	chain FORWARD {
		type filter hook forward priority 0;
	}
}

table ip own_filter {
	chain forward {
		type filter hook forward priority filter - 1;
		oifname "docker0" ct state new drop
	}
}`),
    ));
});
