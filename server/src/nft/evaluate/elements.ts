import { formatIp, width } from '../../base/ip.ts';
import type { PlacedEdit, ProblemFix, UnitEdit } from '../problems.ts';
import type { EvaluationContext } from './context.ts';
import type { EvaluatedElement, EvaluatedSet } from './sets.ts';
import type { DataType } from './types.ts';
import type { Value } from './values.ts';

/** An element's key as a closed interval, when it is one. Names are numbers of 16 bytes, and a wildcard is all that begin so. */
function intervalOf(value: Value): { low: bigint; high: bigint } | undefined {
  if (value.kind === 'integer') return { low: value.value, high: value.value };
  if (value.kind === 'interval') return value;
  if (value.kind !== 'text') return undefined;
  const bytes = new TextEncoder().encode(value.text).slice(0, NAME_BYTES);
  let low = 0n;
  for (const byte of bytes) low = (low << 8n) | BigInt(byte);
  const rest = BigInt(8 * (NAME_BYTES - bytes.length));
  low <<= rest;
  return { low, high: value.wildcard ? low | ((1n << rest) - 1n) : low };
}

const NAME_BYTES = 16;

/** How a set treats elements that overlap. */
export interface OverlapSpec {
  readonly key: DataType;
  readonly map: boolean;
  readonly interval: boolean;
  readonly autoMerge: boolean;
  /** Puts `auto-merge` into the declaration. */
  readonly addAutoMerge?: PlacedEdit | undefined;
}

interface Item {
  readonly low: bigint;
  readonly high: bigint;
  readonly element: EvaluatedElement;
  readonly old: boolean;
}

/**
 * Reports elements that claim the same keys: in a map two answers for one key, in a named interval set two intervals that overlap
 * (nft would have to merge them, which needs `auto-merge`). `present` are elements that the set holds already.
 * Source: nft 1.1.7, "conflicting intervals specified".
 */
export function checkOverlaps(
  ctx: EvaluationContext,
  set: EvaluatedSet,
  present: readonly EvaluatedElement[],
  spec: OverlapSpec,
): void {
  if (ctx.failed || (spec.autoMerge && !spec.map) || (!spec.map && !spec.interval)) return;
  const items: Item[] = [];
  for (const [elements, old] of [
    [present, true],
    [set.elements, false],
  ] as const)
    for (const element of elements) {
      if (element.catchAll) continue;
      const interval = intervalOf(element.key);
      if (!interval) return;
      items.push({ ...interval, element, old });
    }
  items.sort((a, b) => (a.low < b.low ? -1 : a.low > b.low ? 1 : a.high < b.high ? -1 : a.high > b.high ? 1 : 0));
  for (let i = 1; i < items.length; i++) {
    const before = items[i - 1]!;
    const item = items[i]!;
    if (item.low > before.high) continue;
    // The very same element twice is one element.
    if (item.low === before.low && item.high === before.high && (!spec.map || sameData(before.element.data, item.element.data)))
      continue;
    if (item.old && before.old) continue;
    const isLater = before.old || (!item.old && item.element.place.start > before.element.place.start);
    reportOverlap(ctx, set, isLater ? item : before, isLater ? before : item, spec);
    return;
  }
}

function reportOverlap(ctx: EvaluationContext, set: EvaluatedSet, later: Item, other: Item, spec: OverlapSpec): void {
  const fixes: ProblemFix[] = [];
  if (spec.addAutoMerge && !spec.map) fixes.push({ title: 'Add "auto-merge"', safe: true, edits: [spec.addAutoMerge] });
  const inner = contains(other, later) ? later : contains(later, other) ? other : undefined;
  const edit = inner && !inner.old && !spec.map ? removal(set, inner.element) : undefined;
  if (inner && edit)
    fixes.push({
      title: `Remove ${show(spec.key, inner)}, which ${show(spec.key, inner === later ? other : later)} holds`,
      safe: inner.element.expr.options.length === 0,
      edits: [edit],
    });
  const both = `${show(spec.key, later)} overlaps ${show(spec.key, other)} in the same ${spec.map ? 'map' : 'set'}`;
  ctx.report(
    'overlapping-elements',
    later.element.place,
    spec.map
      ? `${both}, so one key would have two answers; nft refuses the file. Write keys that are apart.`
      : `${both}; nft refuses the file. Add "auto-merge" to the set, or remove what is there twice.`,
    fixes,
  );
}

function contains(outer: Item, inner: Item): boolean {
  return outer.low <= inner.low && inner.high <= outer.high;
}

/** Takes an element out of the text of its set. Undefined when the text is that of a variable, or no other element is left. */
function removal({ elements }: EvaluatedSet, element: EvaluatedElement): UnitEdit | undefined {
  const at = elements.indexOf(element);
  const [before, after] = [elements[at - 1], elements[at + 1]];
  if (element.place !== element.expr) return undefined;
  if (after && after.place === after.expr) return { start: element.expr.start, end: after.expr.start, newText: '' };
  if (before && before.place === before.expr) return { start: before.expr.end, end: element.expr.end, newText: '' };
  return undefined;
}

/** An element's key as it is usually written. */
function show(type: DataType, { low, high, element }: Item): string {
  if (element.key.kind === 'text') return `"${element.key.text}${element.key.wildcard ? '*' : ''}"`;
  const family = type.name === 'ipv4_addr' ? 4 : type.name === 'ipv6_addr' ? 6 : undefined;
  const one = (value: bigint) => (family ? formatIp({ family, value }) : String(value));
  if (low === high) return one(low);
  const length = (high - low + 1n).toString(2);
  if (family && /^10*$/.test(length) && low % (high - low + 1n) === 0n)
    return `${one(low)}/${width(family) - (length.length - 1)}`;
  return `${one(low)}-${one(high)}`;
}

/** True when two answers are the same, or may be. */
function sameData(a: Value | undefined, b: Value | undefined): boolean {
  if (!a || !b || a.kind === 'unknown' || b.kind === 'unknown') return true;
  if (a.kind !== b.kind) return false;
  if (a.kind === 'integer' && b.kind === 'integer') return a.value === b.value;
  if (a.kind === 'interval' && b.kind === 'interval') return a.low === b.low && a.high === b.high;
  if (a.kind === 'text' && b.kind === 'text') return a.text === b.text;
  if (a.kind === 'concat' && b.kind === 'concat') return a.parts.every((part, i) => sameData(part, b.parts[i]));
  return true;
}
