import type { EvaluatedRule, EvaluatedTable } from '../evaluation.ts';

/** A thing of a table by kind and name: `chain x`, `set x`, `flowtable x`, `counter x`. */
export type ThingKey = string;

export function chainKey(name: string): ThingKey {
  return `chain ${name}`;
}
export function setKey(name: string): ThingKey {
  return `set ${name}`;
}

/** What goes to another table, and what both tables need. */
export interface Division {
  readonly moved: ReadonlySet<ThingKey>;
  readonly copied: ReadonlySet<ThingKey>;
}

/** What is to leave a table: whole chains, and single rules of others. */
export interface Leaving {
  readonly chains: readonly string[];
  readonly rules: readonly EvaluatedRule[];
}

/**
 * What has to go along with chains and rules that leave a table: everything that they name, and what that names. What the rest of
 * the table needs as well is copied. Undefined when that cannot be told: elements of a map name objects.
 */
export function divide(table: EvaluatedTable, { chains, rules }: Leaving): Division | undefined {
  const leaving = new Set(rules);
  const rootKeys = chains.map(chainKey);
  const needed = closure(table, [...rootKeys, ...rules.flatMap((rule) => namedBy(rule))]);
  const staying = [...table.chains.values()]
    .filter(({ info }) => !needed.has(chainKey(info.name)))
    .flatMap((chain) => chain.rules.filter((rule) => !leaving.has(rule)));
  const used = closure(table, staying.flatMap(namedBy));
  // A chain that leaves takes its hook along; what stays cannot need it.
  const moved = new Set([...needed].filter((key) => !used.has(key) || rootKeys.includes(key)));
  const copied = new Set([...needed].filter((key) => !moved.has(key)));
  const mapsObjects = [...needed].some(
    (key) => table.state.sets.get(key.slice(4))?.objectData !== undefined && key.startsWith('set '),
  );
  return mapsObjects || rootKeys.some((key) => used.has(key)) ? undefined : { moved, copied };
}

function namedBy(rule: EvaluatedRule): ThingKey[] {
  return rule.result.references.map(({ kind, name, object }) => (kind === 'object' ? `${object} ${name}` : `${kind} ${name}`));
}

/** The things and all that they lead to. */
function closure(table: EvaluatedTable, start: readonly ThingKey[]): Set<ThingKey> {
  const found = new Set(start);
  for (const key of found) {
    const name = key.slice(key.lastIndexOf(' ') + 1);
    const next = key.startsWith('chain ')
      ? (table.chains.get(name)?.rules.flatMap(namedBy) ?? [])
      : key.startsWith('set ')
        ? [...(table.verdicts.get(name) ?? [])].map(chainKey)
        : [];
    for (const each of next) found.add(each);
  }
  return found;
}
