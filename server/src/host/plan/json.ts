import type { FileId } from '../../base/paths.ts';
import type { Location } from '../../base/range.ts';
import type { LineIndex } from '../../base/text.ts';
import type { PlanData } from './data.ts';

/**
 * The plan as `bridgekeeper plan --format json` prints it: every `place` becomes `file` and `range` with lines and columns from 1, as in
 * the output of `check`.
 */
export function planJson(plan: PlanData, linesOf: (file: FileId) => LineIndex | undefined): unknown {
  const convert = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(convert);
    if (typeof value !== 'object' || value === null) return value;
    if (isLocation(value)) return location(value, linesOf);
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, convert(member)]));
  };
  return { version: 1, ...(convert(plan) as object) };
}

function isLocation(value: object): value is Location {
  return 'file' in value && 'range' in value;
}

function location({ file, range }: Location, linesOf: (file: FileId) => LineIndex | undefined): unknown {
  const position = (offset: number) => {
    const at = linesOf(file)?.positionAt(offset);
    return { line: (at?.line ?? 0) + 1, column: (at?.character ?? offset) + 1, offset };
  };
  return { file, range: { start: position(range.start), end: position(range.end) } };
}
