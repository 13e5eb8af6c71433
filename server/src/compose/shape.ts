import { nearest } from '../base/nearest.ts';
import facts from '../facts/compose.json' with { type: 'json' };
import type { LocatedEntry, LocatedMap, LocatedScalar, LocatedValue } from '../syntax/located.ts';
import { placeOf } from '../syntax/located.ts';
import { isPlainDate, isPlainInteger } from '../syntax/yaml/scalar.ts';
import type { ReportProblem } from './problem.ts';

export type ShapeType = 'map' | 'list' | 'string' | 'number' | 'integer' | 'boolean' | 'date' | 'null';

/** What compose accepts at one place of a file, and what it means: see facts/compose.json. */
export interface Shape {
  readonly ref?: string;
  readonly types?: readonly ShapeType[];
  readonly keys?: Readonly<Record<string, Shape>>;
  /** What keys without a shape of their own hold; without it they are unknown. */
  readonly others?: Shape;
  /** Pattern for names of `others`. */
  readonly names?: string;
  readonly items?: Shape;
  /** No two items may be equal. */
  readonly unique?: boolean;
  /** Keys that begin with `x-` are free. */
  readonly extensions?: boolean;
  readonly required?: boolean;
  /** What a text is turned into before its type is looked at. */
  readonly cast?: 'boolean' | 'integer';
  /** A number must be written without a fraction: `80`, not `80.0` or `080`. */
  readonly whole?: boolean;
  readonly meaning?: string;
  readonly default?: string;
  readonly since?: string;
  readonly excludes?: readonly string[];
}

const SHAPES = facts.shapes as unknown as Readonly<Record<string, Shape>>;

export type ShapeName = keyof typeof facts.shapes;

/** A named shape of the facts. */
export function shape(name: ShapeName): Shape {
  return SHAPES[name]!;
}

const followed = new WeakMap<Shape, Shape>();

/** The shape with its reference followed; words beside the reference win over those of the target. */
export function resolved(of: Shape): Shape {
  if (of.ref === undefined) return of;
  let whole = followed.get(of);
  if (!whole) {
    whole = { ...SHAPES[of.ref], ...of };
    followed.set(of, whole);
  }
  return whole;
}

const TYPE_WORDS: Readonly<Record<ShapeType, string>> = {
  map: 'a map',
  list: 'a list',
  string: 'a text',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  date: 'a date',
  null: 'nothing',
};

/** What a compose file may hold about networks, from the top. */
export const DOCUMENT: Shape = {
  keys: {
    name: shape('name'),
    version: shape('version'),
    include: shape('include'),
    networks: shape('networks'),
    services: {
      others: {
        ...shape('service'),
        keys: { ...resolved(shape('service')).keys, deploy: { keys: { replicas: { cast: 'integer' } } } },
      },
    },
  },
};

/** The shape of what stands at a path (`networks`, `front`, `ipam`); items of lists are named by their index. */
export function shapeAt(path: readonly string[]): Shape | undefined {
  let at: Shape | undefined = DOCUMENT;
  for (const step of path) {
    const here: Shape = resolved(at);
    at = here.keys?.[step] ?? (here.items && /^\d+$/.test(step) ? here.items : here.others);
    if (!at) return undefined;
  }
  return resolved(at);
}

/** The type of a value as compose sees it. */
export function typeOf(value: LocatedValue): Exclude<ShapeType, 'integer'> {
  if (value.kind !== 'scalar') return value.kind;
  if (value.value === null) return 'null';
  if (typeof value.value === 'string' && !value.quoted && value.tag === undefined && isPlainDate(value.source)) return 'date';
  return typeof value.value as 'string' | 'number' | 'boolean';
}

/** True for a number without fraction, however it is written. */
export function isWhole(value: LocatedScalar): boolean {
  return typeof value.value === 'number' && Number.isInteger(value.value);
}

/** True for a number that the YAML reader takes as a whole one; `80.0` and `080` are fractions to it. */
export function isWrittenWhole(value: LocatedScalar): boolean {
  return isWhole(value) && (value.quoted || isPlainInteger(value.source));
}

