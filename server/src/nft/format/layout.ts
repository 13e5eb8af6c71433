import type { Range } from '../../base/range.ts';
import type { Block, BlockMap } from '../blocks.ts';
import { type Lexeme, lexemes } from './lexemes.ts';

/** How a file is laid out. */
export interface Style {
  /** Blanks per level; undefined means tabs. */
  readonly indent: number | undefined;
}

/** What stands between two lexemes, before and after. Offsets are those of the text. */
export interface Gap extends Range {
  newText: string;
}

/** An open brace: of a block, or of a list of values. */
interface Open {
  readonly block: Block | undefined;
  /** It is laid out over several lines. */
  readonly isSpread: boolean;
}

/** A comment behind something on its line. */
interface Trailing {
  readonly gap: Gap;
  /** Columns of the `#` as it stands, and of what stands before it in the new layout. */
  readonly column: number;
  readonly before: number;
  readonly depth: number;
}

const TAB = 8;
/** Blocks whose lists cannot be broken everywhere: nft takes a newline there only behind a comma. */
const RIGID = /^(?:flowtable|ct timeout)$/;

/**
 * Decides what stands between the lexemes from one offset to another. `from` is the beginning of a statement or of the text.
 * Pieces of text in `kept` stay as they are, with what stands around them.
 */
export class Layout {
  readonly gaps: Gap[] = [];
  readonly #stack: Open[] = [];
  #previous: Lexeme | undefined;
  #continued = false;
  #column = 0;
  #lineDepth = 0;
  #comments: Trailing[] = [];
  #nextStatement: number;
  readonly #eol: string;

  constructor(
    private readonly map: BlockMap,
    private readonly style: Style,
    from: number,
    private readonly to: number,
    private readonly kept: readonly Range[],
  ) {
    this.#nextStatement = map.statementFrom(from);
    this.#eol = map.text.includes('\r\n') ? '\r\n' : '\n';
    if (from > 0) this.#enter(map.blockAt(from));
    this.#run(from);
  }

