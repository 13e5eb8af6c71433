import type { LocatedValue } from '../../../server/src/syntax/located.ts';
import { parseYaml } from '../../../server/src/syntax/yaml/yaml.ts';

/** A piece of a file that a message is about. */
export interface Piece {
  readonly file: string;
  readonly start: number;
  readonly end: number;
}

/**
 * Where the thing that a message of docker compose or the Engine names is written: the value of a path (`services.a.ports.0`), or every
 * line that holds a quoted word of the message. Empty when the message names nothing that can be found.
 */
export function placesOf(message: string, files: Readonly<Record<string, string>>): Piece[] {
  const byPath = pathsIn(message).flatMap((path) => Object.entries(files).flatMap(([file, text]) => piecesAt(file, text, path)));
  if (byPath.length > 0) return byPath;
  const words = wordsIn(message);
  return Object.entries(files).flatMap(([file, text]) => words.flatMap((word) => linesWith(file, text, word)));
}

function pathsIn(message: string): string[][] {
  return [...message.matchAll(/\b(?:services|networks)(?:\.[\w-]+|\.\[\w*\]|\[\w+\])+/g)].map((match) =>
    match[0].split(/[.[\]]+/).filter((part) => part !== ''),
  );
}

/** The value at a path; parts that do not exist (`[]`) end it earlier. */
function piecesAt(file: string, text: string, path: readonly string[]): Piece[] {
  for (const document of parseYaml(file, text).documents) {
    let at: Piece | undefined;
    let value: LocatedValue | undefined = document;
    for (const part of path) {
      if (value?.kind === 'map') {
        const entry = value.entries.findLast(({ key }) => key === part);
        if (!entry) break;
        at = { file, start: entry.keyRange.start, end: Math.max(entry.keyRange.end, entry.value.range.end) };
        value = entry.value;
      } else if (value?.kind === 'list' && value.items[Number(part)]) {
        value = value.items[Number(part)]!;
        at = { file, ...value.range };
      } else break;
    }
    if (at) return [at];
  }
  return [];
}

function wordsIn(message: string): string[] {
  const quoted = [...message.matchAll(/["'`(]([^"'`()\s]{2,})["'`)]/g)].map((match) => match[1]!);
  const addresses = [...message.matchAll(/(?<![\w.:])(?:\d+\.\d+\.\d+\.\d+|[0-9a-f]*:[0-9a-f:]+[0-9a-f]*)(?:\/\d+)?/gi)].map(
    (match) => match[0],
  );
  return [...quoted, ...addresses];
}

function linesWith(file: string, text: string, word: string): Piece[] {
  const out: Piece[] = [];
  let start = 0;
  for (const line of text.split('\n')) {
    if (line.includes(word)) out.push({ file, start, end: start + line.length });
    start += line.length + 1;
  }
  return out;
}
