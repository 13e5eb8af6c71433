import type { Language } from 'web-tree-sitter';
import type { RuntimeMemory } from '../tree-sitter.ts';

// Byte offsets in `struct TSLanguage` of tree_sitter/parser.h, ABI 15, 32-bit pointers. That struct is what a generated parser
// and a runtime agree on, so it is fixed for the ABI version; the version is checked.
const ABI_VERSION = 0;
const SYMBOL_COUNT = 4;
const TOKEN_COUNT = 12;
const LARGE_STATE_COUNT = 24;
const MAX_ALIAS_SEQUENCE_LENGTH = 36;
const PARSE_TABLE = 40;
const SMALL_PARSE_TABLE = 44;
const SMALL_PARSE_TABLE_MAP = 48;
const PARSE_ACTIONS = 52;
const SYMBOL_NAMES = 56;
const PUBLIC_SYMBOL_MAP = 76;
const ALIAS_SEQUENCES = 84;
const LEX_MODES = 88;
const LEX_MODE_SIZE = 6;
const RESERVED_WORD_SET = 4;
const RESERVED_WORDS = 140;
const MAX_RESERVED_WORD_SET_SIZE = 144;

const ACTION_SIZE = 8;
const SHIFT = 0;
const REDUCE = 1;
const ACCEPT = 2;

/** The symbol of the end of the input. */
export const END = 0;

/**
 * The grammar's LR tables, read from where the generated parser keeps them. They answer what tree-sitter's own interface does not:
 * which tokens can follow a given sequence of tokens, exactly. (A state's lookaheads alone say too much, because states are merged.)
 */
export class LrTables {
  readonly tokenCount: number;
  readonly symbolCount: number;
  readonly maxAliasSequenceLength: number;
  readonly aliasSequences: number;
  readonly publicSymbolMap: number;
  readonly #u8: () => Uint8Array;
  readonly #u16: () => Uint16Array;
  readonly #u32: () => Uint32Array;
  readonly #largeStates: number;
  readonly #table: number;
  readonly #smallTable: number;
  readonly #smallMap: number;
  readonly #actions: number;
  readonly #lexModes: number;
  readonly #reservedWords: number;
  readonly #reservedSize: number;
  readonly #symbolNames: number;
  readonly #names: string[] = [];

  constructor(memory: RuntimeMemory, language: Language) {
    this.#u8 = () => memory.HEAPU8;
    this.#u16 = () => memory.HEAPU16;
    this.#u32 = () => memory.HEAPU32;
    // The runtime keeps the address of the struct at index 0 of the object.
    const base = (language as unknown as { readonly 0: number })[0];
    const u32 = memory.HEAPU32;
    const word = (offset: number) => u32[(base + offset) >> 2]!;
    if (word(ABI_VERSION) !== 15) throw new Error(`the nftables grammar has ABI ${word(ABI_VERSION)}, expected 15`);
    this.symbolCount = word(SYMBOL_COUNT);
    this.tokenCount = word(TOKEN_COUNT);
    this.maxAliasSequenceLength = memory.HEAPU16[(base + MAX_ALIAS_SEQUENCE_LENGTH) >> 1]!;
    this.aliasSequences = word(ALIAS_SEQUENCES);
    this.publicSymbolMap = word(PUBLIC_SYMBOL_MAP);
    this.#largeStates = word(LARGE_STATE_COUNT);
    this.#table = word(PARSE_TABLE);
    this.#smallTable = word(SMALL_PARSE_TABLE);
    this.#smallMap = word(SMALL_PARSE_TABLE_MAP);
    this.#actions = word(PARSE_ACTIONS);
    this.#symbolNames = word(SYMBOL_NAMES);
    this.#lexModes = word(LEX_MODES);
    this.#reservedWords = word(RESERVED_WORDS);
    this.#reservedSize = memory.HEAPU16[(base + MAX_RESERVED_WORD_SET_SIZE) >> 1]!;
  }

  /** A stack as it is before the first token. */
  start(): number[] {
    return [1];
  }

  /** Feeds one token. Returns false, and leaves the stack as it was, when nothing that the grammar knows goes on with it. */
  advance(stack: number[], token: number): boolean {
    const trial = stack.slice();
    const shifted = this.#step(trial, token);
    if (!shifted) return false;
    stack.length = 0;
    for (const state of trial) stack.push(state);
    return true;
  }

  /** True when a token can come next. */
  accepts(stack: readonly number[], token: number): boolean {
    // Every token that can be shifted is in the state's row; the row may hold more.
    return this.#lookup(stack[stack.length - 1]!, token) !== 0 && this.#step(stack.slice(), token);
  }

