import { nearest } from '../../base/nearest.ts';
import type { Reference } from '../evaluate/context.ts';
import type { EvaluatedRule, EvaluatedTable, Source } from './model.ts';
import type { RunState } from './state.ts';

/** Looks up the names in all rules of a table that have not been looked up yet. */
export function resolveTable(state: RunState, table: EvaluatedTable): void {
  for (const chain of table.chains.values())
    for (const rule of chain.rules) if (rule.result.references.length > 0) resolveRule(state, rule, table);
}

export function resolveRule(state: RunState, rule: EvaluatedRule, table: EvaluatedTable): void {
  if (state.resolved.has(rule)) return;
  state.resolved.add(rule);
  for (const reference of rule.result.references) resolve(state, rule, rule.at, reference, table);
}

/** Where a reference stands: a rule, or the text that holds a set's elements. */
type Place = Pick<Source, 'file' | 'text'>;

/** Reports a name that the table does not have. */
export function resolve(state: RunState, source: Place, at: number, reference: Reference, table: EvaluatedTable): void {
  if (state.uncertain.has(reference.name)) return;
  const { chains, sets, flowtables, objects } = table.state;
  switch (reference.kind) {
    case 'chain':
      if (!chains.has(reference.name)) reportMissingChain(state, source, at, reference, table);
      return;
    case 'set':
      if (!sets.has(reference.name))
        reportMissing(state, source, at, reference, `set or map @${reference.name}`, [...sets.keys()], table, '@');
      return;
    case 'flowtable':
      if (!flowtables.has(reference.name))
        reportMissing(state, source, at, reference, `flowtable "${reference.name}"`, [...flowtables.keys()], table);
      return;
    default: {
      const prefix = `${reference.object} `;
      if (objects.has(prefix + reference.name)) return;
      const names = [...objects.keys()].filter((key) => key.startsWith(prefix)).map((key) => key.slice(prefix.length));
      reportMissing(state, source, at, reference, `${reference.object} "${reference.name}"`, names, table);
    }
  }
}

export function reportMissingChain(
  state: RunState,
  source: Place,
  at: number,
  reference: Pick<Reference, 'name' | 'start' | 'end'>,
  table: EvaluatedTable,
): void {
  const near = nearest(reference.name, table.state.chains.keys());
  const quoted = reference.end - reference.start > reference.name.length;
  report(state, source, at, reference, table, {
    rule: 'undefined-chain',
    message: `has no chain "${reference.name}", so nft refuses the file. ${near ? `Did you mean "${near}"?` : 'Add the chain, or name one that exists.'}`,
    instead: quoted ? undefined : near,
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
  prefix = '',
): void {
  const near = nearest(reference.name, names);
  const instead = near && prefix + near;
  report(state, source, at, reference, table, {
    rule: 'undefined-object',
    message: `has no ${what}, so nft refuses the file. ${instead ? `Did you mean ${instead}?` : "Declare it in this table; tables cannot use each other's."}`,
    instead,
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
  },
): void {
  const name = `${table.family} ${table.name}`;
  const edits = found.instead === undefined ? [] : [{ range: { start: at + start, end: at + end }, newText: found.instead }];
  state.problems.push({
    rule: found.rule,
    message: `The table ${name} ${found.message}`,
    file: source.file,
    range: { start: at + start, end: at + end },
    fixes: edits.length === 0 ? [] : [{ title: `Use ${found.instead}`, safe: true, edits }],
    related: [{ message: `table ${name} is declared here`, ...table.at }],
  });
}
