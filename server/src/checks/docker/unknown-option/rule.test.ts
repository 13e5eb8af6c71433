import { expect, test } from 'vitest';
import { expectFindings, expectFix, findingsIn } from '../../../../../test/support/rules.ts';

const RULE = 'docker/unknown-option';

test('unknown keys, also in the wrong letter case', () => {
  expectFindings(
    RULE,
    `
    //- etc/docker/daemon.json
    {
      "mtuu": 1400,
    # ^^^^^^ docker/unknown-option: did you mean "mtu"?
      "IPTables": false,
    # ^^^^^^^^^^ docker/unknown-option: did you mean "iptables"?
      "_comment": "x"
    # ^^^^^^^^^^ docker/unknown-option: remove it
    }
    `,
  );
});

test('members of objects are options to dockerd', () => {
  expectFindings(
    RULE,
    `
    //- etc/docker/daemon.json
    {
      "proxies": { "http-prox": "x" },
    #              ^^^^^^^^^^^ docker/unknown-option: did you mean "http-proxy"?
      "foo": { "bar": 1, "debug": true },
    #          ^^^^^ docker/unknown-option: "foo" has no member "bar"
      "empty": {},
      "nri-opts": { "enabled": true },
    #               ^^^^^^^^^ docker/unknown-option: did you mean "enable"?
      "features": { "anything": true },
      "log-opts": { "anything": "x" }
    }
    `,
  );
});

test('every known key is known', () => {
  expectFindings(
    RULE,
    `
    //- etc/docker/daemon.json
    { "bip": "10.9.0.1/24", "default-ulimits": {}, "runtimes": {}, "builder": { "gc": { "enabled": true } }, "host": [], "tls": false }
    `,
  );
});

test('the nearest name is offered', () => {
  expectFix(
    RULE,
    '//- etc/docker/daemon.json\n{ "insecure-registrys": [] }',
    '//- etc/docker/daemon.json\n{ "insecure-registries": [] }',
  );
});

test('flags', () => {
  const files = { 'etc/systemd/system/docker.service': '[Service]\nExecStart=dockerd --mtuu=5 --iptables false --bip' };
  expect(findingsIn({ files }, RULE).map(({ message }) => message.split('.')[0])).toEqual([
    'dockerd has no flag --mtuu',
    'dockerd takes no arguments, but "false" is one',
    '--bip has no value',
  ]);
  const unit = '//- etc/systemd/system/docker.service\n[Service]\n';
  expectFix(RULE, `${unit}ExecStart=dockerd --mtuu=5`, `${unit}ExecStart=dockerd --mtu=5`);
  expectFix(RULE, `${unit}ExecStart=dockerd --iptables false`, `${unit}ExecStart=dockerd --iptables=false`);
});
