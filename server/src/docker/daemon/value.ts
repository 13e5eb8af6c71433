import { DAEMON_OPTIONS, type DaemonOption, isObjectShape, type ValueShape } from '../../facts/daemon-options.ts';
import type { LocatedMap, LocatedScalar, LocatedValue } from '../../syntax/located.ts';
import { dockerHas } from '../version.ts';
import { describeShape } from './describe.ts';
import { listProblems, numberProblem, textProblem } from './format.ts';
import type { InvalidValue, NewerName, UnknownName, UselessObject, WrongType } from './problem.ts';
import { memberName, type ShapeMismatch, shapeMismatches } from './shape.ts';

type Unplaced<T> = T extends unknown ? Omit<T, 'file'> : never;
type ValueProblem = Unplaced<WrongType | InvalidValue | UnknownName | UselessObject | NewerName>;

/**
 * What decoding and validation have against the value of one option.
 * @param counts false for an earlier duplicate: it is decoded, but not validated.
 */
export function valueProblems(
  option: DaemonOption,
  shape: ValueShape,
  value: LocatedValue,
  version: string | undefined,
  counts: boolean,
): ValueProblem[] {
  const mismatches = shapeMismatches(value, shape);
  const out: ValueProblem[] = mismatches.flatMap((mismatch) => ofMismatch(option, mismatch));
  if (counts && mismatches.length === 0) out.push(...contentProblems(option, value));
  out.push(...strayMembers(option, shape, value, version));
  return out;
}

function ofMismatch(option: DaemonOption, { kind, value, expected, entry, members }: ShapeMismatch): ValueProblem[] {
  if (kind === 'member') {
    // members of an object that is not a value are option names to dockerd, and are judged as such
    if (!option.flat) return [];
    return [
      {
        kind: 'unknown',
        via: 'key',
        name: entry!.key,
        range: entry!.keyRange,
        parent: option.key,
        candidates: members ?? [],
      },
    ];
  }
  if (kind === 'type') return [{ kind: 'type', option, value, expected, range: value.range }];
  return [
    { kind: 'value', option, value, range: value.range, reason: `is not ${describeShape(expected).replace(' as a string', '')}` },
  ];
}

/** Validation of a value that decodes. Empty texts and zero stand for the default. */
function contentProblems(option: DaemonOption, value: LocatedValue): ValueProblem[] {
  const bad = (at: LocatedValue, reason: string | undefined): ValueProblem[] =>
    reason === undefined ? [] : [{ kind: 'value', option, value: at, range: at.range, reason }];
  if (value.kind === 'list') {
    const texts = value.items.map((item) => (item.kind === 'scalar' && item.value !== null ? String(item.value) : ''));
    return [
      ...value.items.flatMap((item, index) => (item.kind === 'scalar' ? bad(item, textProblem(option, texts[index]!)) : [])),
      ...listProblems(option, texts).flatMap(({ index, reason }) => bad(value.items[index]!, reason)),
    ];
  }
  if (value.kind === 'map' || value.value === null) return [];
  if (typeof value.value === 'number') return bad(value, numberProblem(option, value.value));
  return value.quoted && value.value !== '' ? bad(value, textProblem(option, String(value.value))) : [];
}

/** Members that the decoder drops without a word, and members that came with a later version. */
function strayMembers(option: DaemonOption, shape: ValueShape, value: LocatedValue, version: string | undefined): ValueProblem[] {
  if (typeof shape === 'string' || value.kind === 'scalar') return [];
  if ('list' in shape)
    return value.kind === 'list' ? value.items.flatMap((item) => strayMembers(option, shape.list, item, version)) : [];
  if ('either' in shape || value.kind !== 'map') return [];
  if (!isObjectShape(shape)) return value.entries.flatMap((entry) => strayMembers(option, shape.map, entry.value, version));
  return value.entries.flatMap((entry): ValueProblem[] => {
    const name = memberName(shape, entry.key);
    const range = entry.keyRange;
    if (name === undefined)
      return shape.unknown === 'ignore'
        ? [{ kind: 'useless', name: entry.key, range, of: option, candidates: Object.keys(shape.fields) }]
        : [];
    const field = shape.fields[name]!;
    if (field.since !== undefined && !dockerHas(version, field.since))
      return [{ kind: 'newer', name: entry.key, range, since: field.since, refused: false }];
    return strayMembers(option, field.shape, entry.value, version);
  });
}

/** A scalar's text, or undefined for null, lists and maps. */
export function scalarText(value: LocatedValue | undefined): string | undefined {
  return value?.kind === 'scalar' && value.value !== null ? String(value.value) : undefined;
}

/** The items of a list; null ones are left out. */
export function listItems(value: LocatedValue | undefined): readonly LocatedScalar[] {
  return value?.kind === 'list'
    ? value.items.filter((item): item is LocatedScalar => item.kind === 'scalar' && item.value !== null)
    : [];
}

/** A map, or undefined. */
export function asMap(value: LocatedValue | undefined): LocatedMap | undefined {
  return value?.kind === 'map' ? value : undefined;
}

/** The option of a key; for callers that name one themselves. */
export function optionOf(key: string): DaemonOption {
  return DAEMON_OPTIONS.get(key)!;
}
