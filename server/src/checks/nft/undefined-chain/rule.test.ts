import { describe, expect, test } from 'vitest';
import { checkRefused } from '../../../../../test/support/refused/check.ts';
import { expectFindings, expectFix } from '../../../../../test/support/rules.ts';

const RULE = 'nft/undefined-chain';

test('jump and goto to chains that the table does not have', () => {
  const found = expectFindings(
    RULE,
    `
    table inet filter {
      chain input {
        type filter hook input priority filter; policy drop;
        iifname "eth1" jump services_lan
    #                       ^^^^^^^^^^^^ nft/undefined-chain: Did you mean "services-lan"?
        ct state vmap { established : accept, invalid : goto strange }
    #                                                        ^^^^^^^ nft/undefined-chain: has no chain "strange"
      }
      chain services-lan { accept; }
    }
    table ip nat {
      chain c { jump services-lan; }
    #                ^^^^^^^^^^^^ nft/undefined-chain: The table ip nat has no chain
    }
    `,
  );
  expect(found[0]!.related).toEqual([expect.objectContaining({ message: 'table inet filter is declared here' })]);
});

test('order does not matter inside a table, and included files count', () => {
  expectFindings(
    RULE,
    `
    //- etc/nftables.conf
    table ip t {
      chain a { jump b; jump c; }
      chain b { accept; }
      include "/etc/nft/more.nft"
    }
    //- etc/nft/more.nft
    chain c { drop; }
    `,
  );
});

test('commands', () => {
  expectFindings(
    RULE,
    `
    add table ip t
    add chain ip t c
    add rule ip t c jump d
    #                    ^ nft/undefined-chain
    add rule ip t e accept
    #             ^ nft/undefined-chain: has no chain "e"
    `,
  );
});

test('the nearest name', () => {
  expectFix(
    RULE,
    'table ip t { chain web { accept; }\nchain c { jump wbe; }\n}',
    'table ip t { chain web { accept; }\nchain c { jump web; }\n}',
  );
});

describe('what nft refuses', () => checkRefused(RULE));
