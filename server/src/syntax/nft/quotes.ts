/** A pair of quotes, or a dash, that a word processor put where nft wants `"` or `-`. UTF-16 offsets. */
export interface TypographicMark {
  readonly kind: 'quotes' | 'dash';
  readonly start: number;
  readonly end: number;
  /** Offsets of the characters themselves: one for a dash, one or two for quotes. */
  readonly marks: readonly number[];
}

/** Signs that word processors make of `"` and `'`, whichever side they stand on. */
const QUOTES = '“”„‟«»‹›‘’‚‛″′';
const DASHES = '‐‑‒–—−';
const ANY = new RegExp(`[${QUOTES}${DASHES}]`);

/**
 * Finds typographic quotes and dashes outside comments and outside proper quotes. A quote reaches to the last typographic or plain
 * quote on its line before the text goes on with something else, or stands alone.
 */
export function typographicMarks(text: string): TypographicMark[] {
  if (!ANY.test(text)) return [];
  const out: TypographicMark[] = [];
  for (let i = 0; i < text.length; i++) {
    const c = text[i]!;
    if (c === '#') {
      const end = text.indexOf('\n', i);
      i = end < 0 ? text.length : end;
    } else if (c === '"') {
      const end = text.indexOf('"', i + 1);
      if (end >= 0) i = end;
    } else if (DASHES.includes(c)) out.push({ kind: 'dash', start: i, end: i + 1, marks: [i] });
    else if (QUOTES.includes(c)) {
      const close = closingQuote(text, i);
      if (close === undefined) out.push({ kind: 'quotes', start: i, end: i + 1, marks: [i] });
      else {
        out.push({ kind: 'quotes', start: i, end: close + 1, marks: [i, close] });
        i = close;
      }
    }
  }
  return out;
}

/** The quote that closes the one at `open`: on the same line, and not an apostrophe inside a word. */
function closingQuote(text: string, open: number): number | undefined {
  for (let i = open + 1; i < text.length && text[i] !== '\n'; i++) {
    const c = text[i]!;
    if (c !== '"' && !QUOTES.includes(c)) continue;
    const apostrophe = c === '’' && /[\p{L}\p{N}]/u.test(text[i - 1] ?? '') && /[\p{L}\p{N}]/u.test(text[i + 1] ?? '');
    if (!apostrophe) return i;
  }
  return undefined;
}

/** The text with plain signs in their place; every offset stays where it is. */
export function withPlainMarks(text: string, marks: readonly TypographicMark[]): string {
  if (marks.length === 0) return text;
  const parts: string[] = [];
  let at = 0;
  for (const { kind, marks: offsets } of marks)
    for (const offset of offsets) {
      parts.push(text.slice(at, offset), kind === 'dash' ? '-' : '"');
      at = offset + 1;
    }
  parts.push(text.slice(at));
  return parts.join('');
}
