/** A piece of text that a formatter never changes; it only decides what stands between two of them. */
export interface Lexeme {
  readonly kind: 'word' | 'comment' | 'open' | 'close' | 'comma' | 'semicolon' | 'equals' | 'continuation' | 'kept';
  readonly start: number;
  readonly end: number;
}

// Raw payload (`@th,16,16`) is one word: its commas separate no elements. Operators are words that end a word.
const LEXEME =
  /#[^\n]*|"[^"\n]*"|\\(?=\r?\n)|[{},;]|[=!<>]=|=|[<>!]+|@(?:ll|nh|th|ih),\d+,\d+|(?:[^\s#"{},;=!<>\\]|\\(?!\r?\n))+/g;

const SIGNS: Readonly<Record<string, Lexeme['kind']>> = {
  '{': 'open',
  '}': 'close',
  ',': 'comma',
  ';': 'semicolon',
  '=': 'equals',
  '\\': 'continuation',
};

/**
 * The lexemes between two offsets, in order. What stands in one of the `kept` ranges (in order, apart from each other) is one
 * lexeme. A quote that is not closed on its line makes all of the rest one: nobody knows where that text ends.
 */
export function* lexemes(
  text: string,
  from: number,
  to: number,
  kept: readonly { readonly start: number; readonly end: number }[],
): Generator<Lexeme> {
  let next = kept.findIndex(({ end }) => end > from);
  const pattern = new RegExp(LEXEME);
  pattern.lastIndex = from;
  for (let at = from; at < to; at = pattern.lastIndex) {
    while (next >= 0 && next < kept.length && kept[next]!.end <= at) next++;
    const match = pattern.exec(text);
    const range = next >= 0 ? kept[next] : undefined;
    if (range && range.start < to && (!match || match.index + match[0].length > range.start)) {
      yield { kind: 'kept', start: Math.max(at, range.start), end: range.end };
      pattern.lastIndex = range.end;
      continue;
    }
    if (!match || match.index >= to) return;
    const { index: start } = match;
    const [found] = match;
    if (text.slice(at, start).includes('"')) {
      yield { kind: 'kept', start: text.indexOf('"', at), end: text.length };
      return;
    }
    if (found.startsWith('#')) yield { kind: 'comment', start, end: start + found.trimEnd().length };
    else yield { kind: SIGNS[found] ?? 'word', start, end: start + found.length };
  }
}
