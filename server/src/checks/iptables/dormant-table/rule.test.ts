import { expect, test } from 'vitest';
import { expectFindings, expectFix, findingsIn } from '../../../../../test/support/rules.ts';

const RULE = 'iptables/dormant-table';

function levels(text: string, files: Record<string, string> = { 'etc/docker/daemon.json': '{}' }): string[] {
  return findingsIn({ files: { 'etc/nftables.conf': text, ...files } }, RULE).map(({ severity }) => severity);
}
const dormant = (table: string) => `table ${table} {\n  flags dormant\n}\n`;

test('the flag is marked', () => {
  expectFindings(
    RULE,
    `
    //- compose.yaml
    services: {}
    //- etc/nftables.conf
    table ip filter {
      flags dormant;
    #       ^^^^^^^ iptables/dormant-table: all of Docker's rules in table ip filter do nothing
    }
    `,
  );
});

test('how bad it is hangs on who uses the table', () => {
  expect(levels(dormant('ip nat'))).toEqual(['error']);
  expect(levels(dormant('ip6 raw'))).toEqual(['error']);
  expect(levels(dormant('ip mangle'))).toEqual(['warning']);
  expect(
    levels(dormant('ip filter'), {
      'fw.sh': '#!/bin/sh\niptables -P FORWARD DROP\n',
      'etc/docker/daemon.json': '{ "iptables": false }',
    }),
  ).toEqual(['warning']);
});

test('nothing is said of other tables, and where nobody uses iptables', () => {
  expect(levels(dormant('inet filter'))).toEqual([]);
  expect(levels(dormant('ip own'))).toEqual([]);
  expect(levels(dormant('ip filter'), {})).toEqual([]);
  expect(levels(dormant('ip filter'), { 'etc/docker/daemon.json': '{ "firewall-backend": "nftables" }' })).toEqual([]);
});

test('the flag is removed, and others stay', () => {
  const host = (body: string) => `
    //- etc/docker/daemon.json
    {}
    //- etc/nftables.conf
    table ip filter {
    ${body}
      chain X { }
    }
    `;
  expectFix(RULE, host('  flags dormant;'), host('').replace('    \n', ''));
  expectFix(RULE, host('  flags dormant, persist'), host('  flags persist'));
  expectFix(RULE, host('  flags persist, dormant'), host('  flags persist'));
});
