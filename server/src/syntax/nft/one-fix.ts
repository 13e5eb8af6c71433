import { nearest } from '../../base/nearest.ts';
import type { Range } from '../../base/range.ts';
import { TOKEN_NAMES } from './kinds.generated.ts';

export interface Replacement {
  readonly range: Range;
  readonly newText: string;
}

/** Signs whose absence is noticed where the next word begins, and how they are written there. */
const SIGNS: readonly { readonly name: string; readonly text: string; readonly behind: boolean }[] = [
  { name: 'comma', text: ',', behind: true },
  { name: 'semicolon', text: ';', behind: true },
  { name: "'}'", text: ' }', behind: true },
  { name: "'{'", text: '{ ', behind: false },
  { name: "'='", text: '= ', behind: false },
  { name: 'colon', text: ': ', behind: false },
];

/** The words among tokens: keywords, not signs and not kinds of values. */
export function keywordsOf(tokens: readonly number[]): string[] {
  return [...new Set(tokens.map((token) => TOKEN_NAMES[token] ?? ''))].filter(
    (name) => /^[a-z][a-z0-9_-]*$/.test(name) && !KINDS.has(name),
  );
}

/** Names of tokens that are no words of the language. */
const KINDS = new Set(['newline', 'semicolon', 'comma', 'colon']);

/**
 * The one change at an error that makes a piece of text fit: the nearest keyword in the place of a misspelt one, or a sign that
 * is missing. Undefined when none does or several do. `fits` tries a change; offsets are those of `text`.
 */
export function oneFix(
  text: string,
  error: Range,
  expected: readonly number[],
  fits: (range: Range, newText: string) => boolean,
): Replacement | undefined {
  const word = text.slice(error.start, error.end);
  const near = /^[A-Za-z]/.test(word) ? nearest(word, keywordsOf(expected)) : undefined;
  if (near !== undefined && fits(error, near)) return { range: error, newText: near };
  const names = new Set(expected.map((token) => TOKEN_NAMES[token]));
  const behind = text.slice(0, error.start).trimEnd().length;
  const found: Replacement[] = [];
  for (const sign of SIGNS) {
    if (!names.has(sign.name)) continue;
    const at = sign.behind ? behind : error.start;
    if (fits({ start: at, end: at }, sign.text)) found.push({ range: { start: at, end: at }, newText: sign.text });
  }
  if (names.has('<quoted string>') || word.includes('"')) {
    const open = text.lastIndexOf('"', error.start);
    if (open >= 0 && fits({ start: text.length, end: text.length }, '"'))
      found.push({ range: { start: text.length, end: text.length }, newText: '"' });
  }
  return found.length === 1 ? found[0] : undefined;
}
