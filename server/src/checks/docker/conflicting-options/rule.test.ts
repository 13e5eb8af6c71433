import { expect, test } from 'vitest';
import { expectFindings, findingsIn } from '../../../../../test/support/rules.ts';

const RULE = 'docker/conflicting-options';

test('a bridge of your own has its own address', () => {
  const [found] = expectFindings(
    RULE,
    `
    //- etc/docker/daemon.json
    { "bip": "10.9.0.1/24", "bridge": "br0" }
    # ^^^^^ docker/conflicting-options: names another bridge
    `,
  );
  expect(found!.related).toHaveLength(1);
});

test('isolation needs firewall rules', () => {
  expectFindings(
    RULE,
    `
    //- etc/docker/daemon.json
    { "iptables": false, "icc": false }
    #                    ^^^^^ docker/conflicting-options: "iptables" false
    `,
  );
  expectFindings(
    RULE,
    `
    //- etc/docker/daemon.json
    { "ip6tables": false, "icc": false, "ipv6": true }
    #                     ^^^^^ docker/conflicting-options: "ip6tables" false
    `,
  );
  expectFindings(RULE, '//- etc/docker/daemon.json\n{ "ip6tables": false, "icc": false }');
});

test('booleans inside an unknown object take effect', () => {
  expectFindings(
    RULE,
    `
    //- etc/docker/daemon.json
    { "network": { "iptables": false, "icc": false } }
    #                                 ^^^^^ docker/conflicting-options
    `,
  );
});

test('old and new form of an option', () => {
  expectFindings(
    RULE,
    `
    //- etc/docker/daemon.json
    { "host-gateway-ip": "10.0.0.1", "host-gateway-ips": ["10.0.0.2"] }
    # ^^^^^^^^^^^^^^^^^ docker/conflicting-options: old form
    `,
  );
});

test('features that exclude options, from the version on that has them', () => {
  const text = `
    //- etc/docker/daemon.json
    { "features": { "containerd-snapshotter": true }, "userns-remap": "default" }
    #                                                 ^^^^^^^^^^^^^^ docker/conflicting-options
    `;
  expectFindings(RULE, text);
  expectFindings(RULE, text.replace(/# +\^.*\n/, '\n'), { versions: { docker: '28' } });
});

const UNIT = 'etc/systemd/system/docker.service';
const unit = (command: string) => ({ [UNIT]: `[Service]\nExecStart=${command}\n` });
const daemon = (text: string) => ({ 'etc/docker/daemon.json': text });
const found = (files: Record<string, string>) =>
  findingsIn({ files }, RULE).map(({ severity, message }) => `${severity} ${message}`);

test('an option in the file and as a flag', () => {
  expect(
    found({ ...daemon('{ "bip": "10.9.0.1/24", "runtimes": {} }'), ...unit('dockerd --bip 10.9.0.1/24 --add-runtime a=/b') }),
  ).toEqual([
    expect.stringContaining(
      'error "bip" is set in the file, and as --bip in docker.service. dockerd does not start with both, even when they agree',
    ),
  ]);
});

test('hosts: known unit, unknown unit, unit without -H', () => {
  const hosts = daemon('{ "hosts": ["unix:///run/docker.sock"] }');
  expect(found({ ...hosts, ...unit('dockerd -H fd://') })).toEqual([expect.stringContaining('error "hosts"')]);
  expect(found(hosts)).toEqual([expect.stringContaining('info "hosts"')]);
  expect(found({ ...hosts, ...unit('dockerd') })).toEqual([]);
});

test('defaults files count for sure only when a unit uses them', () => {
  const files = { ...daemon('{ "mtu": 1400 }'), 'etc/default/docker': 'DOCKER_OPTS="--mtu 1500"\n' };
  expect(found(files)).toEqual([expect.stringContaining('warning "mtu"')]);
  expect(found({ ...files, [UNIT]: '[Service]\nEnvironmentFile=/etc/default/docker\nExecStart=dockerd $DOCKER_OPTS\n' })).toEqual(
    [expect.stringContaining('error "mtu"')],
  );
  expect(found({ ...files, ...unit('dockerd') })).toEqual([]);
});

test('flags that are no options', () => {
  expect(found({ ...daemon('{ "config-file": "x" }'), ...unit('dockerd --config-file /y') })).toEqual([
    expect.stringContaining('error "config-file"'),
  ]);
  expect(found({ ...daemon('{ "config-file": "x" }'), ...unit('dockerd') })).toEqual([]);
});

test('flags among themselves', () => {
  expect(found(unit('dockerd --icc=false --iptables=false'))).toEqual([
    expect.stringContaining('--iptables in docker.service false'),
  ]);
});
