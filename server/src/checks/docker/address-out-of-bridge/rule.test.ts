import { describe, expect, test } from 'vitest';
import { expectFindings, expectFix, findingsIn } from '../../../../../test/support/rules.ts';

const RULE = 'docker/address-out-of-bridge';
const daemon = (text: string) => `//- etc/docker/daemon.json\n${text}`;

test.each(['10.9.0.0/24', '10.9.0.255/24'])('docker0 cannot have %s', (bip) => {
  expectFindings(
    RULE,
    `\n//- etc/docker/daemon.json\n{ "bip": "${bip}" }\n#        ${'^'.repeat(bip.length + 2)} docker/address-out-of-bridge: dockerd does not start\n`,
  );
});

test('point-to-point subnets have no reserved addresses', () => {
  expectFindings(RULE, daemon('{ "bip": "10.9.0.0/31" }'));
});

test('fixed-cidr outside and bigger', () => {
  const outside = expectFindings(
    RULE,
    `
    //- etc/docker/daemon.json
    { "bip": "10.9.0.1/24", "fixed-cidr": "10.8.0.0/25" }
    #                                     ^^^^^^^^^^^^^ docker/address-out-of-bridge: no container on the predefined network
    `,
  );
  expect(outside[0]!.severity).toBe('error');
  const bigger = expectFindings(
    RULE,
    `
    //- etc/docker/daemon.json
    { "bip": "10.9.0.1/24", "fixed-cidr": "10.9.0.0/16" }
    #                                     ^^^^^^^^^^^^^ docker/address-out-of-bridge: bigger
    `,
  );
  expect(bigger[0]!.severity).toBe('warning');
  expectFindings(RULE, daemon('{ "bip": "10.9.0.1/16", "fixed-cidr": "10.9.5.0/24" }'));
});

describe('default-gateway', () => {
  test.each([
    ['10.8.0.1', 'lies outside'],
    ['10.9.0.0', 'network address'],
    ['10.9.0.255', 'broadcast'],
    ['10.9.0.1', 'the bridge itself'],
    ['2001:db8::1', 'lies outside'],
  ])('%s %s', (gateway, words) => {
    expectFindings(
      RULE,
      `\n//- etc/docker/daemon.json\n{ "bip": "10.9.0.1/24", "default-gateway": "${gateway}" }\n#${' '.repeat(42)}${'^'.repeat(gateway.length + 2)} docker/address-out-of-bridge: ${words}\n`,
    );
  });

  test('inside is fine', () => expectFindings(RULE, daemon('{ "bip": "10.9.0.1/24", "default-gateway": "10.9.0.254" }')));

  test('without bip: sure when no pool holds it, or when the host is known', () => {
    const at = (gateway: string) =>
      `\n//- etc/docker/daemon.json\n{ "default-gateway": "${gateway}" }\n#                    ${'^'.repeat(gateway.length + 2)} docker/address-out-of-bridge\n`;
    expect(expectFindings(RULE, at('10.0.0.1'))[0]!.severity).toBe('error');
    expect(expectFindings(RULE, at('172.18.0.1'))[0]!.severity).toBe('warning');
    expect(expectFindings(RULE, at('172.18.0.1'), { inventory: { interfaces: {} } })[0]!.severity).toBe('error');
    expectFindings(RULE, daemon('{ "default-gateway": "172.17.0.254" }'));
    expectFindings(RULE, daemon('{ "default-gateway": "172.18.0.254" }'), {
      inventory: { interfaces: { eth0: ['172.17.0.5/16'] } },
    });
  });

  test('IPv6 comes from a space that dockerd makes up', () => {
    expectFindings(
      RULE,
      `
      //- etc/docker/daemon.json
      { "ipv6": true, "default-gateway-v6": "10.0.0.1" }
      #                                     ^^^^^^^^^^ docker/address-out-of-bridge: fd00::/8
      `,
    );
    expectFindings(RULE, daemon('{ "ipv6": true, "default-gateway-v6": "fd12:3456:789a::5" }'));
    expectFindings(RULE, daemon('{ "default-gateway-v6": "10.0.0.1" }'));
  });
});

test('a bridge of your own, or none, is not judged', () => {
  expectFindings(RULE, daemon('{ "bridge": "br0", "default-gateway": "10.0.0.1" }'));
  expectFindings(RULE, daemon('{ "bridge": "none", "default-gateway": "10.0.0.1" }'));
});

describe('fixes', () => {
  test.each([
    ['{ "bip": "10.9.0.0/24" }', '{ "bip": "10.9.0.1/24" }'],
    ['{ "bip": "10.9.0.1/24", "fixed-cidr": "10.8.0.0/25" }', '{ "bip": "10.9.0.1/24", "fixed-cidr": "10.9.0.0/24" }'],
    ['{ "bip": "10.9.0.1/24", "default-gateway": "10.8.0.1" }', '{ "bip": "10.9.0.1/24", "default-gateway": "10.9.0.254" }'],
  ])('%s', (before, after) => expectFix(RULE, daemon(before), daemon(after)));
});

describe('bridges whose addresses are known', () => {
  const config = { inventory: { interfaces: { br0: ['10.33.0.1/24', '2001:db8:33::1/64'], docker0: ['10.44.0.1/24'] } } };
  const messages = (text: string) =>
    findingsIn({ files: { 'etc/docker/daemon.json': text }, config }, RULE).map(
      ({ severity, message }) => `${severity} ${message}`,
    );

  test('a gateway outside an own bridge', () => {
    expect(messages('{ "bridge": "br0", "default-gateway": "10.34.0.1" }')).toEqual([
      expect.stringContaining('outside the subnet 10.33.0.0/24'),
    ]);
    expect(messages('{ "bridge": "br0", "default-gateway": "10.33.0.254" }')).toEqual([]);
  });

  test('fixed-cidr outside an own bridge', () => {
    expect(messages('{ "bridge": "br0", "fixed-cidr": "10.34.0.0/25" }')).toEqual([expect.stringMatching(/^warning .*ignores/)]);
    expect(messages('{ "bridge": "br0", "ipv6": true, "fixed-cidr-v6": "2001:db8:34::/64" }')).toEqual([
      expect.stringMatching(/^error .*not start/),
    ]);
    expect(messages('{ "bridge": "br0", "fixed-cidr": "10.33.0.128/25" }')).toEqual([]);
  });

  test('docker0 keeps its address', () => {
    expect(messages('{ "default-gateway": "10.44.0.254" }')).toEqual([]);
    expect(messages('{ "default-gateway": "172.17.0.254" }')).toEqual([expect.stringMatching(/^error /)]);
    expect(messages('{ "fixed-cidr": "10.45.0.0/24", "default-gateway": "10.45.0.254" }')).toEqual([]);
  });
});
