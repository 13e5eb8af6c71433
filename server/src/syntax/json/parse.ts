import type { FileId } from '../../base/paths.ts';
import type { Range } from '../../base/range.ts';
import type { LocatedEntry, LocatedScalar, LocatedValue } from '../located.ts';
import type { JsonProblem } from './problem.ts';
import { decodeString } from './strings.ts';

/** A JSON text, read. */
export interface JsonDocument {
  /** Undefined for a text without any value: only blanks, or nothing that could be read as one. */
  readonly value: LocatedValue | undefined;
  readonly problems: readonly JsonProblem[];
}

/** Go's encoding/json gives up behind this depth. */
const MAX_DEPTH = 10_000;
/** Values nested deeper than this are checked but not kept: nothing that we read is so deep, and readers may recurse. */
const KEPT_DEPTH = 200;
/** A text with more mistakes than this is no JSON at all; the rest is not listed. */
const MAX_PROBLEMS = 200;

/**
 * Reads JSON as Go's encoding/json does: no comments, no trailing commas, one value. Goes on behind every mistake, so that all are
 * found at once. A byte order mark and Unicode blanks around the value are fine, as dockerd strips them. Linear in time, any input.
 */
export function parseJson(file: FileId, text: string): JsonDocument {
  return new Parser(file, text).parse();
}

interface Frame {
  readonly open: Range;
  readonly list: boolean;
  readonly entries: LocatedEntry[];
  readonly items: LocatedValue[];
  expect: 'first' | 'key' | 'colon' | 'value' | 'comma';
  key?: { readonly name: string; readonly range: Range };
  /** The last comma, for trailing ones. */
  comma?: Range;
  /** End of the last complete value, where a comma may be missing. */
  last: number;
}

