import { describe, test } from 'vitest';
import { checkRefused } from '../../../../../test/support/refused/check.ts';
import { expectFindings, expectFix } from '../../../../../test/support/rules.ts';

const RULE = 'nft/invalid-hook';

test('hooks that do not exist, and types that do not go with them', () => {
  expectFindings(
    RULE,
    `
    table ip t {
      chain a { type filter hook inptu priority 0; }
    #                            ^^^^^ nft/invalid-hook: Did you mean "input"?
      chain b { type nat hook forward priority 100; }
    #                ^^^ nft/invalid-hook: cannot hang on hook forward
      chain d { type filter hook ingress priority 0; }
    #                            ^^^^^^^ nft/invalid-hook: have no hook "ingress"
      chain e { type filter hook input device "lo" priority 0; }
    #                                         ^^^^ nft/invalid-hook: Only ingress and egress chains belong to a device
      chain f { policy drop; }
    #           ^^^^^^^^^^^ nft/invalid-hook: Only a chain with a hook has a policy
      flowtable g { hook input priority 0; devices = { lo }; }
    #                    ^^^^^ nft/invalid-hook: A flowtable hangs on hook ingress
    }
    `,
  );
});

test('the nearest hook', () => {
  const chain = (hook: string) => `table ip t { chain c { type filter hook ${hook} priority 0; } }\n`;
  expectFix(RULE, chain('inptu'), chain('input'));
  expectFix(RULE, chain('prerounting'), chain('prerouting'));
});

describe('what nft refuses', () => checkRefused(RULE));
