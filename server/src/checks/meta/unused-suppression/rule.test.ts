import { describe, test } from 'vitest';
import { expectFindings, expectFix } from '../../../../../test/support/rules.ts';

describe('meta/unused-suppression', () => {
  test('a comment without rule or reason, and one that names a rule about Bridgekeeper itself', () => {
    expectFindings(
      'meta/unused-suppression',
      `
      table inet t {
          # bridgekeeper-ignore
      #   ^^^^^^^^^^^^^^^^^^^^^ meta/unused-suppression: names no rule
          # bridgekeeper-ignore host/flush-ruleset
      #   ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ meta/unused-suppression: gives no reason
      } # bridgekeeper-ignore meta/invalid-config: no
      #                       ^^^^^^^^^^^^^^^^^^^ meta/unused-suppression: only set in the configuration
      `,
    );
  });

  test('the comment goes, with its line when nothing else stands there', () => {
    expectFix('meta/unused-suppression', 'table ip t {\n  # bridgekeeper-ignore host/x\n}\n', 'table ip t {\n}\n');
    expectFix('meta/unused-suppression', 'table ip t { # bridgekeeper-ignore host/x\n}\n', 'table ip t {\n}\n');
  });

  test('one rule of several goes alone', () => {
    expectFix(
      'meta/unused-suppression',
      '# bridgekeeper-ignore meta/invalid-config, other/rule: reason\n',
      '# bridgekeeper-ignore other/rule: reason\n',
    );
  });
});
