import { type Interval, IntervalSet } from '../../base/interval-set.ts';
import type { EvaluatedElement } from '../evaluate/sets.ts';
import type { Value } from '../evaluate/values.ts';
import { textInterval } from './text-number.ts';

const SMALL = 65536;
const points: (IntervalSet | undefined)[] = new Array(SMALL);

/** The set of one number. Ports, protocols and the like are used again and again: they are made once. */
export function pointSet(value: bigint): IntervalSet {
  if (value >= SMALL) return IntervalSet.point(value);
  const index = Number(value);
  const known = points[index];
  if (known) return known;
  const made = IntervalSet.point(value);
  points[index] = made;
  return made;
}

/** A single value as an interval of the field's numbers; undefined when it is unknown or joined of several. */
export function intervalOf(value: Value): Interval | undefined {
  switch (value.kind) {
    case 'integer':
      return { low: value.value, high: value.value };
    case 'interval':
      return value;
    case 'text':
      return textInterval(value.text, value.wildcard);
    default:
      return undefined;
  }
}

/** The values that one value on the right of a match stands for. */
export function valueSet(value: Value): IntervalSet | undefined {
  if (value.kind === 'integer') return pointSet(value.value);
  const interval = intervalOf(value);
  return interval && IntervalSet.range(interval.low, interval.high);
}

/** A value as one set per part of a concatenation. */
export function boxOf(value: Value): IntervalSet[] | undefined {
  const parts = value.kind === 'concat' ? value.parts : [value];
  const box: IntervalSet[] = [];
  for (const part of parts) {
    const set = valueSet(part);
    if (!set) return undefined;
    box.push(set);
  }
  return box;
}

/** The keys of a set: intervals for single values, boxes for joined ones. Undefined when one of them is not known. */
export function keysOf(
  elements: readonly EvaluatedElement[],
  parts: number,
): { readonly boxes: readonly (readonly IntervalSet[])[]; readonly catchAll: boolean } | undefined {
  let catchAll = false;
  const boxes: IntervalSet[][] = [];
  const intervals: Interval[] = [];
  for (const { key, catchAll: all } of elements) {
    if (all) {
      catchAll = true;
      continue;
    }
    if (parts === 1) {
      const interval = intervalOf(key);
      if (!interval) return undefined;
      intervals.push(interval);
      continue;
    }
    const box = boxOf(key);
    if (box?.length !== parts) return undefined;
    boxes.push(box);
  }
  if (parts === 1 && intervals.length > 0) boxes.push([IntervalSet.of(intervals)]);
  return { boxes, catchAll };
}
