import { describe, expect, test } from 'vitest';
import { expectFindings, expectFix, findingsIn } from '../../../../../test/support/rules.ts';

const RULE = 'docker/invalid-value';

test('what dockerd --validate refuses', () => {
  expectFindings(
    RULE,
    `
    //- etc/docker/daemon.json
    {
      "mtu": -1,
    #        ^^ docker/invalid-value: is below 0
      "network-diagnostic-port": 70000,
    #                            ^^^^^ docker/invalid-value: is above 65535
      "ip": "localhost",
    #       ^^^^^^^^^^^ docker/invalid-value: is not an IP address
      "dns-search": ["example.com", "foo bar", "."],
    #                               ^^^^^^^^^ docker/invalid-value: is not a domain name
      "labels": ["a=1", "b", "a=2", "com.docker.x=y"],
    #                   ^^^ docker/invalid-value: has no =
    #                        ^^^^^ docker/invalid-value: contradicts a=1
    #                               ^^^^^^^^^^^^^^^^ docker/invalid-value: Docker keeps
      "hosts": ["unix:///run/docker.sock", "foo://x", "tcp://127.0.0.1:0", "tcp://127.0.0.1:2375/path", "fd://"],
    #                                      ^^^^^^^^^ docker/invalid-value: begins with foo://
    #                                                 ^^^^^^^^^^^^^^^^^^^ docker/invalid-value: port 0
    #                                                                      ^^^^^^^^^^^^^^^^^^^^^^^^^^^ docker/invalid-value: path
      "registry-mirrors": ["foo", "https://m.example.com/p?x=1", "https://u:p@m.example.com", "https://m.example.com/p"],
    #                      ^^^^^ docker/invalid-value: has to begin with
    #                             ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ docker/invalid-value: query
    #                                                            ^^^^^^^^^^^^^^^^^^^^^^^^^^^ docker/invalid-value: user name
      "host-gateway-ips": ["10.0.0.1", "2001:db8::1", "10.0.0.2"],
    #                                                 ^^^^^^^^^^ docker/invalid-value: second IPv4
      "fixed-cidr-v6": "ff02::/64",
    #                  ^^^^^^^^^^^ docker/invalid-value: multicast
      "bridge-accept-fwmark": "0x1ffffffff",
    #                         ^^^^^^^^^^^^^ docker/invalid-value: is not a mark
      "exec-opts": ["native.cgroupdriver"],
    #               ^^^^^^^^^^^^^^^^^^^^^ docker/invalid-value: option=value
      "default-shm-size": "big",
    #                     ^^^^^ docker/invalid-value: is not a size
      "node-generic-resources": ["gpu=1", "gpu=a"],
    #                            ^^^^^^^ docker/invalid-value: count
      "firewall-backend": "NFTables"
    #                     ^^^^^^^^^^ docker/invalid-value: is none of iptables, nftables
    }
    `,
  );
});

test('what only a start finds out', () => {
  expectFindings(
    RULE,
    `
    //- etc/docker/daemon.json
    {
      "bip": "x",
    #        ^^^ docker/invalid-value: is not an address with a prefix length
      "fixed-cidr": "2001:db8::/64",
    #               ^^^^^^^^^^^^^^^ docker/invalid-value: is not IPv4
      "mtu": 50,
    #        ^^ docker/invalid-value: is below 68
      "userland-proxy-path": "docker-proxy",
    #                        ^^^^^^^^^^^^^^ docker/invalid-value: absolute
      "insecure-registries": ["10.0.0.0/8", "registry.example.com:5000", "ftp://x"],
    #                                                                    ^^^^^^^^^ docker/invalid-value: scheme
      "runtimes": { "runc": { "path": "x" }, "a": {}, "b": { "path": "x", "runtimeType": "y" }, "c": { "path": "/usr/bin/c" } },
    #               ^^^^^^ docker/invalid-value: taken by the stock runtime
    #                                        ^^^ docker/invalid-value: a runtime needs
    #                                                 ^^^ docker/invalid-value: not both
      "default-runtime": "kata",
    #                    ^^^^^^ docker/invalid-value: is not defined
      "storage-driver": "devicemapper",
    #                   ^^^^^^^^^^^^^^ docker/invalid-value: removed
      "metrics-addr": "9323",
    #                 ^^^^^^ docker/invalid-value: is not host:port
      "exec-opts": ["native.cgroupdriver=systemd"], "cgroup-parent": "docker"
    #                                                                ^^^^^^^^ docker/invalid-value: is not a slice
    }
    `,
  );
});

test('empty texts and zero stand for the default', () => {
  expectFindings(
    RULE,
    `
    //- etc/docker/daemon.json
    { "bip": "", "mtu": 0, "log-level": "", "userland-proxy-path": "", "hosts": [""], "default-gateway": "", "firewall-backend": "" }
    `,
  );
});

describe('what exists on the host is judged only when it is known', () => {
  const files = { 'etc/docker/daemon.json': '{ "bridge": "br0", "userland-proxy-path": "/opt/proxy", "tls": true }' };
  test('unknown', () => expect(findingsIn({ files }, RULE)).toEqual([]));
  test('known and missing', () => {
    const inventory = { interfaces: { eth0: [] }, files: [] };
    expect(findingsIn({ files, config: { inventory } }, RULE).map(({ message }) => message.split('.')[0])).toEqual([
      '"bridge": "br0" does not exist on the host, and dockerd creates only docker0 by itself',
      '"userland-proxy-path": "/opt/proxy" does not exist on the host',
      '"tls": true needs tlscert and tlskey, and no such file is known on the host',
    ]);
  });
  test('known and there', () => {
    const inventory = { interfaces: { br0: [] }, files: ['/opt/proxy'] };
    const own = { 'etc/docker/daemon.json': '{ "bridge": "br0", "userland-proxy-path": "/opt/proxy" }' };
    expect(findingsIn({ files: own, config: { inventory } }, RULE)).toEqual([]);
  });
});

describe('fixes', () => {
  test.each([
    ['"bip": "10.9.0.1"', '"bip": "10.9.0.1/24"'],
    ['"log-level": "warm"', '"log-level": "warn"'],
    ['"storage-driver": "overlay"', '"storage-driver": "overlay2"'],
  ])('%s', (before, after) => {
    expectFix(RULE, `//- etc/docker/daemon.json\n{ ${before} }`, `//- etc/docker/daemon.json\n{ ${after} }`);
  });
});
