import type { Location } from '../base/range.ts';
import {
  hasRepeatedKeys,
  type LocatedEntry,
  type LocatedList,
  type LocatedMap,
  type LocatedScalar,
  type LocatedValue,
} from '../syntax/located.ts';

/** A copy of a map in which only the last entry of each key is left. */
export function withoutRepeatedKeys(map: LocatedMap): LocatedMap {
  if (!hasRepeatedKeys(map.entries)) return map;
  return { ...map, entries: [...new Map(map.entries.map((entry) => [entry.key, entry])).values()] };
}

/** A copy of a map with one key set (in its old place, or at the end) or, with undefined, taken out. */
export function withKey(map: LocatedMap, key: string, entry: LocatedEntry | undefined): LocatedMap {
  const entries: LocatedEntry[] = [];
  let placed = entry === undefined;
  for (const old of map.entries)
    if (old.key !== key) entries.push(old);
    else if (!placed) {
      entries.push(entry!);
      placed = true;
    }
  if (!placed) entries.push(entry!);
  return { ...map, entries };
}

/** An entry with another value. */
export function withValue(entry: LocatedEntry, value: LocatedValue): LocatedEntry {
  return entry.value === value ? entry : { ...entry, value };
}

/** A value that stands nowhere: made of what was written at `like`. */
export function nullAt(like: LocatedValue): LocatedScalar {
  return { kind: 'scalar', file: like.file, range: like.range, value: null, source: '', quoted: false };
}

/** A list made of what was written as something else. */
export function listOf(items: readonly LocatedValue[], like: LocatedValue): LocatedList {
  return { kind: 'list', file: like.file, range: like.range, items };
}

/** A map with these entries, at the place of `like`. */
export function mapOf(entries: readonly LocatedEntry[], like: LocatedValue): LocatedMap {
  return { kind: 'map', file: like.file, range: like.range, entries };
}

/** Where the key of an entry is written. */
export function keyPlace(entry: LocatedEntry): Location {
  return { file: entry.keyFile, range: entry.keyRange };
}

/**
 * True when two values hold the same, wherever they are written. `undefined` when that depends on a variable that is not known.
 */
export function sameValue(a: LocatedValue, b: LocatedValue): boolean | undefined {
  if (a === b) return true;
  if (a.kind === 'scalar' && b.kind === 'scalar') {
    if (a.substituted === 'unknown' || b.substituted === 'unknown') return a.source === b.source ? true : undefined;
    return a.value === b.value;
  }
  if (a.kind === 'list' && b.kind === 'list') {
    if (a.items.length !== b.items.length) return false;
    return every(a.items.map((item, i) => sameValue(item, b.items[i]!)));
  }
  if (a.kind === 'map' && b.kind === 'map') {
    const left = new Map(a.entries.map(({ key, value }) => [key, value]));
    const right = new Map(b.entries.map(({ key, value }) => [key, value]));
    if (left.size !== right.size) return false;
    return every([...left].map(([key, value]) => (right.has(key) ? sameValue(value, right.get(key)!) : false)));
  }
  return false;
}

function every(answers: readonly (boolean | undefined)[]): boolean | undefined {
  if (answers.includes(false)) return false;
  return answers.includes(undefined) ? undefined : true;
}
