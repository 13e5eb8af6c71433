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

test.each(['eth0', 'enp3s0', 'lo'])('%s is no bridge', (bridge) => {
  const files = { 'etc/docker/daemon.json': `{ "bridge": "${bridge}" }` };
  expect(findingsIn({ files }, RULE).map(({ message }) => message)).toEqual([expect.stringContaining('that is no bridge')]);
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

describe('log-opts', () => {
  test('options and values of the log driver', () => {
    expectFindings(
      RULE,
      `
      //- etc/docker/daemon.json
      {
        "log-driver": "json-file",
        "log-opts": {
          "max-sise": "10m", "max-file": "0", "compress": "maybe", "tag": "x",
      #   ^^^^^^^^^^ docker/invalid-value: write "max-size"
      #                                  ^^^ docker/invalid-value: is not a whole number from 1
      #                                                   ^^^^^^^ docker/invalid-value: no container does
          "max-buffer-size": "1m", "cache-disabled": "x"
      #                      ^^^^ docker/invalid-value: which needs "mode": "non-blocking"
      #                                              ^^^ docker/invalid-value: is not true or false
        }
      }
      //- other/daemon.json
      { "log-driver": "none", "log-opts": { "anything": "x" } }
      `,
    );
  });

  test.each([
    ['{ "log-driver": "awslogs", "log-opts": { "awslogs-region": "x" } }', ['has to come with "awslogs-group"']],
    [
      '{ "log-driver": "awslogs", "log-opts": { "awslogs-group": "x", "awslogs-format": "json/emf", "awslogs-datetime-format": "%Y" } }',
      ['cannot be together with "awslogs-format"'],
    ],
    ['{ "log-driver": "gelf", "log-opts": { "gelf-address": "udp://h:1", "gelf-compression-level": "10" } }', ['from -1 to 9']],
    ['{ "log-driver": "fluentd", "log-opts": { "fluentd-retry-wait": "5", "fluentd-buffer-limit": "x" } }', ['duration', 'size']],
    ['{ "log-driver": "syslog", "log-opts": { "syslog-facility": "local9" } }', ['one of its words']],
    ['{ "log-driver": "loki", "log-opts": { "loki-url": "x" } }', []],
    ['{ "log-driver": "awslogs" }', []],
    ['{ "log-opts": { "mode": "non-blocking", "max-buffer-size": "4m", "cache-max-file": "3" } }', []],
  ])('%s', (text, words) => {
    const messages = findingsIn({ files: { 'etc/docker/daemon.json': text } }, RULE).map(({ message }) => message);
    expect(messages).toEqual(words.map((word) => expect.stringContaining(word)));
  });

  test('by version, and as flags', () => {
    const local = { 'etc/docker/daemon.json': '{ "log-driver": "local", "log-opts": { "labels": "a" } }' };
    expect(findingsIn({ files: local }, RULE)).toEqual([]);
    expect(findingsIn({ files: local, config: { versions: { docker: '28.5' } } }, RULE)[0]?.message).toContain(
      'before Docker 29.5',
    );
    const unit = { 'etc/systemd/system/docker.service': '[Service]\nExecStart=dockerd --log-opt max-sise=1m --log-opt mode=x' };
    expect(findingsIn({ files: unit }, RULE)).toHaveLength(2);
  });
});

test('default-network-opts, which only networks find out', () => {
  expectFindings(
    RULE,
    `
    //- etc/docker/daemon.json
    {
      "default-network-opts": {
        "bridge": { "com.docker.network.driver.mtu": "big", "com.docker.network.bridge.enable_icc": "no" },
    #                                                ^^^^^ docker/invalid-value: no network of this driver
    #                                                                                               ^^^^ docker/invalid-value: not true or false
        "ipvlan": { "ipvlan_mode": "l3" },
        "some/plugin": { "any": "thing" }
      }
    }
    `,
  );
});

test.each(['::1', '1:2:3', 'tcp://a::5', 'tcp://[fe80::1%25eth0]:5'])(
  'the socket %s falls apart when dockerd reads it again',
  (socket) => {
    const files = { 'etc/docker/daemon.json': JSON.stringify({ hosts: [socket] }) };
    expect(findingsIn({ files }, RULE)).toHaveLength(1);
  },
);
