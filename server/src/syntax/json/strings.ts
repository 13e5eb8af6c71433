import type { JsonProblem } from './problem.ts';

const SIMPLE: Readonly<Record<string, string>> = { '"': '"', '\\': '\\', '/': '/', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };
const NAMED: Readonly<Record<string, string>> = { '\t': '\\t', '\n': '\\n', '\r': '\\r', '\b': '\\b', '\f': '\\f' };

/**
 * Decodes what stands between the quotes of a JSON string, from `start` to `end` of `text`. Bad escapes and raw control
 * characters are reported and taken as they stand. A lone surrogate escape becomes U+FFFD, as in Go.
 */
export function decodeString(text: string, start: number, end: number, report: (problem: JsonProblem) => void): string {
  if (isPlain(text, start, end)) return text.slice(start, end);
  let out = '';
  for (let i = start; i < end; ) {
    const c = text[i]!;
    if (c === '\\') {
      const [piece, next] = decodeEscape(text, i, end, report);
      out += piece;
      i = next;
      continue;
    }
    if (c < ' ') {
      const escaped = NAMED[c] ?? `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`;
      report({
        kind: 'control-character',
        range: { start: i, end: i + 1 },
        message: `a string cannot hold a raw ${c === '\t' ? 'tab' : 'control character'}: write ${escaped}`,
        fix: { title: `Write ${escaped}`, edits: [{ range: { start: i, end: i + 1 }, newText: escaped }] },
      });
    }
    out += c;
    i++;
  }
  return out;
}

function isPlain(text: string, start: number, end: number): boolean {
  for (let i = start; i < end; i++) {
    const c = text.charCodeAt(i);
    if (c === 92 || c < 32) return false;
  }
  return true;
}

function decodeEscape(text: string, at: number, end: number, report: (problem: JsonProblem) => void): [string, number] {
  const letter = at + 1 < end ? text[at + 1]! : '';
  const simple = SIMPLE[letter];
  if (simple !== undefined) return [simple, at + 2];
  if (letter === 'u') {
    const code = hex(text, at + 2, end);
    if (code !== undefined) {
      if (code < 0xd800 || code > 0xdfff) return [String.fromCharCode(code), at + 6];
      const low = code < 0xdc00 && text.startsWith('\\u', at + 6) ? hex(text, at + 8, end) : undefined;
      if (low !== undefined && low >= 0xdc00 && low <= 0xdfff) return [String.fromCharCode(code, low), at + 12];
      return ['\ufffd', at + 6];
    }
  }
  const bad = text.slice(at, Math.min(at + 2, end));
  report({
    kind: 'escape',
    range: { start: at, end: at + bad.length },
    message: `JSON knows no escape ${bad}`,
    fix: { title: `Write \\${bad}`, edits: [{ range: { start: at, end: at }, newText: '\\' }] },
  });
  return [bad, at + bad.length];
}

function hex(text: string, at: number, end: number): number | undefined {
  const digits = text.slice(at, Math.min(at + 4, end));
  return /^[0-9A-Fa-f]{4}$/.test(digits) ? Number.parseInt(digits, 16) : undefined;
}
