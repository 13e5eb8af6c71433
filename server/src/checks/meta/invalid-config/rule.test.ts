import { describe, test } from 'vitest';
import { expectFindings, expectFix } from '../../../../../test/support/rules.ts';

describe('meta/invalid-config', () => {
  test('every problem is reported at its place', () => {
    expectFindings(
      'meta/invalid-config',
      `
      //- .bridgekeeper.jsonc
      {
        "reservedSubnet": [],
      //^^^^^^^^^^^^^^^^ meta/invalid-config: did you mean "reservedSubnets"
        "versions": { "nft": 1.0 }
      //                     ^^^ meta/invalid-config: must be a text
      }
      `,
    );
  });

  test('the nearest setting is offered', () => {
    expectFix(
      'meta/invalid-config',
      '//- .bridgekeeper.jsonc\n{ "firewallBackend": "nftable" }\n',
      '//- .bridgekeeper.jsonc\n{ "firewallBackend": "nftables" }\n',
    );
  });
});
