import type { Tree } from 'web-tree-sitter';
import type { Range } from '../../base/range.ts';
import { type BlockKind, blockPrefix, blockSuffix } from './blocks.ts';
import { type FirstError, firstError, firstErrorOf } from './first-error.ts';
import { errorRanges, hasError } from './flat-tree.ts';
import { oneFix } from './one-fix.ts';
import { type Block, type Segment, type Statement, segmentsOf } from './segments.ts';

/** A place that the grammar does not fit. UTF-16 offsets in the text. */
export interface SyntaxIssue extends Range {
  /** What stands in the way: a token of the text, or one of the ends. */
  readonly found: 'token' | 'end of line' | 'end of file';
  /** Tokens that would have fitted, by number. */
  readonly expected: readonly number[];
  /** The block that the place is in. */
  readonly context: BlockKind;
  /** The statement or block header that is broken. */
  readonly statement: Range;
  /** A brace or quote that was opened and is not closed. */
  readonly unclosed?: number | undefined;
  /** A single insertion or replacement that makes the statement fit. */
  readonly fix?: { readonly range: Range; readonly newText: string } | undefined;
}

/** What is left of a text when its broken statements are taken out. */
export interface Repaired {
  /** As long as the text itself, so every offset keeps its meaning. */
  readonly text: string;
  readonly tree: Tree;
  readonly issues: readonly SyntaxIssue[];
  /** What was taken out, in order. */
  readonly removed: readonly (Range & { /** True for a statement of a chain by itself. */ readonly isRule: boolean })[];
}

/** More broken statements than these are taken out without a word each: the text is something else than nftables. */
const MAX_ISSUES = 200;
/** How often a statement is looked for that the pieces by themselves do not give away. */
const MAX_ROUNDS = 4;

/**
 * Takes out of a text what the grammar does not fit, and says where and why: one issue per broken statement. `tree` is the text's own,
 * and `parse` parses a text that differs little from it. The text that is left parses without error. Total: any text is answered.
 */
export function repair(text: string, tree: Tree, parse: (text: string) => Tree): Repaired {
  return new Repair(text).run(tree, parse);
}

class Repair {
  readonly #issues: SyntaxIssue[] = [];
  readonly #removed: (Range & { isRule: boolean })[] = [];
  readonly #edits: { readonly start: number; readonly newText: string }[] = [];
  readonly #checked = new Set<Segment>();
  readonly #root: Block;
  #bad: readonly Range[] = [];

  constructor(private readonly text: string) {
    this.#root = segmentsOf(text);
  }

