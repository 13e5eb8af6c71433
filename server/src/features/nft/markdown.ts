import type { WordDoc } from '../../facts/nft-docs.ts';

/** A headline, what is said below it, and where it is known from. Empty lines are left out. */
export function markdown(headline: string, lines: readonly (string | undefined)[], doc?: WordDoc): string {
  const body = [doc?.text, ...lines].filter((line): line is string => line !== undefined && line !== '');
  return [headline, ...body, ...(doc ? [footer(doc)] : [])].join('\n\n');
}

function footer({ section, since }: WordDoc): string {
  const release = since === undefined ? '' : `Since nftables ${since}. `;
  return `*${release}nft(8), ${section}*`;
}

/** A text as code within a line. */
export function code(text: string): string {
  return text.includes('`') ? `\`\` ${text} \`\`` : `\`${text}\``;
}

/** `1 rule`, `3 rules`. */
export function count(number: number | bigint, word: string): string {
  return `${number} ${word}${number === 1 || number === 1n ? '' : 's'}`;
}

/** `a`, `a and b`, `a, b and c`; what is beyond `most` is counted. */
export function list(items: readonly string[], most = 8): string {
  const shown = items.length > most ? [...items.slice(0, most - 1), `${items.length - most + 1} more`] : items;
  return shown.length < 2 ? (shown[0] ?? '') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`;
}
