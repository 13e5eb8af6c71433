import type { Tree } from 'web-tree-sitter';
import { runtimeMemory } from '../tree-sitter.ts';
import { Kind } from './kinds.generated.ts';

/** A token as the grammar's scanner cut it: its symbol before any renaming, and UTF-16 offsets. */
export interface LexedToken {
  readonly symbol: number;
  readonly start: number;
  readonly end: number;
}

const INLINE = 1;
const EXTRA = 1 << 3;
const MISSING = 1 << 5;
const HEAP_EXTRA = 1 << 2;
const HEAP_MISSING = 1 << 1;
const SUBTREE = 8;

/**
 * All tokens of a tree in the order of the text, hidden ones too, without comments and without tokens that the parser made up.
 * Text that no token begins with is one token of symbol {@link Kind.ERROR} per piece.
 */
export function tokensOf(tree: Tree): LexedToken[] {
  const { HEAPU8: u8, HEAPU16: u16, HEAPU32: u32 } = runtimeMemory();
  const out: LexedToken[] = [];
  const visit = (slot: number, from: number): number => {
    const low = u32[slot >> 2]!;
    if ((low & INLINE) !== 0) {
      const start = from + (u8[slot + 6]! >> 1);
      const end = start + (u8[slot + 7]! >> 1);
      if ((low & (EXTRA | MISSING)) === 0) out.push({ symbol: u8[slot + 1]!, start, end });
      return end;
    }
    const start = from + (u32[(low + 4) >> 2]! >> 1);
    const end = start + (u32[(low + 16) >> 2]! >> 1);
    const children = u32[(low + 36) >> 2]!;
    const symbol = u16[(low + 40) >> 1]!;
    const extra = (u8[low + 44]! & HEAP_EXTRA) !== 0;
    if (children === 0) {
      const missing = (u8[low + 45]! & HEAP_MISSING) !== 0;
      if (!missing && (!extra || symbol === Kind.ERROR)) out.push({ symbol, start, end });
      return end;
    }
    // Skipped text hangs in the tree as an extra, with the tokens that were skipped below it.
    if (extra && symbol !== Kind.ERROR) return end;
    let at = from;
    for (let i = 0; i < children; i++) at = visit(low - (children - i) * SUBTREE, at);
    return end;
  };
  visit((tree as unknown as { readonly 0: number })[0], 0);
  return out;
}
