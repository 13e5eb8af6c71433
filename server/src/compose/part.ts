import type { Location } from '../base/range.ts';
import type { LocatedScalar } from '../syntax/located.ts';
import { placeOf } from '../syntax/located.ts';

/**
 * Where a piece of a scalar's text is written; `start` and `end` count in its value. The whole scalar when the value is not written
 * letter by letter (escapes, folded lines, variables) or the piece is empty.
 */
export function part(scalar: LocatedScalar, start: number, end: number): Location {
  const whole = placeOf(scalar);
  const text = String(scalar.value ?? '');
  const width = scalar.range.end - scalar.range.start;
  const quotes = scalar.quoted ? 1 : 0;
  if (scalar.substituted !== undefined || width !== text.length + 2 * quotes || start >= end || end > text.length) return whole;
  const from = scalar.range.start + quotes;
  return { file: scalar.file, range: { start: from + start, end: from + end } };
}
