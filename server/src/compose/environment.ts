import { substitute } from './interpolation.ts';

/** Variables that the files set; what is not here may still be set outside. */
export type Environment = ReadonlyMap<string, string>;

export const NO_VARIABLES: Environment = new Map();

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['a', '\x07'],
  ['b', '\b'],
  ['f', '\f'],
  ['v', '\v'],
  ['"', '"'],
  ['\\', '\\'],
]);

/**
 * Reads a `.env` file as compose does: `KEY=value`, `KEY: value`, `export KEY=value`, comments, quotes (single ones are literal),
 * variables of `outer` and of earlier lines. Lines that make no sense are left out.
 */
export function parseEnvFile(text: string, outer: Environment = NO_VARIABLES): Map<string, string> {
  const out = new Map<string, string>();
  let rest = text.replace(/^\uFEFF/, '');
  for (;;) {
    rest = rest.trimStart();
    if (rest === '') return out;
    const line = /^[^\n]*/.exec(rest)![0];
    const head = /^(?:export[ \t]+)?([\p{L}\p{N}_.\-[\]]+)[ \t]*[=:][ \t]*/u.exec(line);
    if (line.startsWith('#') || !head) {
      rest = rest.slice(line.length);
      continue;
    }
    const { value, length } = readValue(rest.slice(head[0].length), new Map([...out, ...outer]));
    if (value !== undefined && !/^\d/.test(head[1]!)) out.set(head[1]!, value);
    rest = rest.slice(head[0].length + length);
  }
}

/** The value at the beginning of a text, and how much of the text it takes. Undefined: it depends on something unknown. */
function readValue(text: string, known: Environment): { value: string | undefined; length: number } {
  const quote = text.charAt(0);
  if (quote !== '"' && quote !== "'") {
    const line = /^[^\n]*/.exec(text)![0];
    const bare = line.split(' #', 1)[0]!.trimEnd();
    return { value: expand(bare, known), length: line.length };
  }
  let value = '';
  for (let i = 1; i < text.length; i++) {
    const c = text.charAt(i);
    if (c === quote) return { value: quote === '"' ? expand(value, known) : value, length: i + 1 };
    if (c === '\\' && i + 1 < text.length) {
      const next = text.charAt(++i);
      if (quote === "'") value += next === "'" ? "'" : `\\${next}`;
      else value += next === '$' ? '$$' : (ESCAPES.get(next) ?? `\\${next}`);
    } else value += c;
  }
  return { value: undefined, length: /^[^\n]*/.exec(text)![0].length };
}

function expand(text: string, known: Environment): string | undefined {
  return substitute(text, known).text;
}
