import type { EvaluationContext } from './context.ts';
import type { EvaluatedElement, EvaluatedSet } from './sets.ts';
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

/**
 * Reports elements that claim the same keys: in a map two answers for one key, in a named interval set two intervals that overlap
 * (nft would have to merge them, which needs `auto-merge`). `present` are elements that the set holds already.
 * Source: nft 1.1.7, "conflicting intervals specified".
 */
export function checkOverlaps(
  ctx: EvaluationContext,
  set: EvaluatedSet,
  present: readonly EvaluatedElement[],
  spec: { map: boolean; interval: boolean; autoMerge: boolean; mergeAt?: number | undefined },
): void {
  if (ctx.failed || (spec.autoMerge && !spec.map) || (!spec.map && !spec.interval)) return;
  const items: { low: bigint; high: bigint; element: EvaluatedElement; old: boolean }[] = [];
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
    const later = before.old || (!item.old && item.element.expr.start > before.element.expr.start) ? item : before;
    const fix =
      spec.mergeAt === undefined || spec.map
        ? undefined
        : [
            {
              title: 'Add "auto-merge"',
              safe: true,
              edits: [{ start: spec.mergeAt, end: spec.mergeAt, newText: 'auto-merge; ' }],
            },
          ];
    ctx.report(
      'overlapping-elements',
      later.element.expr,
      spec.map
        ? 'This element overlaps another one of the map, so one key would have two answers; nft refuses the map. Make them apart.'
        : 'This element overlaps another one of the set; nft refuses the set. Add "auto-merge", or remove the part that is there twice.',
      fix,
    );
    return;
  }
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
