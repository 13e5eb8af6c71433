import type { LocatedEntry, LocatedMap, LocatedScalar, LocatedValue } from '../syntax/located.ts';
import { placeOf, textOf, valueAt } from '../syntax/located.ts';
import type { ReportProblem } from './problem.ts';
import { typeOf } from './shape.ts';
import { listOf, mapOf, nullAt, withoutRepeatedKeys } from './tree.ts';

type Merger = (base: LocatedValue, over: LocatedValue, path: readonly string[], report: ReportProblem) => LocatedValue;

/** How compose merges the parts that matter here; everything else: maps key by key, lists one behind the other, the rest replaced. */
const SPECIAL: readonly (readonly [string, Merger])[] = [
  ['networks.*.ipam.config', mergeIpamConfig],
  ['networks.*.labels', mergeAsItems],
  ['services.*.dns', mergeAsItems],
  ['services.*.dns_opt', mergeAsItems],
  ['services.*.dns_search', mergeAsItems],
  ['services.*.extra_hosts', mergeAsItems],
  ['services.*.networks', mergeServiceNetworks],
  ['services.*.sysctls', mergeAsItems],
  ['services.*.build', (_base, over) => over],
  ['services.*.command', (_base, over) => over],
  ['services.*.depends_on', mergeDependencies],
  ['services.*.entrypoint', (_base, over) => over],
];

function matches(pattern: string, path: readonly string[]): boolean {
  const parts = pattern.split('.');
  return parts.length === path.length && parts.every((part, i) => part === '*' || part === path[i]);
}

/**
 * The value that an override file leaves of a value, as compose merges them. What cannot be merged (a map over a list) is reported,
 * and the override is taken. `path` is where the two stand, from the top of the file.
 */
export function mergeValues(
  base: LocatedValue,
  over: LocatedValue,
  path: readonly string[],
  report: ReportProblem,
): LocatedValue {
  const special = SPECIAL.find(([pattern]) => matches(pattern, path))?.[1];
  if (special) return special(base, over, path, report);
  if (typeOf(over) === 'null') return base;
  if (base.kind === 'map' && over.kind === 'map') return mergeMaps(base, over, path, report);
  if (base.kind === 'list' && over.kind === 'list') return listOf([...base.items, ...over.items], over);
  if (base.kind !== 'scalar' && base.kind !== over.kind) cannotMerge(base, over, path, report);
  return over;
}

/** Merges two maps key by key. */
export function mergeMaps(base: LocatedMap, over: LocatedMap, path: readonly string[], report: ReportProblem): LocatedMap {
  const entries = new Map(withoutRepeatedKeys(base).entries.map((entry) => [entry.key, entry]));
  for (const entry of withoutRepeatedKeys(over).entries) {
    const old = entries.get(entry.key);
    if (!old) entries.set(entry.key, entry);
    else {
      const value = mergeValues(old.value, entry.value, [...path, entry.key], report);
      entries.set(entry.key, { ...(value === old.value ? old : entry), value });
    }
  }
  return mapOf([...entries.values()], over);
}

function cannotMerge(base: LocatedValue, over: LocatedValue, path: readonly string[], report: ReportProblem): void {
  report({
    kind: 'cannot-merge',
    message: `${path.join('.')} is ${word(over)} here and ${word(base)} in the file that it is merged with`,
    at: placeOf(over),
    related: { message: 'merged with this', location: placeOf(base) },
  });
}

function word(value: LocatedValue): string {
  return value.kind === 'scalar' ? 'a single value' : `a ${value.kind}`;
}

/** `networks` of a service may be a list in one file and a map in the other. */
function mergeServiceNetworks(
  base: LocatedValue,
  over: LocatedValue,
  path: readonly string[],
  report: ReportProblem,
): LocatedValue {
  return mergeMaps(namesAsMap(base), namesAsMap(over), path, report);
}

function mergeDependencies(base: LocatedValue, over: LocatedValue, path: readonly string[], report: ReportProblem): LocatedValue {
  return mergeMaps(namesAsMap(base), namesAsMap(over), path, report);
}

/** A list of names as a map without values; maps stay, other values give an empty map. */
export function namesAsMap(value: LocatedValue): LocatedMap {
  if (value.kind === 'map') return value;
  const items = value.kind === 'list' ? value.items : [];
  const entries: LocatedEntry[] = [];
  for (const item of items)
    if (item.kind === 'scalar' && item.value !== null)
      entries.push({ key: String(item.value), keyRange: item.range, keyFile: item.file, value: nameOnly(item) });
  return withoutRepeatedKeys(mapOf(entries, value));
}

/** No value; a name that depends on an unknown variable stays marked. */
function nameOnly(item: LocatedScalar): LocatedScalar {
  return item.substituted === 'unknown' ? { ...nullAt(item), substituted: 'unknown' } : nullAt(item);
}

/** Values that may be a text, a list or a map: as a list of `key=value` items, both files' one behind the other. */
function mergeAsItems(base: LocatedValue, over: LocatedValue): LocatedValue {
  return listOf([...itemsOf(base), ...itemsOf(over)], over);
}

function itemsOf(value: LocatedValue): readonly LocatedValue[] {
  if (value.kind === 'list') return value.items;
  if (value.kind === 'scalar') return value.value === null ? [] : [value];
  return value.entries.flatMap((entry) => {
    const values = entry.value.kind === 'list' ? entry.value.items : [entry.value];
    return values.map((item): LocatedScalar => {
      const text = textOf(item);
      const written = text === undefined ? entry.key : `${entry.key}=${text}`;
      const unknown = item.kind === 'scalar' && item.substituted === 'unknown' ? { substituted: 'unknown' as const } : {};
      return { kind: 'scalar', file: item.file, range: item.range, value: written, source: written, quoted: true, ...unknown };
    });
  });
}

/**
 * Entries of `ipam.config` belong together by their subnet: an entry of the override with another subnet takes the place of the
 * base's entries, one with the same subnet is merged into it.
 */
function mergeIpamConfig(base: LocatedValue, over: LocatedValue, path: readonly string[], report: ReportProblem): LocatedValue {
  if (base.kind !== 'list' || over.kind !== 'list') {
    cannotMerge(base, over, path, report);
    return over;
  }
  const subnetOf = (value: LocatedValue): string => {
    const subnet = valueAt(value, 'subnet');
    return subnet?.kind === 'scalar' ? String(subnet.value) : '';
  };
  const out: LocatedValue[] = [];
  for (const original of base.items)
    for (const override of over.items) {
      if (original.kind !== 'map' || override.kind !== 'map') continue;
      const subnet = subnetOf(override);
      if (subnet !== subnetOf(original) && !out.some((entry) => subnetOf(entry) === subnet)) {
        out.push(override);
        continue;
      }
      const merged = mergeMaps(original, override, path, report);
      const index = out.findIndex((entry) => subnetOf(entry) === subnetOf(merged));
      if (index >= 0) out[index] = merged;
      else out.push(merged);
    }
  return listOf(base.items.length === 0 || over.items.length === 0 ? [] : out, over);
}
