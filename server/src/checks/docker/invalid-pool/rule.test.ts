import { describe, expect, test } from 'vitest';
import { expectFindings, expectFix } from '../../../../../test/support/rules.ts';

const RULE = 'docker/invalid-pool';
const daemon = (text: string) => `//- etc/docker/daemon.json\n${text}`;

test('entries that dockerd cannot use', () => {
  expectFindings(
    RULE,
    `
    //- etc/docker/daemon.json
    { "default-address-pools": [
      null,
    # ^^^^ docker/invalid-pool: null
      { "size": 24 },
    # ^^^^^^^^^^^^^^ docker/invalid-pool: no base
      { "base": "10.1.0.0/16" },
    # ^^^^^^^^^^^^^^^^^^^^^^^^^ docker/invalid-pool: no size
      { "base": "10.2.0.0/16", "size": 8 },
    #                                  ^ docker/invalid-pool: below the length /16
      { "base": "10.3.0.0/16", "size": -1 },
    #                                  ^^ docker/invalid-pool: below
      { "base": "::ffff:10.0.0.0/112", "size": 120 }
    #           ^^^^^^^^^^^^^^^^^^^^^ docker/invalid-pool: IPv6 clothes
    ] }
    `,
  );
});

test('a size that no prefix has fails at once in the first pool, later in others', () => {
  const found = (pools: string) => expectFindings(RULE, pools)[0]!.severity;
  expect(
    found(`
    //- etc/docker/daemon.json
    { "default-address-pools": [{ "base": "10.1.0.0/16", "size": 33 }] }
    #                                                            ^^ docker/invalid-pool: above 32
    `),
  ).toBe('error');
  expect(
    found(`
    //- etc/docker/daemon.json
    { "default-address-pools": [{ "base": "10.2.0.0/16", "size": 33 }, { "base": "10.1.0.0/16", "size": 24 }] }
    #                                                            ^^ docker/invalid-pool: used up
    `),
  ).toBe('warning');
});

test('overlaps and host bits are no errors', () => {
  const found = expectFindings(
    RULE,
    `
    //- etc/docker/daemon.json
    { "default-address-pools": [
      { "base": "10.32.0.0/17", "size": 24 },
    # ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ docker/invalid-pool: overlaps 10.32.0.0/16
      { "base": "10.32.7.9/16", "size": 20 }
    #           ^^^^^^^^^^^^^^ docker/invalid-pool: 10.32.0.0/16
    ] }
    `,
  );
  expect(found.map(({ severity }) => severity)).toEqual(['warning', 'info']);
});

describe('docker0 needs an IPv4 subnet', () => {
  const pools = '"default-address-pools": [{ "base": "fd00:1::/48", "size": 64 }]';
  test('which IPv6 pools do not give', () => {
    expectFindings(RULE, `\n//- etc/docker/daemon.json\n{ ${pools} }\n# ${'^'.repeat(23)} docker/invalid-pool: no IPv4 pool\n`);
  });
  test('and bip, fixed-cidr or no bridge at all do', () => {
    for (const other of ['"bip": "10.9.0.1/24"', '"fixed-cidr": "10.9.0.0/24"', '"bridge": "none"', '"bridge": "br0"'])
      expectFindings(RULE, daemon(`{ ${pools}, ${other} }`));
  });
  test('and pools under the host’s own subnets do not', () => {
    const text = `\n//- etc/docker/daemon.json\n{ "default-address-pools": [{ "base": "192.0.2.0/24", "size": 26 }] }\n# ${'^'.repeat(23)} docker/invalid-pool: the host itself uses\n`;
    expectFindings(RULE, text, { inventory: { interfaces: { eth0: ['192.0.2.1/24'] } } });
    expectFindings(RULE, daemon('{ "default-address-pools": [{ "base": "192.0.2.0/24", "size": 26 }] }'));
  });
});

describe('fixes', () => {
  test.each([
    ['{ "base": "10.2.0.0/16", "size": 8 }', '{ "base": "10.2.0.0/16", "size": 24 }'],
    ['{ "base": "10.2.0.0/28", "size": 33 }', '{ "base": "10.2.0.0/28", "size": 28 }'],
    ['{ "base": "10.2.0.0/16" }', '{ "base": "10.2.0.0/16", "size": 24 }'],
    ['{ "base": "10.33.7.9/16", "size": 24 }', '{ "base": "10.33.0.0/16", "size": 24 }'],
  ])('%s', (before, after) => {
    expectFix(RULE, daemon(`{ "default-address-pools": [${before}] }`), daemon(`{ "default-address-pools": [${after}] }`));
  });
});
