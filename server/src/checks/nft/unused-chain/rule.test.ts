import { expect, test } from 'vitest';
import { expectFindings, expectFix, findingsIn } from '../../../../../test/support/rules.ts';

const RULE = 'nft/unused-chain';

function table(chains: string, rules = '', family = 'inet t'): string {
  return `table ${family} {\nchain i {\ntype filter hook input priority 0;\n${rules}\n}\n${chains}}\n`;
}

function found(text: string): string[] {
  return findingsIn({ files: { 'etc/nftables.conf': text } }, RULE).map(({ range }) => text.slice(range.start, range.end));
}

test('the name is marked', () => {
  expectFindings(
    RULE,
    `
    table inet t {
      chain i {
        type filter hook input priority 0;
        jump a
      }
      chain a { goto b; }
      chain b { accept; }
      chain c { accept; }
    #       ^ nft/unused-chain: Nothing jumps to chain "c"
      chain d { jump e; }
    #       ^ nft/unused-chain
      chain e { accept; }
    #       ^ nft/unused-chain: Only chains that no packet comes to
    }
    `,
  );
});

test.each([
  ['through a verdict map', table('chain a { accept; }\n', 'tcp dport vmap { 22 : jump a }')],
  [
    'through a named map',
    table('chain a { accept; }\nmap m { type inet_service : verdict; elements = { 22 : jump a }; }\n', 'tcp dport vmap @m'),
  ],
  ['a map that is filled later', table('chain a { accept; }\nmap m { type inet_service : verdict; }\n', 'tcp dport vmap @m')],
  ['from an anonymous chain', table('chain a { accept; }\n', 'jump { tcp dport 22 jump a; }')],
  ['no chain on a hook', 'table inet t {\nchain a {\naccept\n}\n}\n'],
  ['a table that iptables uses', table('chain DOCKER-USER { accept; }\n', '', 'ip filter')],
  ['a file that is missing', `${table('chain a { accept; }\n')}include "more.nft"\n`],
  ['a rule that nft refuses names it', table('chain a { accept; }\n', 'tcp dport 99999 jump a')],
  ['a broken statement names it', table('chain a { accept; }\n', 'tcp dprt 22 jump a')],
])('nothing: %s', (_name, text) => expect(found(text)).toEqual([]));

test('fix: the declaration goes', () => {
  expectFix(RULE, table('chain a {\naccept\n}\nchain b { drop; } # old\n', 'jump a'), table('chain a {\naccept\n}\n', 'jump a'));
  const commands = 'add table ip t\nadd chain ip t i { type filter hook input priority 0; }\nadd chain ip t a\n';
  expectFix(RULE, commands, commands.replace('add chain ip t a\n', ''));
});

test('no fix where it is named', () => {
  const fixes = (text: string) =>
    findingsIn({ files: { 'etc/nftables.conf': text } }, RULE).map((finding) => finding.fixes.length);
  expect(fixes(table('chain a { jump b; }\nchain b { accept; }\n'))).toEqual([1, 0]);
  expect(fixes(`${table('chain a { accept; }\n')}add rule inet t a drop\n`)).toEqual([0]);
  expect(fixes(`${table('chain a { accept; }\n')}flush chain inet t a\n`)).toEqual([0]);
});
