import { BLOCK_VERBS, BLOCKS, FAMILIES } from '../facts/nft-language.ts';

/** A piece of the file between braces that holds statements: a table, a chain, a set's declaration. The file is the outermost. */
export interface Block {
  /** The word that opens it (`table`, `ct helper`, `jump`), or `file`. */
  readonly keyword: string;
  /** The words behind the keyword. */
  readonly words: readonly string[];
  /** Where its first word stands, `add` and the like included. */
  readonly start: number;
  /** Where its `{` stands; -1 for the file. */
  readonly open: number;
  /** Where its `}` stands, or where it must have ended when that is missing. */
  readonly close: number;
  readonly isClosed: boolean;
  /** -1 for the file. */
  readonly parent: number;
  readonly depth: number;
  /** The statement that opens it; -1 for the file. */
  readonly statement: number;
}

/** A statement: a rule, a declaration with its block, a line of a set's declaration. */
export interface StatementSpan {
  readonly start: number;
  /** Where its separator (newline, `;`, `}` of what holds it) stands; behind the `}` of a block. */
  readonly end: number;
  readonly block: number;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

const keywords = Object.keys(BLOCKS)
  .map((word) => word.replace(' ', '\\s+'))
  .sort((a, b) => b.length - a.length)
  .join('|');
const HEADER = new RegExp(`^(?:(?:${BLOCK_VERBS.join('|')})\\s+)?(${keywords})((?:\\s+[^\\s{}]+){0,3})\\s*$`);
const JUMP = /(?:^|\s)(jump|goto)\s*$/;
// What can only be the beginning of another block, when a brace before it was forgotten. Read from the beginning of a statement.
const NEXT_BLOCK = new RegExp(`(?:(?:${BLOCK_VERBS.join('|')})[ \\t]+)?(${keywords})((?:[ \\t]+[\\w./-]+){1,3})[ \\t]*\\{`, 'y');

/** Blocks of rules. */
const CHAINS: ReadonlySet<string> = new Set(BLOCKS.jump?.filter((parent) => parent !== 'file'));

const NEWLINE = 10;
const QUOTE = 34;
const HASH = 35;
const COMMA = 44;
const SEMICOLON = 59;
const BACKSLASH = 92;
const OPEN = 123;
const CLOSE = 125;

/** By character: 1 where a word ends. */
const ENDS_WORD = new Uint8Array(128);
for (const c of ' \t\r\n#"{};,') ENDS_WORD[c.charCodeAt(0)] = 1;

/**
 * The blocks and statements of a text, found by braces, separators, quotes and comments alone. Unlike a tree it does not lose its
 * bearings in a file that somebody is typing in: a forgotten brace ends where a block begins that could not stand there, or where a
 * list goes on without a comma.
 */
export class BlockMap {
  readonly blocks: readonly Block[];
  readonly #starts: readonly number[];
  readonly #ends: readonly number[];
  readonly #owners: readonly number[];

  constructor(readonly text: string) {
    const scan = new Scan(text);
    scan.run();
    this.blocks = scan.blocks;
    this.#starts = scan.starts;
    this.#ends = scan.ends;
    this.#owners = scan.owners;
  }

  /** Index of the innermost block whose braces hold the offset. */
  blockAt(offset: number): number {
    let index = this.#lastOpened(offset - 1);
    while (index > 0 && this.blocks[index]!.close < offset) index = this.blocks[index]!.parent;
    return index;
  }

