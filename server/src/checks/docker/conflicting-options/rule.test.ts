import { expect, test } from 'vitest';
import { expectFindings } from '../../../../../test/support/rules.ts';

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
