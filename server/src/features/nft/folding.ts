import type { Fold, Place } from '../provider.ts';
import { blockMapOf } from './models.ts';

const OPEN = /[{}]|"[^"\n]*"?|#[^\n]*/g;

/** Blocks, lists in braces, comments over several lines, regions (`# region`) and runs of includes. */
export function folds({ file }: Place): Fold[] {
  const { text } = file;
  const out: Fold[] = [];
  for (const block of blockMapOf(file.nft).blocks.slice(1)) add(out, text, block.open, block.close);
  lists(text, out);
  comments(text, out);
  includes(text, out);
  return out;
}

/** A piece whose closing line stays visible. */
function add(out: Fold[], text: string, open: number, close: number): void {
  const lastLine = text.lastIndexOf('\n', close - 1);
  if (lastLine <= open) return;
  // The line of the closing brace stays, unless more than the brace stands before it.
  const end = text.slice(lastLine + 1, close).trim() === '' ? lastLine : close;
  if (text.slice(open, end).includes('\n')) out.push({ range: { start: open, end } });
}

/** Braces that are no blocks: they are where no block begins. */
function lists(text: string, out: Fold[]): void {
  const known = new Set(out.map(({ range }) => range.start));
  const stack: number[] = [];
  for (const match of text.matchAll(OPEN)) {
    if (match[0] === '{') stack.push(match.index);
    else if (match[0] === '}') {
      const open = stack.pop();
      if (open !== undefined && !known.has(open)) add(out, text, open, match.index);
    }
  }
}

function comments(text: string, out: Fold[]): void {
  const regions: number[] = [];
  let first = -1;
  let last = -1;
  const flush = () => {
    if (first >= 0 && text.slice(first, last).includes('\n')) out.push({ range: { start: first, end: last }, kind: 'comment' });
    first = -1;
  };
  for (const match of text.matchAll(/^[^\S\n]*(\S[^\n]*)?$/gm)) {
    const line = match[1] ?? '';
    const start = match.index;
    const end = start + match[0].length;
    const region = /^#\s*(end)?region\b/.exec(line);
    if (region?.[1] === undefined && region) regions.push(start);
    else if (region) {
      const begun = regions.pop();
      if (begun !== undefined) out.push({ range: { start: begun, end }, kind: 'region' });
    }
    if (line.startsWith('#') && !region) {
      if (first < 0) first = start;
      last = end;
    } else flush();
  }
  flush();
}

function includes(text: string, out: Fold[]): void {
  for (const match of text.matchAll(/^[^\S\n]*include\s[^\n]*(?:\n[^\S\n]*include\s[^\n]*)+/gm))
    out.push({ range: { start: match.index, end: match.index + match[0].length }, kind: 'imports' });
}
