import type { ElementCommand, Family, SetDeclaration, SetExpr, SetItem, VariableExpr } from '../ast.ts';
import type { Binding, DeclaredAt, SetType } from '../environment.ts';
import { EvaluationContext } from '../evaluate/context.ts';
import { evaluateSetType } from '../evaluate/declaration.ts';
import { checkOverlaps } from '../evaluate/elements.ts';
import { evaluateVariable } from '../evaluate/expression.ts';
import { manyOf } from '../evaluate/messages.ts';
import { type EvaluatedSet, evaluateSet, type SetSpec } from '../evaluate/sets.ts';
import { evaluateStateful } from '../evaluate/statement.ts';
import { sameType, UNKNOWN } from '../evaluate/types.ts';
import type { UnitProblem } from '../problems.ts';
import { checkVariables, runDirective } from './directives.ts';
import type { EvaluatedTable, Source } from './model.ts';
import { checkName } from './names.ts';
import { resolve } from './references.ts';
import { addFlag, addProperty } from './set-edits.ts';
import { familyOf, type RunState } from './state.ts';

interface Kept {
  readonly family: Family;
  readonly type: SetType;
  readonly problems: readonly UnitProblem[] | undefined;
  readonly bindings: readonly [string, Binding | undefined][];
}

/** Set types by declaration, so that a declaration that did not change gives the same object and rules that use it are kept. */
const keptSets = new WeakMap<SetDeclaration, Kept>();

/** Makes a set or map known before anything refers to it. */
export function declareSet(
  state: RunState,
  source: Source,
  at: number,
  node: SetDeclaration,
  table: EvaluatedTable | undefined,
  family: Family,
): void {
  checkName(state, source, at, node.name, node.kind);
  const damaged = state.isDamaged(source, at, node.length);
  const kept = setTypeOf(state, source, at, node, table, family);
  state.setTypes.set(node, kept.type);
  if (!state.setSources.has(kept.type)) state.setSources.set(kept.type, { source, at, node });
  if (!damaged) state.report(source, at, kept.problems);
  if (!table) return;
  const { sets } = table.state;
  const before = sets.get(node.name.text);
  if (!before) sets.set(node.name.text, kept.type);
  else if (!damaged) checkRedeclared(state, source, at, node, before, kept.type);
}

function setTypeOf(
  state: RunState,
  source: Source,
  at: number,
  node: SetDeclaration,
  table: EvaluatedTable | undefined,
  family: Family,
): Kept {
  const declared = state.declared(source, at, node.name);
  const names = state.names(table);
  const kept = keptSets.get(node);
  if (
    kept &&
    kept.family === family &&
    kept.type.at.file === declared.file &&
    kept.type.at.range.start === declared.range.start &&
    kept.bindings.every(([name, binding]) => names.variables.lookup(name) === binding)
  )
    return kept;
  const ctx = new EvaluationContext(family, names);
  const type = evaluateSetType(ctx, node, declared, node.name.text);
  for (const statement of type.state) if (!ctx.failed) evaluateStateful(ctx, statement);
  const made = { family, type, problems: ctx.problems, bindings: ctx.bindings };
  keptSets.set(node, made);
  return made;
}

/** nft and the kernel refuse to declare a set again with other properties. */
function checkRedeclared(state: RunState, source: Source, at: number, node: SetDeclaration, before: SetType, now: SetType): void {
  const difference = differenceOf(before, now);
  if (difference !== undefined)
    state.problem(
      source,
      at,
      'duplicate-definition',
      node.name,
      `@${now.name} exists already ${difference}; nft refuses the file. Rename one of the two, or make them equal.`,
      {
        related: { message: `@${now.name} is declared here`, ...before.at },
      },
    );
}

function differenceOf(before: SetType, now: SetType): string | undefined {
  if (before.kind !== now.kind) return `as a ${before.kind}, and this is a ${now.kind}`;
  if (!sameType(before.key, now.key)) return `for ${manyOf(before.key)}, not for ${manyOf(now.key)}`;
  if (before.data && now.data && !sameType(before.data, now.data))
    return `with ${manyOf(before.data)} as answers, not ${manyOf(now.data)}`;
  if (before.key === UNKNOWN || now.key === UNKNOWN) return undefined;
  const flags = ['constant', 'interval', 'timeout'].find((flag) => before.flags.has(flag) !== now.flags.has(flag));
  return flags && `${before.flags.has(flags) ? 'with' : 'without'} "flags ${flags}"`;
}

/** Reads what a set holds. */
export function runSet(
  state: RunState,
  source: Source,
  at: number,
  node: SetDeclaration,
  table: EvaluatedTable | undefined,
  family: Family,
): void {
  // a set that was declared before keeps its type, and gets these elements too
  const type = table?.state.sets.get(node.name.text) ?? state.setTypes.get(node);
  if (!type) return;
  state.block(() => runItems(state, source, at, node.items, type, table, family));
}

