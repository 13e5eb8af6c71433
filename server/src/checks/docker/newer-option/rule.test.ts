import { expect, test } from 'vitest';
import { expectFindings, expectFix } from '../../../../../test/support/rules.ts';

const RULE = 'docker/newer-option';
const OLD = { versions: { docker: '28.5.2' } };

test('refused options are errors, dropped members are warnings', () => {
  const found = expectFindings(
    RULE,
    `
    //- etc/docker/daemon.json
    {
      "firewall-backend": "nftables",
    # ^^^^^^^^^^^^^^^^^^ docker/newer-option: came with Docker 29.0
      "nri-opts": { "enable": true },
    # ^^^^^^^^^^ docker/newer-option: came with Docker 29.2
      "builder": { "entitlements": { "device": true } }
    #                                ^^^^^^^^ docker/newer-option: ignores
    }
    `,
    OLD,
  );
  expect(found.map(({ severity }) => severity)).toEqual(['error', 'error', 'warning']);
});

test('a series stands for its last release, and no version for the newest', () => {
  const text = '//- etc/docker/daemon.json\n{ "allow-direct-routing": true, "default-stop-timeout": 5 }';
  expectFindings(RULE, text, { versions: { docker: '29' } });
  expectFindings(RULE, text);
  expectFindings(RULE, '//- etc/docker/daemon.json\n{ "allow-direct-routing": true }', { versions: { docker: '28' } });
});

test('fix', () => {
  expectFix(
    RULE,
    '//- etc/docker/daemon.json\n{ "firewall-backend": "nftables", "debug": true }',
    '//- etc/docker/daemon.json\n{ "debug": true }',
    undefined,
    OLD,
  );
});
