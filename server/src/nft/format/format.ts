import type { Range } from '../../base/range.ts';
import { hasError } from '../../syntax/nft/flat-tree.ts';
import { parseNft } from '../../syntax/nft/parse.ts';
import { tokensOf } from '../../syntax/nft/tokens.ts';
import { BlockMap } from '../blocks.ts';
import type { NftFile } from '../file.ts';
import { type Gap, Layout, type Style } from './layout.ts';

/** One replacement. */
export interface FormatEdit {
  readonly range: Range;
  readonly newText: string;
}

/**
 * The edits that lay a text out: one blank between words, lines indented by the blocks and lists around them, comments where they
 * are. Only blanks and newlines change, and only where they mean nothing; broken statements (`broken`, in order) and blocks that
 * are not closed stay as they are. With `within` only the lines that it touches.
 */
export function formatEdits(map: BlockMap, broken: readonly Range[], style: Style, within?: Range): FormatEdit[] {
  const { text } = map;
  const kept = keptRanges(map, broken);
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
  const edits = wholeFileEdits(file, new BlockMap(file.plain), style);
  return applied(file.original, edits);
}

/** The edits that lay a whole file out; none where they would change what it says. */
export function wholeFileEdits(file: NftFile, map: BlockMap, style: Style): FormatEdit[] {
  const edits = formatEdits(map, brokenIn(file), style);
  return saysTheSame(file.plain, applied(file.plain, edits)) ? edits : [];
}

/** Statements that nft does not understand: they stay as they are. */
export function brokenIn(file: NftFile): readonly Range[] {
  return file.readings.flatMap(({ removed }) => removed);
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

/** True when two texts have the same tokens, newlines aside, and the second parses where the first does. */
export function saysTheSame(before: string, after: string): boolean {
  if (before === after) return true;
  const [a, b] = [read(before), read(after)];
  return (a.broken || !b.broken) && a.words.length === b.words.length && a.words.every((word, index) => word === b.words[index]);
}

function read(text: string): { words: string[]; broken: boolean } {
  const tree = parseNft(text);
  const words = tokensOf(tree)
    .map(({ start, end }) => text.slice(start, end))
    .filter((word) => word.trim() !== '');
  const broken = hasError(tree);
  tree.delete();
  return { words, broken };
}

/** Broken statements and unclosed blocks, in order and joined where they meet. */
function keptRanges(map: BlockMap, broken: readonly Range[]): Range[] {
  const all = map.blocks.filter(({ isClosed }) => !isClosed).map(({ start, close }) => ({ start, end: close }));
  const sorted = [...all, ...broken].filter(({ start, end }) => start < end).sort((a, b) => a.start - b.start);
  const out: { start: number; end: number }[] = [];
  for (const { start, end } of sorted) {
    const last = out.at(-1);
    if (last && start <= last.end) last.end = Math.max(last.end, end);
    else out.push({ start, end });
  }
  return out;
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
