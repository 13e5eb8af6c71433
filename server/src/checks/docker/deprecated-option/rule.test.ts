import { test } from 'vitest';
import { expectFindings, expectFix } from '../../../../../test/support/rules.ts';

const RULE = 'docker/deprecated-option';

test('from the version on that has the successor', () => {
  const text = `
    //- etc/docker/daemon.json
    { "host-gateway-ip": "10.0.0.1" }
    # ^^^^^^^^^^^^^^^^^ docker/deprecated-option: since Docker 28.0
    `;
  expectFindings(RULE, text);
  expectFindings(RULE, '//- etc/docker/daemon.json\n{ "host-gateway-ip": "10.0.0.1" }', { versions: { docker: '27.5' } });
});

test('the successor takes a list', () => {
  expectFix(
    RULE,
    '//- etc/docker/daemon.json\n{ "host-gateway-ip": "10.0.0.1" }',
    '//- etc/docker/daemon.json\n{ "host-gateway-ips": ["10.0.0.1"] }',
  );
});
