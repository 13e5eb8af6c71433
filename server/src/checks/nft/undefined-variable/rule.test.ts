import { describe, test } from 'vitest';
import { checkRefused } from '../../../../../test/support/refused/check.ts';
import { expectFindings, expectFix } from '../../../../../test/support/rules.ts';

const RULE = 'nft/undefined-variable';

test('variables are known from their define on, inside its braces', () => {
  expectFindings(
    RULE,
    `
    define lan = 192.168.1.0/24
    define more = { $lan, $dmz }
    #                     ^^^^ nft/undefined-variable: The variable $dmz is not defined here
    table inet filter {
      define port = 22
      chain input {
        ip saddr $lna tcp dport $port accept
    #            ^^^^ nft/undefined-variable: Did you mean $lan?
        tcp dport $late drop
    #             ^^^^^ nft/undefined-variable
      }
      define late = 23
    }
    table ip other { chain c { tcp dport $port drop; } }
    #                                    ^^^^^ nft/undefined-variable
    undefine lan
    `,
  );
});

test('what is set outside is known', () => {
  expectFindings(RULE, 'table ip t { chain c { iifname $WAN accept; } }', { defines: { WAN: 'eth0' } });
});

test('the nearest name', () => {
  expectFix(
    RULE,
    'define lan = 10.0.0.0/8\ntable ip t { chain c { ip saddr $lna accept; } }',
    'define lan = 10.0.0.0/8\ntable ip t { chain c { ip saddr $lan accept; } }',
  );
});

describe('what nft refuses', () => checkRefused(RULE));
