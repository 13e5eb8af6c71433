import type { FileId } from '../base/paths.ts';
import type { Range } from '../base/range.ts';

/** A replacement in a file; ranges count from the beginning of the file as its author wrote it. */
export interface Edit {
  readonly file: FileId;
  readonly range: Range;
  readonly newText: string;
}

/** The whole lines that a piece of text stands on, when nothing else does; else the piece itself, with the blanks behind it. */
export function wholeLines(text: string, { start, end }: Range): Range {
  const before = /[ \t]*$/.exec(text.slice(0, start))![0].length;
  const from = start - before;
  const behind = /^[ \t]*;?[ \t]*(?:#[^\n]*)?(\r?\n|$)/.exec(text.slice(end));
  if (behind && (from === 0 || text[from - 1] === '\n')) return { start: from, end: end + behind[0].length };
  return { start, end: end + /^[ \t]*;?[ \t]*/.exec(text.slice(end))![0].length };
}

/** The same with the comments that stand right above, each on a line of its own. */
export function withCommentsAbove(text: string, range: Range): Range {
  let { start } = range;
  if (start > 0 && text[start - 1] !== '\n') return range;
  for (;;) {
    const lineStart = text.lastIndexOf('\n', start - 2) + 1;
    if (start === 0 || !/^[ \t]*#/.test(text.slice(lineStart, start)) || text.startsWith('#!', lineStart)) break;
    start = lineStart;
  }
  return { start, end: range.end };
}
