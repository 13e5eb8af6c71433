import { test } from 'vitest';
import { expectFindings } from '../../../../../test/support/rules.ts';

const RULE = 'docker/fwmark-needs-direct-routing';

test('a mark alone opens nothing', () => {
  expectFindings(
    RULE,
    `
    //- etc/docker/daemon.json
    { "bridge-accept-fwmark": "0x1/0xff" }
    # ^^^^^^^^^^^^^^^^^^^^^^ docker/fwmark-needs-direct-routing
    `,
  );
});

test('with direct routing, or before there were marks, nothing is said', () => {
  expectFindings(RULE, '//- etc/docker/daemon.json\n{ "bridge-accept-fwmark": "1", "allow-direct-routing": true }');
  expectFindings(RULE, '//- etc/docker/daemon.json\n{ "bridge-accept-fwmark": "" }');
  expectFindings(RULE, '//- etc/docker/daemon.json\n{ "bridge-accept-fwmark": "1" }', { versions: { docker: '28' } });
});
