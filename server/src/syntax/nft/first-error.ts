import type { Tree } from 'web-tree-sitter';
import { Kind } from './kinds.generated.ts';
import { nftParser, nftTables } from './language.ts';
import { END } from './lr-tables.ts';
import { tokensOf } from './tokens.ts';

/** The first place where a text cannot go on as the grammar wants, which is where nft stops reading too. */
export interface FirstError {
  /** The token that does not fit; empty at the end of the text. UTF-16 offsets. */
  readonly start: number;
  readonly end: number;
  /** Tokens that would have fitted, by number; 0 is the end of the text. */
  readonly expected: readonly number[];
}

/** Finds the first error of a text, or undefined when it is one that the grammar knows. */
export function firstError(text: string): FirstError | undefined {
  const tree = nftParser().parse(text)!;
  const found = firstErrorOf(tree, text);
  tree.delete();
  return found;
}

/** The same for a text that has been parsed. */
export function firstErrorOf(tree: Tree, text: string): FirstError | undefined {
  const tables = nftTables();
  const stack = tables.start();
  for (const { symbol, start, end } of tokensOf(tree)) {
    if (symbol !== Kind.ERROR && tables.advance(stack, symbol)) continue;
    return { start, end: Math.max(end, start), expected: tables.expected(stack) };
  }
  if (tables.accepts(stack, END)) return undefined;
  return { start: text.length, end: text.length, expected: tables.expected(stack) };
}
