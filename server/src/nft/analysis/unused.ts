import type { DeclaredAt, SetType } from '../environment.ts';
import type { EvaluatedTable, ProgramEvaluation } from '../evaluation.ts';
import { namesIn } from './chain-rules.ts';
import { ProgramAnalysis, type TableAnalysis } from './program-analysis.ts';

/** Something that a table has and none of its rules uses. */
export interface UnusedName {
  readonly table: TableAnalysis;
  readonly kind: 'chain' | 'set' | 'map' | 'flowtable' | 'object';
  /** Of an object: counter, quota, ct helper … */
  readonly type: string;
  readonly name: string;
  readonly at: DeclaredAt;
  /** Other things that no rule uses name it all the same. */
  readonly isNamed: boolean;
}

/** Regular chains that packets reach from no base chain. */
export function* unusedChains(evaluation: ProgramEvaluation): Generator<UnusedName> {
  if (evaluation.hasMissingFiles) return;
  for (const table of ProgramAnalysis.of(evaluation).tables) {
    const { chains, state } = table.table;
    // Without a base chain others call them. So they can where iptables has rules, and through maps that are filled later.
    if (table.isShared || ![...chains.values()].some(({ info }) => info.base)) continue;
    if ([...state.sets.values()].some((set) => isOpenVerdictMap(set, evaluation))) continue;
    for (const chain of chains.values()) {
      const { name, at } = chain.info;
      if (chain.info.base || table.originsOf(chain).size > 0 || isMentioned(name, table, evaluation)) continue;
      const isNamed = table.callersOf(name).size > 0 || [...table.table.verdicts.values()].some((targets) => targets.has(name));
      yield { table, kind: 'chain', type: 'chain', name, at, isNamed };
    }
  }
}

function isOpenVerdictMap(set: SetType, evaluation: ProgramEvaluation): boolean {
  if (set.kind !== 'map' || set.data?.name !== 'verdict') return false;
  return set.flags.has('dynamic') || (evaluation.elementsOf(set)?.length ?? 0) === 0;
}

/** Sets, maps, flowtables, counters and other objects that no rule uses. */
export function* unusedObjects(evaluation: ProgramEvaluation): Generator<UnusedName> {
  if (evaluation.hasMissingFiles) return;
  for (const table of ProgramAnalysis.of(evaluation).tables) {
    const { sets, objects, flowtables } = table.table.state;
    if (sets.size + objects.size + flowtables.size === 0) continue;
    const rules = [...table.table.chains.values()].map((chain) => table.rulesOf(chain));
    // A table without rules is a store that others use.
    if (rules.every(({ results }) => results.length === 0)) continue;
    const used = new Set<string>();
    for (const own of rules) for (const name of namesIn(own)) used.add(name);
    const named = objectsInMaps(table.table, evaluation);
    const isUsed = (key: string, name: string) => used.has(key) || isMentioned(name, table, evaluation);
    for (const { kind, name, at } of sets.values())
      if (!isUsed(`set ${name}`, name)) yield { table, kind, type: kind, name, at, isNamed: false };
    for (const [name, at] of flowtables)
      if (!isUsed(`flowtable ${name}`, name)) yield { table, kind: 'flowtable', type: 'flowtable', name, at, isNamed: false };
    for (const [key, at] of objects) {
      const name = key.slice(key.lastIndexOf(' ') + 1);
      const type = key.slice(0, key.lastIndexOf(' '));
      if (!isUsed(key, name) && !named.has(key)) yield { table, kind: 'object', type, name, at, isNamed: false };
    }
  }
}

/** Objects that maps lead to, as `type name`. */
function objectsInMaps({ state }: EvaluatedTable, evaluation: ProgramEvaluation): ReadonlySet<string> {
  const names = new Set<string>();
  for (const set of state.sets.values()) {
    if (set.objectData === undefined) continue;
    for (const { expr } of evaluation.elementsOf(set) ?? [])
      if (expr.data?.kind === 'symbol') names.add(`${set.objectData} ${expr.data.text}`);
  }
  return names;
}

/** True for a name that stands in a broken statement or in a rule that nft refuses: it may be used there. */
function isMentioned(name: string, table: TableAnalysis, evaluation: ProgramEvaluation): boolean {
  if (evaluation.uncertain.has(name)) return true;
  for (const chain of table.table.chains.values())
    for (const i of table.rulesOf(chain).refused) {
      const { text, at, unit } = chain.rules[i]!;
      if (text.slice(at, at + unit.length).includes(name)) return true;
    }
  return false;
}
