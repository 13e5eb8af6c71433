import type { FileId } from '../base/paths.ts';
import type { Range } from '../base/range.ts';
import { spacedSets } from '../syntax/nft/blank-lines.ts';
import { type BlockKind, blockPrefix, blockSuffix } from '../syntax/nft/blocks.ts';
import { hasError, rootOf } from '../syntax/nft/flat-tree.ts';
import { parseNft, reparseNft } from '../syntax/nft/parse.ts';
import { typographicMarks, withPlainMarks } from '../syntax/nft/quotes.ts';
import { repair, type SyntaxIssue } from '../syntax/nft/repair.ts';
import type { Command, FileItem, Placed, Table } from './ast.ts';
import { lowerFile } from './lower/file.ts';
import type { Kept } from './lower/kept.ts';
import type { PartState, RemovedRange } from './part.ts';
import { SharedTree } from './shared-tree.ts';
import { explainCarriageReturn, explainIssues, explainMark, explainSpacedSet, firstCarriageReturn } from './syntax.ts';

/** The trees of a text that was parsed as a whole. */
export class FullParse {
  #holders = 1;

  constructor(
    /** The text with plain quotes, broken statements and all. */
    readonly whole: SharedTree,
    /** The text without its broken statements. The same object when there are none. */
    readonly clean: SharedTree,
    readonly kept: Kept,
  ) {}

  hold(): this {
    this.#holders++;
    return this;
  }

  release(): void {
    if (--this.#holders > 0) return;
    this.whole.release();
    if (this.clean !== this.whole) this.clean.release();
  }
}

/** Parses a text as the content of that kind of block. `before` is an earlier version of it. Total. */
export function parseAll(file: FileId, original: string, block: BlockKind, before: FullParse | undefined): PartState {
  const prefix = blockPrefix(block);
  const marks = typographicMarks(original);
  const plain = withPlainMarks(original, marks);
  const problems = marks.map((mark) => explainMark(mark, file, original));
  const carriageReturn = firstCarriageReturn(original);
  if (carriageReturn !== undefined) problems.push(explainCarriageReturn(carriageReturn, file, original));
  let whole = parse(block === 'file' ? plain : `${prefix}${plain}\n${blockSuffix(block)}`, before?.whole);
  let clean = whole;
  let removed: readonly RemovedRange[] = [];
  if (hasError(whole.tree)) {
    const nearby = before?.clean ?? whole;
    const repaired = repair(whole.text, whole.tree, (text) => reparseNft(nearby.tree, nearby.text, text));
    const issues = repaired.issues.map((issue) => shift(issue, prefix.length, plain.length));
    problems.push(...explainIssues(issues, file, plain));
    removed = repaired.removed.map(({ start, end, isRule }) => ({
      start: start - prefix.length,
      end: end - prefix.length,
      isRule,
    }));
    clean = new SharedTree(repaired.tree, repaired.text);
  } else if (before && before.clean !== before.whole) {
    // The units of the version before belong to its clean tree: go on from that one.
    whole.release();
    whole = parse(whole.text, before.clean);
    clean = whole;
  }
  if (carriageReturn === undefined)
    for (const { lines } of spacedSets(clean.text, clean.tree))
      problems.push(explainSpacedSet({ lines: lines.map((line) => shiftRange(line, prefix.length, plain.length)) }, file));
  const { items: all, kept } = lowerFile(rootOf(clean.tree), clean.text, before?.kept);
  const { items, at } = inner(all, block);
  return {
    original,
    plain,
    text: prefix === '' ? clean.text : clean.text.slice(prefix.length),
    removed,
    problems,
    items,
    at: at - prefix.length,
    base: new FullParse(whole, clean, kept),
    pieces: [],
  };
}

function parse(text: string, before: SharedTree | undefined): SharedTree {
  return new SharedTree(before ? reparseNft(before.tree, before.text, text) : parseNft(text), text);
}

/** The items of the block that was put around a piece of text, and where what they count from begins. */
export function inner(file: readonly Placed<FileItem>[], block: BlockKind): { items: PartState['items']; at: number } {
  if (block === 'file') return { items: file, at: 0 };
  const command = file[0]?.node as Command | undefined;
  const table = command?.kind === 'command' && command.what.node.kind === 'table' ? (command.what.node as Table) : undefined;
  if (block === 'table') return { items: table?.items ?? [], at: 0 };
  const own = table?.items?.[0];
  switch (own?.node.kind) {
    case 'chain':
      return { items: own.node.body?.items ?? [], at: own.at };
    case 'set':
    case 'map':
      return { items: own.node.items, at: own.at };
    default:
      return { items: [], at: 0 };
  }
}

function shiftRange({ start, end }: Range, by: number, length: number): Range {
  return { start: Math.max(0, Math.min(start - by, length)), end: Math.max(0, Math.min(end - by, length)) };
}

/** An issue of the text with something around it, at its place in the text itself and not beyond its end. */
function shift(issue: SyntaxIssue, by: number, length: number): SyntaxIssue {
  const range = (of: Range) => shiftRange(of, by, length);
  return {
    ...issue,
    ...range(issue),
    statement: range(issue.statement),
    unclosed: issue.unclosed === undefined || issue.unclosed < by ? undefined : issue.unclosed - by,
    fix: issue.fix && { ...issue.fix, range: range(issue.fix.range) },
  };
}
