import { describe, expect, test } from 'vitest';
import { expectFindings, expectFix, findingsIn } from '../../../../../test/support/rules.ts';

const RULE = 'nft/not-idempotent';
const TABLE = 'table inet t {\nchain c {\naccept\n}\n}\n';

function found(text: string, name = 'etc/nftables.conf'): string[] {
  return findingsIn({ files: { [name]: text } }, RULE).map(({ range }) => text.slice(range.start, range.end));
}

test('the name of the first table', () => {
  const [finding] = expectFindings(
    RULE,
    `
    table inet t {
    #          ^ nft/not-idempotent: the tables inet t and ip u
      chain c { accept; }
    }
    table inet t {
      chain c { drop; }
    }
    add table ip u
    add chain ip u c
    add rule ip u c accept
    `,
  );
  expect(finding!.related).toHaveLength(1);
});

describe('nothing', () => {
  test.each([
    ['flush ruleset', `flush ruleset\n${TABLE}`],
    ['flush ruleset of the family', `flush ruleset inet\n${TABLE}`],
    ['flush table', `table inet t\nflush table inet t\n${TABLE}`],
    ['delete table', `add table inet t\ndelete table inet t\n${TABLE}`],
    ['destroy table', `destroy table inet t\n${TABLE}`],
    ['flush chain', `table inet t { chain c; }\nflush chain inet t c\n${TABLE}`],
    ['create table', 'create table ip t\nadd chain ip t c\nadd rule ip t c accept\n'],
    ['no rules', 'table inet t {\nset s { type ipv4_addr; elements = { 10.0.0.1 }; }\nchain c {\n}\n}\n'],
    ['removed in the end', `${TABLE}delete table inet t\n`],
    ['a file is missing', `include "first.nft"\n${TABLE}`],
    ['rules of a table from elsewhere', 'add rule inet fw4 input accept\n'],
  ])('%s', (_name, text) => expect(found(text)).toEqual([]));

  test.each(['etc/nftables.d/own.nft', 'etc/nftables/own.nft', 'etc/sysconfig/nftables.conf'])('what others load: %s', (name) =>
    expect(found(TABLE, name)).toEqual([]),
  );
  test('an included file that is emptied before', () => {
    const files = { 'etc/nftables.conf': 'flush ruleset\ninclude "own.nft"\n', 'etc/own.nft': TABLE };
    expect(findingsIn({ files }, RULE)).toEqual([]);
  });
});

test('the wrong family, or too late', () => {
  expect(found(`flush ruleset ip\n${TABLE}`)).toEqual(['t']);
  expect(found(`${TABLE}flush ruleset\n${TABLE}`)).toEqual(['t']);
});

test('an included file that nothing empties', () => {
  const files = { 'etc/nftables.conf': 'include "own.nft"\n', 'etc/own.nft': TABLE };
  expect(findingsIn({ files }, RULE).map(({ file }) => file)).toEqual(['etc/own.nft']);
});

describe('fix', () => {
  test('destroy', () => expectFix(RULE, `# firewall\n${TABLE}`, `# firewall\ndestroy table inet t\n${TABLE}`));
  test('the form of older versions', () =>
    expectFix(RULE, TABLE, `table inet t\ndelete table inet t\n${TABLE}`, undefined, { versions: { nft: '1.0.6' } }));
  test('all at once', () => {
    const other = TABLE.replace('inet t', 'ip u');
    expectFix(RULE, TABLE + other, `destroy table inet t\n${TABLE}destroy table ip u\n${other}`);
  });
  test('before the table is made', () => {
    const text = 'add table ip t\nadd set ip t s { type ipv4_addr; }\nadd chain ip t c\nadd rule ip t c accept\n';
    expectFix(RULE, text, `destroy table ip t\n${text}`);
  });
  test('none for tables that Docker uses, too', () => {
    const text = 'table ip filter {\nchain DOCKER-USER {\naccept\n}\n}\n';
    const [finding] = findingsIn({ files: { 'etc/nftables.conf': text } }, RULE);
    expect(finding!.fixes).toEqual([]);
    expect(finding!.message).toContain('a table of your own');
  });
});
