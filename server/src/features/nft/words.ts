import { isReservedName } from '../../facts/nft-language.ts';
import { Kind, Token } from '../../syntax/nft/kinds.generated.ts';
import { nftTables } from '../../syntax/nft/language.ts';
import { parseNft } from '../../syntax/nft/parse.ts';
import { type ReduceListener, type StackEntry, spellingOf, TokenParser, tokensSpelled } from '../../syntax/nft/token-parser.ts';
import { type LexedToken, tokensOf } from '../../syntax/nft/tokens.ts';
import type { Excerpt } from './excerpt.ts';

/** A node of the grammar that a word is part of, with what of it stands before the word (or before the node that holds the word). */
export interface Level {
  /** The grammar's name: `payload_expression`, `match`, `log_statement`. */
  readonly name: string;
  readonly before: readonly StackEntry[];
  readonly start: number;
  /** Where the node ends, as far as it has been read. */
  readonly end: number;
}

/** A word in the places that the grammar gives it. Offsets are those of the excerpt. */
export interface WordInContext {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** What the grammar takes it for: `identifier`, `number`, or the word itself when it is a keyword. */
  readonly name: string;
  readonly isKeyword: boolean;
  /** The nodes that hold it, the innermost first, up to the statement and the body that holds that. Empty when the word cannot stand where it stands. */
  readonly levels: readonly Level[];
}

/** Tokens that end what is open, the likeliest first. */
const CLOSERS: readonly number[] = [
  Token.RBRACE,
  Token.RPAREN,
  Kind.number,
  Kind.identifier,
  Kind.quoted_string,
  Token.COLON,
  Token.EQ,
  Token.COMMA,
  Token.SLASH,
  Token.LBRACE,
  Token.mod,
];
const MAX_CLOSERS = 10;
const MAX_TRIALS = 150;
/** Where statements are strung together: what holds a word does not go on above. */
const STATEMENTS = /(?:body|source_file|anonymous_chain)_repeat1$/;

/** The tokens of an excerpt, and the parser as it is in front of the statement. */
export interface ReadExcerpt {
  readonly excerpt: Excerpt;
  readonly tokens: readonly LexedToken[];
  /** Index of the statement's first token. */
  readonly first: number;
  readonly base: TokenParser;
}

/** Reads an excerpt's tokens. */
export function readExcerpt(excerpt: Excerpt): ReadExcerpt {
  const tree = parseNft(excerpt.text);
  const tokens = tokensOf(tree);
  tree.delete();
  const found = tokens.findIndex(({ start }) => start >= excerpt.statement.start);
  const first = found < 0 ? tokens.length : found;
  const base = TokenParser.start();
  for (const token of tokens.slice(0, first)) feed(base, token, excerpt.text);
  return { excerpt, tokens, first, base };
}

/** Reads a token as what fits best: as it was cut, as the keyword of that text, or as a plain word. The symbol it was read as, or 0. */
function feed(parser: TokenParser, token: LexedToken, text: string, listener?: ReduceListener): number {
  for (const symbol of readings(token, text)) {
    if (parser.advance(symbol === token.symbol ? token : { ...token, symbol }, listener)) return symbol;
  }
  return 0;
}

function* readings(token: LexedToken, text: string): Generator<number> {
  if (token.symbol !== Kind.ERROR) yield token.symbol;
  const word = text.slice(token.start, token.end);
  yield* tokensSpelled(word);
  if (/^[A-Za-z_]/.test(word) && !isReservedName(word)) yield Kind.identifier;
}

/** The parser after the tokens of the statement that end before an offset. What does not fit is left out, and the statement begun anew. */
function readUpTo(read: ReadExcerpt, offset: number): { parser: TokenParser; next: number } {
  const { tokens, excerpt, first, base } = read;
  let parser = base.copy();
  let index = first;
  for (; index < tokens.length && tokens[index]!.end <= offset; index++) {
    const token = tokens[index]!;
    if (feed(parser, token, excerpt.text) !== 0) continue;
    const fresh = base.copy();
    if (feed(fresh, token, excerpt.text) !== 0) parser = fresh;
  }
  return { parser, next: index };
}

/** The parser as it is at the end of an excerpt that was cut at the cursor. */
export function parserAtEnd(read: ReadExcerpt): TokenParser {
  return readUpTo(read, read.excerpt.text.length).parser;
}

