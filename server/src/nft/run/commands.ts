import type { Command, Family, ObjectCommand } from '../ast.ts';
import { tableKey } from '../environment.ts';
import { declareChain, runChain, runRuleCommand } from './chains.ts';
import type { EvaluatedTable, Source } from './model.ts';
import { declareSet, runElementCommand, runSet } from './sets.ts';
import { familyOf, type RunState } from './state.ts';
import { declareFlowtable, declareObject, runFlowtable, runObject, runTable } from './tables.ts';

/** Runs a command that adds something. */
export function runCommand(state: RunState, source: Source, at: number, command: Command): void {
  const { node } = command.what;
  const place = at + command.what.at;
  if (command.verb === 'create') checkNew(state, source, place, node);
  if (node.kind === 'table') {
    runTable(state, source, place, node);
    return;
  }
  if (node.kind === 'element') {
    runElementCommand(state, source, place, node);
    return;
  }
  if (node.kind === 'rule-command') {
    runRuleCommand(state, source, place, node, command.verb);
    return;
  }
  const table = state.tableOf(node.of);
  const family = familyOf(node.of?.family);
  switch (node.kind) {
    case 'chain':
      declareChain(state, source, place, node, table);
      runChain(state, source, place, node, table, family);
      return;
    case 'set':
    case 'map':
      declareSet(state, source, place, node, table, family);
      runSet(state, source, place, node, table, family);
      return;
    case 'flowtable':
      declareFlowtable(state, source, place, node, table);
      runFlowtable(state, source, place, node, family);
      return;
    default:
      declareObject(state, source, place, node, table);
      runObject(state, source, place, node, family);
  }
}

/** `create` wants that the thing does not exist. */
function checkNew(state: RunState, source: Source, at: number, node: Command['what']['node']): void {
  if (node.kind === 'element' || node.kind === 'rule-command') return;
  const table =
    node.kind === 'table' ? state.tables.get(tableKey(familyOf(node.family), node.name.text)) : state.tableOf(node.of);
  const before = node.kind === 'table' ? table?.state.at : table && declaredIn(table, node);
  if (!before) return;
  const what = node.kind === 'object' ? node.type : node.kind;
  state.problem(
    source,
    at,
    'duplicate-definition',
    node.name,
    `The ${what} "${node.name.text}" exists already, so it cannot be created and the kernel refuses the file. Write "add" to leave it as it is.`,
    { related: { message: `${what} ${node.name.text} is declared here`, ...before } },
  );
}

function declaredIn(
  table: EvaluatedTable,
  node: Exclude<Command['what']['node'], { kind: 'table' | 'element' | 'rule-command' }>,
) {
  const { name } = node;
  switch (node.kind) {
    case 'chain':
      return table.state.chains.get(name.text)?.at;
    case 'set':
    case 'map':
      return table.state.sets.get(name.text)?.at;
    case 'flowtable':
      return table.state.flowtables.get(name.text);
    default:
      return table.state.objects.get(`${node.type} ${name.text}`);
  }
}

/** Runs a command on something that exists. */
export function runObjectCommand(state: RunState, source: Source, at: number, command: ObjectCommand): void {
  state.commands.push({ command, file: source.file, at });
  const family = familyOf(command.family);
  const table = command.table && state.tables.get(tableKey(family, command.table.text));
  switch (command.verb) {
    case 'flush':
      flush(state, command, table);
      return;
    case 'delete':
    case 'destroy':
      remove(state, command, table, family);
      return;
    case 'rename': {
      const chain = command.name && table?.chains.get(command.name.text);
      if (!chain || !table || !command.name || !command.newName) return;
      table.chains.delete(command.name.text);
      table.state.chains.delete(command.name.text);
      table.chains.set(command.newName.text, chain);
      table.state.chains.set(command.newName.text, chain.info);
      return;
    }
    default:
      return;
  }
}

function flush(state: RunState, command: ObjectCommand, table: EvaluatedTable | undefined): void {
  switch (command.object) {
    case 'ruleset':
      for (const [key, { state: known }] of [...state.tables])
        if (!command.family || known.family === command.family.text) state.tables.delete(key);
      return;
    case 'table':
      if (table) for (const chain of table.chains.values()) chain.rules.length = 0;
      return;
    case 'chain': {
      const chain = command.name && table?.chains.get(command.name.text);
      if (chain) chain.rules.length = 0;
      return;
    }
    default:
      forgetElements(state, command, table);
  }
}

function forgetElements(state: RunState, command: ObjectCommand, table: EvaluatedTable | undefined): void {
  const set = command.name && table?.state.sets.get(command.name.text);
  if (!set) return;
  state.elements.delete(set);
  state.taken.add(set);
}

function remove(state: RunState, command: ObjectCommand, table: EvaluatedTable | undefined, family: Family): void {
  if (command.object === 'table') {
    if (command.table) state.tables.delete(tableKey(family, command.table.text));
    return;
  }
  const name = command.name?.text;
  if (!table || name === undefined) return;
  switch (command.object) {
    case 'chain':
      table.chains.delete(name);
      table.state.chains.delete(name);
      return;
    case 'rule': {
      const chain = table.chains.get(name);
      if (chain) chain.isDisordered = true;
      return;
    }
    case 'element':
      forgetElements(state, command, table);
      return;
    case 'set':
    case 'map':
      table.state.sets.delete(name);
      return;
    case 'flowtable':
      table.state.flowtables.delete(name);
      return;
    default:
      table.state.objects.delete(`${command.object} ${name}`);
  }
}