  /** The block whose `{` stands at an offset. */
  blockOpenedAt(offset: number): Block | undefined {
    const block = this.blocks[this.#lastOpened(offset)]!;
    return block.open === offset ? block : undefined;
  }

  /** The blocks around an offset, the file first. */
  pathAt(offset: number): Block[] {
    const path: Block[] = [];
    for (let index = this.blockAt(offset); index >= 0; index = this.blocks[index]!.parent) path.unshift(this.blocks[index]!);
    return path;
  }

  /** The statement of the innermost block that holds or touches the offset; undefined between statements. */
  statementAt(offset: number): StatementSpan | undefined {
    const block = this.blockAt(offset);
    let index = this.#lastBefore(offset);
    const { depth } = this.blocks[block]!;
    while (index >= 0 && this.blocks[this.#owners[index]!]!.depth > depth) index = this.blocks[this.#owners[index]!]!.statement;
    if (index < 0 || this.#owners[index] !== block || this.#ends[index]! < offset) return undefined;
    return this.statement(index);
  }

  get statementCount(): number {
    return this.#starts.length;
  }

  /** Statements stand in the order of their beginnings: one that opens a block before those in it. */
  statement(index: number): StatementSpan {
    return { start: this.#starts[index]!, end: this.#ends[index]!, block: this.#owners[index]! };
  }

  /** The statements of a block itself, by its index, from its first on; at most `most` of the statements in and below it are looked at. */
  *statementsOf(block: number, most: number): Generator<StatementSpan> {
    const { statement: header, close } = this.blocks[block]!;
    const last = Math.min(this.statementCount, header + 1 + most);
    for (let at = header + 1; at < last; at++) {
      const statement = this.statement(at);
      if (statement.start > close) return;
      if (statement.block === block) yield statement;
    }
  }

  /** Index of the first statement that begins at the offset or behind it. */
  statementFrom(offset: number): number {
    return this.#lastBefore(offset - 1) + 1;
  }

  /** Index of the last block whose brace stands at the offset or before it. */
  #lastOpened(offset: number): number {
    // Blocks stand in the order of their braces.
    let low = 0;
    let high = this.blocks.length;
    while (low + 1 < high) {
      const middle = (low + high) >> 1;
      if (this.blocks[middle]!.open <= offset) low = middle;
      else high = middle;
    }
    return low;
  }

  #lastBefore(offset: number): number {
    let low = -1;
    let high = this.#starts.length;
    while (low + 1 < high) {
      const middle = (low + high) >> 1;
      if (this.#starts[middle]! <= offset) low = middle;
      else high = middle;
    }
    return low;
  }
}

class Scan {
  readonly blocks: Mutable<Block>[] = [];
  readonly starts: number[] = [];
  readonly ends: number[] = [];
  readonly owners: number[] = [];
  #at = 0;
  #block = 0;
  /** The statement being read, or -1. */
  #statement = -1;
  /** Open braces of the statement that are not blocks. */
  #sets = 0;
  /** The last sign or letter that counts. */
  #last = 0;

  constructor(private readonly text: string) {
    this.blocks.push({
      keyword: 'file',
      words: [],
      start: 0,
      open: -1,
      close: text.length,
      isClosed: true,
      parent: -1,
      depth: 0,
      statement: -1,
    });
  }

  run(): void {
    const { text } = this;
    while (this.#at < text.length) {
      const c = text.charCodeAt(this.#at);
      switch (c) {
        case NEWLINE:
          this.#newline();
          this.#at++;
          break;
        case 32:
        case 9:
        case 13:
          this.#at++;
          break;
        case HASH:
          this.#at = lineEnd(text, this.#at);
          break;
        case SEMICOLON:
          this.#endStatement(this.#at++);
          break;
        case OPEN:
          this.#open();
          break;
        case CLOSE:
          this.#close();
          break;
        case QUOTE: {
          this.#begin();
          const end = text.indexOf('"', this.#at + 1);
          const line = lineEnd(text, this.#at);
          this.#at = end < 0 || end > line ? line : end + 1;
          this.#last = QUOTE;
          break;
        }
        case COMMA:
          this.#begin();
          this.#at++;
          this.#last = COMMA;
          break;
        default: {
          this.#begin();
          let at = this.#at + 1;
          while (at < text.length && ENDS_WORD[text.charCodeAt(at)] !== 1) at++;
          this.#at = at;
          this.#last = text.charCodeAt(at - 1);
        }
      }
    }
    while (this.#block > 0) this.#leave(text.length, false);
    this.#endStatement(text.length);
  }

  #begin(): void {
    if (this.#statement >= 0) return;
    if (this.#block > 0) this.#recover();
    this.#statement = this.starts.length;
    this.starts.push(this.#at);
    this.ends.push(this.#at);
    this.owners.push(this.#block);
  }

  #endStatement(end: number): void {
    if (this.#statement >= 0) this.ends[this.#statement] = end;
    this.#statement = -1;
    this.#sets = 0;
    this.#last = 0;
  }

  /** Leaves blocks that cannot hold the block that begins here. */
  #recover(): void {
    NEXT_BLOCK.lastIndex = this.#at;
    const next = NEXT_BLOCK.exec(this.text);
    if (!next) return;
    const parents = BLOCKS[next[1]!.replace(/\s+/, ' ')]!;
    const isTop = wordCount(next[2]!) > 1;
    const fits = (block: Block) => (isTop ? block.keyword === 'file' : parents.includes(block.keyword));
    let holder: number = this.#block;
    while (holder >= 0 && !fits(this.blocks[holder]!)) holder = this.blocks[holder]!.parent;
    if (holder < 0) return;
    while (this.#block !== holder) this.#leave(this.#at, false);
  }

  #newline(): void {
    const { text } = this;
    if (this.#statement < 0) return;
    const before = this.#at - 1;
    const backslash = text.charCodeAt(before) === 13 ? before - 1 : before;
    if (text.charCodeAt(backslash) === BACKSLASH) return;
    if (this.#sets > 0 && !this.#listEndsHere()) return;
    this.#endStatement(this.#at);
  }

  /** True when the lines below cannot belong to the list whose brace is open. */
  #listEndsHere(): boolean {
    const { text } = this;
    const next = skipBlank(text, this.#at + 1);
    const c = text.charCodeAt(next);
    if (c === COMMA || c === CLOSE) return false;
    if (this.#last !== COMMA && this.#last !== OPEN) return true;
    NEXT_BLOCK.lastIndex = next;
    return NEXT_BLOCK.test(text);
  }

  #open(): void {
    this.#begin();
    const at = this.#at++;
    this.#last = OPEN;
    if (this.#sets > 0) {
      this.#sets++;
      return;
    }
    const header = this.#header(this.starts[this.#statement]!, at);
    if (!header) {
      this.#sets++;
      return;
    }
    const block = this.blocks.length;
    this.blocks.push({
      ...header,
      start: this.starts[this.#statement]!,
      open: at,
      close: this.text.length,
      isClosed: false,
      parent: this.#block,
      depth: this.blocks[this.#block]!.depth + 1,
      statement: this.#statement,
    });
    this.#block = block;
    this.#statement = -1;
    this.#last = 0;
  }

  #header(start: number, end: number): { keyword: string; words: string[] } | undefined {
    // No header is this long; what is, is a list.
    if (end - start > 2000) return undefined;
    const parent = this.blocks[this.#block]!.keyword;
    // In a rule only a chain without a name can begin.
    if (CHAINS.has(parent) && !/(?:jump|goto)\s*$/.test(this.text.slice(Math.max(start, end - 12), end))) return undefined;
    const text = this.text
      .slice(start, end)
      .replace(/#.*$/gm, ' ')
      .replace(/\\\r?\n/g, ' ')
      .trim();
    const match = HEADER.exec(text);
    const keyword = match?.[1]?.replace(/\s+/, ' ');
    if (match && keyword !== undefined && BLOCKS[keyword]!.includes(parent))
      return { keyword, words: match[2]!.split(/\s+/).filter((word) => word !== '') };
    const jump = JUMP.exec(text)?.[1];
    return jump && BLOCKS[jump]!.includes(parent) ? { keyword: jump, words: [] } : undefined;
  }

  #close(): void {
    const at = this.#at++;
    if (this.#sets > 0) {
      this.#sets--;
      this.#last = CLOSE;
      return;
    }
    this.#endStatement(at);
    if (this.#block > 0) this.#leave(at, true);
  }

  /** Ends the innermost block, and with it the statement that opened it, except for a chain without a name: its rule may go on. */
  #leave(at: number, closed: boolean): void {
    const block = this.blocks[this.#block]!;
    this.#endStatement(at);
    block.close = at;
    block.isClosed = closed;
    this.#statement = block.statement;
    this.#block = block.parent;
    if (!closed || !JUMP.test(block.keyword)) this.#endStatement(closed ? at + 1 : at);
    else this.#last = CLOSE;
  }
}

function lineEnd(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}

/** The next offset that is no blank, newline or comment. */
function skipBlank(text: string, from: number): number {
  let at = from;
  for (;;) {
    const c = text.charCodeAt(at);
    if (c === HASH) at = lineEnd(text, at);
    else if (c === 32 || c === 9 || c === 13 || c === NEWLINE) at++;
    else return at;
  }
}

function wordCount(text: string): number {
  return text.trim().split(/\s+/).length;
}

/** The table that a block belongs to or is: family and name; undefined at the top of the file. */
export function tableOfBlocks(
  path: readonly Pick<Block, 'keyword' | 'words'>[],
): { readonly family: string; readonly name: string } | undefined {
  for (const { keyword, words } of path) {
    if (keyword === 'table') return words.length > 0 ? familyAndRest(words, 1) : undefined;
    if (keyword !== 'file' && words.length > 1) return familyAndRest(words, 2);
  }
  return undefined;
}

/** Splits `[family] TABLE …` where `count` words are names. */
function familyAndRest(words: readonly string[], count: number): { family: string; name: string } | undefined {
  const hasFamily = words.length > count && FAMILIES.includes(words[0]!);
  const name = words[hasFamily ? 1 : 0];
  return name === undefined ? undefined : { family: hasFamily ? words[0]! : 'ip', name };
}
