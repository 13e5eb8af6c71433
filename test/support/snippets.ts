import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

interface Snippet {
  readonly prefix: string | readonly string[];
  readonly description: string;
  readonly body: readonly string[];
}

/** The snippets of a file as somebody gets them who accepts every default. */
export function expandedSnippets(file: 'nftables' | 'daemon' | 'compose'): { name: string; prefix: string; text: string }[] {
  const path = fileURLToPath(new URL(`../../snippets/${file}.json`, import.meta.url));
  const snippets = JSON.parse(readFileSync(path, 'utf8')) as Record<string, Snippet>;
  return Object.entries(snippets).map(([name, { prefix, body }]) => ({
    name,
    prefix: [prefix].flat()[0]!,
    text: `${expand(body.join('\n'))}\n`,
  }));
}

/** Gives every tab stop its default, also where it stands again. */
function expand(body: string): string {
  const defaults = new Map<string, string>();
  const stop = /(?<!\\)\$\{(\d+)(?::((?:\\.|[^}\\])*)|\|((?:\\.|[^|\\])*)\|)?\}|(?<!\\)\$(\d+)/g;
  for (const [, number, text, choices] of body.matchAll(stop))
    if (number && (text ?? choices) !== undefined) defaults.set(number, text ?? choices!.split(',')[0]!);
  return body
    .replace(stop, (_, a: string | undefined, _text, _choices, b: string | undefined) => defaults.get((a ?? b)!) ?? '')
    .replace(/\\([$}\\])/g, '$1');
}
