import { SPELLED } from './kinds.generated.ts';
import { nftLanguage, nftTables } from './language.ts';
import type { LexedToken } from './tokens.ts';

/** A symbol on the parser's stack, with the text that it stands for. */
export interface StackEntry {
  readonly state: number;
  /** The grammar's name: `payload_expression`, `match`, `{`, `tcp`. */
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

/** Told of every reduction: `from` is the index on the stack at which the new symbol begins, `end` where its text ends. */
export type ReduceListener = (name: string, from: number, end: number) => void;

/**
 * A parser that is fed one token at a time, so that it can be asked at any point what has been read and what may come next. It has
 * no error recovery: a token that cannot come next is refused and changes nothing.
 */
export class TokenParser {
  private constructor(
    private readonly stack: StackEntry[],
    private readonly states: number[],
  ) {}

  static start(): TokenParser {
    return new TokenParser([{ state: 1, name: '', start: 0, end: 0 }], [1]);
  }

  copy(): TokenParser {
    return new TokenParser(this.stack.slice(), this.states.slice());
  }

  /** What has been read, outermost first. Index 0 is the beginning of the text. */
  get entries(): readonly StackEntry[] {
    return this.stack;
  }

  /** Equal for parsers that go on in the same way. */
  get key(): string {
    return this.states.join();
  }

  /** True when a token can come next. */
  accepts(symbol: number): boolean {
    return nftTables().accepts(this.states, symbol);
  }

  /** All tokens that can come next, hidden ones and the end of the text included. */
  expected(): number[] {
    return nftTables().expected(this.states);
  }

  /** True when a word is reserved here, so that it can be no name although no keyword fits. */
  isReserved(symbol: number): boolean {
    return nftTables().isReserved(this.states, symbol);
  }

  /** Reads one token. False, and nothing has changed, when it cannot come next. */
  advance(token: LexedToken, listener?: ReduceListener): boolean {
    const tables = nftTables();
    const { stack, states } = this;
    if (!tables.accepts(states, token.symbol)) return false;
    for (;;) {
      const action = tables.action(states[states.length - 1]!, token.symbol);
      if (!action) return true;
      if ('shift' in action) {
        if (action.shift !== 0) {
          stack.push({ state: action.shift, name: tables.symbolName(token.symbol), start: token.start, end: token.end });
          states.push(action.shift);
        }
        return true;
      }
      const from = stack.length - action.count;
      const { end } = stack[stack.length - 1]!;
      const start = action.count > 0 ? stack[from]!.start : end;
      const name = tables.symbolName(action.symbol);
      const state = tables.goto(states[from - 1]!, action.symbol);
      stack.length = from;
      states.length = from;
      stack.push({ state, name, start, end });
      states.push(state);
      listener?.(name, from, end);
    }
  }
}

let words: { readonly byText: Map<string, number[]>; readonly texts: Map<number, string> } | undefined;

function spellings() {
  if (words) return words;
  const byText = new Map<string, number[]>();
  const tables = nftTables();
  const texts = new Map<number, string>(SPELLED.filter(([symbol]) => symbol < tables.tokenCount));
  for (let symbol = 1; symbol < tables.tokenCount; symbol++)
    if (!nftLanguage().nodeTypeIsNamed(symbol)) texts.set(symbol, tables.symbolName(symbol));
  for (const [symbol, text] of texts) byText.set(text, [...(byText.get(text) ?? []), symbol]);
  words = { byText, texts };
  return words;
}

/** The grammar's tokens that are this very text: `tcp`, `{`, `==`. Empty for names, numbers and texts that are none. */
export function tokensSpelled(text: string): readonly number[] {
  return spellings().byText.get(text) ?? [];
}

/** How a token is spelled; undefined for those that stand for many texts (`identifier`, `number`) and for the end of the text. */
export function spellingOf(symbol: number): string | undefined {
  return spellings().texts.get(symbol);
}