  get #text(): string {
    return this.map.text;
  }

  #run(from: number): void {
    for (const lexeme of lexemes(this.#text, from, this.to, this.kept)) this.#lexeme(lexeme);
    this.#flush();
    if (this.to >= this.#text.length && this.#previous) this.#end(this.#previous);
  }

  /** The text ends with one newline. */
  #end(last: Lexeme): void {
    if (last.kind === 'kept') return;
    this.gaps.push({ start: last.end, end: this.#text.length, newText: this.#eol });
  }

  #lexeme(lexeme: Lexeme): void {
    const before = this.#previous;
    const closes = lexeme.kind === 'close' ? this.#stack.at(-1) : undefined;
    this.#synchronise(lexeme);
    if (before) this.#between(before, lexeme, closes);
    else if (lexeme.kind !== 'kept' && lexeme.start > 0 && this.#text.slice(0, lexeme.start).trim() === '')
      this.gaps.push({ start: 0, end: lexeme.start, newText: '' });
    this.#column += lexeme.end - lexeme.start;
    if (lexeme.kind === 'open') this.#open(lexeme);
    else if (lexeme.kind === 'close') this.#stack.pop();
    else if (lexeme.kind === 'continuation') this.#continued = true;
    this.#previous = lexeme;
  }

  // --- where we are

  /** At the beginning of a statement what is open is known for sure. */
  #synchronise({ start, end }: Lexeme): void {
    const { map } = this;
    let block: number | undefined;
    while (this.#nextStatement < map.statementCount && map.statement(this.#nextStatement).start < end) {
      block = map.statement(this.#nextStatement).block;
      if (map.statement(this.#nextStatement).start !== start) block = undefined;
      this.#nextStatement++;
    }
    if (block === undefined) return;
    this.#continued = false;
    if (this.#stack.length !== map.blocks[block]!.depth) this.#enter(block);
  }

  #enter(block: number): void {
    const { map } = this;
    this.#stack.length = 0;
    for (let index = block; index > 0; index = map.blocks[index]!.parent) this.#stack.unshift(this.#opened(map.blocks[index]!));
  }

  #opened(block: Block): Open {
    const newline = this.#text.indexOf('\n', block.open);
    return { block, isSpread: newline >= 0 && newline < block.close };
  }

  #open({ start }: Lexeme): void {
    const block = this.map.blockOpenedAt(start);
    if (block) {
      this.#stack.push(this.#opened(block));
      return;
    }
    const close = closingBrace(this.#text, start, this.kept);
    const newline = this.#text.indexOf('\n', start);
    const isRigid = this.#stack.some((open) => open.block && RIGID.test(open.block.keyword)) || this.#isDeviceList(start);
    this.#stack.push({ block: undefined, isSpread: !isRigid && close !== undefined && newline >= 0 && newline < close });
  }

  #isDeviceList(open: number): boolean {
    return /\bdevices\s*=\s*$/.test(this.#text.slice(Math.max(0, open - 40), open));
  }

  get #depth(): number {
    return this.#stack.length + (this.#continued ? 1 : 0);
  }

  // --- what stands between

  #between(before: Lexeme, lexeme: Lexeme, closes: Open | undefined): void {
    const start = before.end;
    const { start: end } = lexeme;
    const text = this.#text.slice(start, end);
    const lines = text.split('\n').length - 1;
    if (before.kind === 'kept' || lexeme.kind === 'kept') {
      this.#flush();
      const line = text.lastIndexOf('\n') + 1;
      if (lexeme.kind === 'kept' || line === 0) this.#column += columns(text, 0);
      else this.gaps.push({ start: start + line, end, newText: this.#indentation(closes && lexeme.kind === 'close' ? 1 : 0) });
      return;
    }
    const gap: Gap = { start, end, newText: '' };
    this.gaps.push(gap);
    if (lines > 0 || this.#breaks(before, lexeme, closes)) {
      this.#newLine(gap, before, lexeme, closes, lines);
      return;
    }
    gap.newText = lexeme.kind === 'comment' ? ' ' : this.#blank(before, lexeme, text);
    if (lexeme.kind === 'comment') this.#trailing(gap);
    this.#column += gap.newText.length;
  }

  /** True where a line has to end although it does not yet. */
  #breaks(before: Lexeme, lexeme: Lexeme, closes: Open | undefined): boolean {
    if (lexeme.kind === 'comment') return false;
    if (before.kind === 'open' && this.#stack.at(-1)?.isSpread) return true;
    return lexeme.kind === 'close' && closes?.isSpread === true && before.kind !== 'open';
  }

  #newLine(gap: Gap, before: Lexeme, lexeme: Lexeme, closes: Open | undefined, lines: number): void {
    const isInner = before.kind === 'open' || lexeme.kind === 'close';
    const empty = lines > 1 && !isInner ? 1 : 0;
    if (before.kind !== 'continuation' && !this.#isInList()) this.#continued = false;
    // A comment of its own, or a line without one, ends the column of comments.
    if (this.#comments.length > 0 && (before.kind !== 'comment' || empty > 0 || lexeme.kind === 'comment')) this.#flush();
    gap.newText = `${this.#eol.repeat(empty + 1)}${this.#indentation(lexeme.kind === 'close' && closes ? 1 : 0)}`;
  }

  /** Begins a line: what stands in front of it. `closed` blocks end with its first word. */
  #indentation(closed: number): string {
    const depth = Math.max(0, this.#depth - closed);
    const { indent } = this.style;
    this.#column = depth * (indent ?? TAB);
    this.#lineDepth = depth;
    return indent === undefined ? '\t'.repeat(depth) : ' '.repeat(depth * indent);
  }

  /** What separates two lexemes on one line. */
  #blank(before: Lexeme, lexeme: Lexeme, text: string): string {
    if (before.kind === 'open' || lexeme.kind === 'close') return ' ';
    if (lexeme.kind === 'comma' || lexeme.kind === 'semicolon') return '';
    if (before.kind === 'comma') return this.#isInList() ? ' ' : '';
    if (before.kind === 'semicolon' || before.kind === 'equals' || lexeme.kind === 'equals') return ' ';
    if (lexeme.kind === 'open' || lexeme.kind === 'continuation') return ' ';
    if (before.kind === 'close') return text === '' && !/[\w$@"]/.test(this.#text[lexeme.start]!) ? '' : ' ';
    return text === '' ? '' : ' ';
  }

  #isInList(): boolean {
    const open = this.#stack.at(-1);
    return open !== undefined && open.block === undefined;
  }

  // --- comments behind statements: those that stand below each other stay so

  #trailing(gap: Gap): void {
    const line = this.#text.lastIndexOf('\n', gap.start - 1) + 1;
    const column = columns(this.#text.slice(line, gap.end), 0);
    const last = this.#comments.at(-1);
    if (last && (last.column !== column || last.depth !== this.#lineDepth)) this.#flush();
    this.#comments.push({ gap, column, before: this.#column, depth: this.#lineDepth });
  }

  #flush(): void {
    if (this.#comments.length > 1) {
      const widest = Math.max(...this.#comments.map(({ before }) => before));
      for (const { gap, before } of this.#comments) gap.newText = ' '.repeat(widest - before + 1);
    }
    this.#comments = [];
  }
}

/** The column behind a text that begins at one, with tabs as wide as terminals show them. */
function columns(text: string, from: number): number {
  let column = from;
  for (const c of text) column = c === '\t' ? column + TAB - (column % TAB) : column + 1;
  return column;
}

/** The brace that closes the list which is opened at an offset. */
function closingBrace(text: string, open: number, kept: readonly Range[]): number | undefined {
  let depth = 0;
  for (const { kind, start } of lexemes(text, open, text.length, kept)) {
    if (kind === 'kept') return undefined;
    if (kind === 'open') depth++;
    else if (kind === 'close' && --depth === 0) return start;
  }
  return undefined;
}
