import type { Tree, TreeCursor } from 'web-tree-sitter';
import type { Range } from '../base/range.ts';
import type { LocatedValue } from './located.ts';

/** A node of a syntax tree as plain data. */
export interface PlainNode {
  /** The grammar's name of the node: `rule`, `identifier`, `"{"`; `ERROR` for text that fits nowhere. */
  readonly type: string;
  /** What the node is to its parent, where the grammar says it. */
  readonly field?: string;
  /** UTF-16 offsets. */
  readonly range: Range;
  /** The parser made the token up: it should stand here. */
  readonly missing?: true;
  /** Words and signs of the grammar itself (`"{"`, `"table"`) have no children and are not named. */
  readonly named: boolean;
  readonly children: readonly PlainNode[];
}

/** What lies deeper is left out: nobody reads it, and whoever walks the tree may recurse. */
const DEEPEST = 500;

/** A tree-sitter tree as plain data. */
export function nodeOfTree(tree: Tree): PlainNode {
  const cursor = tree.walk();
  try {
    return nodeAt(cursor, 0);
  } finally {
    cursor.delete();
  }
}

function nodeAt(cursor: TreeCursor, depth: number): PlainNode {
  const children: PlainNode[] = [];
  const { currentFieldName: field, nodeType: type, nodeIsNamed: named, startIndex: start, endIndex: end } = cursor;
  const missing = cursor.nodeIsMissing;
  if (depth < DEEPEST && cursor.gotoFirstChild()) {
    do children.push(nodeAt(cursor, depth + 1));
    while (cursor.gotoNextSibling());
    cursor.gotoParent();
  }
  return { type, ...(field ? { field } : {}), range: { start, end }, ...(missing ? { missing } : {}), named, children };
}

/** A value of a JSON or YAML file as a tree: maps, lists and scalars. Entries are called by their keys. */
export function nodeOfValue(value: LocatedValue, field?: string, depth = 0): PlainNode {
  const node = (children: readonly PlainNode[]): PlainNode => ({
    type: value.kind,
    ...(field === undefined ? {} : { field }),
    range: value.range,
    named: true,
    children: depth < DEEPEST ? children : [],
  });
  switch (value.kind) {
    case 'scalar':
      return node([]);
    case 'list':
      return node(depth < DEEPEST ? value.items.map((item) => nodeOfValue(item, undefined, depth + 1)) : []);
    case 'map':
      return node(depth < DEEPEST ? value.entries.map((entry) => nodeOfValue(entry.value, entry.key, depth + 1)) : []);
  }
}
