import type { Range } from '../../base/range.ts';
import { type Block, type BlockMap, type StatementSpan, tableOfBlocks } from '../../nft/blocks.ts';
import { blocksAround, programsOf } from './home.ts';
import { blockMapOf, type NftPlace } from './models.ts';

/**
 * The statement at a cursor, cut out with the headers of the blocks around it: a small text that can be read by itself, whatever
 * else the file holds. Long lists are shortened to the element at the cursor.
 */
export interface Excerpt {
  readonly text: string;
  /** The offset in {@link text} of the cursor; -1 when what stands there was left out. */
  readonly cursor: number;
  /** Where in {@link text} the statement begins and, without what closes the blocks, ends. */
  readonly statement: Range;
  /** The file that it is cut out of. */
  readonly map: BlockMap;
  /** The blocks around the statement, the file first. */
  readonly path: readonly Block[];
  /** The table around the statement. */
  readonly table: { readonly family: string; readonly name: string } | undefined;
  /** The blocks of other files around the place where this one is included, or those that must be there for it to make sense. */
  readonly home: readonly Pick<Block, 'keyword' | 'words'>[];
  /** Where an offset of {@link text} lies in the file; undefined for what the file does not have. */
  toFile(offset: number): number | undefined;
}

/** Statements that are longer than this are shortened. */
const LONG = 3000;

/** What must stand around a block without a table, in a file that nobody includes. */
export const UNKNOWN_HOME: Excerpt['home'] = [{ keyword: 'table', words: ['inet', 'fragment'] }];

interface Piece {
  /** Offset in the excerpt. */
  at: number;
  /** Offset in the file. */
  from: number;
  length: number;
}

class Builder {
  text = '';
  readonly pieces: Piece[] = [];

  constructor(private readonly source: string) {}

  copy(start: number, end: number): void {
    if (end <= start) return;
    this.pieces.push({ at: this.text.length, from: start, length: end - start });
    this.text += this.source.slice(start, end);
  }

  add(text: string): void {
    this.text += text;
  }

  toFile(offset: number): number | undefined {
    const piece = this.pieces.find(({ at, length }) => at <= offset && offset <= at + length);
    return piece && piece.from + offset - piece.at;
  }

  fromFile(offset: number): number {
    const piece = this.pieces.findLast(({ from, length }) => from <= offset && offset <= from + length);
    return piece ? piece.at + offset - piece.from : -1;
  }
}

/**
 * Cuts out the statement at an offset. With `upTo` only what stands before that offset is taken and the blocks stay open: what
 * somebody has typed so far.
 */
export function excerptAt(place: NftPlace, offset: number, upTo?: number): Excerpt {
  const map = blockMapOf(place.file.nft);
  const path = map.pathAt(offset);
  const statement = map.statementAt(offset);
  const builder = new Builder(map.text);
  const home = homeOf(place, path);
  for (const { keyword, words } of home) builder.add(`${[keyword, ...words].join(' ')} {\n`);
  for (const block of path.slice(1)) {
    const { start } = map.statement(block.statement);
    // A chain without a name stands inside a rule, which may be long.
    if (start === block.start && block.open - start <= LONG) builder.copy(start, block.open + 1);
    else builder.add(`${block.keyword} {`);
    builder.add('\n');
  }
  const start = builder.text.length;
  if (statement) copyStatement(builder, map, statement, offset, upTo);
  const end = builder.text.length;
  if (upTo === undefined) builder.add(`\n${'}\n'.repeat(home.length + path.length - 1)}`);
  return {
    text: builder.text,
    cursor: statement ? builder.fromFile(upTo ?? offset) : end,
    statement: { start, end },
    map,
    path,
    home,
    table:
      tableOfBlocks(home === UNKNOWN_HOME ? path : [...home, ...path]) ?? (statement && tableOfCommand(map, statement, path)),
    toFile: (at) => builder.toFile(at),
  };
}

function homeOf(place: NftPlace, path: readonly Block[]): Excerpt['home'] {
  const around = blocksAround(place.file.file, programsOf(place.host, place.file.file)[0]);
  if (around.length > 0) return around;
  const outer = path[1];
  return outer && outer.keyword !== 'table' && outer.words.length === 1 ? UNKNOWN_HOME : [];
}