  run(tree: Tree, parse: (text: string) => Tree): Repaired {
    this.#bad = errorRanges(tree);
    this.#block(this.#root);
    let patched = this.#patched();
    let left = parse(patched);
    for (let round = 0; hasError(left); round++) {
      // What looked whole beside an error may have been part of it.
      this.#bad = errorRanges(left);
      if (round === 0) this.#block(this.#root);
      else this.#removeAt(firstErrorOf(left, patched), round);
      let next = this.#patched();
      if (next === patched && round > 0) {
        this.#removeAll();
        next = this.#patched();
      }
      patched = next;
      left.delete();
      left = parse(patched);
    }
    this.#issues.sort((a, b) => a.start - b.start || a.end - b.end);
    this.#removed.sort((a, b) => a.start - b.start);
    return { text: patched, tree: left, issues: this.#issues, removed: this.#removed };
  }

  /** True when the parser had trouble anywhere between two offsets. */
  #isBad(start: number, end: number): boolean {
    let low = 0;
    let high = this.#bad.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#bad[middle]!.end < start) low = middle + 1;
      else high = middle;
    }
    return low < this.#bad.length && this.#bad[low]!.start <= end;
  }

  #patched(): string {
    const chars: string[] = [];
    let at = 0;
    const edits = [
      ...this.#removed.map(({ start, end }) => ({ start, newText: blanks(this.text.slice(start, end)) })),
      ...this.#edits,
    ].sort((a, b) => a.start - b.start || b.newText.length - a.newText.length);
    for (const { start, newText } of edits) {
      if (start < at) continue;
      chars.push(this.text.slice(at, start), newText);
      at = start + newText.length;
    }
    chars.push(this.text.slice(at));
    return chars.join('');
  }

  #remove(start: number, end: number, isRule = false): void {
    if (end > start) this.#removed.push({ start, end, isRule });
  }

  /** Gives up on the whole text: blanks parse. */
  #removeAll(): void {
    this.#edits.length = 0;
    this.#removed.length = 0;
    this.#remove(0, this.text.length);
  }

  // --- pieces

  #block(block: Block): void {
    for (const segment of block.children) {
      if (segment.kind === 'statement') this.#statement(segment);
      else if (segment.kind === 'stray') this.#stray(segment);
      else {
        if (this.#header(segment)) this.#block(segment);
      }
    }
  }

  #stray(segment: Segment): void {
    if (this.#checked.has(segment)) return;
    this.#checked.add(segment);
    this.#report({ start: segment.start, end: segment.end, found: 'token', expected: [], context: 'file', statement: segment });
    this.#remove(segment.start, segment.end);
  }

  #report(issue: SyntaxIssue): void {
    if (this.#issues.length < MAX_ISSUES) this.#issues.push(issue);
  }

  #statement(segment: Statement): void {
    if (this.#checked.has(segment) || !(segment.unclosed !== undefined || this.#isBad(segment.start, this.#lineEnd(segment))))
      return;
    this.#checked.add(segment);
    const error = this.#issues.length < MAX_ISSUES ? checkStatement(this.text, segment) : 'unknown';
    if (error === undefined) return;
    if (error !== 'unknown') this.#report(error);
    const fix = error === 'unknown' ? undefined : error.fix;
    // A separator that is missing can take the place of a blank.
    if (fix && fix.newText === ';' && this.#putSign(fix.range.start, ';')) return;
    this.#remove(segment.start, segment.end, segment.context === 'chain' && segment.unclosed === undefined);
  }

  /** Behind the separator of a statement, and behind the comment before it. */
  #lineEnd({ end }: Statement): number {
    const behind = skipBlanks(this.text, end);
    const newline = this.text[behind] === '#' ? this.text.indexOf('\n', behind) : end;
    return newline < 0 ? this.text.length : newline + 1;
  }

  /** Writes a sign over the blank before an offset. */
  #putSign(before: number, sign: string): boolean {
    if (!/[ \t\n]/.test(this.text[before - 1] ?? '')) return false;
    this.#edits.push({ start: before - 1, newText: sign });
    return true;
  }

  /** Checks a block's header and braces. False when nothing inside it can be read. */
  #header(block: Block): boolean {
    const bodyEnd = block.close ?? block.end;
    const first = !this.#checked.has(block);
    const suspicious =
      !block.hasOpen ||
      block.close === undefined ||
      this.#isBad(block.start, block.open + 1) ||
      this.#isBad(bodyEnd, block.end + 1);
    if (!suspicious || !first) return block.block !== undefined || !this.#checked.has(block);
    this.#checked.add(block);
    const error = checkHeader(this.text, block);
    if (error) {
      this.#report(error);
      if (!this.#replaceHeader(block)) {
        this.#remove(block.start, block.end);
        return false;
      }
    } else if (this.text.slice(block.start, block.open).includes('\n')) this.#replaceHeader(block);
    if (block.close === undefined) this.#missingClose(block, error !== undefined);
    else this.#behind(block, block.close);
    return true;
  }

  /** Puts a header in the place of a broken one, so that what is inside can be read. False when there is no room. */
  #replaceHeader(block: Block): boolean {
    const { text } = this;
    const kind = block.block;
    if (kind === undefined) return false;
    const old = text.slice(block.start, block.open);
    const words = old.split(/[^\w./-]+/).filter((word) => /^[A-Za-z_]/.test(word));
    const family = kind === 'table' ? words.find((word) => /^(?:ip|ip6|inet|arp|bridge|netdev)$/.test(word)) : undefined;
    const name = words
      .slice(kind.split(' ').length)
      .reverse()
      .find((word) => word !== family && firstError(headerText('table', 'chain', word)) === undefined);
    const target = block.context === 'file' && kind !== 'table' ? 't ' : '';
    const end = block.open + 1;
    let start = block.start;
    while (start > 0 && /[ \t]/.test(text[start - 1]!)) start--;
    const unknown = `_${this.#edits.length}`;
    for (const candidate of [name ?? unknown, unknown, '_']) {
      const header = `${kind} ${family ? `${family} ` : ''}${target}${candidate} {`;
      if (header.length > end - start) continue;
      this.#edits.push({ start, newText: blanks(text.slice(start, end - header.length)) + header });
      return true;
    }
    return false;
  }

  #missingClose(block: Block, known: boolean): void {
    const at = block.end;
    const next = this.#nextSignificant(at);
    if (!known)
      this.#report({
        start: next,
        end: Math.min(this.text.length, next + wordLength(this.text, next)),
        found: next >= this.text.length ? 'end of file' : 'token',
        expected: [],
        context: block.block ?? 'chain',
        statement: { start: block.start, end: block.open + 1 },
        unclosed: block.open,
      });
    if (next >= this.text.length) this.#edits.push({ start: this.text.length, newText: '\n}' });
    else if (!this.#room(at, next, '\n}\n')) this.#remove(block.start, block.end);
  }

  /** Writes a text over blanks somewhere between two offsets. */
  #room(from: number, to: number, newText: string): boolean {
    const gap = this.text.slice(from, to);
    if (gap.includes('#') || gap.length < newText.length) {
      // The last blanks are free of comments: a comment ends with its line.
      const tail = /[ \t\n]*$/.exec(gap)![0];
      if (tail.length < newText.length) return false;
      this.#edits.push({ start: to - newText.length, newText });
      return true;
    }
    this.#edits.push({ start: from, newText });
    return true;
  }

  /** Behind a block's closing brace a line must end. */
  #behind(block: Block, close: number): void {
    const { text } = this;
    let next = close + 1;
    while (/[ \t]/.test(text[next] ?? '')) next++;
    if (next >= text.length || /[\n;#\\\r]/.test(text[next]!)) return;
    this.#report({
      start: next,
      end: next + wordLength(text, next),
      found: 'token',
      expected: [],
      context: block.context,
      statement: { start: block.start, end: block.end },
      fix: { range: { start: close + 1, end: close + 1 }, newText: ';' },
    });
    if (next > close + 1) this.#edits.push({ start: close + 1, newText: ';' });
    else if (/[ \t\n]/.test(text[close - 1]!)) this.#edits.push({ start: close - 1, newText: '};' });
    else this.#remove(block.start, block.end);
  }

  #nextSignificant(from: number): number {
    const match = /(?:\s|#[^\n]*)*/y;
    match.lastIndex = from;
    return from + match.exec(this.text)![0].length;
  }

  /** Takes out the smallest piece that holds an error which the pieces by themselves did not show. */
  #removeAt(error: FirstError | undefined, round: number): void {
    if (!error || round > MAX_ROUNDS) {
      this.#removeAll();
      return;
    }
    const at = Math.min(error.start, this.text.length - 1);
    const segment = this.#innermost(this.#root, at);
    if (!segment) {
      this.#remove(at, this.text.length);
      return;
    }
    const inRemoved = this.#issues.some((issue) => issue.statement.start < segment.end && segment.start < issue.statement.end);
    if (!inRemoved)
      this.#report({ ...error, found: 'token', context: segment.context, statement: { start: segment.start, end: segment.end } });
    this.#remove(segment.start, segment.end);
  }

  /** The innermost piece at an offset, or the last one before it, that has not been taken out. */
  #innermost(block: Block, at: number): Segment | undefined {
    let best: Segment | undefined;
    for (const segment of block.children) {
      if (segment.start > at) break;
      if (!this.#isRemoved(segment)) best = segment;
    }
    if (best?.kind !== 'block') return best;
    return this.#innermost(best, at) ?? best;
  }

  #isRemoved({ start, end }: Range): boolean {
    return this.#removed.some((range) => range.start <= start && end <= range.end);
  }
}

