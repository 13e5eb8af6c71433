import type { FileId } from '../base/paths.ts';
import type { Range } from '../base/range.ts';
import { blockPrefix, blockSuffix } from '../syntax/nft/blocks.ts';
import { hasError, rootOf } from '../syntax/nft/flat-tree.ts';
import { commonEnds, parseNft } from '../syntax/nft/parse.ts';
import { checkStatement } from '../syntax/nft/repair.ts';
import { segmentsOf } from '../syntax/nft/segments.ts';
import type { Chain, ChainItem, Command, FileItem, Placed, RuleUnit, Table, TableItem } from './ast.ts';
import { inner } from './full-parse.ts';
import { lowerFile } from './lower/file.ts';
import type { PartState, RemovedRange } from './part.ts';
import type { NftProblem } from './problems.ts';
import { SharedTree } from './shared-tree.ts';
import { explainIssues } from './syntax.ts';

/** Characters that can change where statements begin and end, or how a file is read beyond one of them. */
const STRUCTURAL = /[^ \t\x21\x24-\x3a\x3c-\x5b\x5d-\x7a\x7c\x7e]/;
/** With so many rules edited one by one, the file is parsed as a whole again. */
const MAX_PIECES = 512;
const MAX_PROBLEMS = 100;
const PREFIX = blockPrefix('chain');
const SUFFIX = `\n${blockSuffix('chain')}`;

/**
 * The state after an edit inside one rule that leaves all statements where they are: only that rule is parsed, so it takes as long in
 * a large file as in a small one. Undefined for any other edit: then the file has to be parsed as a whole. The answer is the same as
 * that of parsing the whole.
 */
export function editLocally(file: FileId, before: PartState, original: string): PartState | undefined {
  if (before.plain !== before.original || before.pieces.length >= MAX_PIECES || before.problems.length >= MAX_PROBLEMS)
    return undefined;
  if (original.includes('\r') || before.problems.some(isShared)) return undefined;
  const { start, oldEnd, newEnd } = commonEnds(before.original, original);
  const delta = newEnd - oldEnd;
  if (STRUCTURAL.test(before.original.slice(start, oldEnd)) || STRUCTURAL.test(original.slice(start, newEnd))) return undefined;
  const edit = { start, end: oldEnd };
  const removed = before.removed.find((range) => holds(range, edit));
  const old: Range | undefined = removed?.isRule ? removed : removed ? undefined : ruleAt(before.items as FileItems, edit);
  if (!old) return undefined;
  const statement = { start: old.start, end: old.end + delta };
  const rule = original.slice(statement.start, statement.end);
  if (!standsAlone(rule, original, statement)) return undefined;

  const found = readRule(rule);
  if (!found) return undefined;
  const issue = found === 'broken' ? checkStatement(original, { kind: 'statement', context: 'chain', ...statement }) : undefined;
  if (found === 'broken' && (!issue || issue.fix?.newText === ';' || issue.end > statement.end)) return undefined;
  const unit = found === 'broken' ? undefined : found.unit;
  const replaced = withRule(before.items as FileItems, old, delta, unit);
  if (!replaced) return undefined;

  const move = (at: number) => (at >= old.end ? at + delta : at);
  const problems = before.problems.filter(({ range }) => !holds(old, range)).map((problem) => moved(problem, move));
  const explained = issue ? explainIssues([issue], file, original) : [];
  if (explained.some(isShared)) return undefined;
  problems.push(...explained);
  problems.sort((a, b) => a.range.start - b.range.start || a.range.end - b.range.end);
  const others = before.removed.filter((range) => range !== removed).map((range) => moveRange(range, move));
  const now: RemovedRange[] = issue ? [...others, { ...statement, isRule: true }].sort((a, b) => a.start - b.start) : others;
  const clean = issue ? rule.replace(/[^\n]/g, ' ') : rule;
  return {
    original,
    plain: original,
    // One string for both where they are equal: a text that was put together is copied by whoever reads it first.
    text:
      before.problems.length + problems.length === 0
        ? original
        : before.text.slice(0, old.start) + clean + before.text.slice(old.end),
    removed: now,
    problems,
    items: replaced.items,
    at: before.at,
    base: before.base.hold(),
    pieces: [
      ...before.pieces
        .filter(({ unit: other }) => other !== replaced.old)
        .map(({ unit: other, tree }) => ({ unit: other, tree: tree.hold() })),
      ...(found === 'broken' ? [] : [found]),
    ],
  };
}

/** True for a problem that is one with those of other statements: a name that cannot be one, wherever it is used. */
function isShared({ rule }: NftProblem): boolean {
  return rule === 'reserved-word-name';
}

type FileItems = readonly Placed<FileItem>[];

function holds(outer: Range, { start, end }: Range): boolean {
  return outer.start <= start && end <= outer.end;
}

/** True when a text begins and ends with a word and nothing on its line is read together with it. */
function standsAlone(rule: string, text: string, { start, end }: Range): boolean {
  if (rule === '' || rule.trim() !== rule || rule.startsWith('include')) return false;
  // Blank lines between the braces of a set are looked for in the whole text.
  if (/\n[ \t]*\n/.test(rule)) return false;
  const behind = /[ \t]*/y;
  behind.lastIndex = end;
  const next = text[end + behind.exec(text)![0].length];
  return next === '\n' || next === ';' || (next === '#' && end > start);
}

