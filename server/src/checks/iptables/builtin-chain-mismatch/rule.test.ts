import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { expectFindings, expectFix, findingsIn } from '../../../../../test/support/rules.ts';

const RULE = 'iptables/builtin-chain-mismatch';

function table(name: string, chain: string, family = 'ip'): string {
  return `table ${family} ${name} {\n${chain}\n}\n`;
}
function levels(text: string, files: Record<string, string> = {}, config = {}): string[] {
  return findingsIn({ files: { 'etc/nftables.conf': text, ...files }, config }, RULE).map(({ severity }) => severity);
}
function chain(name: string, type: string, hook: string, priority: string): string {
  return `chain ${name} { type ${type} hook ${hook} priority ${priority}; }`;
}

describe('what is wrong', () => {
  test('priority', () => {
    expectFindings(
      RULE,
      `
      table ip filter {
        chain FORWARD {
          type filter hook forward priority 10; policy drop;
      #   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ iptables/builtin-chain-mismatch: has priority 10 instead of 0 (filter), so iptables
        }
      }
      `,
    );
  });
  test('hook', () => {
    const [found] = findingsIn({ files: { 'nftables.conf': table('filter', chain('FORWARD', 'filter', 'input', '0')) } }, RULE);
    expect(found?.message).toContain('hangs on hook input instead of forward');
    expect(found?.message).toContain('dockerd does not start');
  });
  test('type', () => {
    const [found] = findingsIn(
      { files: { 'nftables.conf': table('nat', chain('PREROUTING', 'filter', 'prerouting', '-100')) } },
      RULE,
    );
    expect(found?.message).toContain('has type filter instead of nat');
  });
  test('no hook', () => {
    expectFindings(
      RULE,
      `
      table ip6 filter {
        chain FORWARD {
      #       ^^^^^^^ iptables/builtin-chain-mismatch: hangs on no hook
          accept
        }
      }
      `,
    );
  });
});

describe('how bad it is', () => {
  test.each([
    ['filter', 'FORWARD', 'filter', 'forward', '5', 'error'],
    ['filter', 'INPUT', 'filter', 'input', '5', 'warning'],
    ['filter', 'OUTPUT', 'route', 'output', '0', 'warning'],
    ['nat', 'PREROUTING', 'nat', 'prerouting', '0', 'error'],
    ['nat', 'OUTPUT', 'nat', 'output', '0', 'error'],
    ['nat', 'POSTROUTING', 'nat', 'postrouting', '0', 'error'],
    ['nat', 'INPUT', 'nat', 'input', '-100', 'warning'],
    ['mangle', 'OUTPUT', 'filter', 'output', '-150', 'warning'],
    ['raw', 'PREROUTING', 'filter', 'prerouting', '-200', 'error'],
    ['raw', 'OUTPUT', 'filter', 'output', '-200', 'warning'],
    ['security', 'FORWARD', 'filter', 'forward', 'security', 'warning'],
  ])('ip %s %s', (name, builtin, type, hook, priority, level) =>
    expect(levels(table(name, chain(builtin, type, hook, priority)))).toEqual([level]),
  );
  test('raw PREROUTING of IPv6 matters where containers have IPv6', () => {
    const text = table('raw', chain('PREROUTING', 'filter', 'prerouting', '-200'), 'ip6');
    expect(levels(text)).toEqual(['warning']);
    expect(levels(text, { 'etc/docker/daemon.json': '{ "ipv6": true, "fixed-cidr-v6": "fd00::/80" }' })).toEqual(['error']);
  });
  test('Docker that writes no rules needs no chain', () =>
    expect(
      levels(table('filter', chain('FORWARD', 'filter', 'forward', '5')), {
        'etc/docker/daemon.json': '{ "iptables": false }',
        'etc/iptables/rules.v4': '*filter\n:FORWARD ACCEPT [0:0]\nCOMMIT\n',
      }),
    ).toEqual(['warning']));
});

describe('nothing is said', () => {
  test.each([
    ['of exact chains', table('filter', chain('FORWARD', 'filter', 'forward', 'filter'))],
    ['of security at 150', table('security', chain('INPUT', 'filter', 'input', '150'))],
    ['of other names', table('filter', chain('forward', 'filter', 'forward', '10'))],
    ['of builtin names of other tables', table('filter', chain('PREROUTING', 'filter', 'prerouting', '0'))],
    ['of other tables', table('fw', chain('FORWARD', 'filter', 'forward', '10'))],
    ['of other families', table('filter', chain('FORWARD', 'filter', 'forward', '10'), 'inet')],
    [
      'of a priority that is set elsewhere',
      `define p = 5\n${table('filter', 'chain FORWARD { type filter hook forward priority $q; }')}`,
    ],
  ])('%s', (_, text) => expect(levels(text)).toEqual([]));
  test.each(['nftables', 'iptables-legacy'])('with backend %s', (firewallBackend) =>
    expect(levels(table('filter', chain('FORWARD', 'filter', 'forward', '10')), {}, { firewallBackend })).toEqual([]),
  );
  test('when daemon.json chooses nftables', () =>
    expect(
      levels(table('filter', chain('FORWARD', 'filter', 'forward', '10')), {
        'etc/docker/daemon.json': '{ "firewall-backend": "nftables" }',
      }),
    ).toEqual([]));
});

describe('fixes', () => {
  test('priority, as a name where it was one', () =>
    expectFix(
      RULE,
      `
      table ip nat {
        chain POSTROUTING { type nat hook postrouting priority filter + 5; policy accept; }
      }
      `,
      `
      table ip nat {
        chain POSTROUTING { type nat hook postrouting priority srcnat; policy accept; }
      }
      `,
    ));
  test('everything that differs', () =>
    expectFix(
      RULE,
      `
      table ip nat {
        chain PREROUTING { type filter hook input priority 0; }
      }
      `,
      `
      table ip nat {
        chain PREROUTING { type nat hook prerouting priority -100; }
      }
      `,
    ));
  test('a hook that is missing', () => {
    expectFix(
      RULE,
      `
      table ip filter {
        chain FORWARD {
          accept
        }
      }
      `,
      `
      table ip filter {
        chain FORWARD {
          type filter hook forward priority filter;
          accept
        }
      }
      `,
    );
    expectFix(
      RULE,
      `
      table ip raw {
        chain PREROUTING { }
      }
      `,
      `
      table ip raw {
        chain PREROUTING { type filter hook prerouting priority raw; }
      }
      `,
    );
  });
  test('another name for a chain that others jump to', () =>
    expectFix(
      RULE,
      `
      table ip filter {
        chain FORWARD {
          accept
        }
        chain forward {
          type filter hook forward priority 0;
          jump FORWARD
        }
      }
      add rule ip filter FORWARD drop
      `,
      `
      table ip filter {
        chain forward_rules {
          accept
        }
        chain forward {
          type filter hook forward priority 0;
          jump forward_rules
        }
      }
      add rule ip filter forward_rules drop
      `,
    ));
});

describe.skipIf(!exists())('the published sample', () => {
  test('has one warning, on INPUT of table nat', () => {
    const text = readFileSync('../shared/cases/blog/nftables.straight.conf', 'utf8');
    const found = findingsIn({ files: { 'nftables.conf': text } }, RULE);
    expect(found.map(({ severity, range }) => [severity, text.slice(range.start, range.end)])).toEqual([
      ['warning', 'type nat hook input priority -100'],
    ]);
  });
});

function exists(): boolean {
  try {
    readFileSync('../shared/cases/blog/nftables.straight.conf');
    return true;
  } catch {
    return false;
  }
}
