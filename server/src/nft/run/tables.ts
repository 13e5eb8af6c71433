import { nearest } from '../../base/nearest.ts';
import { TABLE_FLAGS } from '../../facts/nft.ts';
import type { Family, Flowtable, Name, ObjectDeclaration, Table, TableItem } from '../ast.ts';
import { TableState, tableKey } from '../environment.ts';
import { checkDevice, evaluatePriority, HOOKS } from '../evaluate/chain.ts';
import { evaluateObjectDeclaration } from '../evaluate/declaration.ts';
import { quote } from '../evaluate/messages.ts';
import { declareChain, runChain } from './chains.ts';
import { runDirective } from './directives.ts';
import type { EvaluatedTable, Source } from './model.ts';
import { checkName } from './names.ts';
import { resolveTable } from './references.ts';
import { declareSet, runSet } from './sets.ts';
import { familyOf, type RunState } from './state.ts';

/** `table FAMILY NAME { … }`: makes the table, or adds to it. */
export function runTable(state: RunState, source: Source, at: number, node: Table): void {
  const family = familyOf(node.family);
  const key = tableKey(family, node.name.text);
  let table = state.tables.get(key);
  if (!table) {
    table = {
      state: new TableState(family, node.name.text, state.declared(source, at, node.name)),
      chains: new Map(),
      flags: [],
      verdicts: new Map(),
    };
    state.tables.set(key, table);
  }
  checkName(state, source, at, node.name, 'table');
  const { items } = node;
  if (!items) return;
  const own = table;
  state.block(() => {
    // nft reads a whole table before it looks at what rules refer to: order inside a table does not matter.
    for (const item of items) declare(state, source, at, item, own, family);
    for (const item of items) runItem(state, source, at, item, own, family);
    resolveTable(state, own);
  });
}

function declare(state: RunState, source: Source, at: number, item: TableItem, table: EvaluatedTable, family: Family): void {
  const place = at + item.at;
  const { node } = item;
  switch (node.kind) {
    case 'chain':
      declareChain(state, source, place, node, table);
      return;
    case 'set':
    case 'map':
      declareSet(state, source, place, node, table, family);
      return;
    case 'flowtable':
      declareFlowtable(state, source, place, node, table);
      return;
    case 'object':
      declareObject(state, source, place, node, table);
      return;
    default:
      return;
  }
}

function runItem(state: RunState, source: Source, at: number, item: TableItem, table: EvaluatedTable, family: Family): void {
  const place = at + item.at;
  const { node } = item;
  switch (node.kind) {
    case 'chain':
      runChain(state, source, place, node, table, family);
      return;
    case 'set':
    case 'map':
      runSet(state, source, place, node, table, family);
      return;
    case 'flowtable':
      runFlowtable(state, source, place, node, family);
      return;
    case 'object':
      runObject(state, source, place, node, family);
      return;
    default:
      if (node.item.kind !== 'property')
        runDirective(state, source, place, node.item, (file) => {
          const part = file.part('table');
          state.enter(part);
          const inner = part.items as readonly TableItem[];
          for (const each of inner) declare(state, part, part.at, each, table, family);
          for (const each of inner) runItem(state, part, part.at, each, table, family);
        });
      else if (node.item.property === 'flags') runFlags(state, source, place, node.item.values, table);
  }
}

function runFlags(state: RunState, source: Source, at: number, flags: readonly Name[], table: EvaluatedTable): void {
  for (const flag of flags) {
    if (!TABLE_FLAGS.includes(flag.text)) {
      const near = nearest(flag.text, TABLE_FLAGS);
      state.problem(
        source,
        at,
        'invalid-value',
        flag,
        `There is no table flag ${quote(flag.text)}; nft refuses the file. ${near ? `Did you mean "${near}"?` : `It knows ${TABLE_FLAGS.join(', ')}.`}`,
        {
          fixes: near
            ? [{ title: `Use ${near}`, safe: true, edits: [{ start: flag.start, end: flag.end, newText: near }] }]
            : undefined,
        },
      );
    }
    table.flags.push({ name: flag.text, at: state.declared(source, at, flag) });
  }
}

// --- flowtables, counters and other objects

export function declareFlowtable(
  state: RunState,
  source: Source,
  at: number,
  node: Flowtable,
  table: EvaluatedTable | undefined,
): void {
  checkName(state, source, at, node.name, 'flowtable');
  table?.state.flowtables.set(node.name.text, state.declared(source, at, node.name));
}

export function runFlowtable(state: RunState, source: Source, at: number, node: Flowtable, family: Family): void {
  const ctx = state.context(family, undefined);
  for (const item of node.items) {
    if (item.kind === 'devices') for (const device of item.devices) checkDevice(ctx, device);
    else if (item.kind === 'flowtable-hook') {
      if (!HOOKS.includes(item.hook.text))
        ctx.report(
          'invalid-hook',
          item.hook,
          `There is no hook ${quote(item.hook.text)}; nft refuses the file. A flowtable hangs on ingress.`,
        );
      else if (item.hook.text !== 'ingress')
        ctx.report('invalid-hook', item.hook, 'A flowtable hangs on hook ingress and no other; nft refuses the file.');
      else evaluatePriority(ctx, item.priority, 'ingress', 'inet');
    }
  }
  state.report(source, at, ctx.problems);
}

export function declareObject(
  state: RunState,
  source: Source,
  at: number,
  node: ObjectDeclaration,
  table: EvaluatedTable | undefined,
): void {
  checkName(state, source, at, node.name, node.type);
  table?.state.objects.set(`${node.type} ${node.name.text}`, state.declared(source, at, node.name));
}

export function runObject(state: RunState, source: Source, at: number, node: ObjectDeclaration, family: Family): void {
  const ctx = state.context(family, undefined);
  if (!state.isDamaged(source, at, node.length)) evaluateObjectDeclaration(ctx, node);
  state.report(source, at, ctx.problems);
  for (const item of node.items)
    if (item.kind !== 'property') runDirective(state, source, at, item, (file) => state.enter(file.part(node.type)));
}
