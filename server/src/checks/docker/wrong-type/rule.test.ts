import { describe, test } from 'vitest';
import { expectFindings, expectFix } from '../../../../../test/support/rules.ts';

const RULE = 'docker/wrong-type';

test('types of Go’s decoder', () => {
  expectFindings(
    RULE,
    `
    //- etc/docker/daemon.json
    {
      "iptables": "false",
    #             ^^^^^^^ docker/wrong-type: wants true or false here, but this is a string
      "mtu": 1400.5,
    #        ^^^^^^ docker/wrong-type: a whole number
      "max-concurrent-uploads": 1e3,
    #                           ^^^ docker/wrong-type
      "dns": "192.0.2.53",
    #        ^^^^^^^^^^^^ docker/wrong-type: a list of IP addresses
      "labels": ["a=b", 5],
    #                   ^ docker/wrong-type: a string
      "default-address-pools": { "base": "10.200.0.0/16", "size": 24 },
    #                          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ docker/wrong-type: a list of objects
      "default-network-opts": { "bridge": { "com.docker.network.driver.mtu": 1400 } },
    #                                                                        ^^^^ docker/wrong-type: a string
      "default-shm-size": 64,
    #                     ^^ docker/wrong-type: a size
      "proxies": null,
    #            ^^^^ docker/wrong-type: an object
      "storage-opt": 1e999
    #                ^^^^^ docker/wrong-type: too big
    }
    `,
  );
});

test('null fits everything else, and 64 bits are the limit of numbers', () => {
  expectFindings(
    RULE,
    `
    //- etc/docker/daemon.json
    {
      "bip": null, "debug": null, "dns": null, "dns-search": [], "default-ulimits": { "nofile": null }, "builder": null,
      "shutdown-timeout": 9223372036854775807,
      "cpu-rt-period": 9223372036854775808
    #                  ^^^^^^^^^^^^^^^^^^^ docker/wrong-type
    }
    `,
  );
});

describe('fixes', () => {
  test.each([
    ['"iptables": "false"', '"iptables": false'],
    ['"mtu": "1400"', '"mtu": 1400'],
    ['"mtu": 1400.0', '"mtu": 1400'],
    ['"bip": 5', '"bip": "5"'],
    ['"bip": ["10.9.0.1/24"]', '"bip": "10.9.0.1/24"'],
    ['"dns": "192.0.2.53"', '"dns": ["192.0.2.53"]'],
    [
      '"default-address-pools": { "base": "10.200.0.0/16", "size": 24 }',
      '"default-address-pools": [{ "base": "10.200.0.0/16", "size": 24 }]',
    ],
    ['"log-opts": ["max-size=10m", "max-file=3"]', '"log-opts": { "max-size": "10m", "max-file": "3" }'],
    [
      '"default-ulimits": { "nofile": "1024:2048" }',
      '"default-ulimits": { "nofile": { "Name": "nofile", "Soft": 1024, "Hard": 2048 } }',
    ],
  ])('%s', (before, after) => {
    expectFix(RULE, `//- etc/docker/daemon.json\n{ ${before} }`, `//- etc/docker/daemon.json\n{ ${after} }`);
  });
});
