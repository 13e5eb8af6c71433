import { changeBetween } from '../base/text-diff.ts';
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

  /** `before` is the map of the text before an edit: what the edit left alone is taken over. */
  constructor(
    readonly text: string,
    before?: BlockMap,
  ) {
    const scan = before ? Scan.after(before.#known(), before.text, text) : new Scan(text);
    scan.run();
    this.blocks = scan.blocks;
    this.#starts = scan.starts;
    this.#ends = scan.ends;
    this.#owners = scan.owners;
  }

  #known(): Known {
    return { blocks: this.blocks, starts: this.#starts, ends: this.#ends, owners: this.#owners };
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
    return lastUpTo(openings(this.blocks), offset);
  }

  #lastBefore(offset: number): number {
    return lastUpTo(this.#starts, offset);
  }
}

/** Numbers in rising order. */
interface Rising {
  readonly length: number;
  at(index: number): number | undefined;
}

/** Where the blocks' braces stand: blocks are in the order of their braces. */
function openings(blocks: readonly Block[]): Rising {
  return { length: blocks.length, at: (index) => blocks[index]!.open };
}

/** Index of the last number that is not above the limit; -1 when all are. */
function lastUpTo(numbers: Rising, limit: number): number {
  let low = -1;
  let high = numbers.length;
  while (low + 1 < high) {
    const middle = (low + high) >> 1;
    if (numbers.at(middle)! <= limit) low = middle;
    else high = middle;
  }
  return low;
}

/** What a scan of a text finds: blocks, and statements by the order of their beginnings. */
interface Known {
  readonly blocks: readonly Block[];
  readonly starts: readonly number[];
  readonly ends: readonly number[];
  readonly owners: readonly number[];
}

/** What is known of the text before an edit, from where on it may hold again, and by how much it has moved. */
interface Ahead {
  readonly known: Known;
  readonly from: number;
  readonly delta: number;
  /** Blocks that were opened before the scan began. */
  readonly blocks: number;
  /** Statements that began before the scan began. */
  readonly statements: number;
  /** The known statement to compare with next. */
  next: number;
}

/** How many statements before an edit are read again: their ends depend on what comes next. */
const LOOK_BACK = 2;

class Scan {
  readonly blocks: Mutable<Block>[] = [];
  readonly starts: number[] = [];
  readonly ends: number[] = [];
  readonly owners: number[] = [];
  #ahead: Ahead | undefined;
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

  /** A scan that goes on from shortly before the place where two texts differ. */
  static after(known: Known, before: string, text: string): Scan {
    const scan = new Scan(text);
    const { start, newEnd } = changeBetween(before, text);
    const index = lastUpTo(known.starts, start - 1) - LOOK_BACK;
    const statements = Math.max(0, index);
    const blocks = index > 0 ? lastUpTo(openings(known.blocks), known.starts[index]! - 1) + 1 : 1;
    scan.#ahead = { known, from: newEnd, delta: text.length - before.length, blocks, statements, next: statements };
    if (index > 0) scan.#resume(known, index, blocks);
    return scan;
  }

  /** Takes over what stands before a statement, and begins with that. */
  #resume(known: Known, index: number, blocks: number): void {
    for (let i = 1; i < blocks; i++) this.blocks.push(known.blocks[i]!);
    for (let i = 0; i < index; i++) {
      this.starts.push(known.starts[i]!);
      this.ends.push(known.ends[i]!);
      this.owners.push(known.owners[i]!);
    }
    this.#at = known.starts[index]!;
    this.#block = known.owners[index]!;
    for (let i = this.#block; i > 0; i = this.blocks[i]!.parent)
      this.blocks[i] = { ...this.blocks[i]!, close: this.text.length, isClosed: false };
  }

  /** Takes over all that follows, if a statement begins here as one did before the edit. */
  #meets(): boolean {
    const ahead = this.#ahead;
    const at = this.#at;
    if (!ahead || at < ahead.from || this.#block >= ahead.blocks) return false;
    const { known, delta } = ahead;
    while (ahead.next < known.starts.length && known.starts[ahead.next]! < at - delta) ahead.next++;
    const from = ahead.next;
    if (known.starts[from] !== at - delta || known.owners[from] !== this.#block) return false;
    const moved = this.starts.length - from;
    const firstBlock = lastUpTo(openings(known.blocks), at - delta - 1) + 1;
    const movedBlocks = this.blocks.length - firstBlock;
    const blockOf = (block: number) => (block < firstBlock ? block : block + movedBlocks);
    for (let i = from; i < known.starts.length; i++) {
      this.starts.push(known.starts[i]! + delta);
      this.ends.push(known.ends[i]! + delta);
      this.owners.push(blockOf(known.owners[i]!));
    }
    for (let i = firstBlock; i < known.blocks.length; i++) {
      const block = known.blocks[i]!;
      this.blocks.push({
        ...block,
        start: block.statement < from ? block.start : block.start + delta,
        open: block.open + delta,
        close: block.close + delta,
        parent: blockOf(block.parent),
        statement: block.statement < from ? block.statement : block.statement + moved,
      });
    }
    for (let i = this.#block; i > 0; i = this.blocks[i]!.parent) {
      const block = this.blocks[i]!;
      const { close, isClosed, statement } = known.blocks[i]!;
      block.close = close + delta;
      block.isClosed = isClosed;
      this.ends[statement] = known.ends[statement]! + delta;
    }
    return true;
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
          if (!this.#begin()) return;
          this.#open();
          break;
        case CLOSE:
          this.#close();
          break;
        case QUOTE: {
          if (!this.#begin()) return;
          const end = text.indexOf('"', this.#at + 1);
          const line = lineEnd(text, this.#at);
          this.#at = end < 0 || end > line ? line : end + 1;
          this.#last = QUOTE;
          break;
        }
        case COMMA:
          if (!this.#begin()) return;
          this.#at++;
          this.#last = COMMA;
          break;
        default: {
          if (!this.#begin()) return;
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

  /** Begins a statement unless one has begun. False when the rest is known, so that there is nothing left to read. */
  #begin(): boolean {
    if (this.#statement >= 0) return true;
    if (this.#block > 0) this.#recover();
    if (this.#meets()) return false;
    this.#statement = this.starts.length;
    this.starts.push(this.#at);
    this.ends.push(this.#at);
    this.owners.push(this.#block);
    return true;
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
