import { describe, expect, test } from 'vitest';
import { expectFindings, expectFix, findingsIn } from '../../../../../test/support/rules.ts';

const RULE = 'docker/ignored-option';
const daemon = (text: string) => `//- etc/docker/daemon.json\n${text}`;

test('names of flags, proxies at the top, duplicates, stray members', () => {
  expectFindings(
    RULE,
    `
    //- etc/docker/daemon.json
    {
      "bip": "10.9.0.1/24",
    # ^^^^^ docker/ignored-option: written again further down
      "dns-opt": ["ndots:1"],
    # ^^^^^^^^^ docker/ignored-option: write "dns-opts"
      "http-proxy": "http://p:1",
    # ^^^^^^^^^^^^ docker/ignored-option: move it into "proxies"
      "default-address-pools": [{ "base": "10.210.0.0/16", "size": 24, "scope": "local" }],
    #                                                                  ^^^^^^^ docker/ignored-option: no member "scope"
      "netwrk": { "debug": true },
    # ^^^^^^^^ docker/ignored-option: is no option
      "containerd-plugins-namespace": "x",
    # ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ docker/ignored-option: use the flag
      "bip": "10.8.0.1/24"
    }
    `,
  );
});

test('IPv6 addresses of docker0 while IPv6 is off', () => {
  expectFindings(
    RULE,
    `
    //- etc/docker/daemon.json
    { "bip6": "2001:db8::1/64" }
    # ^^^^^^ docker/ignored-option: IPv6 is off
    `,
  );
  expectFindings(RULE, daemon('{ "bip6": "2001:db8::1/64", "ipv6": true }'));
});

describe('fixes', () => {
  test.each([
    ['{ "dns-opt": ["ndots:1"] }', '{ "dns-opts": ["ndots:1"] }'],
    ['{ "dns-opt": "ndots:1" }', '{ "dns-opts": ["ndots:1"] }'],
    ['{ "log-opt": ["max-size=10m"] }', '{ "log-opts": { "max-size": "10m" } }'],
    ['{ "http-proxy": "a", "no-proxy": "b" }', '{ "proxies": { "http-proxy": "a", "no-proxy": "b" } }'],
    ['{ "proxies": { "no-proxy": "b" }, "http-proxy": "a" }', '{ "proxies": { "no-proxy": "b", "http-proxy": "a" } }'],
    ['{ "mtu": 1400, "mtu": 1500 }', '{ "mtu": 1500 }'],
    ['{ "debug": true, "restart": true }', '{ "debug": true }'],
    ['{ "runtime": {} }', '{ "runtimes": {} }'],
    [
      '{ "default-address-pools": [{ "base": "10.210.0.0/16", "size": 24, "scope": "x" }] }',
      '{ "default-address-pools": [{ "base": "10.210.0.0/16", "size": 24 }] }',
    ],
    ['{ "bip6": "2001:db8::1/64" }', '{ "bip6": "2001:db8::1/64", "ipv6": true }'],
  ])('%s', (before, after) => expectFix(RULE, daemon(before), daemon(after)));
});

test('a defaults file that the unit does not read', () => {
  const files = {
    'etc/default/docker': 'DOCKER_OPTS="--mtu 1500"\n',
    'etc/systemd/system/docker.service': '[Service]\nExecStart=dockerd\n',
  };
  expect(
    findingsIn({ files }, RULE).map(({ file, range }) => files[file as 'etc/default/docker'].slice(range.start, range.end)),
  ).toEqual(['DOCKER_OPTS']);
});

test('drivers and options in default-network-opts that nothing reads', () => {
  expectFindings(
    RULE,
    `
    //- etc/docker/daemon.json
    {
      "default-network-opts": {
        "birdge": {},
    #   ^^^^^^^^ docker/ignored-option: Did you mean "bridge"?
        "bridge": { "com.docker.network.driver.mttu": "1400", "com.docker.network.driver.mtu": "1400" },
    #               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ docker/ignored-option: The driver bridge has no option
        "myplugin": { "any": "thing" }
      }
    }
    `,
  );
  expectFix(
    RULE,
    '//- daemon.json\n{ "default-network-opts": { "macvlna": {} } }',
    '//- daemon.json\n{ "default-network-opts": { "macvlan": {} } }',
  );
});

test('an object under a key that only the flag sets', () => {
  const files = { 'daemon.json': '{ "containerd-plugins-namespace": { "debug": true } }' };
  expect(findingsIn({ files }).map(({ rule }) => rule)).toEqual([RULE]);
});
