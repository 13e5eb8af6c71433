import type { Range } from '../../../base/range.ts';
import { isInComment } from '../excerpt.ts';

/** What stands between the last separator and the cursor. */
export interface Typed {
  /** Where the word begins: what is before is read, what is behind is replaced. */
  readonly start: number;
  readonly text: string;
  /** What a proposal replaces: to the end of the word behind the cursor. */
  readonly range: Range;
  /** The word begins with a quote, which {@link start} points at; {@link text} and {@link range} are without it. */
  readonly isQuoted: boolean;
}

/** The amount of a rate, as far as it stands in front of its unit: `10/`, `mbytes/`. */
const PER = /^(?:\d+|[km]?bytes)\/(?=[a-z]*$)/;

/** Reads the word at a cursor. Undefined in comments. */
export function typedAt(text: string, offset: number): Typed | undefined {
  if (isInComment(text, offset)) return undefined;
  const line = text.lastIndexOf('\n', offset - 1) + 1;
  const before = text.slice(line, offset);
  const quote = openQuote(before);
  if (quote !== undefined) {
    const start = line + quote;
    const end = offset + /^[^"\n]*/.exec(text.slice(offset))![0].length;
    const closes = text[end] === '"' ? end : offset;
    return { start, text: text.slice(start + 1, offset), range: { start: start + 1, end: closes }, isQuoted: true };
  }
  const word = /(?:[$@]\s*)?[\w./-]*\*?$/.exec(before)![0];
  // An address with colons is one word; a colon behind a word is the separator of a map.
  const address = /(?:^|[\s,{(=])((?:[\da-fA-F]{0,4}:)+[\da-fA-F:.]*(?:\/\d*)?)$/.exec(before)?.[1];
  const typed =
    address?.includes(':') && /^[\da-fA-F]*:[\da-fA-F]*:|^[\da-fA-F]{2,4}:[\da-fA-F]/.test(address)
      ? address
      : word.replace(PER, '');
  const start = offset - typed.length;
  const rest = /^[\w./-]*\*?/.exec(text.slice(offset))![0];
  return {
    start,
    text: typed,
    range: { start, end: offset + (/[\w./-]$|^[$@]/.test(typed) ? rest.length : 0) },
    isQuoted: false,
  };
}

/** The place of a quote that is open at the end of a line. */
function openQuote(before: string): number | undefined {
  let open: number | undefined;
  for (let index = before.indexOf('"'); index >= 0; index = before.indexOf('"', index + 1))
    open = open === undefined ? index : undefined;
  return open;
}
