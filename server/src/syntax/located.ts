import type { FileId } from '../base/paths.ts';
import type { Location, Range } from '../base/range.ts';

/**
 * A value of a configuration file (JSON or YAML) that knows where each part of it is written. Both languages give this one shape,
 * so that models and checks do not care which it was. Anchors, aliases and merge keys are already resolved: a value that came
 * through an alias keeps the place where it is written (its anchor).
 */
export type LocatedValue = LocatedMap | LocatedList | LocatedScalar;

interface LocatedBase {
  readonly file: FileId;
  /** The value alone, without its key, in UTF-16 units. An empty range where a key has no value. */
  readonly range: Range;
  /** A YAML tag such as `!reset`, `!override`, `!!str`; undefined when none is written. */
  readonly tag?: string | undefined;
}

export interface LocatedScalar extends LocatedBase {
  readonly kind: 'scalar';
  /** The value after the language's own typing: YAML 1.2 core schema, JSON. Numbers too long to be exact are strings. */
  readonly value: string | number | boolean | null;
  /** As written, without quotes' escapes undone: `0x10`, `"80"`, `~`. */
  readonly source: string;
  readonly quoted: boolean;
  /**
   * Set when variables of the file (`${PORT:-80}`) were replaced in `value`. `unknown`: one of them is set outside the files, and
   * `value` still is the text as written: nothing may be concluded from it.
   */
  readonly substituted?: 'known' | 'unknown';
}

export interface LocatedList extends LocatedBase {
  readonly kind: 'list';
  readonly items: readonly LocatedValue[];
}

/** What a YAML key is when it is not a text. */
export type KeyKind = 'number' | 'boolean' | 'null' | 'list' | 'map';

export interface LocatedEntry {
  readonly key: string;
  /** Set for a key that is not a text: `80:` is a number, `true:` a boolean. Readers that want texts refuse it. */
  readonly keyKind?: KeyKind;
  /** Where the key is written. */
  readonly keyRange: Range;
  readonly keyFile: FileId;
  readonly value: LocatedValue;
}

export interface LocatedMap extends LocatedBase {
  readonly kind: 'map';
  /** In the order of the file. Of duplicate keys all are here; the last one counts. */
  readonly entries: readonly LocatedEntry[];
}

/** The entry that counts for a key (the last), or undefined. */
export function entryOf(value: LocatedValue | undefined, key: string): LocatedEntry | undefined {
  if (value?.kind !== 'map') return undefined;
  for (let i = value.entries.length - 1; i >= 0; i--) if (value.entries[i]!.key === key) return value.entries[i];
  return undefined;
}

/** The value of a key, or undefined. */
export function valueAt(value: LocatedValue | undefined, key: string): LocatedValue | undefined {
  return entryOf(value, key)?.value;
}

/** True when a key stands in a map more than once. */
export function hasRepeatedKeys(entries: readonly LocatedEntry[]): boolean {
  if (entries.length > 12) return new Set(entries.map(({ key }) => key)).size < entries.length;
  for (let i = 1; i < entries.length; i++) for (let j = 0; j < i; j++) if (entries[i]!.key === entries[j]!.key) return true;
  return false;
}

/** Where a value is written. */
export function placeOf(value: LocatedValue): Location {
  return { file: value.file, range: value.range };
}

/** The text of a scalar however it was typed (`80` and `"80"` both give `80`); undefined for null, lists, maps and unknown texts. */
export function textOf(value: LocatedValue | undefined): string | undefined {
  if (value?.kind !== 'scalar' || value.value === null || value.substituted === 'unknown') return undefined;
  return typeof value.value === 'string'
    ? value.value
    : typeof value.value === 'number' && !value.quoted
      ? value.source
      : String(value.value);
}