/** The word at the cursor of a whole excerpt; behind a sign the word that touches the cursor on the left. */
export function wordAt(read: ReadExcerpt): WordInContext | undefined {
  const { tokens, excerpt, base, first } = read;
  const { cursor, text, statement } = excerpt;
  const touching = tokens.filter(
    ({ start, end }) => start <= cursor && cursor <= end && start < end && start >= statement.start && end <= statement.end,
  );
  const token = touching.find(({ start, end }) => /[\w"*]/.test(text.slice(start, end))) ?? touching.at(-1);
  if (!token || text.slice(token.start, token.end).trim() === '') return undefined;
  return wordOf(read, tokens.indexOf(token), base, first);
}

/** One of the statement's tokens in its place. */
export function wordOf(read: ReadExcerpt, index: number, base = read.base, first = read.first): WordInContext {
  const { tokens, excerpt } = read;
  const token = tokens[index]!;
  const { text } = excerpt;
  const word = { text: text.slice(token.start, token.end), start: token.start, end: token.end };
  let parser = readUpTo({ ...read, base, first }, token.start).parser;
  let symbol = feed(parser, token, text);
  if (symbol === 0) {
    parser = base.copy();
    symbol = feed(parser, token, text);
  }
  if (symbol === 0) return { ...word, name: nftTables().symbolName(token.symbol), isKeyword: false, levels: [] };
  const spine = new Spine(parser, base.entries.length);
  for (let next = index + 1; next < tokens.length && !spine.isComplete; next++)
    if (feed(parser, tokens[next]!, text, spine.listener) === 0) break;
  if (!spine.isComplete) close(parser, spine);
  const spelling = spellingOf(symbol);
  const name = spelling ?? nftTables().symbolName(symbol);
  return { ...word, name, isKeyword: spelling !== undefined, levels: spine.levels };
}

/** What a token would be if it came next, or undefined when it cannot. Offsets of the token are those of the excerpt's end. */
export function levelsOf(parser: TokenParser, symbol: number, at: number, depth: number): readonly Level[] | undefined {
  const trial = parser.copy();
  if (!trial.advance({ symbol, start: at, end: at })) return undefined;
  const spine = new Spine(trial, depth);
  const { key } = trial;
  const shape = shapes.get(key);
  if (shape) {
    for (const { name, up } of shape) spine.listener(name, trial.entries.length - 1 - up, at);
    return spine.levels;
  }
  close(trial, spine);
  if (shapes.size > 20_000) shapes.clear();
  shapes.set(key, spine.shape);
  return spine.levels;
}

/** Names of the nodes above a token, and how many entries before it they begin: the same whenever the stack is the same. */
const shapes = new Map<string, readonly { readonly name: string; readonly up: number }[]>();

/** Collects the nodes that come to hold the token that was read last. */
class Spine {
  readonly levels: Level[] = [];
  readonly shape: { name: string; up: number }[] = [];
  isComplete = false;
  readonly #entries: readonly StackEntry[];
  readonly #token: number;
  #from: number;

  constructor(
    parser: TokenParser,
    private readonly depth: number,
    from?: Spine,
  ) {
    this.#entries = from ? from.#entries : parser.entries.slice();
    this.#token = from ? from.#token : parser.entries.length - 1;
    this.#from = from ? from.#from : this.#token;
    if (from) {
      this.levels = from.levels.slice();
      this.shape = from.shape.slice();
    }
  }

  readonly listener: ReduceListener = (name, from, end) => {
    if (this.isComplete || from > this.#token) return;
    const isBody = STATEMENTS.test(name);
    if (isBody || from < this.depth) {
      this.isComplete = true;
      if (isBody) this.#push(name.replace(/_repeat1$/, ''), Math.max(from, this.depth), end);
      return;
    }
    // A reduction of what stands behind the token begins behind it; one that begins where the last did holds it too.
    if (from <= this.#from) this.#push(name, from, end);
  };

  #push(name: string, from: number, end: number): void {
    this.levels.push({ name, before: this.#entries.slice(from, this.#from), start: this.#entries[from]!.start, end });
    this.shape.push({ name, up: this.#token - from });
    this.#from = from;
  }

  copy(parser: TokenParser): Spine {
    return new Spine(parser, this.depth, this);
  }

  take(other: Spine): void {
    this.levels.splice(0, this.levels.length, ...other.levels);
    this.shape.splice(0, this.shape.length, ...other.shape);
    this.isComplete = true;
  }
}

/** Ends the statement in the shortest way, so that the nodes that hold a token become known. */
function close(parser: TokenParser, spine: Spine): void {
  const newline = tokensSpelled(';')[0]!;
  let queue: { parser: TokenParser; spine: Spine }[] = [{ parser, spine }];
  const seen = new Set<string>();
  let trials = 0;
  for (let length = 0; length < MAX_CLOSERS && queue.length > 0; length++) {
    const next: typeof queue = [];
    for (const open of queue) {
      const closers = [newline, ...CLOSERS].filter((symbol) => open.parser.accepts(symbol));
      for (const symbol of closers.length > 0 ? closers : open.parser.expected().slice(0, 3)) {
        if (++trials > MAX_TRIALS) return;
        const trial = open.parser.copy();
        const at = trial.entries.at(-1)!.end;
        const grown = open.spine.copy(trial);
        if (!trial.advance({ symbol, start: at, end: at }, grown.listener)) continue;
        if (grown.isComplete) {
          spine.take(grown);
          return;
        }
        const { key } = trial;
        if (seen.has(key)) continue;
        seen.add(key);
        next.push({ parser: trial, spine: grown });
      }
    }
    queue = next;
  }
}
