import { type Range, touches } from '../../base/range.ts';
import { memberName } from '../../docker/daemon/shape.ts';
import {
  DAEMON_OPTIONS,
  type DaemonOption,
  isObjectShape,
  type ObjectField,
  type ObjectShape,
  type ValueShape,
} from '../../facts/daemon-options.ts';
import type { LocatedEntry, LocatedMap, LocatedScalar, LocatedValue } from '../../syntax/located.ts';

/** Where a cursor stands in a daemon.json, and what the facts say about that place. */
export interface JsonPlace {
  /** Keys from the root to the place; an item of a list has its number. */
  readonly path: readonly string[];
  /** On a key, on a value (`scalar` when that is one), or where a key could be written (`map`). */
  readonly on: 'key' | 'value' | 'map' | 'list';
  readonly entry: LocatedEntry | undefined;
  readonly scalar: LocatedScalar | undefined;
  /** The innermost object. */
  readonly map: LocatedMap | undefined;
  /** The option that the path begins with. */
  readonly option: DaemonOption | undefined;
  /** The member of an object of the option that the path ends with. */
  readonly field: ObjectField | undefined;
  /** What may stand here: the value's shape, or that of the object or list the cursor is in. */
  readonly shape: ValueShape | undefined;
}

/** The shape of a whole daemon.json. */
const ROOT: ObjectShape = {
  unknown: 'refuse',
  fields: Object.fromEntries([...DAEMON_OPTIONS].map(([key, { shape, meaning }]) => [key, { shape, meaning }])),
};

/** Finds the place of an offset. Undefined for a text that holds no object. */
export function locate(root: LocatedValue | undefined, offset: number, text: string): JsonPlace | undefined {
  if (root?.kind !== 'map' || !within(root.range, offset)) return undefined;
  let map = root;
  let shape: ValueShape | undefined = ROOT;
  let option: DaemonOption | undefined;
  let field: ObjectField | undefined;
  const path: string[] = [];
  let value: LocatedValue = root;
  let entry: LocatedEntry | undefined;
  for (;;) {
    if (value.kind === 'scalar') return { path, on: 'value', entry, scalar: value, map, option, field, shape };
    if (value.kind === 'list') {
      const index: number = value.items.findIndex(({ range }) => touches(range, offset));
      const inner: ValueShape | undefined = typeof shape === 'object' && 'list' in shape ? shape.list : undefined;
      if (index < 0) return { path, on: 'list', entry, scalar: undefined, map, option, field, shape };
      path.push(String(index));
      value = value.items[index]!;
      shape = inner;
      continue;
    }
    map = value;
    const next: LocatedEntry | undefined = value.entries.find((candidate) => holds(candidate, offset, text));
    if (!next) return { path, on: 'map', entry: undefined, scalar: undefined, map, option, field, shape };
    path.push(next.key);
    const member: ObjectField | undefined = memberOf(shape, next.key);
    if (path.length === 1) option = DAEMON_OPTIONS.get(next.key);
    field = path.length > 1 ? member : undefined;
    shape = member?.shape ?? (typeof shape === 'object' && 'map' in shape ? shape.map : undefined);
    entry = next;
    if (touches(next.keyRange, offset)) return { path, on: 'key', entry, scalar: undefined, map, option, field, shape };
    if (!within(next.value.range, offset) && !touches(next.value.range, offset))
      return { path, on: 'value', entry, scalar: undefined, map, option, field, shape };
    value = next.value;
  }
}

function memberOf(shape: ValueShape | undefined, key: string): ObjectField | undefined {
  if (shape === undefined || !isObjectShape(shape)) return undefined;
  const name = memberName(shape, key);
  return name === undefined ? undefined : shape.fields[name];
}

/** Between the brackets of an object or list. */
function within({ start, end }: Range, offset: number): boolean {
  return start < offset && offset < end;
}

/** On the key, behind the colon, or on the value of an entry. */
function holds({ keyRange, value }: LocatedEntry, offset: number, text: string): boolean {
  if (touches(keyRange, offset)) return true;
  if (offset < keyRange.end) return false;
  const colon = text.indexOf(':', keyRange.end);
  if (colon < 0 || colon >= Math.max(value.range.start, keyRange.end + 1) + 1) return touches(value.range, offset);
  // a value that is missing reaches to the next line or comma
  const end = value.range.start === value.range.end ? endOfGap(text, colon + 1) : value.range.end;
  return offset > colon && offset <= end;
}

function endOfGap(text: string, from: number): number {
  const match = /[^ \t]|$/.exec(text.slice(from, from + 200));
  return from + (match?.index ?? 0);
}