/** Reads a text as a rule. Undefined when it is something else, `broken` when it is nothing that can stand in a chain. */
function readRule(text: string): { readonly unit: RuleUnit; readonly tree: SharedTree } | 'broken' | undefined {
  const wrapped = PREFIX + text + SUFFIX;
  const tree = parseNft(wrapped);
  if (hasError(tree)) {
    tree.delete();
    return isOneStatement(wrapped, text.length) ? 'broken' : undefined;
  }
  const { items, at } = inner(lowerFile(rootOf(tree), wrapped, undefined).items, 'chain');
  const [only, more] = items as readonly ChainItem[];
  if (only?.node.kind === 'rule' && !more && at + only.at === PREFIX.length && only.node.length === text.length)
    return { unit: only.node, tree: new SharedTree(tree, wrapped) };
  tree.delete();
  return undefined;
}

/** True when a broken text would be taken out as one statement. */
function isOneStatement(wrapped: string, length: number): boolean {
  let block = segmentsOf(wrapped);
  while (block.children.length === 1 && block.children[0]!.kind === 'block') block = block.children[0]!;
  const [only, more] = block.children;
  return (
    only?.kind === 'statement' &&
    !more &&
    only.context === 'chain' &&
    only.unclosed === undefined &&
    only.start === PREFIX.length &&
    only.end === PREFIX.length + length
  );
}

/** The item that holds an offset, or the last one before it. */
function indexAt(items: readonly Placed<object>[], offset: number): number {
  let low = -1;
  let high = items.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (items[middle]!.at <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** A chain with a body, and the way to it. */
interface ChainPath {
  readonly chain: Chain;
  /** Where the chain begins in the file. */
  readonly at: number;
  /** Puts another chain in its place; what stands behind moves by `delta`. */
  readonly put: (chain: Chain, delta: number) => FileItems;
}

/** The chain whose braces hold an offset. */
function chainAt(items: FileItems, offset: number): ChainPath | undefined {
  const index = indexAt(items, offset);
  const item = items[index];
  if (item?.node.kind !== 'command' || offset > item.at + item.node.length) return undefined;
  const command = item.node;
  const what = command.what.node;
  const at = item.at + command.what.at;
  const put = (node: Command['what']['node'], delta: number): FileItems =>
    replaced(items, index, { ...command, length: command.length + delta, what: { ...command.what, node } }, delta);
  if (what.kind === 'chain') return what.body && { chain: what, at, put };
  if (what.kind !== 'table' || !what.items) return undefined;
  const inside = indexAt(what.items, offset - at);
  const own = what.items[inside];
  if (own?.node.kind !== 'chain' || !own.node.body || offset > at + own.at + own.node.length) return undefined;
  return {
    chain: own.node,
    at: at + own.at,
    put: (chain, delta) => {
      const list = replaced<TableItem['node']>(what.items!, inside, chain, delta) as readonly TableItem[];
      return put({ ...what, length: what.length + delta, items: list } satisfies Table, delta);
    },
  };
}

/** The list with another node at one place, and what stands behind moved. */
function replaced<T extends object>(items: readonly Placed<T>[], index: number, node: T, delta: number): Placed<T>[] {
  const out = items.slice(0, index);
  out.push({ at: items[index]!.at, node });
  for (let i = index + 1; i < items.length; i++)
    out.push(delta === 0 ? items[i]! : { at: items[i]!.at + delta, node: items[i]!.node });
  return out;
}

/** The range of the rule that an edit is inside of. */
function ruleAt(items: FileItems, edit: Range): Range | undefined {
  const path = chainAt(items, edit.start);
  if (!path) return undefined;
  const list = path.chain.body!.items;
  const item = list[indexAt(list, edit.start - path.at)];
  if (item?.node.kind !== 'rule') return undefined;
  const start = path.at + item.at;
  const range = { start, end: start + item.node.length };
  return holds(range, edit) ? range : undefined;
}

/** The items with another rule, or none, in a range where a rule or a broken statement was; and the rule that was there. */
function withRule(
  items: FileItems,
  old: Range,
  delta: number,
  unit: RuleUnit | undefined,
): { readonly items: FileItems; readonly old: object | undefined } | undefined {
  const path = chainAt(items, old.start);
  if (!path) return undefined;
  const { chain, at, put } = path;
  const list: readonly Placed<ChainItem['node']>[] = chain.body!.items;
  const index = indexAt(list, old.start - at);
  const was = list[index]?.at === old.start - at;
  const out = list.slice(0, was ? index : index + 1);
  if (unit) out.push({ at: old.start - at, node: unit });
  for (let i = index + 1; i < list.length; i++)
    out.push(delta === 0 ? list[i]! : { at: list[i]!.at + delta, node: list[i]!.node });
  const changed = { ...chain, length: chain.length + delta, body: { items: out as ChainItem[] } };
  return { items: put(changed, delta), old: was ? list[index]!.node : undefined };
}

function moveRange<T extends Range>(range: T, move: (at: number) => number): T {
  return { ...range, start: move(range.start), end: move(range.end) };
}

function moved(problem: NftProblem, move: (at: number) => number): NftProblem {
  return {
    ...problem,
    range: moveRange(problem.range, move),
    fixes: problem.fixes.map((fix) => ({
      ...fix,
      edits: fix.edits.map((edit) => ({ ...edit, range: moveRange(edit.range, move) })),
    })),
    related: problem.related.map((place) => ({ ...place, range: moveRange(place.range, move) })),
  };
}
