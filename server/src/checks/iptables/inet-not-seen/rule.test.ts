import { expect, test } from 'vitest';
import { expectFindings, findingsIn } from '../../../../../test/support/rules.ts';

const RULE = 'iptables/inet-not-seen';
const table = (head: string) => `table ${head} { chain c { type filter hook input priority 0; } }\n`;

function count(text: string, files: Record<string, string> = { 'compose.yaml': 'services: {}\n' }): number {
  return findingsIn({ files: { 'etc/nftables.conf': text, ...files } }, RULE).length;
}

test('the table’s name is marked', () => {
  expectFindings(
    RULE,
    `
    //- etc/docker/daemon.json
    {}
    //- etc/nftables.conf
    table inet filter {
    #          ^^^^^^ iptables/inet-not-seen: Docker and iptables work with tables ip filter and ip6 filter
      chain input { type filter hook input priority 0; }
    }
    `,
  );
});

test('tables with other names, of other families and without hooks are not', () => {
  expect(count(table('inet nat').replace('filter hook', 'nat hook'))).toBe(1);
  expect(count(table('inet fw'))).toBe(0);
  expect(count(table('ip filter'))).toBe(0);
  expect(count('table inet filter { chain c { } }\n')).toBe(0);
});

test('nothing is said where nobody is known to use iptables', () => {
  expect(count(table('inet filter'), {})).toBe(0);
  expect(count(table('inet filter'), { 'etc/docker/daemon.json': '{ "firewall-backend": "nftables" }' })).toBe(0);
  expect(count(table('inet filter'), { 'fw.sh': '#!/bin/sh\niptables -A INPUT -j DROP\n' })).toBe(1);
});
