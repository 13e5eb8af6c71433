import { expect, test } from 'vitest';
import { expectFindings, expectFix, findingsIn } from '../../../../../test/support/rules.ts';

const RULE = 'docker/removed-option';

test('options of old versions, and fields that never were options', () => {
  expectFindings(
    RULE,
    `
    //- etc/docker/daemon.json
    {
      "graph": "/srv/docker",
    # ^^^^^^^ docker/removed-option: was removed in Docker 23.0
      "cluster-store-opts": { "a": "b" },
    # ^^^^^^^^^^^^^^^^^^^^ docker/removed-option: removed
      "resolv-conf": "/etc/resolv.conf",
    # ^^^^^^^^^^^^^ docker/removed-option: never
      "api-cors-header": ""
    # ^^^^^^^^^^^^^^^^^ docker/removed-option: 27.0
    }
    `,
  );
});

test('28 still takes an empty api-cors-header', () => {
  const files = { 'etc/docker/daemon.json': '{ "api-cors-header": "" }' };
  expect(findingsIn({ files, config: { versions: { docker: '28.5.2' } } })).toEqual([]);
});

test('fixes', () => {
  expectFix(RULE, '//- etc/docker/daemon.json\n{ "graph": "/x" }', '//- etc/docker/daemon.json\n{ "data-root": "/x" }');
  expectFix(
    RULE,
    '//- etc/docker/daemon.json\n{ "debug": true, "oom-score-adjust": -500 }',
    '//- etc/docker/daemon.json\n{ "debug": true }',
  );
});
