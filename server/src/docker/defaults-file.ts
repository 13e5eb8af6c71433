import { splitWords } from '../syntax/words.ts';
import type { OptionVariable } from './systemd-unit.ts';

/**
 * Reads the assignments of /etc/default/docker, /etc/sysconfig/docker and the like: `NAME=value`, perhaps behind `export`, with single
 * or double quotes that may span lines. Total: other lines are skipped.
 */
export function readDefaultsFile(text: string): OptionVariable[] {
  const out: OptionVariable[] = [];
  const line = /^[ \t]*(?:export[ \t]+)?([A-Za-z_]\w*)=/gm;
  for (let match = line.exec(text); match; match = line.exec(text)) {
    const start = line.lastIndex;
    const nameStart = start - match[1]!.length - 1;
    const value = valueRange(text, start);
    out.push({ name: match[1]!, nameRange: { start: nameStart, end: start - 1 }, words: splitWords(text, value.inner) });
    line.lastIndex = value.end;
  }
  return out;
}

/** The value that begins at `start`: between its quotes, or to the end of the line. */
function valueRange(text: string, start: number): { inner: { start: number; end: number }; end: number } {
  const quote = text[start];
  if (quote === '"' || quote === "'") {
    for (let at = start + 1; at < text.length; at++) {
      if (text[at] === '\\' && quote === '"') at++;
      else if (text[at] === quote) return { inner: { start: start + 1, end: at }, end: at + 1 };
    }
  }
  let end = start;
  while (end < text.length && text[end] !== '\n' && text[end] !== '#') end += text[end] === '\\' ? 2 : 1;
  end = Math.min(end, text.length);
  return { inner: { start, end }, end };
}
