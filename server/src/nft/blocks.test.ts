import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BlockMap, tableOfBlocks } from './blocks.ts';

function shown(text: string) {
  const map = new BlockMap(text);
  return Array.from({ length: map.statementCount }, (_, i) => {
    const { start, end, block } = map.statement(i);
    return `${'  '.repeat(map.blocks[block]!.depth)}${text.slice(start, end).split('\n')[0]!.trim()}`;
  });
}

function path(marked: string): string {
  const offset = marked.indexOf('$0');
  const text = marked.replace('$0', '');
  const map = new BlockMap(text);
  const at = map.statementAt(offset);
  const blocks = map.pathAt(offset).slice(1);
  return `${blocks.map(({ keyword, words }) => [keyword, ...words].join(' ')).join(' > ')} | ${at ? text.slice(at.start, at.end).trim() : '-'}`;
}

describe('blocks and statements', () => {
  test('of a whole file', () => {
    expect(
      shown(`define x = { 1, # }
  2 }
table inet t {
  set s { type ipv4_addr; elements = { 10.0.0.1,
    10.0.0.2 } }
  chain c {
    type filter hook input priority 0; policy drop;
    tcp dport { 22, 80 } log prefix "a { b" accept # }
    ip saddr 10.0.0.1 \\
      jump { drop; }
  }
}
add rule inet t c tcp dport vmap { 22 : jump a }
`),
    ).toEqual([
      'define x = { 1, # }',
      'table inet t {',
      '  set s { type ipv4_addr; elements = { 10.0.0.1,',
      '    type ipv4_addr',
      '    elements = { 10.0.0.1,',
      '  chain c {',
      '    type filter hook input priority 0',
      '    policy drop',
      '    tcp dport { 22, 80 } log prefix "a { b" accept # }',
      '    ip saddr 10.0.0.1 \\',
      '      drop',
      'add rule inet t c tcp dport vmap { 22 : jump a }',
    ]);
  });

  test.each([
    ['table inet t { chain c { tcp $0dport 22; accept } }', 'table inet t > chain c | tcp dport 22'],
    ['table inet t { chain c { tcp dport 22;$0 accept } }', 'table inet t > chain c | -'],
    ['table inet t { chain c$0 { tcp dport 22 } }', 'table inet t | chain c { tcp dport 22 }'],
    ['table inet t { chain c { tcp dport { 22, $0 } } }', 'table inet t > chain c | tcp dport { 22,  }'],
    ['table inet t { $0 }', 'table inet t | -'],
    ['table inet t { }\n$0', ' | -'],
    ['chain ip t c { $0', 'chain ip t c | -'],
    ['add chain ip t c { policy $0', 'chain ip t c | policy'],
    ['table ip t {\n chain c {\n jump {\n acc$0ept\n } comment "x"\n', 'table ip t > chain c > jump | accept'],
    ['table ip t {\n chain c {\n jump {\n accept\n } com$0ment "x"\n', 'table ip t > chain c | jump {\n accept\n } comment "x"'],
    ['table ip t { tunnel x { vxlan { gbp $0 } } }', 'table ip t > tunnel x > vxlan | gbp'],
    ['table ip t { ct helper h { type $0 } }', 'table ip t > ct helper h | type'],
    ['table ip t { flowtable f { devices = { $0 } } }', 'table ip t > flowtable f | devices = {  }'],
  ])('around the cursor: %s', (text, wanted) => {
    expect(path(text)).toBe(wanted);
  });

  test.each([
    [
      'a chain that was not closed',
      'table ip t {\n chain a {\n accept\n chain b {\n dr$0op\n }\n}\n',
      'table ip t > chain b | drop',
    ],
    ['a table that was not closed', 'table ip t {\n chain a {\n accept\n }\ntable ip6 u {\n $0\n}\n', 'table ip6 u | -'],
    [
      'a list that was not closed',
      'table ip t {\n chain a {\n tcp dport { 22, 80\n dr$0op\n }\n}\n',
      'table ip t > chain a | drop',
    ],
    [
      'a list that was not closed, behind a comma',
      'table ip t {\n chain a {\n tcp dport { 22,\n }\n chain b {\n dr$0op\n }\n}\n',
      'table ip t > chain b | drop',
    ],
    ['a quote that was not closed', 'table ip t {\n chain a {\n log prefix "x\n dr$0op\n }\n}\n', 'table ip t > chain a | drop'],
    [
      'a brace too many',
      'table ip t {\n chain a {\n accept }\n }\n }\ntable ip u {\n chain b {\n $0',
      'table ip u > chain b | -',
    ],
    ['a set in command form inside a chain', 'table ip t {\n chain a {\n accept\nset ip t s {\n $0', 'set ip t s | -'],
  ])('go on behind %s', (_, text, wanted) => {
    expect(path(text)).toBe(wanted);
  });

  test('tell the table', () => {
    const table = (text: string) => tableOfBlocks(new BlockMap(text).pathAt(text.length));
    expect(table('table inet t { chain c {')).toEqual({ family: 'inet', name: 't' });
    expect(table('table t { chain c {')).toEqual({ family: 'ip', name: 't' });
    expect(table('chain ip6 t c {')).toEqual({ family: 'ip6', name: 't' });
    expect(table('chain t c {')).toEqual({ family: 'ip', name: 't' });
    expect(table('')).toBeUndefined();
  });

  const word = fc.constantFrom('table', 'chain', 'c', '{', '}', ';', '\n', '"', '#', ',', '\\\n', 'jump', 'set', 'ip', '1', ' ');

  test('any text has them, in order and inside one another', () => {
    fc.assert(
      fc.property(fc.array(word, { maxLength: 60 }), (words) => {
        const text = words.join(' ');
        const map = new BlockMap(text);
        let last = -1;
        for (let i = 0; i < map.statementCount; i++) {
          const { start, end, block } = map.statement(i);
          const holder = map.blocks[block]!;
          expect(start).toBeGreaterThan(last);
          expect(end).toBeGreaterThan(start);
          expect(start).toBeGreaterThan(holder.open);
          expect(end).toBeLessThanOrEqual(holder.close);
          last = start;
        }
        for (const block of map.blocks.slice(1)) {
          const parent = map.blocks[block.parent]!;
          expect(parent.open).toBeLessThan(block.start);
          expect(block.close).toBeLessThanOrEqual(parent.close);
        }
        for (let offset = 0; offset <= text.length; offset++) {
          const at = map.statementAt(offset);
          if (at) expect(at.start <= offset && offset <= at.end).toBe(true);
        }
      }),
      { numRuns: 2000 },
    );
  });

  test('after edits they are what they are from scratch', () => {
    const all = (map: BlockMap) => ({
      blocks: map.blocks,
      statements: Array.from({ length: map.statementCount }, (_, index) => map.statement(index)),
    });
    const line = fc.array(word, { maxLength: 6 }).map((words) => words.join(' '));
    const whole = fc.constantFrom(
      'table ip t {',
      'chain c {',
      'tcp dport 22 accept',
      'tcp dport { 22, 80 } jump {',
      'set s { type mark; elements = { 1, 2 }; }',
      'elements = { 1,',
      '2 }',
      '}',
      '# }',
    );
    const text = fc.array(fc.oneof({ weight: 3, arbitrary: whole }, line), { maxLength: 40 }).map((lines) => lines.join('\n'));
    const edit = fc.record({ at: fc.nat(600), remove: fc.nat(30), insert: fc.oneof(line, whole, fc.constant('')) });
    fc.assert(
      fc.property(text, fc.array(edit, { maxLength: 6 }), (first, edits) => {
        let map = new BlockMap(first);
        for (const { at, remove, insert } of edits) {
          const start = at % (map.text.length + 1);
          const after = map.text.slice(0, start) + insert + map.text.slice(start + remove);
          map = new BlockMap(after, map);
          expect(all(map)).toEqual(all(new BlockMap(after)));
        }
      }),
      { numRuns: 3000 },
    );
  });
});
