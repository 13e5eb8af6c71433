import { describe, test } from 'vitest';
import { checkRefused } from '../../../../../test/support/refused/check.ts';
import { expectFindings, expectFix } from '../../../../../test/support/rules.ts';

const RULE = 'nft/undefined-object';

test('sets, maps, flowtables and named objects', () => {
  expectFindings(
    RULE,
    `
    table inet t {
      set blocklist { type ipv4_addr; }
      counter web { }
      flowtable fast { hook ingress priority 0; devices = { lo }; }
      chain c {
        ip saddr @blacklist drop
    #            ^^^^^^^^^^ nft/undefined-object: Did you mean @blocklist?
        ip saddr vmap @answers
    #                 ^^^^^^^^ nft/undefined-object: has no set or map @answers
        counter name "wbe"
    #                ^^^^^ nft/undefined-object: has no counter "wbe"
        limit name "rate" accept
    #              ^^^^^^ nft/undefined-object: has no limit "rate"
        flow add @fasst
    #             ^^^^^ nft/undefined-object: has no flowtable "fasst"
        ct helper set "ftp"
    #                 ^^^^^ nft/undefined-object: has no ct helper "ftp"
        add @seen { ip saddr }
    #       ^^^^^ nft/undefined-object: has no set or map @seen
      }
    }
    `,
  );
});

test('elements for a set that is not there', () => {
  expectFindings(
    RULE,
    `
    table ip t { set blocklist { type ipv4_addr; } }
    add element ip t blacklist { 192.0.2.1 }
    #                ^^^^^^^^^ nft/undefined-object: Did you mean
    `,
  );
});

test('the nearest name', () => {
  const text = (name: string) => `table ip t { set allowed { type ipv4_addr; }\nchain c { ip saddr @${name} accept; }\n}`;
  expectFix(RULE, text('alowed'), text('allowed'));
});

describe('what nft refuses', () => checkRefused(RULE));
