import { DEFAULT_HOST_SETTINGS } from '../../base/settings.ts';
import { type Block, type BlockMap, tableOfBlocks } from '../../nft/blocks.ts';
import { TableState, tableKey } from '../../nft/environment.ts';
import type { EvaluatedTable } from '../../nft/evaluation.ts';
import { NftFile } from '../../nft/file.ts';
import { buildPrograms } from '../../nft/program.ts';
import type { Excerpt } from './excerpt.ts';
import type { TableId } from './unit-names.ts';

/** How many blocks are looked at that the model does not have, how many lines of each, and how much of each line. */
const MOST_BLOCKS = 100;
const MOST_LINES = 20;
const LONGEST_LINE = 400;
/** Lines that say what a thing is. */
const TELLING = /^(?:type|typeof|flags|timeout|policy|hook|devices|rate|protocol|l3proto|dport|size|over|until|packets|mss)\b/;

const known = new WeakMap<BlockMap, Map<string, EvaluatedTable>>();

/**
 * A table with everything that blocks of this file declare in it, although the model had to leave some out because a brace or
 * word is missing. `table` is what the model has, `home` the blocks around the whole file.
 */
export function withDeclared(
  table: EvaluatedTable | undefined,
  map: BlockMap,
  id: TableId,
  home: Excerpt['home'],
): EvaluatedTable | undefined {
  const lost = lostBlocks(table, map, id, home);
  if (lost.length === 0) return table;
  const key = `${tableKey(id.family, id.name)}\n${lost.join()}`;
  let tables = known.get(map);
  if (!tables) {
    tables = new Map();
    known.set(map, tables);
  }
  let found = tables.get(key);
  if (!found) {
    const declared = read(map, id, lost);
    if (!declared) return table;
    found = table ? joined(table, declared) : declared;
    tables.set(key, found);
  }
  return found;
}

/** Indexes of the blocks that declare something in a table which the model does not have there. */
function lostBlocks(
  table: EvaluatedTable | undefined,
  map: BlockMap,
  { family, name }: TableId,
  home: Excerpt['home'],
): number[] {
  const out: number[] = [];
  for (const [index, { keyword, words }] of map.blocks.entries()) {
    const own = words.at(-1);
    if (own === undefined || keyword === 'table' || keyword === 'file' || has(table, keyword, own)) continue;
    const owner = tableOfBlocks([...home, ...pathOf(map, index)]);
    if (owner?.family !== family || owner.name !== name) continue;
    if (out.push(index) >= MOST_BLOCKS) break;
  }
  return out;
}

function pathOf(map: BlockMap, index: number): Block[] {
  const path: Block[] = [];
  for (let at = index; at >= 0; at = map.blocks[at]!.parent) path.unshift(map.blocks[at]!);
  return path;
}

function has(table: EvaluatedTable | undefined, keyword: string, name: string): boolean {
  if (!table) return false;
  const { state } = table;
  if (keyword === 'chain') return state.chains.has(name);
  if (keyword === 'set' || keyword === 'map') return state.sets.has(name);
  return keyword === 'flowtable' ? state.flowtables.has(name) : state.objects.has(`${keyword} ${name}`);
}

/** Reads the headers and telling lines of blocks as a file of their own. */
function read(map: BlockMap, { family, name }: TableId, blocks: readonly number[]): EvaluatedTable | undefined {
  const lines = [`table ${family} ${name} {`];
  for (const index of blocks) {
    const { keyword, words } = map.blocks[index]!;
    lines.push(`${keyword} ${words.at(-1)} {`);
    for (const { start, end } of map.statementsOf(index, MOST_LINES)) {
      const line = map.text.slice(start, Math.min(end, start + LONGEST_LINE));
      if (TELLING.test(line)) lines.push(line);
    }
    lines.push('}');
  }
  const file = NftFile.parse('', `${lines.join('\n')}\n}\n`);
  const [program] = buildPrograms([file], { file: () => file, list: () => [] }, '', DEFAULT_HOST_SETTINGS, []);
  const table = program?.tables.get(tableKey(family, name));
  file.dispose();
  return table;
}

function joined(table: EvaluatedTable, more: EvaluatedTable): EvaluatedTable {
  const { state } = table;
  const out = new TableState(state.family, state.name, state.at);
  const put = <V>(into: Map<string, V>, ...maps: readonly ReadonlyMap<string, V>[]) => {
    for (const map of maps) for (const [key, value] of map) into.set(key, value);
  };
  put(out.chains, more.state.chains, state.chains);
  put(out.sets, more.state.sets, state.sets);
  put(out.objects, more.state.objects, state.objects);
  put(out.flowtables, more.state.flowtables, state.flowtables);
  return { ...table, state: out, chains: new Map([...more.chains, ...table.chains]) };
}
