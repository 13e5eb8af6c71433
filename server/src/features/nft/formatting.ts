import type { Range } from '../../base/range.ts';
import type { FileEdit } from '../../checks/finding.ts';
import { damageOf, type FormatEdit, formatEdits, wholeFileEdits } from '../../nft/format/format.ts';
import { lexemes } from '../../nft/format/lexemes.ts';
import type { Cursor, FormatOptions, Place } from '../provider.ts';
import { isInComment, isInQuotes } from './excerpt.ts';
import { blockMapOf } from './models.ts';

/** After these the lines that they end are laid out. */
export const formatTriggers: readonly string[] = ['}', '\n'];

/** Lays a file out, or the lines that `within` touches. Nothing but blanks and newlines changes. */
export function format(place: Place, options: FormatOptions, within: Range | undefined): FileEdit[] {
  const { nft, file } = place.file;
  const map = blockMapOf(nft);
  const edits = within ? formatEdits(map, damageOf(nft), options, within) : wholeFileEdits(nft, map, options);
  return edits.map((edit) => toFileEdit(file, edit));
}

/** Behind a brace its line; behind a newline the line that ended and the one that begins. */
export function formatTyped(cursor: Cursor, typed: string, options: FormatOptions): FileEdit[] {
  const { file, offset } = cursor;
  const { text } = file;
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  if (typed !== '\n') {
    if (isInComment(text, offset - 1) || isInQuotes(text, offset - 1)) return [];
    // What stands behind the brace may still be typed.
    return format(cursor, options, { start, end: offset }).filter(({ range }) => range.end <= offset);
  }
  if (start === 0) return [];
  const end = lineEnd(text, offset);
  const isBlank = text.slice(start, end).trim() === '';
  const before = text.lastIndexOf('\n', start - 2) + 1;
  const edits = format(cursor, options, { start: before, end: isBlank ? start - 1 : end });
  if (!isBlank) return edits;
  const newText = indentation(cursor, options);
  return text.slice(start, end) === newText ? edits : [...edits, { file: file.file, range: { start, end }, newText }];
}

/** What stands in front of a line that begins at the cursor. */
function indentation({ file, offset }: Cursor, { indent }: FormatOptions): string {
  const map = blockMapOf(file.nft);
  const statement = map.statementAt(offset);
  let depth = map.pathAt(offset).length - 1;
  if (statement && statement.start < offset) {
    let last: string | undefined;
    for (const { kind } of lexemes(map.text, statement.start, offset, [])) {
      if (kind === 'open') depth++;
      else if (kind === 'close') depth--;
      last = kind;
    }
    if (last === 'continuation') depth++;
  }
  return indent === undefined ? '\t'.repeat(Math.max(0, depth)) : ' '.repeat(Math.max(0, depth) * indent);
}

function lineEnd(text: string, offset: number): number {
  const end = text.indexOf('\n', offset);
  return end < 0 ? text.length : end;
}

function toFileEdit(file: string, { range, newText }: FormatEdit): FileEdit {
  return { file, range, newText };
}
