import { describe, test } from 'vitest';
import { expectFindings, expectFix } from '../../../../../test/support/rules.ts';

describe('meta/unknown-rule', () => {
  test('in the configuration and in comments', () => {
    expectFindings(
      'meta/unknown-rule',
      `
      //- .bridgekeeper.jsonc
      { "rules": { "meta/nonsense": "off", "meta/invalid-config": "warning" } }
      //            ^^^^^^^^^^^^^ meta/unknown-rule: There is no rule
      //- etc/nftables.conf
      # bridgekeeper-ignore nft/nonsense-word: reason
      #                     ^^^^^^^^^^^^^^^^^ meta/unknown-rule: silences nothing
      table inet t { }
      `,
    );
  });

  test('the nearest rule is offered', () => {
    expectFix(
      'meta/unknown-rule',
      '//- .bridgekeeper.jsonc\n{ "rules": { "meta/invalid-confg": "error" } }\n',
      '//- .bridgekeeper.jsonc\n{ "rules": { "meta/invalid-config": "error" } }\n',
    );
  });
});
