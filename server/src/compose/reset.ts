import type { LocatedEntry, LocatedMap, LocatedValue } from '../syntax/located.ts';
import { withValue } from './tree.ts';

/** A place in a file, key by key. */
export type TreePath = readonly string[];

/**
 * Takes everything tagged `!reset` out of a document and names the places of `!reset` and `!override`: what earlier files
 * put there is dropped before the document is merged.
 */
export function takeResets(document: LocatedMap): { document: LocatedMap; places: TreePath[] } {
  const places: TreePath[] = [];
  const walk = (value: LocatedValue, path: TreePath): LocatedValue | undefined => {
    if (value.tag === '!reset') {
      places.push(path);
      return undefined;
    }
    if (value.tag === '!override') {
      places.push(path);
      return value;
    }
    if (value.kind === 'list') {
      const items = value.items.map((item, index) => walk(item, [...path, String(index)])).filter((item) => item !== undefined);
      return items.length === value.items.length ? value : { ...value, items };
    }
    if (value.kind !== 'map') return value;
    let changed = false;
    const entries: LocatedEntry[] = [];
    for (const entry of value.entries) {
      const inner = walk(entry.value, [...path, entry.key]);
      if (inner !== entry.value) changed = true;
      if (inner) entries.push(withValue(entry, inner));
    }
    return changed ? { ...value, entries } : value;
  };
  const left = walk(document, []);
  return { document: left?.kind === 'map' ? left : { ...document, entries: [] }, places };
}

/** A copy of a tree without the values at some places; places that do not exist are passed over. */
export function withoutPlaces(tree: LocatedMap, places: readonly TreePath[]): LocatedMap {
  let out: LocatedMap = tree;
  for (const place of places) out = without(out, place);
  return out;
}

function without(map: LocatedMap, [key, ...rest]: TreePath): LocatedMap {
  if (key === undefined) return map;
  const fits = (entry: LocatedEntry) => entry.key === key || key === '*';
  if (!map.entries.some(fits)) return map;
  const entries: LocatedEntry[] = [];
  for (const entry of map.entries) {
    if (!fits(entry)) entries.push(entry);
    else if (rest.length > 0) entries.push(entry.value.kind === 'map' ? withValue(entry, without(entry.value, rest)) : entry);
  }
  return { ...map, entries };
}
