import { expect, test } from 'vitest';
import { programOf } from '../../../../test/support/nft.ts';
import { applyEdits } from '../../base/text.ts';
import { moveToChain } from './to-chain.ts';

function moved(text: string, from: string, word: string, to: string): string | undefined {
  const program = programOf(text, '/w/a.nft');
  const table = program.tables.get('ip filter')!;
  const rules = table.chains.get(from)!.rules.filter(({ at, unit }) => text.slice(at, at + unit.length).includes(word));
  const edits = moveToChain(program, table, rules, to);
  return edits && applyEdits(text, edits);
}

const TEXT = `table ip filter {
	chain FORWARD {
		type filter hook forward priority 0;
		# Not from there.
		ip saddr 192.0.2.1 drop
		accept
	}
}
`;

test('a chain that is missing is made', () =>
  expect(moved(TEXT, 'FORWARD', '192', 'DOCKER-USER')).toBe(`table ip filter {
	chain DOCKER-USER {
		# Not from there.
		ip saddr 192.0.2.1 drop
	}
	chain FORWARD {
		type filter hook forward priority 0;
		accept
	}
}
`));

test('a chain that is there grows', () => {
  const there = TEXT.replace('\tchain FORWARD', '\tchain DOCKER-USER {\n\t\tcounter\n\t}\n\tchain FORWARD');
  expect(moved(there, 'FORWARD', '192', 'DOCKER-USER')).toContain(`	chain DOCKER-USER {
		counter
		# Not from there.
		ip saddr 192.0.2.1 drop
	}
`);
  expect(moved(TEXT.replace('\tchain FORWARD', '\tchain X { }\n\tchain FORWARD'), 'FORWARD', '192', 'X')).toContain(`	chain X { 
		# Not from there.
		ip saddr 192.0.2.1 drop
	}
`);
});

test('rules in command form stay', () => {
  const text =
    'table ip filter {\n\tchain FORWARD { type filter hook forward priority 0; }\n}\nadd rule ip filter FORWARD drop\n';
  expect(moved(text, 'FORWARD', 'drop', 'X')).toBeUndefined();
});