function runItems(
  state: RunState,
  source: Source,
  at: number,
  items: readonly SetItem[],
  type: SetType,
  table: EvaluatedTable | undefined,
  family: Family,
): void {
  for (const item of items) {
    if (item.kind === 'elements') {
      const ctx = state.context(family, table);
      addElements(state, ctx, item.elements, type, table);
      finish(state, source, at, ctx, table, type.at);
    } else if (item.kind === 'include' || item.kind === 'define' || item.kind === 'redefine' || item.kind === 'undefine')
      runDirective(state, source, at, item, (file) => {
        const part = file.part(type.kind);
        state.enter(part);
        runItems(state, part, part.at, part.items as readonly SetItem[], type, table, family);
      });
  }
}

function finish(
  state: RunState,
  source: Source,
  at: number,
  ctx: EvaluationContext,
  table: EvaluatedTable | undefined,
  owner: DeclaredAt,
): void {
  state.report(source, at, ctx.problems);
  if (table && ctx.references) for (const reference of ctx.references) resolve(state, source, at, reference, table, owner);
}

function addElements(
  state: RunState,
  ctx: EvaluationContext,
  elements: SetExpr | VariableExpr,
  type: SetType,
  table: EvaluatedTable | undefined,
): void {
  if (type.key === UNKNOWN) return;
  if (elements.kind === 'variable') {
    evaluateVariable(ctx, elements, (value) => {
      if (value.kind === 'set') addElements(state, ctx, value, type, table);
      else
        ctx.report(
          'type-mismatch',
          elements,
          `$${elements.name} holds no set in braces, which the elements of @${type.name} are; nft refuses the file.`,
        );
      return undefined;
    });
    return;
  }
  const declared = state.setSources.get(type);
  const spec: SetSpec = {
    key: type.key,
    bits: type.key.bits,
    data: type.data ?? (type.kind === 'map' && !type.objectData ? UNKNOWN : undefined),
    objectData: type.objectData,
    intervalData: type.intervalData,
    anonymous: false,
    what: type.kind,
    flags: type.flags,
    name: type.name,
    state: type.state,
    addInterval: declared && addFlag(declared.source, declared.at, declared.node, 'interval'),
    addTimeout: declared && addFlag(declared.source, declared.at, declared.node, 'timeout'),
  };
  const set = evaluateSet(ctx, elements, spec);
  noteVerdicts(ctx, type, table);
  if (!set) return;
  checkSize(ctx, set, type);
  const before = state.elements.get(type);
  checkOverlaps(ctx, set, before ?? [], {
    key: type.key,
    map: type.kind === 'map',
    interval: type.flags.has('interval'),
    autoMerge: type.autoMerge,
    addAutoMerge: declared && addProperty(declared.source, declared.at, declared.node, 'auto-merge'),
  });
  if (before) before.push(...set.elements);
  else state.elements.set(type, [...set.elements]);
}

/** A set with a size takes no more elements than that. */
function checkSize(ctx: EvaluationContext, { elements }: EvaluatedSet, type: SetType): void {
  if (type.size === undefined || type.flags.has('interval') || elements.length <= type.size) return;
  const keys = new Set(elements.map(({ key }) => (key.kind === 'integer' ? key.value : key)));
  if (keys.size <= type.size) return;
  ctx.report(
    'invalid-value',
    elements[elements.length - 1]!.place,
    `@${type.name} has "size ${type.size}", and this makes ${keys.size} elements; the kernel refuses the file ("Too many open files in system"). Give it a larger size, or none.`,
  );
}

/** Remembers where the verdicts of a map lead. */
function noteVerdicts(ctx: EvaluationContext, type: SetType, table: EvaluatedTable | undefined): void {
  if (!table || !ctx.references) return;
  let chains = table.verdicts.get(type.name);
  for (const reference of ctx.references) {
    if (reference.kind !== 'chain') continue;
    if (!chains) {
      chains = new Set();
      table.verdicts.set(type.name, chains);
    }
    chains.add(reference.name);
  }
}

/** `add element T S { … }` */
export function runElementCommand(state: RunState, source: Source, at: number, node: ElementCommand): void {
  const table = state.tableOf(node.of);
  const type = table?.state.sets.get(node.name.text);
  const ctx = state.context(familyOf(node.of.family), table);
  if (type) addElements(state, ctx, node.elements, type, table);
  else checkVariables(ctx, node.elements, state);
  const owner = state.declared(source, at, node.name);
  finish(state, source, at, ctx, table, owner);
  if (table && !type)
    resolve(state, source, at, { kind: 'set', name: node.name.text, start: node.name.start, end: node.name.end }, table, owner);
}