  /** All tokens that can come next, in the order of their numbers; {@link END} among them where the input may end. */
  expected(stack: readonly number[]): number[] {
    const out: number[] = [];
    for (let token = 0; token < this.tokenCount; token++) if (this.accepts(stack, token)) out.push(token);
    return out;
  }

  /** True when a word that is no keyword in this state is reserved there all the same, so that it cannot be a name. */
  isReserved(stack: readonly number[], token: number): boolean {
    const mode = this.#lexModes + stack[stack.length - 1]! * LEX_MODE_SIZE;
    const u16 = this.#u16();
    const set = u16[(mode + RESERVED_WORD_SET) >> 1]!;
    if (set === 0) return false;
    const first = (this.#reservedWords >> 1) + set * this.#reservedSize;
    for (let i = 0; i < this.#reservedSize; i++) {
      const symbol = u16[first + i]!;
      if (symbol === 0) return false;
      if (symbol === token) return true;
    }
    return false;
  }

  /** What the grammar calls a symbol, hidden ones too; several symbols can have one name. */
  symbolName(symbol: number): string {
    let name = this.#names[symbol];
    if (name === undefined) {
      const u8 = this.#u8();
      const start = this.#u32()[(this.#symbolNames >> 2) + symbol]!;
      let end = start;
      while (u8[end] !== 0) end++;
      name = new TextDecoder().decode(u8.slice(start, end));
      this.#names[symbol] = name;
    }
    return name;
  }

  /** What the parser does in a state when it sees a token: shift it (0: leave it out) or make one symbol of the last `count`. */
  action(
    state: number,
    token: number,
  ): { readonly shift: number } | { readonly symbol: number; readonly count: number } | undefined {
    const at = this.#actionAt(state, token);
    if (at === 0) return undefined;
    const u8 = this.#u8();
    const u16 = this.#u16();
    if (u8[at] === SHIFT) return { shift: u8[at + 4] === 0 ? u16[(at + 2) >> 1]! : 0 };
    return u8[at] === REDUCE ? { symbol: u16[(at + 2) >> 1]!, count: u8[at + 1]! } : undefined;
  }

  /** The state behind a symbol that was made in front of a state; 0 when that cannot be. */
  goto(state: number, symbol: number): number {
    return this.#lookup(state, symbol);
  }

  /** Address of the action for a token; 0 for none. */
  #actionAt(state: number, token: number): number {
    const entry = this.#lookup(state, token);
    if (entry === 0) return 0;
    const at = this.#actions + entry * ACTION_SIZE;
    const u8 = this.#u8();
    const count = u8[at]!;
    if (count === 0) return 0;
    // The grammar has no conflicts. Where two actions stand, one is a reduction inside a repetition and the other a shift that the
    // parser leaves alone, so the reduction is the one to take.
    let action = at + ACTION_SIZE;
    for (let i = 2; i <= count && u8[action] !== REDUCE; i++) action = at + i * ACTION_SIZE;
    return action;
  }

  #step(stack: number[], token: number): boolean {
    for (;;) {
      const state = stack[stack.length - 1]!;
      const action = this.#actionAt(state, token);
      if (action === 0) return false;
      const u8 = this.#u8();
      const type = u8[action]!;
      if (type === ACCEPT) return true;
      if (type === SHIFT) {
        const extra = u8[action + 4]! !== 0;
        if (!extra) stack.push(this.#u16()[(action + 2) >> 1]!);
        return true;
      }
      if (type !== REDUCE) return false;
      const children = u8[action + 1]!;
      const symbol = this.#u16()[(action + 2) >> 1]!;
      stack.length -= children;
      const next = this.#lookup(stack[stack.length - 1]!, symbol);
      if (next === 0) return false;
      stack.push(next);
    }
  }

  /** The table's entry for a state and a symbol: an index of actions for a token, the next state for a rule; 0 for none. */
  #lookup(state: number, symbol: number): number {
    const u16 = this.#u16();
    if (state < this.#largeStates) return u16[(this.#table >> 1) + state * this.symbolCount + symbol]!;
    let at = (this.#smallTable >> 1) + this.#u32()[(this.#smallMap >> 2) + state - this.#largeStates]!;
    const groups = u16[at++]!;
    for (let group = 0; group < groups; group++) {
      const value = u16[at++]!;
      const count = u16[at++]!;
      for (let i = 0; i < count; i++) if (u16[at + i] === symbol) return value;
      at += count;
    }
    return 0;
  }
}
