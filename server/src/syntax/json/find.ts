import type { LocatedEntry, LocatedMap, LocatedValue } from '../located.ts';

/** The member whose key begins at an offset, anywhere in a value, with the object that holds it. */
export function findMember(value: LocatedValue | undefined, start: number): { map: LocatedMap; entry: LocatedEntry } | undefined {
  if (value?.kind === 'list') {
    for (const item of value.items) {
      const found = holds(item, start) ? findMember(item, start) : undefined;
      if (found) return found;
    }
  }
  if (value?.kind !== 'map') return undefined;
  for (const entry of value.entries) {
    if (entry.keyRange.start === start) return { map: value, entry };
    const found = holds(entry.value, start) ? findMember(entry.value, start) : undefined;
    if (found) return found;
  }
  return undefined;
}

function holds(value: LocatedValue, offset: number): boolean {
  return value.range.start <= offset && offset < value.range.end;
}
