/** A half-open piece of a text, in UTF-16 code units: `start` is inside, `end` is not. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** A piece of a named file. `file` is a {@link FileId}. */
export interface Location {
  readonly file: string;
  readonly range: Range;
}

/** Makes a range; a reversed pair is put in order. */
export function range(start: number, end: number): Range {
  return start <= end ? { start, end } : { start: end, end: start };
}

/** True when `offset` lies in the range or touches its end (where a cursor behind a word stands). */
export function touches(r: Range, offset: number): boolean {
  return r.start <= offset && offset <= r.end;
}

/** True when `outer` holds all of `inner`. */
export function encloses(outer: Range, inner: Range): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

/** True when the two ranges share at least one code unit, or one is empty and lies inside the other. */
export function intersects(a: Range, b: Range): boolean {
  return a.start < b.end && b.start < a.end
    ? true
    : a.start === a.end
      ? touches(b, a.start)
      : b.start === b.end && touches(a, b.start);
}

/** The smallest range that holds both. */
export function cover(a: Range, b: Range): Range {
  return { start: Math.min(a.start, b.start), end: Math.max(a.end, b.end) };
}
