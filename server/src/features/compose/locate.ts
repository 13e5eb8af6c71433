import { touches } from '../../base/range.ts';
import type { LocatedEntry, LocatedScalar, LocatedValue } from '../../syntax/located.ts';

/** Where a cursor stands in a YAML document. */
export interface YamlPlace {
  /** Keys and indexes of items from the top to the cursor; on a key, that key is the last. */
  readonly path: readonly string[];
  /** What the cursor is on. `inside`: in the white space of a map or list. */
  readonly on: 'key' | 'scalar' | 'inside';
  /** The innermost entry that holds the cursor. */
  readonly entry: LocatedEntry | undefined;
  /** The scalar under the cursor. */
  readonly scalar: LocatedScalar | undefined;
  /** Every value from the top to the cursor; the last one holds it. */
  readonly values: readonly LocatedValue[];
}

/** Finds what stands at an offset. Values that came through aliases and merge keys stand elsewhere and are not entered. */
export function locate(document: LocatedValue | undefined, offset: number): YamlPlace | undefined {
  if (!document) return undefined;
  const path: string[] = [];
  const values: LocatedValue[] = [document];
  let entry: LocatedEntry | undefined;
  for (;;) {
    const value: LocatedValue = values.at(-1)!;
    if (value.kind === 'scalar') return { path, on: 'scalar', entry, scalar: value, values };
    if (value.kind === 'list') {
      const index = value.items.findIndex((item) => touches(item.range, offset));
      if (index < 0) return { path, on: 'inside', entry, scalar: undefined, values };
      path.push(String(index));
      values.push(value.items[index]!);
      continue;
    }
    const own = value.entries.filter(({ keyRange }) => value.range.start <= keyRange.start && keyRange.end <= value.range.end);
    const onKey = own.find(({ keyRange }) => touches(keyRange, offset));
    if (onKey) return { path: [...path, onKey.key], on: 'key', entry: onKey, scalar: undefined, values };
    const inner = own.find(({ keyRange, value: held }) => held.range.start >= keyRange.end && touches(held.range, offset));
    if (!inner) return { path, on: 'inside', entry, scalar: undefined, values };
    path.push(inner.key);
    values.push(inner.value);
    entry = inner;
  }
}

/** The place in whichever document of a file holds the offset. */
export function locateIn(documents: readonly (LocatedValue | undefined)[], offset: number): YamlPlace | undefined {
  const holder = documents.find((document) => document && touches(document.range, offset));
  return locate(holder, offset);
}