function fits(value: LocatedValue, types: readonly ShapeType[]): boolean {
  const type = typeOf(value);
  return types.some((wanted) => wanted === type || (wanted === 'integer' && value.kind === 'scalar' && isWhole(value)));
}

/** Compares a value with a shape and reports everything that compose would refuse, each at its own place. */
export function checkShape(value: LocatedValue, wanted: Shape, path: string, report: ReportProblem): void {
  const { types, items, unique, whole } = resolved(wanted);
  if (whole && value.kind === 'scalar' && typeof value.value === 'number' && !isWrittenWhole(value)) {
    report({ kind: 'wrong-type', message: `${path} is ${value.source}, where compose wants a whole number`, at: placeOf(value) });
    return;
  }
  if (types && !fits(value, types)) {
    report({ kind: 'wrong-type', message: `${path} ${mismatch(value, types)}`, at: placeOf(value) });
    return;
  }
  if (value.kind === 'list' && items) {
    const type = resolved(items);
    value.items.forEach((item, index) => {
      checkShape(item, type, `${path}[${index}]`, report);
    });
    if (unique) checkUnique(value.items, path, report);
  }
  if (value.kind === 'map') checkMap(value, resolved(wanted), path, report);
}

function mismatch(value: LocatedValue, types: readonly ShapeType[]): string {
  const wanted = types.filter((type) => type !== 'null').map((type) => TYPE_WORDS[type]);
  const list = wanted.length > 1 ? `${wanted.slice(0, -1).join(', ')} or ${wanted.at(-1)}` : (wanted[0] ?? 'nothing');
  const found = typeOf(value);
  return `is ${found === 'boolean' && value.kind === 'scalar' ? value.source || String(value.value) : TYPE_WORDS[found]}, where compose wants ${list}`;
}

const namePatterns = new Map<string, RegExp>();

function isName(name: string, pattern: string): boolean {
  let compiled = namePatterns.get(pattern);
  if (!compiled) {
    compiled = new RegExp(pattern);
    namePatterns.set(pattern, compiled);
  }
  return compiled.test(name);
}

function checkMap(map: LocatedMap, wanted: Shape, path: string, report: ReportProblem): void {
  const { keys, others, extensions, names } = wanted;
  if (!keys && !others) return;
  for (const entry of map.entries) {
    if (entry.keyKind !== undefined) continue;
    const known = keys?.[entry.key];
    if (known) checkShape(entry.value, known, `${path}.${entry.key}`, report);
    else if (extensions && entry.key.startsWith('x-')) continue;
    else if (others && (names === undefined || isName(entry.key, names)))
      checkShape(entry.value, others, `${path}.${entry.key}`, report);
    else report({ kind: 'unknown-key', ...unknownKey(entry, path, Object.keys(keys ?? {})) });
  }
  for (const [key, { required }] of Object.entries(keys ?? {}))
    if (required && !map.entries.some((entry) => entry.key === key || entry.keyKind !== undefined))
      report({ kind: 'missing-key', message: `${path} lacks "${key}"`, at: placeOf(map) });
}

/** What to say about a key that does not exist where it stands. */
export function unknownKey(entry: LocatedEntry, path: string, keys: readonly string[]) {
  const instead = nearest(entry.key, keys);
  const hint = instead === undefined ? '' : ` (is "${instead}" meant?)`;
  const at = { file: entry.keyFile, range: entry.keyRange };
  return { message: `${path} has no key "${entry.key}"${hint}`, at, ...(instead === undefined ? {} : { instead }) };
}

function checkUnique(items: readonly LocatedValue[], path: string, report: ReportProblem): void {
  const seen = new Map<string, LocatedValue>();
  for (const item of items) {
    if (item.kind !== 'scalar' || item.substituted === 'unknown') continue;
    const text = JSON.stringify(item.value);
    const first = seen.get(text);
    if (first)
      report({
        kind: 'repeated-item',
        message: `${path} names ${text} twice`,
        at: placeOf(item),
        related: { message: 'first here', location: placeOf(first) },
      });
    else seen.set(text, item);
  }
}