/** Behind these characters a bare word ends. */
const WORD_END = /[\s{}[\]",:]/;
const OPENING_QUOTES = "'‘’“”„«`";
const CLOSING_QUOTES: Readonly<Record<string, string>> = {
  "'": "'",
  '‘': '’',
  '’': '’',
  '“': '”',
  '”': '”',
  '„': '“”',
  '«': '»',
  '`': '`',
};
const LITERALS: ReadonlyMap<string, boolean | null> = new Map([
  ['true', true],
  ['false', false],
  ['null', null],
]);
/** What Go counts as blank; other than in JavaScript, a byte order mark is none. */
const GO_BLANK = /[\t\n\v\f\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/;
const GO_NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

class Parser {
  readonly #problems: JsonProblem[] = [];
  readonly #stack: Frame[] = [];
  readonly #end: number;
  #at: number;
  #root: LocatedValue | undefined;
  #stopped = false;

  constructor(
    private readonly file: FileId,
    private readonly text: string,
  ) {
    this.#at = /^\ufeff?/.exec(text)![0].length;
    while (this.#at < text.length && GO_BLANK.test(text[this.#at]!)) this.#at++;
    let end = text.length;
    while (end > this.#at && GO_BLANK.test(text[end - 1]!)) end--;
    this.#end = end;
  }

  parse(): JsonDocument {
    while (!this.#stopped && this.#at < this.#end) this.#token(this.#at);
    if (!this.#stopped) this.#atEnd();
    return { value: this.#root, problems: this.#problems };
  }

  #report = (problem: JsonProblem): void => {
    if (this.#problems.length < MAX_PROBLEMS) this.#problems.push(problem);
  };

  /** Reads the token that begins at `start` and goes behind it. */
  #token(start: number): void {
    const c = this.text[start]!;
    const range = { start, end: start + 1 };
    this.#at = range.end;
    if (c === ' ' || c === '\n' || c === '\r' || c === '\t') return;
    const behind = this.#stack.length === 0 && this.#root !== undefined;
    if (this.#commentAt(start)) this.#comment(start);
    else if (behind) this.#extra(range);
    else if (c === '{' || c === '[') this.#open(range, c === '[');
    else if (c === '}' || c === ']') this.#close(range, c === ']');
    else if (c === ',') this.#comma(range);
    else if (c === ':') this.#colon(range);
    else if (c === '"') this.#string(start);
    else this.#word(start);
  }

  get #top(): Frame | undefined {
    return this.#stack[this.#stack.length - 1];
  }

  #comment(start: number): void {
    const end = this.text[start + 1] === '/' ? this.text.indexOf('\n', start) : this.text.indexOf('*/', start + 2) + 2;
    const range = { start, end: end <= start + 1 ? this.#end : this.text[end - 1] === '\r' ? end - 1 : end };
    this.#at = range.end;
    const blanks = /[ \t]*$/.exec(this.text.slice(Math.max(0, range.start - 200), range.start))![0].length;
    const edits = [{ range: { start: range.start - blanks, end: range.end }, newText: '' }];
    this.#report({ kind: 'comment', range, message: 'JSON has no comments', fix: { title: 'Remove the comment', edits } });
  }

  #open(range: Range, list: boolean): void {
    if (!this.#beforeValue(range)) return;
    if (this.#stack.length >= MAX_DEPTH) {
      this.#report({ kind: 'too-deep', range, message: `nothing may be nested deeper than ${MAX_DEPTH} levels` });
      this.#stopped = true;
      return;
    }
    this.#stack.push({ open: range, list, entries: [], items: [], expect: 'first', last: range.end });
  }

  #close(range: Range, list: boolean): void {
    let frame = this.#top;
    if (frame && frame.list !== list) {
      if (!this.#stack.some((open) => open.list === list)) {
        this.#extra(range);
        return;
      }
      while (frame && frame.list !== list) {
        this.#missingEnd([frame], range.start);
        this.#finish(range.start);
        frame = this.#top;
      }
    }
    if (!frame) {
      this.#extra(range);
      return;
    }
    this.#beforeEnd(frame, range);
    this.#finish(range.end);
  }

  /** What may be wrong right before a closing bracket. */
  #beforeEnd(frame: Frame, range: Range): void {
    if (frame.comma && (frame.expect === 'key' || (frame.list && frame.expect === 'value')))
      this.#report({
        kind: 'trailing-comma',
        range: frame.comma,
        message: `JSON wants no comma before ${this.text[range.start] ?? 'the end'}`,
        fix: { title: 'Remove the comma', edits: [{ range: frame.comma, newText: '' }] },
      });
    else if (frame.key) {
      this.#report({ kind: 'missing-value', range: frame.key.range, message: `"${frame.key.name}" has no value` });
      this.#keep(frame, this.#empty(frame.last));
    }
  }

  #comma(range: Range): void {
    const frame = this.#top;
    if (!frame) {
      this.#extra(range);
      return;
    }
    if (frame.expect === 'comma') {
      frame.expect = frame.list ? 'value' : 'key';
      frame.comma = range;
      return;
    }
    if (!frame.list && frame.key) {
      this.#report({ kind: 'missing-value', range: frame.key.range, message: `"${frame.key.name}" has no value` });
      this.#keep(frame, this.#empty(frame.last));
      frame.expect = 'key';
      frame.comma = range;
      return;
    }
    this.#report({
      kind: 'extra-comma',
      range,
      message: 'there is nothing before this comma',
      fix: { title: 'Remove the comma', edits: [{ range, newText: '' }] },
    });
  }

  #colon(range: Range): void {
    const frame = this.#top;
    if (frame && !frame.list && frame.expect === 'colon') {
      frame.expect = 'value';
      frame.last = range.end;
      return;
    }
    this.#extra(range);
  }

  #string(start: number): void {
    let end = start + 1;
    while (end < this.#end && this.text[end] !== '"' && this.text[end] !== '\n') end += this.text[end] === '\\' ? 2 : 1;
    end = Math.min(end, this.#end);
    const closed = this.text[end] === '"' && end < this.#end;
    if (!closed && this.text[end - 1] === '\r') end--;
    const range = { start, end: closed ? end + 1 : end };
    this.#at = range.end;
    if (!closed) {
      const opened = { start, end: start + 1 };
      this.#report({ kind: 'unterminated-string', range, opened, message: 'this string has no closing quote on its line' });
    }
    this.#scalar(range, decodeString(this.text, start + 1, end, this.#report), true);
  }

  /** A number, a literal, or something that JSON does not know; from `start` to the next blank or punctuation. */
  #word(start: number): void {
    const quote = this.text[start]!;
    if (OPENING_QUOTES.includes(quote)) {
      this.#foreignQuotes(start, quote);
      return;
    }
    let end = start + 1;
    while (end < this.#end && !WORD_END.test(this.text[end]!) && !this.#commentAt(end)) end++;
    this.#at = end;
    const range = { start, end };
    const word = this.text.slice(start, end);
    if (this.#expectsKey()) this.#bareKey(range, word);
    else if (word === '=' && this.#top?.expect === 'colon') {
      this.#missingColon(range, [{ range, newText: ':' }]);
      this.#top.expect = 'value';
    } else if (LITERALS.has(word)) this.#scalar(range, LITERALS.get(word) ?? null, false);
    else if (GO_NUMBER.test(word)) {
      const number = Number(word);
      this.#scalar(range, Number.isInteger(number) && !Number.isSafeInteger(number) ? word : number, false);
    } else this.#badWord(range, word);
  }

  #commentAt(at: number): boolean {
    return this.text[at] === '/' && (this.text[at + 1] === '/' || this.text[at + 1] === '*');
  }

  #foreignQuotes(start: number, quote: string): void {
    const closing = CLOSING_QUOTES[quote]!;
    let end = start + 1;
    while (end < this.#end && !closing.includes(this.text[end]!) && this.text[end] !== '\n' && this.text[end] !== '"') end++;
    const closed = end < this.#end && closing.includes(this.text[end]!);
    const value = this.text.slice(start + 1, end).replace(/\r$/, '');
    const range = { start, end: closed ? end + 1 : start + 1 + value.length };
    this.#at = range.end;
    const straight = JSON.stringify(value);
    this.#report({
      kind: 'quotes',
      range,
      message: `JSON strings stand between " and ", not ${quote}`,
      ...(closed ? { fix: { title: `Write ${straight}`, edits: [{ range, newText: straight }] } } : {}),
    });
    this.#scalar(range, value, true);
  }

  #bareKey(range: Range, word: string): void {
    const quoted = JSON.stringify(word);
    const literal = GO_NUMBER.test(word) || LITERALS.has(word);
    this.#report({
      kind: literal ? 'key-not-string' : 'unquoted-key',
      range,
      message: `keys stand between quotes: ${quoted}`,
      fix: { title: `Write ${quoted}`, edits: [{ range, newText: quoted }] },
    });
    this.#scalar(range, word, true);
  }

  #badWord(range: Range, word: string): void {
    const meant = meantValue(word);
    const number = /^[+-]?[.\d]/.test(word);
    this.#report({
      kind: number ? 'number' : 'word',
      range,
      message: number ? `${word} is not a JSON number` : `${word} is not a JSON value`,
      ...(meant === undefined ? {} : { fix: { title: `Write ${meant}`, edits: [{ range, newText: meant }] } }),
    });
    this.#scalar(range, word, true);
  }

  /** True when the next thing in an object has to be a key. */
  #expectsKey(): boolean {
    const frame = this.#top;
    return frame !== undefined && !frame.list && (frame.expect === 'first' || frame.expect === 'key' || frame.expect === 'comma');
  }

  #scalar(range: Range, value: LocatedScalar['value'], quoted: boolean): void {
    const frame = this.#top;
    if (this.#expectsKey() && frame) {
      if (frame.expect === 'comma') this.#missingComma(frame);
      frame.key = { name: String(value), range };
      frame.expect = 'colon';
      frame.last = range.end;
      return;
    }
    if (!this.#beforeValue(range)) return;
    const source = this.text.slice(range.start, range.end);
    this.#add({ kind: 'scalar', file: this.file, range, value, source, quoted });
  }

  /** Reports what is missing before a value. False when no value can stand here at all. */
  #beforeValue(range: Range): boolean {
    const frame = this.#top;
    if (!frame) {
      if (this.#root === undefined) return true;
      this.#extra(range);
      return false;
    }
    if (frame.list) {
      if (frame.expect === 'comma') this.#missingComma(frame);
      return true;
    }
    if (frame.expect === 'value') return true;
    if (frame.expect === 'colon') {
      this.#missingColon({ start: frame.last, end: range.start }, [
        { range: { start: frame.last, end: frame.last }, newText: ':' },
      ]);
      return true;
    }
    if (frame.expect === 'comma') this.#missingComma(frame);
    this.#report({ kind: 'key-not-string', range, message: 'a key has to stand here, between quotes' });
    frame.key = { name: '', range: { start: range.start, end: range.start } };
    return true;
  }

  #missingComma(frame: Frame): void {
    const at = { start: frame.last, end: frame.last };
    this.#report({
      kind: 'missing-comma',
      range: { start: Math.max(0, frame.last - 1), end: frame.last },
      message: `a comma is missing behind this ${frame.list ? 'item' : 'value'}`,
      fix: { title: 'Insert a comma', edits: [{ range: at, newText: ',' }] },
    });
    frame.expect = frame.list ? 'value' : 'key';
  }

  #missingColon(range: Range, edits: NonNullable<JsonProblem['fix']>['edits']): void {
    const message = 'a colon has to stand between key and value';
    this.#report({ kind: 'missing-colon', range, message, fix: { title: 'Write a colon', edits } });
  }

  #extra(range: Range): void {
    const text = this.text.slice(range.start, Math.min(range.end, range.start + 20));
    const behind = this.#stack.length === 0 && this.#root !== undefined;
    const message = behind ? `nothing may follow the value, but ${text} does` : `${text} cannot stand here`;
    this.#report({ kind: 'extra-text', range: behind ? { start: range.start, end: this.#end } : range, message });
    if (behind) this.#stopped = true;
  }

  #add(value: LocatedValue): void {
    const frame = this.#top;
    if (!frame) {
      this.#root = value;
      return;
    }
    this.#keep(frame, value);
    frame.last = value.range.end;
    frame.expect = 'comma';
  }

  #keep(frame: Frame, value: LocatedValue): void {
    const kept = this.#stack.length <= KEPT_DEPTH;
    if (frame.list) {
      if (kept) frame.items.push(value);
      return;
    }
    const { key } = frame;
    delete frame.key;
    if (kept && key) frame.entries.push({ key: key.name, keyRange: key.range, keyFile: this.file, value });
  }

  #empty(at: number): LocatedScalar {
    return { kind: 'scalar', file: this.file, range: { start: at, end: at }, value: null, source: '', quoted: false };
  }

  /** Closes the innermost bracket. */
  #finish(end: number): void {
    const frame = this.#stack.pop()!;
    const range = { start: frame.open.start, end };
    this.#add(
      frame.list
        ? { kind: 'list', file: this.file, range, items: frame.items }
        : { kind: 'map', file: this.file, range, entries: frame.entries },
    );
  }

  /** Frames, innermost first, that end at `at` without their bracket. */
  #missingEnd(frames: readonly Frame[], at: number): void {
    const closing = frames.map((frame) => (frame.list ? ']' : '}')).join('');
    const innermost = frames[0]!;
    const where = { start: this.#behindText(at), end: this.#behindText(at) };
    this.#report({
      kind: 'missing-end',
      range: at >= this.#end ? { start: Math.max(0, this.#end - 1), end: this.#end } : { start: at, end: at + 1 },
      opened: innermost.open,
      message: `${[...closing].join(' and ')} ${closing.length > 1 ? 'are' : 'is'} missing here`,
      fix: { title: `Insert ${closing}`, edits: [{ range: where, newText: closing }] },
    });
  }

  /** Right behind the last visible character before `at`. */
  #behindText(at: number): number {
    let i = Math.min(at, this.#end);
    while (i > 0 && this.text[i - 1]! <= ' ') i--;
    return i;
  }

  #atEnd(): void {
    if (this.#stack.length === 0) return;
    const open = this.#stack.toReversed();
    this.#beforeEnd(open[0]!, { start: this.#end, end: this.#end });
    this.#missingEnd(open.slice(0, MAX_PROBLEMS), this.#end);
    while (this.#stack.length > 0) this.#finish(this.#end);
  }
}

/** The JSON value that a word in another notation surely means. */
function meantValue(word: string): string | undefined {
  const lower = word.toLowerCase();
  if (lower === 'true' || lower === 'false' || lower === 'null') return lower;
  if (lower === 'none' || lower === 'nil' || lower === 'undefined') return 'null';
  if (/^\+?0*\d+$/.test(word)) return String(Number(word));
  if (/^[A-Za-z_/][\w./:@-]*$/.test(word)) return JSON.stringify(word);
  return undefined;
}
