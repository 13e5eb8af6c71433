import type { Range } from '../base/range.ts';

/** A word of a command line, as systemd and shells split them. */
export interface Word {
  /** What the program gets; undefined when it holds a variable or another expansion. */
  readonly text: string | undefined;
  /** With quotes. */
  readonly range: Range;
  /** The word is nothing but a variable: it may stand for several words or none. */
  readonly variable?: string;
  /** Offset in the file of the first character of `text`, when the text is written there letter by letter; else undefined. */
  readonly literalAt?: number;
}

export interface WordOptions {
  /** systemd: `%` begins a specifier, `%%` is a percent sign. */
  readonly specifiers?: boolean;
}

/**
 * Splits a piece of a text into words at blanks, line ends and continuations (a backslash at the end of a line). Single and double
 * quotes group and go away; a backslash takes the next character as it is (not between single quotes). `$NAME` and `${NAME}` make a
 * word unknown, unless the dollar sign is quoted singly. Comment lines inside a continuation are skipped. Total, linear.
 */
export function splitWords(text: string, range: Range, options: WordOptions = {}): Word[] {
  const out: Word[] = [];
  let at = range.start;
  for (;;) {
    at = skipBlanks(text, at, range.end);
    if (at >= range.end) return out;
    const word = readWord(text, at, range.end, options);
    out.push(word);
    at = word.range.end;
  }
}

function skipBlanks(text: string, start: number, end: number): number {
  let at = start;
  while (at < end) {
    const c = text[at]!;
    if (c === '\\' && isLineEnd(text, at + 1)) {
      at = behindLineEnd(text, at + 1);
      at = skipCommentLines(text, at, end);
    } else if (c === ' ' || c === '\t' || c === '\n' || c === '\r') at++;
    else break;
  }
  return Math.min(at, end);
}

function isLineEnd(text: string, at: number): boolean {
  return text[at] === '\n' || (text[at] === '\r' && text[at + 1] === '\n');
}

function behindLineEnd(text: string, at: number): number {
  return text[at] === '\r' ? at + 2 : at + 1;
}

function skipCommentLines(text: string, start: number, end: number): number {
  let at = start;
  for (;;) {
    const match = /[ \t]*[#;][^\n]*\n?/y;
    match.lastIndex = at;
    if (at >= end || !match.test(text)) return at;
    at = match.lastIndex;
  }
}

const VARIABLE = /\$(?:\{(\w+)\}|(\w+))/y;

function readWord(text: string, start: number, end: number, { specifiers = false }: WordOptions): Word {
  let out = '';
  let known = true;
  let changed = false;
  let variable: string | undefined;
  let at = start;
  let quote = '';
  while (at < end) {
    const c = text[at]!;
    if (quote === '' && (c === ' ' || c === '\t' || c === '\n' || c === '\r')) break;
    if (c === '\\' && quote !== "'") {
      if (isLineEnd(text, at + 1)) {
        if (quote === '') break;
        at = behindLineEnd(text, at + 1);
        out += ' ';
      } else {
        out += text[at + 1] ?? '';
        at += 2;
      }
      changed = true;
      continue;
    }
    if (quote === '' && (c === '"' || c === "'")) {
      quote = c;
      changed ||= at !== start;
      at++;
      continue;
    }
    if (c === quote) {
      quote = '';
      at++;
      changed ||= at < end && !/\s/.test(text[at] ?? ' ');
      continue;
    }
    if (c === '$' && quote !== "'") {
      VARIABLE.lastIndex = at;
      const match = VARIABLE.exec(text);
      known = false;
      if (match && at === start + (text[start] === '"' ? 1 : 0)) variable = match[1] ?? match[2];
      else variable = undefined;
      at = match ? VARIABLE.lastIndex : at + 1;
      continue;
    }
    if (c === '`' && quote !== "'") known = false;
    if (specifiers && c === '%') {
      if (text[at + 1] === '%') {
        out += '%';
        at += 2;
        changed = true;
        continue;
      }
      known = false;
    }
    variable = undefined;
    out += c;
    at++;
  }
  const range = { start, end: Math.min(at, end) };
  const first = text[start];
  const literalAt = first === '"' || first === "'" ? start + 1 : start;
  return {
    text: known ? out : undefined,
    range,
    ...(variable !== undefined && !known ? { variable } : {}),
    ...(known && !changed ? { literalAt } : {}),
  };
}
