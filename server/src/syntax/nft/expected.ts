import { Kind, TOKEN_NAMES } from './kinds.generated.ts';
import { nftParser, nftTables } from './language.ts';
import { tokensOf } from './tokens.ts';

// A character that no token of the grammar begins with or holds: it ends the token before the cursor and stands for "here".
const CURSOR = '\u{E000}';

/** What can follow a text. */
export interface Expected {
  /** Numbers of the tokens that can come next, without comments and line continuations; 0 is the end of the input. */
  readonly tokens: readonly number[];
  /** False when the text before the cursor has an error already: then the tokens are those at that error. */
  readonly reached: boolean;
}

/**
 * The tokens that can follow a text, exactly those that the grammar accepts there. The text must begin at the top of a file; use
 * `blockPrefix` for pieces of blocks. A word that touches the end of the text counts as complete.
 */
export function expectedAfter(text: string): Expected {
  const tree = nftParser().parse(`${text} ${CURSOR}`)!;
  const tokens = tokensOf(tree);
  tree.delete();
  const tables = nftTables();
  const stack = tables.start();
  for (const { symbol, start } of tokens) {
    if (symbol === Kind.ERROR && start >= text.length) break;
    if (symbol === Kind.ERROR || !tables.advance(stack, symbol))
      return { tokens: visible(tables.expected(stack)), reached: false };
  }
  const expected = visible(tables.expected(stack));
  return { tokens: expected, reached: true };
}

function visible(tokens: readonly number[]): number[] {
  return tokens.filter((token) => TOKEN_NAMES[token] !== '');
}

/** The names of tokens as nft lists them, each once, in alphabetical order: `accept`, `<string>`, `newline` … */
export function tokenNames(tokens: readonly number[]): string[] {
  return [...new Set(tokens.map((token) => TOKEN_NAMES[token] ?? '').filter((name) => name !== ''))].sort();
}