/** The text of a header with a body, for trying names. */
function headerText(outer: BlockKind, kind: BlockKind, name: string): string {
  return `${blockPrefix(outer)}${kind} ${name} {\n}\n${blockSuffix(outer)}`;
}

/** Blanks of the same length; newlines stay. */
function blanks(text: string): string {
  return text.replace(/[^\n]/g, ' ');
}

function wordLength(text: string, at: number): number {
  return Math.max(1, /^[\w./-]*/.exec(text.slice(at, at + 64))![0].length);
}

// --- single pieces, tried where they belong

/** Answers for pieces that were tried before. Emptied when it gets large. */
const tried = new Map<string, FirstError | null>();
const MAX_TRIED = 4096;

function tryPiece(text: string): FirstError | undefined {
  const known = tried.get(text);
  if (known !== undefined) return known ?? undefined;
  const error = firstError(text);
  if (tried.size >= MAX_TRIED) tried.clear();
  tried.set(text, error ?? null);
  return error;
}

/** Tries a statement in a block of its kind. */
export function checkStatement(text: string, segment: Statement): SyntaxIssue | undefined {
  const { context, start, end } = segment;
  const prefix = blockPrefix(context);
  // A statement must end with a newline or `;`, not with the brace that closes its block.
  const behind = text[skipBlanks(text, end)];
  const tail = behind === '}' && context !== 'file' ? ' ' : '\n';
  const suffix = tail + blockSuffix(context);
  const body = text.slice(start, end);
  const error = tryPiece(prefix + body + suffix);
  if (!error) return undefined;
  const at = Math.min(error.start - prefix.length, body.length);
  const to = Math.min(error.end - prefix.length, body.length);
  const closer = at >= body.length && tail === ' ';
  const tryFix = (range: Range, newText: string) =>
    tryPiece(prefix + body.slice(0, range.start) + newText + body.slice(range.end) + suffix) === undefined;
  const issue = {
    start: start + at,
    end: Math.max(start + to, start + at),
    found: at < body.length || closer ? ('token' as const) : ('end of line' as const),
    expected: error.expected,
    context,
    statement: { start, end },
    unclosed: segment.unclosed,
  };
  const range = closer
    ? { start: skipBlanks(text, end), end: skipBlanks(text, end) + 1 }
    : { start: issue.start, end: issue.end };
  const fix = oneFix(body, { start: at, end: Math.max(at, to) }, error.expected, tryFix);
  return {
    ...issue,
    ...range,
    fix: fix && { range: { start: start + fix.range.start, end: start + fix.range.end }, newText: fix.newText },
  };
}