/** The table that a block at the top of the file opens or belongs to, when the cursor is in its header. */
function tableOfCommand(map: BlockMap, statement: StatementSpan, path: readonly Block[]): Excerpt['table'] {
  const opened = map.blocks.find((block) => block.parent === 0 && block.start === statement.start);
  return opened && path.length === 1 ? tableOfBlocks([opened]) : undefined;
}

function copyStatement(
  builder: Builder,
  map: BlockMap,
  statement: StatementSpan,
  offset: number,
  upTo: number | undefined,
): void {
  const { start } = statement;
  const end = Math.min(statement.end, upTo ?? statement.end);
  if (end - start <= LONG) {
    builder.copy(start, end);
    return;
  }
  const block = map.blocks.find((candidate) => candidate.start === start && candidate.open > start);
  if (block && block.open < end && block.open - start <= LONG) {
    builder.copy(start, block.open + 1);
    if (upTo === undefined) builder.add('}');
    return;
  }
  shorten(builder, map.text, start, end, offset);
}

/** Copies a statement with a long list: its beginning, the element at the offset, and what closes the list. */
function shorten(builder: Builder, text: string, start: number, end: number, offset: number): void {
  const braces = bracesOf(text, start, end);
  const list = braces.find(({ close }) => (close ?? end) >= offset) ?? braces.at(-1);
  if (!list || list.open - start > LONG) {
    builder.copy(Math.max(start, Math.min(offset, end) - LONG), Math.min(end, offset + LONG));
    return;
  }
  builder.copy(start, list.open + 1);
  const inside = offset > list.open && offset <= (list.close ?? end);
  const element = inside
    ? elementAt(text, list.open + 1, list.close ?? end, offset)
    : elementAt(text, list.open + 1, end, list.open + 1);
  builder.copy(element.start, Math.min(element.end, element.start + LONG * 2));
  if (list.close !== undefined) builder.copy(list.close, Math.min(end, list.close + LONG));
}

/** The outermost braces of a statement, in order; `close` is missing for one that stays open. */
function bracesOf(text: string, start: number, end: number): { open: number; close: number | undefined }[] {
  const out: { open: number; close: number | undefined }[] = [];
  let depth = 0;
  for (const { sign, at } of signs(text, start, end)) {
    if (sign === '{' && depth++ === 0) out.push({ open: at, close: undefined });
    if (sign === '}' && depth > 0 && --depth === 0) out.at(-1)!.close = at;
  }
  return out;
}

/** The element of a list that holds or touches the offset, commas left out. */
function elementAt(text: string, start: number, end: number, offset: number): Range {
  let depth = 0;
  let from = start;
  for (const { sign, at } of signs(text, start, end)) {
    if (sign === '{') depth++;
    else if (sign === '}') depth--;
    else if (depth === 0 && at >= offset) return { start: from, end: at };
    else if (depth === 0) from = at + 1;
  }
  return { start: from, end };
}

/** Braces and commas that stand in no quotes and no comments. */
function* signs(text: string, start: number, end: number): Generator<{ sign: string; at: number }> {
  const pattern = /[{},]|"[^"\n]*"?|#[^\n]*/g;
  pattern.lastIndex = start;
  for (let match = pattern.exec(text); match && match.index < end; match = pattern.exec(text))
    if (match[0] === '{' || match[0] === '}' || match[0] === ',') yield { sign: match[0], at: match.index };
}

/** True when an offset stands in a comment or behind its `#`. */
export function isInComment(text: string, offset: number): boolean {
  const line = text.lastIndexOf('\n', offset - 1) + 1;
  const pattern = /"[^"\n]*"?|#/g;
  pattern.lastIndex = line;
  for (let match = pattern.exec(text); match && match.index < offset; match = pattern.exec(text))
    if (match[0] === '#') return true;
  return false;
}

/** True when an offset stands between quotes, as far as its line tells. */
export function isInQuotes(text: string, offset: number): boolean {
  const line = text.lastIndexOf('\n', offset - 1) + 1;
  const pattern = /"[^"\n]*("|$)|#[^\n]*/gm;
  pattern.lastIndex = line;
  for (let match = pattern.exec(text); match && match.index < offset; match = pattern.exec(text)) {
    if (match[0].startsWith('#')) return false;
    const end = match.index + match[0].length;
    if (offset < end || (match[1] === '' && offset === end)) return true;
    if (match[0] === '') pattern.lastIndex++;
  }
  return false;
}
