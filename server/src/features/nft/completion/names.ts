import type { VariableExpr } from '../../../nft/ast.ts';
import { type SetType, tableKey } from '../../../nft/environment.ts';
import { EvaluationContext } from '../../../nft/evaluate/context.ts';
import { evaluate } from '../../../nft/evaluate/expression.ts';
import { compatible, IFNAME, isKindOf, VERDICT } from '../../../nft/evaluate/types.ts';
import type { EvaluatedTable } from '../../../nft/evaluation.ts';
import type { Completion } from '../../provider.ts';
import { priorityWords } from '../describe-chain.ts';
import { resolvedValue } from '../describe-names.ts';
import { isAddress } from '../describe-value.ts';
import type { Slot } from '../slot.ts';
import type { Surroundings } from '../surroundings.ts';
import { proposal, quoted } from './proposals.ts';

/** Things in scope for a place that names one. */
export function nameProposals(slot: Extract<Slot, { kind: 'name' }>, around: Surroundings, inQuotes: boolean): Completion[] {
  if (slot.declares) return [];
  const table = slot.table?.name ? around.program?.tables.get(tableKey(slot.table.family, slot.table.name)) : around.table;
  switch (slot.of) {
    case 'table':
      return tables(slot.table?.family ?? 'ip', around);
    case 'chain':
      return slot.table ? allChains(table) : targets(table, around);
    case 'set':
      return sets(table, (set) => slot.only === undefined || set.kind === slot.only, '');
    case 'object':
      return objects(table, slot.object, inQuotes);
    case 'flowtable':
      return [...(table?.state.flowtables.keys() ?? [])].map((name) => proposal(name, 'object', { detail: 'flowtable' }));
    default:
      return [];
  }
}

function tables(family: string, around: Surroundings): Completion[] {
  return [...(around.program?.tables.values() ?? [])]
    .filter(({ state }) => state.family === family)
    .map(({ state }) => proposal(state.name, 'table', { detail: `table ${state.family}` }));
}

function allChains(table: EvaluatedTable | undefined): Completion[] {
  return [...(table?.chains.values() ?? [])].map(({ info }) =>
    proposal(info.name, 'chain', { detail: chainDetail(table!.state.family, info.base) }),
  );
}

/** Chains that a rule can lead to: no base chains, and not the one it stands in. */
function targets(table: EvaluatedTable | undefined, around: Surroundings): Completion[] {
  return [...(table?.chains.values() ?? [])]
    .filter(({ info }) => !info.base && info.name !== around.chainName)
    .map(({ info, rules }) =>
      proposal(info.name, 'chain', { detail: `chain, ${rules.length} rule${rules.length === 1 ? '' : 's'}` }),
    );
}

function chainDetail(family: string, base: { hook: string; priority: number | undefined } | undefined): string {
  if (!base) return 'chain';
  return base.priority === undefined
    ? `chain on ${base.hook}`
    : `chain on ${base.hook} at ${priorityWords(family, base.hook, base.priority)}`;
}

function objects(table: EvaluatedTable | undefined, type: string | undefined, inQuotes: boolean): Completion[] {
  const prefix = `${type} `;
  return [...(table?.state.objects.keys() ?? [])]
    .filter((key) => key.startsWith(prefix))
    .map((key) => key.slice(prefix.length))
    .map((name) => proposal(name, 'object', { detail: type ?? 'object', ...quoted(name, inQuotes) }));
}

function sets(table: EvaluatedTable | undefined, test: (set: SetType) => boolean, sign: string): Completion[] {
  return [...(table?.state.sets.values() ?? [])].filter(test).map((set) => {
    const data = set.objectData ?? set.data?.name;
    return proposal(`${sign}${set.name}`, 'set', {
      detail: `${set.kind} of ${set.key.name}${data === undefined ? '' : ` : ${data}`}`,
    });
  });
}

/** `@name` of the sets that a value can be looked up in, or of the maps that give what is wanted. */
export function setReferences(wanted: Slot, reference: Slot, around: Surroundings): Completion[] {
  const { only, gives } = reference.kind === 'name' ? reference : {};
  return sets(
    around.table,
    (set) =>
      (only === undefined || set.kind === only) &&
      (gives === undefined || given(set) === gives) &&
      (wanted.kind !== 'value' || compatible(set.key, wanted.type)),
    '@',
  );
}

function given({ data, objectData }: SetType): 'verdict' | 'value' | 'object' {
  return objectData !== undefined ? 'object' : data === VERDICT ? 'verdict' : 'value';
}

/** `$name` of the variables whose value can stand here. */
export function variables(wanted: Slot, around: Surroundings): Completion[] {
  return around.variables
    .names()
    .filter((name) => fits(name, wanted, around))
    .map((name) => {
      const value = resolvedValue(name, around);
      return proposal(
        `$${name}`,
        'variable',
        value === undefined ? {} : { detail: value.length > 60 ? `${value.slice(0, 59)}…` : value },
      );
    });
}

/** Places that want a word or number, or a list of them. */
const ONE_WORD: ReadonlySet<Slot['kind']> = new Set<Slot['kind']>([
  'hook',
  'priority',
  'device',
  'duration',
  'number',
  'text',
  'path',
]);

function fits(name: string, wanted: Slot, around: Surroundings): boolean {
  const value = around.variables.lookup(name)?.value;
  if (!value) return true;
  if (wanted.kind === 'name') return value.kind === 'symbol' && isNamed(value.text, wanted, around);
  if (wanted.kind === 'verdict') return value.kind === 'verdict';
  if (wanted.kind === 'text' && wanted.what === 'policy') return value.kind === 'verdict' || value.kind === 'symbol';
  if (ONE_WORD.has(wanted.kind)) return ['symbol', 'number', 'variable', 'set'].includes(value.kind);
  if (wanted.kind !== 'value') return true;
  const ctx = new EvaluationContext(around.family, around);
  const variable: VariableExpr = { kind: 'variable', name, start: 0, end: 0 };
  // nft takes any word for the name of a host; a word without a dot is more likely something else.
  if (isAddress(wanted.type) && value.kind === 'symbol' && !/[.:]/.test(value.text)) return false;
  // It takes prefixes of names too, which hardly anybody means.
  if (isKindOf(wanted.type, IFNAME) && value.kind === 'prefix') return false;
  return evaluate(ctx, variable, { type: wanted.type, bits: wanted.bits, selector: wanted.selector }) !== undefined;
}

/** True when the table around has a thing of that name. */
function isNamed(name: string, wanted: Extract<Slot, { kind: 'name' }>, { table }: Surroundings): boolean {
  if (!table) return true;
  if (wanted.of === 'chain') return table.chains.has(name);
  return wanted.of !== 'object' || table.state.objects.has(`${wanted.object} ${name}`);
}