function skipBlanks(text: string, from: number): number {
  let at = from;
  while (/[ \t]/.test(text[at] ?? '')) at++;
  return at;
}

/** Tries a block's header with an empty body. */
function checkHeader(text: string, block: Block): SyntaxIssue | undefined {
  const header = text.slice(block.start, block.hasOpen ? block.open + 1 : block.open);
  const outer = block.context;
  const prefix = blockPrefix(outer);
  const suffix = (block.hasOpen ? '\n}\n' : '\n') + blockSuffix(outer);
  const error = tryPiece(prefix + header + suffix);
  if (!error) return undefined;
  const at = Math.min(error.start - prefix.length, header.length);
  const to = Math.min(error.end - prefix.length, header.length);
  const tryFix = (range: Range, newText: string) =>
    tryPiece(`${prefix}${header.slice(0, range.start)}${newText}${header.slice(range.end)}\n}\n${blockSuffix(outer)}`) ===
    undefined;
  const fix = oneFix(header, { start: at, end: to }, error.expected, tryFix);
  return {
    start: block.start + at,
    end: block.start + Math.max(at, to),
    found: at < header.length ? 'token' : 'end of line',
    expected: error.expected,
    context: outer,
    statement: { start: block.start, end: block.open + 1 },
    fix: fix && { range: { start: block.start + fix.range.start, end: block.start + fix.range.end }, newText: fix.newText },
  };
}
