import type { Range } from '../../base/range.ts';
import { parseNft } from '../../syntax/nft/parse.ts';
import { tokensOf } from '../../syntax/nft/tokens.ts';
import { BlockMap } from '../blocks.ts';
import { type NftFile, parseNftFile } from '../file.ts';
import type { NftProblem } from '../problems.ts';
import { type Gap, Layout, type Style } from './layout.ts';
import { lexemes } from './lexemes.ts';

/** One replacement. */
export interface FormatEdit {
  readonly range: Range;
  readonly newText: string;
}

/** What of a file nft would not understand. */
export interface Damage {
  /** Broken statements, in order. */
  readonly statements: readonly Range[];
  /** Places from which on nobody knows what belongs to what. */
  readonly lost: readonly number[];
}

/** What the grammar refuses of a file. */
export function damageOf(file: NftFile): Damage {
  const statements = file.readings.flatMap(({ removed }) => removed);
  const lost: number[] = [];
  for (const problem of file.readings.flatMap(({ problems }) => problems)) {
    const { start: at } = problem.range;
    const isInStatement = statements.some(({ start, end }) => start <= at && at <= end);
    if (!isInStatement && !isHarmless(problem, file)) lost.push(at);
  }
  return { statements, lost };
}

/** Quotes of a word processor, line ends of Windows and missing separators break nothing that a formatter looks at. */
function isHarmless({ rule, range, fixes }: NftProblem, { original }: NftFile): boolean {
  const isSeparator = fixes.some(({ edits }) => edits.every(({ newText }) => newText === ';'));
  return rule === 'typographic-quote' || original[range.start] === '\r' || isSeparator;
}

/**
 * The edits that lay a text out: one blank between words, lines indented by the blocks and lists around them, comments where they
 * are. Only blanks and newlines change, and only where they mean nothing; what is broken and what belongs to blocks that are not
 * closed stays as it is. With `within` only the lines that it touches.
 */
export function formatEdits(map: BlockMap, damage: Damage, style: Style, within?: Range): FormatEdit[] {
  const { text } = map;
  const kept = keptRanges(map, damage);
  if (!within) {
    const { gaps } = new Layout(map, style, 0, text.length, kept);
    return gaps.filter(({ start, end, newText }) => text.slice(start, end) !== newText).map(edit);
  }
  const lines = { start: lineStart(text, within.start), end: lineEnd(text, within.end) };
  const { gaps } = new Layout(map, style, beginningBefore(map, lines.start), nextText(text, lines.end), kept);
  return gaps
    .filter(({ start, end }) => end >= lines.start && start <= lines.end)
    .map((gap) => cut(gap, text, lines))
    .filter(({ start, end, newText }) => text.slice(start, end) !== newText)
    .map(edit);
}

function edit({ start, end, newText }: Gap): FormatEdit {
  return { range: { start, end }, newText };
}

/** The part of a gap that lies in some lines: the indentation of the first one, the end of the last one. */
function cut(gap: Gap, text: string, lines: Range): Gap {
  let { start, end, newText } = gap;
  if (start < lines.start && newText.includes('\n')) {
    start = lineStart(text, end);
    newText = newText.slice(newText.lastIndexOf('\n') + 1);
  }
  if (end > lines.end && newText.includes('\n')) {
    end = lineEnd(text, start);
    newText = '';
  }
  return { start, end, newText };
}

/** Behind the first character from an offset on that is no blank. */
function nextText(text: string, offset: number): number {
  const match = /\S/g;
  match.lastIndex = offset;
  const found = match.exec(text);
  return found ? found.index + 1 : text.length;
}

/** Lays a whole file out. The same text where that would change what it says. */
export function formatFile(file: NftFile, style: Style): string {
  return applied(file.original, wholeFileEdits(file, new BlockMap(file.plain), style));
}

/** The edits that lay a whole file out; none where they would change what it says. */
export function wholeFileEdits(file: NftFile, map: BlockMap, style: Style): FormatEdit[] {
  const edits = formatEdits(map, damageOf(file), style);
  return edits.length === 0 || saysTheSame(file, applied(file.plain, edits)) ? edits : [];
}

/** A text after edits that are in order. */
export function applied(text: string, edits: readonly FormatEdit[]): string {
  const out: string[] = [];
  let at = 0;
  for (const { range, newText } of edits) {
    out.push(text.slice(at, range.start), newText);
    at = range.end;
  }
  out.push(text.slice(at));
  return out.join('');
}

/** True when what nft understands of a file and of another text are the same words in the same statements. */
export function saysTheSame(file: NftFile, after: string): boolean {
  const other = parseNftFile('', after);
  const [a, b] = [wordsOf(file), wordsOf(other)];
  const isSame = a.length === b.length && a.every((word, index) => word === b[index]);
  other.dispose();
  return isSame;
}

/** The words of a file, with a newline between statements; one beside a brace separates nothing. */
function wordsOf({ text }: NftFile): string[] {
  const tree = parseNft(text);
  const out: string[] = [];
  for (const { start, end } of tokensOf(tree)) {
    const word = text.slice(start, end);
    const isNewline = word.trim() === '' || word === ';';
    const last = out.at(-1);
    if (isNewline && (last === undefined || last === '\n' || last === '{')) continue;
    if (word === '}' && last === '\n') out.pop();
    out.push(isNewline ? '\n' : word);
  }
  if (out.at(-1) === '\n') out.pop();
  tree.delete();
  return out;
}

/**
 * What stays as it is, in order and apart from each other: broken statements, and where braces or quotes do not match all that
 * follows, from the beginning of its outermost block on: nobody knows what belongs to what.
 */
function keptRanges(map: BlockMap, { statements: broken, lost: unknown }: Damage): Range[] {
  const { text } = map;
  const lost = [
    ...unknown,
    ...map.blocks.filter(({ isClosed }) => !isClosed).map(({ start }) => start),
    ...broken.filter((range) => !isBalanced(text, range)).map(({ start }) => start),
  ];
  const limit = Math.min(text.length, ...lost.map((offset) => map.pathAt(offset)[1]?.start ?? offset));
  const out: { start: number; end: number }[] = [];
  const sorted = broken.filter(({ start, end }) => start < end && start < limit).sort((a, b) => a.start - b.start);
  for (const { start, end } of limit < text.length ? [...sorted, { start: limit, end: text.length }] : sorted) {
    const last = out.at(-1);
    if (last && start <= last.end) last.end = Math.max(last.end, end);
    else out.push({ start, end });
  }
  return out;
}

/** True when all braces and quotes of a piece of text match. */
function isBalanced(text: string, { start, end }: Range): boolean {
  let depth = 0;
  for (const { kind, start: at } of lexemes(text, start, end, [])) {
    if (kind === 'open') depth++;
    else if ((kind === 'close' && --depth < 0) || (kind === 'kept' && text[at] === '"')) return false;
  }
  return depth === 0;
}

/** Where to begin so that all that decides about a line is known: two statements before it. */
function beginningBefore(map: BlockMap, offset: number): number {
  const index = map.statementFrom(offset) - 3;
  return index < 0 ? 0 : map.statement(index).start;
}

function lineStart(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}

/** Where the line of an offset ends, before its newline. */
function lineEnd(text: string, offset: number): number {
  const end = text.indexOf('\n', offset);
  if (end < 0) return text.length;
  return text[end - 1] === '\r' ? end - 1 : end;
}
