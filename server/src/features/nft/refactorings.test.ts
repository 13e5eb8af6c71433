import { describe, expect, test } from 'vitest';
import { fixture } from '../../../../test/support/fixture.ts';
import { applyFix } from '../../../../test/support/rules.ts';
import { workspaceOf } from '../../library/files.ts';
import { codeActions } from '../code-actions.ts';

/** The refactorings at the cursor; `to` is a word at which the selection ends. */
function at(text: string, to?: string) {
  const { files, cursor } = fixture(text);
  const start = cursor!.offset;
  const end = to === undefined ? start : files[cursor!.file]!.indexOf(to) + to.length;
  const actions = codeActions(workspaceOf({ files }), cursor!.file, { start, end }, []).filter(
    ({ kind }) => kind === 'refactor.move',
  );
  return {
    titles: actions.map(({ title }) => title),
    apply: (index: number) => applyFix(files, { title: '', safety: 'unsafe', edits: actions[index]!.edits })[cursor!.file],
  };
}

const RULE = 'Move this rule to an own table that iptables cannot see';

describe('out of iptables’ sight', () => {
  test('a table', () => {
    const { titles, apply } = at(`
      flush table ip filter
      table ip fil$0ter {
        chain INPUT { type filter hook input priority 0; }
      }
      add rule ip filter INPUT accept
    `);
    expect(titles).toEqual(['Make table ip filter an own table that iptables cannot see (own_filter)']);
    expect(apply(0)).toBe(`flush table ip own_filter
table ip own_filter {
  chain INPUT { type filter hook input priority 0; }
}
add rule ip own_filter INPUT accept
`);
  });

  test('a chain', () => {
    const { titles } = at('table ip filter {\n  chain IN$0PUT { type filter hook input priority 0; accept; }\n}\n');
    expect(titles).toEqual(['Move chain INPUT to a table of its own, own_filter, that iptables cannot see']);
  });

  test('a rule, before those that stay', () => {
    const { titles, apply } = at(`
      flush ruleset
      table ip filter {
      	chain INPUT {
      		type filter hook input priority filter;
      		ct state in$0valid drop
      		tcp dport 22 accept
      	}
      }
    `);
    expect(titles[0]).toBe(RULE);
    expect(apply(0)).toBe(`flush ruleset
table ip filter {
	chain INPUT {
		type filter hook input priority filter;
		tcp dport 22 accept
	}
}

table ip own_filter {
	chain input {
		type filter hook input priority filter - 1;
		ct state invalid drop
	}
}
`);
  });

  test('several rules', () => {
    const text =
      'table ip filter {\n  chain INPUT {\n    type filter hook input priority 0;\n    $0tcp dport 1 drop\n    tcp dport 2 drop\n    accept\n  }\n}\n';
    expect(at(text, 'dport 2').titles[0]).toBe('Move these rules to an own table that iptables cannot see');
  });

  test('rules without a hook only with their base chain', () =>
    expect(
      at(
        'table ip filter {\n  chain sub {\n    acc$0ept\n  }\n  chain INPUT { type filter hook input priority 0; jump sub; }\n}\n',
      ).titles,
    ).toEqual(['Move chain INPUT to a table of its own, own_filter, that iptables cannot see']));

  test('nothing that it does not see anyway', () => {
    expect(at('table inet filter {\n  chain c$0 { type filter hook input priority 0; accept; }\n}\n').titles).toEqual([]);
    expect(at('table ip own {\n  chain c$0 { type filter hook input priority 0; accept; }\n}\n').titles).toEqual([]);
  });
});

test('DOCKER-USER to the nftables backend', () => {
  const { titles, apply } = at('flush ruleset\ntable ip filter {\n\tchain DOCKER-USER {\n\t\tiifname "eth0" dr$0op\n\t}\n}\n');
  expect(titles).toEqual(['Migrate DOCKER-USER to the nftables backend']);
  expect(apply(0)).toBe(`flush ruleset
table ip docker_user {
	chain forward {
		type filter hook forward priority filter - 1; policy accept;
		iifname "eth0" drop
	}
}
`);
});
