import { nearest } from '../../base/nearest.ts';
import { type BlockKind, IN_TABLE } from './blocks.ts';

/** A piece of a text between two separators: a rule, a property, a directive, a command. */
export interface Statement {
  readonly kind: 'statement';
  readonly context: BlockKind;
  /** UTF-16 offsets, without the separator. */
  readonly start: number;
  readonly end: number;
  /** A quote that is not closed before the statement ends, or a brace. */
  readonly unclosed?: number | undefined;
}

/** A piece of a text with braces that hold statements. */
export interface Block {
  readonly kind: 'block';
  readonly context: BlockKind;
  /** Undefined when its first word says nothing. */
  readonly block: BlockKind | undefined;
  readonly start: number;
  /** Where its header ends: the offset of `{`, or where it should have been. */
  readonly open: number;
  readonly hasOpen: boolean;
  readonly children: Segment[];
  /** Offset of `}`; undefined when it is missing. */
  close: number | undefined;
  /** Behind `}`, or where the block ends without one. */
  end: number;
}

/** A closing brace that closes nothing. */
export interface StrayBrace {
  readonly kind: 'stray';
  readonly context: BlockKind;
  readonly start: number;
  readonly end: number;
}

export type Segment = Statement | Block | StrayBrace;

const NAME = String.raw`[A-Za-z_.][\w./-]*|\d[\w.:/-]*`;
const OBJECT = String.raw`(table|chain|set|map|flowtable|counter|quota|limit|secmark|synproxy|tunnel|ct\s+(?:helper|timeout|expectation|count))`;
/** Behind the name of a table, chain or set comes its brace; inside another block that means that one was not closed. */
const RESYNC = new RegExp(
  String.raw`(?:table\s+(?:(?:ip|ip6|inet|arp|bridge|netdev)\s+)?|(?:chain|set|map|flowtable)\s+)(?:${NAME})[ \t]*\{`,
  'y',
);
const TABLE = new RegExp(String.raw`table\s+(?:(?:ip|ip6|inet|arp|bridge|netdev)\s+)?(?:${NAME})[ \t]*\{`, 'y');
/** Anything with a name and a brace behind it. */
const BLOCK_START = new RegExp(String.raw`(?:(?:add|create)\s+)?${OBJECT}\s+(?:(?:${NAME})[ \t]+){0,3}\{`, 'y');
const HEADER = new RegExp(String.raw`(?:(?:add|create)\s+)?${OBJECT}\b`, 'y');
/** What can stand between the first word of a header and its brace. */
const TO_BRACE = /[^\n;{}#"]*/y;
const UNKNOWN_HEADER = new RegExp(String.raw`([A-Za-z]\w*)(?:[ \t]+(?:${NAME})){0,3}[ \t]*\{`, 'y');

/**
 * Cuts a text into statements and blocks by separators, braces, quotes and first words alone, whatever they say. It is what is
 * left when the grammar does not fit: a broken statement does not reach beyond its line, and a brace that is missing is noticed
 * where something begins that cannot stand inside that block.
 */
export function segmentsOf(text: string): Block {
  return new Segmenter(text).file();
}

class Segmenter {
  #at = 0;
  /** Closing braces without opening ones in the whole text; negative when some are not closed. */
  readonly #surplus: number;

  constructor(private readonly text: string) {
    this.#surplus = surplusOf(text);
  }

  file(): Block {
    const block: Block = {
      kind: 'block',
      context: 'file',
      block: 'file',
      start: 0,
      open: 0,
      hasOpen: true,
      children: [],
      close: undefined,
      end: this.text.length,
    };
    this.#children(block, []);
    return block;
  }

  /** Reads what stands in a block up to its closing brace, which stays for the caller, or to where the block cannot go on. */
  #children(block: Block, outer: readonly BlockKind[]): void {
    const context = block.block ?? 'chain';
    for (;;) {
      this.#skipBlank();
      if (this.#at >= this.text.length) return;
      if (this.text[this.#at] === '}') {
        if (context !== 'file' && !this.#isStray(block)) return;
        block.children.push({ kind: 'stray', context, start: this.#at, end: ++this.#at });
        continue;
      }
      if (outer.length > 0 && this.#belongsOutside(context)) return;
      block.children.push(this.#segment(context, outer));
    }
  }

  /** True when the brace at hand, of which the text has too many, stands deeper than the block that it would close. */
  #isStray(block: Block): boolean {
    if (this.#surplus <= 0 || !this.#isFirstOnLine(this.#at) || !this.#isFirstOnLine(block.start)) return false;
    return this.#indentAt(this.#at) > this.#indentAt(block.start);
  }

  /** True when a brace, of which the text has too few, stands further out than the block at hand: it closes one around it. */
  #closesOuter(block: Block): boolean {
    if (this.#surplus >= 0 || !this.#isFirstOnLine(this.#at) || !this.#isFirstOnLine(block.start)) return false;
    return this.#indentAt(this.#at) < this.#indentAt(block.start);
  }

  /** True when something begins here that can only stand further out. */
  #belongsOutside(context: BlockKind): boolean {
    return this.#matches(context === 'table' ? TABLE : RESYNC) !== undefined;
  }

  #matches(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#at;
    return pattern.exec(this.text) ?? undefined;
  }

  #segment(context: BlockKind, outer: readonly BlockKind[]): Segment {
    if (context === 'file' || context === 'table') {
      const header = this.#matches(HEADER);
      const known = header && this.#header(header[1]!.replace(/\s+/g, ' ') as BlockKind, context, header[0].length);
      if (known) return this.#block(known, context, outer);
      const unknown = header ? undefined : this.#matches(UNKNOWN_HEADER);
      if (unknown && !/^(?:define|redefine|element|add|create|insert|delete|destroy|get|reset|elements)$/.test(unknown[1]!)) {
        const block = nearest(unknown[1]!, ['table', ...IN_TABLE]) as BlockKind | undefined;
        return this.#block({ block, open: this.#at + unknown[0].length - 1, hasOpen: true }, context, outer);
      }
    }
    return this.#statement(context);
  }

  /** Where the brace of a header is; undefined when this is no block. */
  #header(block: BlockKind, context: BlockKind, length: number): Header | undefined {
    if (context === 'table' && !IN_TABLE.includes(block)) return undefined;
    const from = this.#at + length;
    TO_BRACE.lastIndex = from;
    const to = from + TO_BRACE.exec(this.text)![0].length;
    if (this.text[to] === '{') return { block, open: to, hasOpen: true };
    if (this.text[to] !== '\n' && this.text[to] !== '#' && to < this.text.length) return undefined;
    const next = this.#significantAfter(to);
    if (this.text[next] === '{') return { block, open: next, hasOpen: true };
    // In a table, a chain or set always has a body; at the top, these are commands that need none.
    const name = this.text.slice(from, to).trim();
    if (context === 'file' || name === '' || /\s/.test(name) || !['chain', 'set', 'map', 'flowtable'].includes(block))
      return undefined;
    return { block, open: from + this.text.slice(from, to).trimEnd().length, hasOpen: false };
  }

  #block({ block, open, hasOpen }: Header, context: BlockKind, outer: readonly BlockKind[]): Block {
    const start = this.#at;
    this.#at = hasOpen ? open + 1 : open;
    const out: Block = { kind: 'block', context, block, start, open, hasOpen, children: [], close: undefined, end: this.#at };
    this.#children(out, [...outer, context]);
    if (this.text[this.#at] === '}' && !this.#closesOuter(out)) out.close = this.#at++;
    out.end = out.close === undefined ? this.#lastSignificant(this.#at, start) : this.#at;
    return out;
  }

  #statement(context: BlockKind): Statement {
    const { text } = this;
    const start = this.#at;
    const indent = this.#indentAt(start);
    const braces: { readonly at: number; readonly holdsStatements: boolean }[] = [];
    let unclosed: number | undefined;
    let i = start;
    scan: for (; i < text.length; i++) {
      switch (text[i]) {
        case '"': {
          const close = text.indexOf('"', i + 1);
          const line = this.#lineEnd(i);
          if (close < 0 || close > line) {
            unclosed = i;
            i = line;
            break scan;
          }
          i = close;
          break;
        }
        case '#':
          i = this.#lineEnd(i) - 1;
          break;
        case '\\':
          if (text[i + 1] === '\n') i++;
          else if (text[i + 1] === '\r' && text[i + 2] === '\n') i += 2;
          break;
        case '{':
          braces.push({
            at: i,
            holdsStatements: context === 'tunnel' || /\b(?:jump|goto)\s*$/.test(text.slice(Math.max(start, i - 40), i)),
          });
          break;
        case '}':
          if (braces.length > 0) braces.pop();
          else if (!this.#goesOnBehind(i, start)) break scan;
          break;
        case ';':
          if (braces.length === 0 || !braces[braces.length - 1]!.holdsStatements) break scan;
          break;
        case '\n':
          if (braces.length === 0 || this.#braceEndsHere(i, start, indent, braces[braces.length - 1]!)) break scan;
          break;
        default:
      }
    }
    this.#at = i;
    return {
      kind: 'statement',
      context,
      start,
      end: this.#lastSignificant(i, start),
      unclosed: unclosed ?? braces[braces.length - 1]?.at,
    };
  }

  /** True when a closing brace in the middle of a line cannot be the end of a block, because the line goes on. */
  #goesOnBehind(brace: number, start: number): boolean {
    if (brace === start) return false;
    let next = brace + 1;
    while (this.text[next] === ' ' || this.text[next] === '\t') next++;
    if (next >= this.text.length || /[\n\r;#}\\]/.test(this.text[next]!)) return false;
    BLOCK_START.lastIndex = next;
    return !BLOCK_START.test(this.text);
  }

  /** True when the text between braces cannot go on behind the newline at `i`. */
  #braceEndsHere(i: number, start: number, indent: number, brace: { readonly holdsStatements: boolean }): boolean {
    const next = this.#significantAfter(i);
    if (next >= this.text.length) return true;
    RESYNC.lastIndex = next;
    if (RESYNC.test(this.text)) return true;
    const c = this.text[next]!;
    if (c === '}' && this.#isFirstOnLine(next) && this.#isFirstOnLine(start) && this.#indentAt(next) < indent) return true;
    if (brace.holdsStatements || c === '}' || c === ',') return false;
    const before = this.text[this.#lastSignificant(i, start) - 1];
    return before !== ',' && before !== '{';
  }

  /** Goes to the next character that is no blank, separator or comment. */
  #skipBlank(): void {
    const { text } = this;
    for (; this.#at < text.length; this.#at++) {
      const c = text[this.#at]!;
      if (c === '#') this.#at = this.#lineEnd(this.#at) - 1;
      else if (c === '\\' && /^\\\r?\n/.test(text.slice(this.#at, this.#at + 3))) this.#at++;
      else if (!/[\s;]/.test(c)) return;
    }
  }

  /** The next offset from `from` on that holds neither a blank, a newline nor a comment. */
  #significantAfter(from: number): number {
    let i = from;
    for (; i < this.text.length; i++) {
      const c = this.text[i]!;
      if (c === '#') i = this.#lineEnd(i) - 1;
      else if (!/\s/.test(c)) break;
    }
    return i;
  }

  /** Behind the last character before `to` that is no blank and in no comment at the end of its line; not before `from`. */
  #lastSignificant(to: number, from: number): number {
    let end = from;
    for (let i = from; i < to; i++) {
      const c = this.text[i]!;
      if (c === '#') i = this.#lineEnd(i) - 1;
      else if (c === '"') {
        const close = this.text.indexOf('"', i + 1);
        const line = this.#lineEnd(i);
        i = close < 0 || close > line ? Math.min(line, to) - 1 : close;
        end = i + 1;
      } else if (!/\s/.test(c)) end = i + 1;
    }
    return Math.max(end, from);
  }

  #lineEnd(from: number): number {
    const end = this.text.indexOf('\n', from);
    return end < 0 ? this.text.length : end;
  }

  #indentAt(offset: number): number {
    const start = this.text.lastIndexOf('\n', offset - 1) + 1;
    let column = 0;
    for (let i = start; i < offset && /[ \t]/.test(this.text[i]!); i++) column += this.text[i] === '\t' ? 8 : 1;
    return column;
  }

  #isFirstOnLine(offset: number): boolean {
    return /^[ \t]*$/.test(this.text.slice(this.text.lastIndexOf('\n', offset - 1) + 1, offset));
  }
}

/** Closing braces less opening ones, outside comments and quotes that are closed on their line. */
function surplusOf(text: string): number {
  let surplus = 0;
  for (const [match] of text.matchAll(/#[^\n]*|"[^"\n]*"|[{}]/g)) {
    if (match === '}') surplus++;
    else if (match === '{') surplus--;
  }
  return surplus;
}

interface Header {
  readonly block: BlockKind | undefined;
  readonly open: number;
  readonly hasOpen: boolean;
}
