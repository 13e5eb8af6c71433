import { nearest } from '../../base/nearest.ts';
import type { DeclaredAt } from '../environment.ts';
import type { Reference } from '../evaluate/context.ts';
import type { PlacedFix } from '../problems.ts';
import { createBefore } from './declare.ts';
import type { EvaluatedRule, EvaluatedTable, Source } from './model.ts';
import type { RunState } from './state.ts';

/** Looks up the names in all rules of a table that have not been looked up yet. */
export function resolveTable(state: RunState, table: EvaluatedTable): void {
  for (const chain of table.chains.values())
    for (const rule of chain.rules) if (rule.result.references.length > 0) resolveRule(state, rule, table, chain.info.at);
}

/** `owner` is where the chain of the rule says its name. */
export function resolveRule(state: RunState, rule: EvaluatedRule, table: EvaluatedTable, owner: DeclaredAt): void {
  if (state.resolved.has(rule)) return;
  state.resolved.add(rule);
  for (const reference of rule.result.references) resolve(state, rule, rule.at, reference, table, owner);
}

/** Where a reference stands: a rule, or the text that holds a set's elements. */
type Place = Pick<Source, 'file' | 'text'>;

/** Reports a name that the table does not have. `owner` is where the declaration that uses it says its own name. */
export function resolve(
  state: RunState,
  source: Place,
  at: number,
  reference: Reference,
  table: EvaluatedTable,
  owner: DeclaredAt | undefined,
): void {
  if (state.uncertain.has(reference.name)) return;
  const { chains, sets, flowtables, objects } = table.state;
  switch (reference.kind) {
    case 'chain':
      if (!chains.has(reference.name)) reportMissingChain(state, source, at, reference, table, owner);
      return;
    case 'set':
      if (!sets.has(reference.name))
        reportMissing(state, source, at, reference, `set or map @${reference.name}`, [...sets.keys()], table, owner, '@');
      return;
    case 'flowtable':
      if (!flowtables.has(reference.name))
        reportMissing(state, source, at, reference, `flowtable "${reference.name}"`, [...flowtables.keys()], table, owner);
      return;
    default: {
      const prefix = `${reference.object} `;
      if (objects.has(prefix + reference.name)) return;
      const names = [...objects.keys()].filter((key) => key.startsWith(prefix)).map((key) => key.slice(prefix.length));
      reportMissing(state, source, at, reference, `${reference.object} "${reference.name}"`, names, table, owner);
    }
  }
}

export function reportMissingChain(
  state: RunState,
  source: Place,
  at: number,
  reference: Pick<Reference, 'name' | 'start' | 'end'>,
  table: EvaluatedTable,
  owner: DeclaredAt | undefined,
): void {
  const near = nearest(reference.name, table.state.chains.keys());
  const quoted = reference.end - reference.start > reference.name.length;
  report(state, source, at, reference, table, {
    rule: 'undefined-chain',
    message: `has no chain "${reference.name}", so nft refuses the file. ${near ? `Did you mean "${near}"?` : 'Add the chain, or name one that exists.'}`,
    instead: quoted ? undefined : near,
    create: owner && createBefore(state, table, owner, { kind: 'chain', name: reference.name, lines: [] }),
  });
}

function reportMissing(
  state: RunState,
  source: Place,
  at: number,
  reference: Reference,
  what: string,
  names: readonly string[],
  table: EvaluatedTable,
  owner: DeclaredAt | undefined,
  prefix = '',
): void {
  const near = nearest(reference.name, names);
  const instead = near && prefix + near;
  const missing = reference.object === 'counter' ? { kind: 'counter', lines: [] } : reference.declaration;
  report(state, source, at, reference, table, {
    rule: 'undefined-object',
    message: `has no ${what}, so nft refuses the file. ${instead ? `Did you mean ${instead}?` : "Declare it in this table; tables cannot use each other's."}`,
    instead,
    create: owner && missing && createBefore(state, table, owner, { ...missing, name: reference.name }),
  });
}

function report(
  state: RunState,
  source: Place,
  at: number,
  { start, end }: Pick<Reference, 'start' | 'end'>,
  { state: table }: EvaluatedTable,
  found: {
    readonly rule: 'undefined-chain' | 'undefined-object';
    readonly message: string;
    readonly instead: string | undefined;
    readonly create: PlacedFix | undefined;
  },
): void {
  const name = `${table.family} ${table.name}`;
  const range = { start: at + start, end: at + end };
  const fixes = found.create ? [found.create] : [];
  if (found.instead !== undefined)
    fixes.unshift({ title: `Use ${found.instead}`, safe: true, edits: [{ file: source.file, range, newText: found.instead }] });
  state.problems.push({
    rule: found.rule,
    message: `The table ${name} ${found.message}`,
    file: source.file,
    range,
    fixes,
    related: [{ message: `table ${name} is declared here`, ...table.at }],
  });
}
