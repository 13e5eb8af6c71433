import type { Range } from '../../base/range.ts';

/** Where something is being typed in a compose file, however unfinished it is. */
export interface TypingContext {
  /** Keys from the top; the items of lists count as `0`. At a value, its key is the last. */
  readonly path: readonly string[];
  /** `key`: a key of the map at `path`, or an item of the list there. `value`: the value of the key that ends `path`. */
  readonly on: 'key' | 'value';
  /** What stands between the last separator and the cursor, without an opening quote. */
  readonly typed: string;
  /** What a proposal replaces: from the beginning of the word to its end behind the cursor, quotes not included. */
  readonly range: Range;
  /** The opening quote of the word, if any. */
  readonly quote: '"' | "'" | '';
  /** True inside `[…]` or `{…}`. */
  readonly isFlow: boolean;
}

interface Line {
  readonly indent: number;
  /** The column of the key or item behind all dashes. */
  readonly column: number;
  readonly dashes: readonly number[];
  readonly key: string | undefined;
  /** The column at which the value begins. */
  readonly valueColumn: number;
}

const KEY = /^(?:"([^"]*)"|'([^']*)'|([^\s"'#:[\]{},&*!|>%@`-][^:#]*?|-[^\s:#][^:#]*?))\s*:(?=\s|$)\s*/;

function readLine(text: string): Line {
  const indent = /^ */.exec(text)![0].length;
  let column = indent;
  const dashes: number[] = [];
  for (let dash = /^-(?:\s+|$)/.exec(text.slice(column)); dash; dash = /^-(?:\s+|$)/.exec(text.slice(column))) {
    dashes.push(column);
    column += dash[0].length;
  }
  const match = KEY.exec(text.slice(column));
  const key = match ? (match[1] ?? match[2] ?? match[3]) : undefined;
  return { indent, column, dashes, key, valueColumn: column + (match?.[0].length ?? 0) };
}

/** Reads the surroundings of a cursor off the lines above it and the line before it. Undefined in comments. */
export function typingContext(text: string, offset: number): TypingContext | undefined {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  const before = text.slice(start, offset);
  if (/(?:^|\s)#/.test(before)) return undefined;
  const line = readLine(before);
  const parents = parentsOf(text, start, line);
  const own = line.key === undefined || before.length < line.valueColumn ? [] : [line.key];
  const rest = before.slice(own.length > 0 ? line.valueColumn : line.column);
  const flow = readFlow(rest);
  const path = [...parents, ...own, ...flow.path];
  const isFlow = flow.depth > 0;
  const on = isFlow ? flow.on : own.length > 0 ? 'value' : 'key';
  const word = flow.word;
  const quote = word.startsWith('"') ? '"' : word.startsWith("'") ? "'" : '';
  const typed = quote ? word.slice(1) : word;
  const after = quote ? new RegExp(`^[^${quote}\\n]*`) : isFlow ? /^[^\s,[\]{}]*/ : /^[^\s#]*/;
  const end = offset + after.exec(text.slice(offset))![0].length;
  return { path, on, typed, range: { start: offset - typed.length, end }, quote, isFlow };
}

/** The keys that hold a line, by indentation. A dash may stand under its key or further in. */
function parentsOf(text: string, lineStart: number, line: Line): string[] {
  const path: string[] = [];
  let column = line.column;
  let dash = line.dashes.at(-1);
  const open = [...line.dashes];
  const enterDash = () => {
    path.unshift('0');
    column = dash!;
    open.pop();
    dash = open.at(-1);
  };
  let inItem = line.dashes.length > 0;
  if (inItem) enterDash();
  let end = lineStart - 1;
  while (end > 0 && (column > 0 || inItem)) {
    const from = text.lastIndexOf('\n', end - 1) + 1;
    const above = text.slice(from, end);
    end = from - 1;
    if (above.trim() === '' || above.trimStart().startsWith('#')) continue;
    const parent = readLine(above);
    const holds = inItem
      ? parent.key !== undefined && (parent.column < column || (parent.column === column && parent.dashes.length === 0))
      : false;
    if (inItem && holds) {
      path.unshift(parent.key!);
      inItem = false;
      column = parent.column;
    } else if (!inItem && parent.key !== undefined && parent.column < column) {
      path.unshift(parent.key);
      column = parent.column;
    } else if (!(parent.dashes.length > 0 && !inItem && parent.column === column)) continue;
    // The parent, or a key beside this one, is the first of an item: what holds the list comes next.
    if (parent.dashes.length > 0 && parent.column === column) {
      path.unshift('0');
      column = parent.dashes.at(-1)!;
      inItem = true;
    }
  }
  return path;
}

interface Flow {
  readonly path: readonly string[];
  readonly depth: number;
  readonly on: 'key' | 'value';
  readonly word: string;
}

/** Follows brackets and braces of one line. */
function readFlow(text: string): Flow {
  const stack: { kind: '[' | '{'; key: string | undefined }[] = [];
  let word = '';
  let quote = '';
  for (const c of text) {
    if (quote) {
      word += c;
      if (c === quote) quote = '';
      continue;
    }
    const top = stack.at(-1);
    if ((c === '"' || c === "'") && word.trim() === '') {
      quote = c;
      word = c;
    } else if ((c === '[' || c === '{') && word.trim() === '') {
      stack.push({ kind: c, key: undefined });
      word = '';
    } else if (top && (c === ']' || c === '}')) {
      stack.pop();
      word = '';
    } else if (top && c === ',') {
      top.key = undefined;
      word = '';
    } else if (top?.kind === '{' && c === ' ' && word.endsWith(':') && top.key === undefined) {
      top.key = word
        .slice(0, -1)
        .trim()
        .replace(/^["']|["']$/g, '');
      word = '';
    } else word += c;
  }
  const path = stack.flatMap(({ kind, key }, index) => {
    const isLast = index === stack.length - 1;
    if (kind === '[') return isLast ? [] : ['0'];
    return key === undefined ? [] : [key];
  });
  const last = stack.at(-1);
  return {
    path,
    depth: stack.length,
    on: last?.kind === '{' && last.key !== undefined ? 'value' : 'key',
    word: word.trimStart(),
  };
}
