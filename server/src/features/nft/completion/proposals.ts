import { LIKELY, RARE } from '../../../facts/nft-completion.ts';
import type { WordDoc } from '../../../facts/nft-docs.ts';
import type { Completion, CompletionKind } from '../../provider.ts';
import { code, markdown } from '../markdown.ts';

/** Where a proposal comes in the list. */
export const ORDER = { first: '1', likely: '2', usual: '4', snippet: '5', rare: '7' } as const;

/** A keyword with what it means. `place` is the row of likely words that decides its order. */
export function keyword(word: string, doc: WordDoc | undefined, place: string): Completion {
  const likely = LIKELY[place]?.indexOf(word) ?? -1;
  const group = likely >= 0 ? (/_/.test(place) ? ORDER.first : ORDER.likely) : RARE.has(word) ? ORDER.rare : ORDER.usual;
  return {
    label: word,
    kind: 'keyword',
    sortText: `${group}${String(Math.max(likely, 0)).padStart(2, '0')}${word}`,
    ...(doc ? { detail: firstSentence(doc.text), documentation: markdown(`**${code(word)}**`, [], doc) } : {}),
  };
}

/** A value or a name; `rank` orders those of one group. */
export function proposal(
  label: string,
  kind: CompletionKind,
  more: Partial<Completion> = {},
  group: string = ORDER.first,
  rank = 0,
): Completion {
  return { label, kind, sortText: `${group}${String(Math.min(rank, 99)).padStart(2, '0')}${label}`, ...more };
}

/** A text that must stand in quotes, unless it is typed in quotes already. */
export function quoted(text: string, inQuotes: boolean): Partial<Completion> {
  return inQuotes ? {} : { insertText: `"${text}"`, filterText: text };
}

function firstSentence(text: string): string {
  const sentence = /^.*?[.:](?=\s|$)/.exec(text)?.[0] ?? text;
  const plain = sentence.replace(/[.:]$/, '').replaceAll('`', '');
  return plain.length > 70 ? `${plain.slice(0, 69)}…` : plain;
}
