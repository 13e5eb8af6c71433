/** What a scalar holds once its tag and its spelling are read. */
export type ScalarValue = string | number | boolean | null;

const BOOLEANS: ReadonlyMap<string, boolean> = new Map(
  ['true', 'True', 'TRUE', 'false', 'False', 'FALSE'].map((word) => [word, word.toLowerCase() === 'true']),
);
const NULLS: ReadonlySet<string> = new Set(['', '~', 'null', 'Null', 'NULL']);
const SPECIAL_FLOATS: ReadonlyMap<string, number> = new Map([
  ...['.inf', '.Inf', '.INF', '+.inf', '+.Inf', '+.INF'].map((word) => [word, Number.POSITIVE_INFINITY] as const),
  ...['-.inf', '-.Inf', '-.INF'].map((word) => [word, Number.NEGATIVE_INFINITY] as const),
  ...['.nan', '.NaN', '.NAN'].map((word) => [word, Number.NaN] as const),
]);
/** `0777` is octal for the reader behind compose, as it was in YAML 1.1. */
const INTEGER = /^[-+]?(?:0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO]?[0-7]+|0|[1-9][0-9]*)$/;
const FLOAT = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;

/**
 * The value of a plain (unquoted) scalar as go-yaml 3 resolves it, the reader inside docker compose: YAML 1.2 with YAML 1.1's
 * leading-zero octals and `_` between digits. `yes`, `no`, `on`, `off` and `22:22` are texts.
 * Integers that a double cannot hold exactly stay texts.
 */
export function resolvePlain(source: string): ScalarValue {
  // Most words of a file begin with a letter that begins none of the special ones.
  if (/^[^-+.\d~tTfFnN]/.test(source)) return source;
  if (NULLS.has(source)) return null;
  const word = BOOLEANS.get(source) ?? SPECIAL_FLOATS.get(source);
  if (word !== undefined) return word;
  if (!/^[-+.\d]/.test(source)) return source;
  const digits = source.replaceAll('_', '');
  if (INTEGER.test(digits)) {
    const value = integer(digits);
    return Number.isSafeInteger(value) ? value : source;
  }
  return FLOAT.test(digits) ? Number(digits) : source;
}

/** True when a plain scalar is written as a whole number: `80`, `0x50`, but not `80.0`, `8e1` or `080`. */
export function isPlainInteger(source: string): boolean {
  return INTEGER.test(source.replaceAll('_', ''));
}

/** True for a plain scalar that the reader behind compose takes as a date or time, which is no text to it. */
export function isPlainDate(source: string): boolean {
  return /^\d{4}-\d{1,2}-\d{1,2}(?:(?:[Tt]|\s+)\d{1,2}:\d{1,2}:\d{1,2}(?:\.\d*)?\s*(?:Z|[-+]\d{1,2}(?::?\d{2})?)?)?$/.test(
    source,
  );
}

function integer(digits: string): number {
  const sign = digits.startsWith('-') ? -1 : 1;
  const body = digits.replace(/^[-+]/, '');
  if (/^0[xXbBoO]/.test(body)) return sign * Number(body.toLowerCase());
  return sign * (/^0\d/.test(body) ? Number.parseInt(body, 8) : Number(body));
}
