import type { Tree } from 'web-tree-sitter';
import type { Range } from '../../base/range.ts';
import { childrenOf, type NodeRef, rootOf } from './flat-tree.ts';
import { Kind } from './kinds.generated.ts';

/** A set in braces with lines that hold nothing: between its members nft takes one newline, not more. */
export interface SpacedSet {
  /** The blank lines, each with its newline, in order. UTF-16 offsets in the text. */
  readonly lines: readonly Range[];
}

const BLANK_LINE = /^[ \t]*\n/gm;

/**
 * Finds blank lines between the braces of sets and maps. The grammar reads over them, so that what stands in the set is known.
 * Lines with a comment alone are none: nft drops them whole. `text` is that of the tree.
 */
export function spacedSets(text: string, tree: Tree): SpacedSet[] {
  const out: { set: NodeRef; lines: Range[] }[] = [];
  const neighbours = new Neighbours(text);
  let outside = -1;
  for (const { 0: line, index: start } of text.matchAll(BLANK_LINE)) {
    const last = out[out.length - 1];
    const range = { start, end: start + line.length };
    if (last && start < last.set.end) {
      last.lines.push(range);
      continue;
    }
    const before = neighbours.before(start);
    const after = neighbours.after(start);
    // A line between members has a comma or brace on one side. Lines without code between them are in the same place.
    if (after === outside || (before !== ',' && before !== '{' && !/[,}]/.test(text[after] ?? ''))) continue;
    const set = setAround(rootOf(tree), start);
    if (set) out.push({ set, lines: [range] });
    else outside = after;
  }
  return out;
}

/** The signs around places of a text, comments left out. Places must be asked for in order: what was read is not read again. */
class Neighbours {
  #readTo = 0;
  #last = '';
  #next = 0;

  constructor(private readonly text: string) {}

  /** The last character before the beginning of a line that is neither blank nor in a comment; empty when there is none. */
  before(at: number): string {
    for (let end = at; end > this.#readTo; ) {
      const start = end < 2 ? 0 : this.text.lastIndexOf('\n', end - 2) + 1;
      const code = /^(?:[^#"\n]|"[^"\n]*"?)*/.exec(this.text.slice(start, end))![0].trimEnd();
      if (code !== '') {
        this.#last = code[code.length - 1]!;
        break;
      }
      end = start;
    }
    this.#readTo = at;
    return this.#last;
  }

  /** Offset of the next such character. */
  after(at: number): number {
    if (this.#next < at) {
      const blank = /(?:\s|#[^\n]*)*/y;
      blank.lastIndex = at;
      this.#next = at + blank.exec(this.text)![0].length;
    }
    return this.#next;
  }
}

/** The outermost set or map in braces around an offset. */
function setAround(node: NodeRef, at: number): NodeRef | undefined {
  for (let inner: NodeRef | undefined = node; inner; ) {
    if (inner.kind === Kind.set || inner.kind === Kind.verdict_map) return inner;
    inner = childrenOf(inner).find(({ start, end }) => start < at && at < end);
  }
  return undefined;
}
