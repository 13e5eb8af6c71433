import { describe, test } from 'vitest';
import { checkRefused } from '../../../../../test/support/refused/check.ts';
import { expectFindings, expectFix } from '../../../../../test/support/rules.ts';

const RULE = 'nft/invalid-priority';

test('names that the hook does not have, and numbers that the kernel refuses', () => {
  expectFindings(
    RULE,
    `
    define late = srcnat
    table inet t {
      chain a { type nat hook postrouting priority dstnat; }
    #                                              ^^^^^^ nft/invalid-priority: "dstnat" does not exist on hook postrouting
      chain b { type filter hook input priority fliter; }
    #                                           ^^^^^^ nft/invalid-priority: There is no priority "fliter"
      chain c { type nat hook prerouting priority -300; }
    #                                             ^^^^ nft/invalid-priority: a nat chain needs a priority above -200
      chain d { type nat hook prerouting priority raw; }
    #                                             ^^^ nft/invalid-priority: at -300 the kernel refuses
      chain e { type filter hook prerouting priority $late; }
    #                                                ^^^^^ nft/invalid-priority: "srcnat" does not exist on hook prerouting
      chain f { type nat hook prerouting priority dstnat + 5; }
      chain g { type filter hook input priority filter - 10; }
    }
    table bridge b {
      chain a { type filter hook forward priority mangle; }
    #                                             ^^^^^^ nft/invalid-priority: Here it knows filter
    }
    `,
  );
});

describe('fixes', () => {
  const chain = (text: string) => `table ip t { chain c { type ${text}; } }\n`;
  test.each([
    ['nat hook postrouting priority dstnat', 'nat hook postrouting priority srcnat'],
    ['filter hook input priority fliter', 'filter hook input priority filter'],
    ['nat hook prerouting priority -300', 'nat hook prerouting priority dstnat'],
    ['nat hook postrouting priority -200', 'nat hook postrouting priority srcnat'],
  ])('%s', (before, after) => expectFix(RULE, chain(before), chain(after)));
});

describe('what nft refuses', () => checkRefused(RULE));
