import type { Range } from './range.ts';

/** Zero-based line and column; the column counts UTF-16 code units. */
export interface Position {
  readonly line: number;
  readonly character: number;
}

/** Where the lines of a text begin. Lines end with LF, CRLF or a lone CR, as in LSP. */
export class LineIndex {
  readonly #starts: number[];
  readonly #length: number;

  constructor(text: string) {
    this.#length = text.length;
    const starts = [0];
    if (!text.includes('\r')) {
      for (let i = text.indexOf('\n'); i >= 0; i = text.indexOf('\n', i + 1)) starts.push(i + 1);
      this.#starts = starts;
      return;
    }
    for (let i = 0; i < text.length; i++) {
      const c = text.charCodeAt(i);
      if (c === 10) starts.push(i + 1);
      else if (c === 13) {
        if (text.charCodeAt(i + 1) === 10) i++;
        starts.push(i + 1);
      }
    }
    this.#starts = starts;
  }

  /** Number of lines; an empty text has one. */
  get lineCount(): number {
    return this.#starts.length;
  }

  /** The position of an offset; offsets outside the text are clamped to it. */
  positionAt(offset: number): Position {
    const at = Math.max(0, Math.min(offset, this.#length));
    const line = this.lineAt(at);
    return { line, character: at - this.#starts[line]! };
  }

  /** The zero-based line that holds an offset. */
  lineAt(offset: number): number {
    let low = 0;
    let high = this.#starts.length;
    while (low + 1 < high) {
      const middle = (low + high) >> 1;
      if (this.#starts[middle]! <= offset) low = middle;
      else high = middle;
    }
    return low;
  }

  /** The offset of a position; a line or column behind the end is clamped. */
  offsetAt(position: Position): number {
    if (position.line < 0) return 0;
    const start = this.#starts[position.line];
    if (start === undefined) return this.#length;
    const next = this.#starts[position.line + 1] ?? this.#length;
    return Math.max(start, Math.min(start + Math.max(0, position.character), next));
  }

  /** The offset at which a zero-based line begins; the length of the text for a line behind the end. */
  lineStart(line: number): number {
    return this.#starts[line] ?? this.#length;
  }
}

/** Replaces `range` by `newText`. */
export interface TextEdit {
  readonly range: Range;
  readonly newText: string;
}

/**
 * Applies edits whose ranges refer to `text` as it was. Edits may come in any order; insertions at one place keep theirs.
 * Returns undefined when two edits overlap: they cannot both be meant.
 */
export function applyEdits(text: string, edits: readonly TextEdit[]): string | undefined {
  const sorted = edits
    .map((edit, index) => ({ edit, index }))
    .sort((a, b) => a.edit.range.start - b.edit.range.start || a.edit.range.end - b.edit.range.end || a.index - b.index);
  let out = '';
  let last = 0;
  for (const { edit } of sorted) {
    if (edit.range.start < last) return undefined;
    out += text.slice(last, edit.range.start) + edit.newText;
    last = edit.range.end;
  }
  return out + text.slice(last);
}
