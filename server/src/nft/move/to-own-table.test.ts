import { describe, expect, test } from 'vitest';
import { programOf } from '../../../../test/support/nft.ts';
import { applyEdits } from '../../base/text.ts';
import { freeTableName, type Move, moveToOwnTable } from './to-own-table.ts';

const FILE = '/w/etc/nftables.conf';

/** The text after a move out of table ip filter; undefined when it cannot be done. */
function moved(text: string, move: Move | ((rules: readonly string[]) => Move)): string | undefined {
  const program = programOf(text, FILE);
  const table = program.tables.get('ip filter')!;
  const edits = moveToOwnTable(program, table, 'own_filter', typeof move === 'function' ? move([]) : move);
  const out = edits && applyEdits(text, edits);
  if (out !== undefined) expect(programOf(out, FILE).problems).toEqual([]);
  return out;
}

/** Moves the rules of a chain whose text holds a word. */
function movedRules(text: string, chain: string, word: string): string | undefined {
  const program = programOf(text, FILE);
  const table = program.tables.get('ip filter')!;
  const rules = table.chains.get(chain)!.rules.filter(({ at, unit }) => text.slice(at, at + unit.length).includes(word));
  const edits = moveToOwnTable(program, table, 'own_filter', {
    rules: { rules, chain: 'early', head: ['type filter hook forward priority filter - 1;'] },
  });
  const out = edits && applyEdits(text, edits);
  if (out !== undefined) expect(programOf(out, FILE).problems).toEqual([]);
  return out;
}

describe('chains', () => {
  test('move with their comments and what only they need', () =>
    expect(
      moved(
        `flush ruleset
table ip filter {
	set a { type ipv4_addr; }
	set both { type ipv4_addr; }
	# Ours.
	chain forward {
		type filter hook forward priority 0; policy drop;
		ip saddr @a accept
		ip saddr @both jump zone
	}
	chain zone { accept; }
	chain FORWARD {
		type filter hook forward priority 0;
		ip saddr @both accept
	}
}
`,
        { chains: ['forward'] },
      ),
    ).toBe(`flush ruleset
table ip filter {
	set both { type ipv4_addr; }
	chain FORWARD {
		type filter hook forward priority 0;
		ip saddr @both accept
	}
}

table ip own_filter {
	set a { type ipv4_addr; }

	set both { type ipv4_addr; }

	# Ours.
	chain forward {
		type filter hook forward priority 0; policy drop;
		ip saddr @a accept
		ip saddr @both jump zone
	}

	chain zone { accept; }
}
`));

  test('take over a table of which nothing stays', () =>
    expect(
      moved('table ip filter {\n\tchain forward { type filter hook forward priority 0; }\n}\n', { chains: ['forward'] }),
    ).toBe(
      `table ip own_filter
delete table ip own_filter
table ip own_filter {
	chain forward { type filter hook forward priority 0; }
}
`,
    ));

  test('in command form get another table', () =>
    expect(
      moved(
        `add table ip filter
add chain ip filter forward { type filter hook forward priority 0; }
add rule ip filter forward accept
`,
        { chains: ['forward'] },
      ),
    ).toBe(`add table ip filter
add table ip own_filter
add chain ip own_filter forward { type filter hook forward priority 0; }
add rule ip own_filter forward accept
`));

  test('that a map leads to move along', () =>
    expect(
      moved(
        `flush ruleset
table ip filter {
	map m { type inet_service : verdict; elements = { 22 : jump ssh }; }
	chain ssh { accept; }
	chain forward {
		type filter hook forward priority 0;
		tcp dport vmap @m
	}
}
`,
        { chains: ['forward'] },
      ),
    ).toContain('table ip own_filter {\n\tmap m'));

  test('that others jump to do not move', () =>
    expect(moved('table ip filter {\n\tchain a { accept; }\n\tchain b { jump a; }\n}\n', { chains: ['a'] })).toBeUndefined());
  test('of a table with variables of its own do not move', () =>
    expect(
      moved('table ip filter {\n\tdefine x = 1\n\tchain c { type filter hook input priority 0; }\n}\n', { chains: ['c'] }),
    ).toBeUndefined());
});

describe('rules', () => {
  const text = `flush ruleset
table ip filter {
	set a { type ipv4_addr; }
	chain FORWARD {
		type filter hook forward priority 0;
		# Not these.
		ip saddr @a drop
		tcp dport 22 accept
	}
}
`;
  test('move to a chain of their own', () =>
    expect(movedRules(text, 'FORWARD', '@a')).toBe(`flush ruleset
table ip filter {
	chain FORWARD {
		type filter hook forward priority 0;
		tcp dport 22 accept
	}
}

table ip own_filter {
	set a { type ipv4_addr; }

	chain early {
		type filter hook forward priority filter - 1;
		# Not these.
		ip saddr @a drop
	}
}
`));
  test('on one line with others move alone', () =>
    expect(
      movedRules(
        'flush ruleset\ntable ip filter {\n\tchain FORWARD { counter; tcp dport 22 drop; accept; }\n}\n',
        'FORWARD',
        '22',
      ),
    ).toContain('chain FORWARD { counter; accept; }'));
});

test('names of tables that exist are not taken', () => {
  const program = programOf('table ip own_filter { }\ntable ip6 own_filter2 { }', FILE);
  expect(freeTableName(program, 'ip', 'own_filter')).toBe('own_filter2');
  expect(freeTableName(program, 'inet', 'own_filter')).toBe('own_filter');
});
