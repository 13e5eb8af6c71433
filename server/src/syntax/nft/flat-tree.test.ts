import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Node } from 'web-tree-sitter';
import { childrenOf, FlatTree, rootOf } from './flat-tree.ts';
import { nftLanguage, nftParser } from './language.ts';

interface Shown {
  kind: number;
  start: number;
  end: number;
  children: Shown[];
}

/** What the runtime's own interface says, without extras. */
function reference(node: Node, base: number): Shown {
  const children = node.children.filter((child) => child !== null && !child.isExtra) as Node[];
  return {
    kind: node.typeId,
    start: node.startIndex - base,
    end: node.endIndex - base,
    children: children.map((child) => reference(child, base)),
  };
}

function shown(flat: FlatTree, index: number): Shown {
  const children: Shown[] = [];
  for (let i = index + 1; i < flat.next[index]!; i = flat.next[i]!) children.push(shown(flat, i));
  return { kind: flat.kind[index]!, start: flat.start[index]!, end: flat.end[index]!, children };
}

/** The reader leaves out what is below opaque nodes. */
function prune(node: Shown, like: Shown): Shown {
  return {
    ...node,
    children: like.children.length === 0 ? [] : node.children.map((child, i) => prune(child, like.children[i] ?? child)),
  };
}

function compare(text: string): void {
  const tree = nftParser().parse(text)!;
  const flat = new FlatTree();
  const root = rootOf(tree);
  flat.load(root);
  const ours = shown(flat, 0);
  const theirs = reference(tree.rootNode, tree.rootNode.startIndex);
  expect(ours).toEqual(prune(theirs, ours));
  expect(childrenOf(root).map(({ kind, start, end }) => [kind, start, end])).toEqual(
    theirs.children.map(({ kind, start, end }) => [kind, start + tree.rootNode.startIndex, end + tree.rootNode.startIndex]),
  );
  tree.delete();
}

const SAMPLES = [
  '',
  '\n\n  # only a comment\n',
  'table ip t {\n  chain c { # end\n\t type filter hook input priority filter + 10; policy drop;\n ip saddr { 10.0.0.1, 192.168.0.0/16 \\\n } tcp dport 22 accept comment "naïve 🙂"\n  }\n}\n',
  'define x = { a, b }\nadd rule inet t c meta mark set ct mark map { 1 : 2 } # x\n',
  'table ip t {\n chain c {\n tcp dprt 22\n accept }\n',
  'table ip t { set s { type ipv4_addr; elements = { 10.0.0.1 timeout 1h, 10.0.0.2 comment "x" } } }',
];

describe('flat tree', () => {
  test.each(SAMPLES)('says what the runtime says: %j', (text) => compare(text));

  const corpus = '../shared/corpus';
  test.runIf(existsSync(corpus))('says what the runtime says on every file of the corpus, broken ones too', () => {
    for (const file of readdirSync(corpus).filter((name) => name.endsWith('.jsonl')))
      for (const line of readFileSync(`${corpus}/${file}`, 'utf8')
        .trim()
        .split('\n')
        .filter((_, i) => i % 7 === 0))
        compare(JSON.parse(line).nft);
  });

  test('identities survive edits elsewhere', () => {
    const text = 'table ip t {\n chain c {\n tcp dport 22 accept\n udp dport 53 accept\n }\n}\n';
    const before = nftParser().parse(text)!;
    const rules = (tree: NonNullable<typeof before>, at: number) => {
      const path = [rootOf(tree)];
      for (;;) {
        const child = childrenOf(path[path.length - 1]!).find(
          ({ start, end, kind }) => start <= at && at < end && nftLanguage().nodeTypeIsNamed(kind),
        );
        if (!child) return path[path.length - 1]!;
        path.push(child);
        if (nftLanguage().nodeTypeForId(child.kind) === 'rule') return child;
      }
    };
    const at = text.indexOf('22');
    const edited = before.copy();
    edited.edit({
      startIndex: at,
      oldEndIndex: at + 2,
      newEndIndex: at + 3,
      startPosition: { row: 2, column: 11 },
      oldEndPosition: { row: 2, column: 13 },
      newEndPosition: { row: 2, column: 14 },
    });
    const text2 = text.replace('22', '222');
    const after = nftParser().parse(text2, edited)!;
    expect(rules(after, text2.indexOf('udp')).identity).toBe(rules(before, text.indexOf('udp')).identity);
    expect(rules(after, text2.indexOf('tcp')).identity).not.toBe(rules(before, text.indexOf('tcp')).identity);
    for (const tree of [before, edited, after]) tree.delete();
  });
});
