import type { Location } from '../../base/range.ts';
import type { EvaluatedChain, EvaluatedTable } from '../../nft/evaluation.ts';
import type { NftProgram } from '../../nft/program.ts';
import { namesIn, pieceAt } from './names.ts';

/** A rule that leads to a chain: by a jump, or by a map whose elements hold one. */
export interface Caller {
  /** The chain whose rule it is. */
  readonly chain: EvaluatedChain;
  /** Where the rule names the chain or the map. */
  readonly place: Location;
  readonly verdict: 'jump' | 'goto';
  /** The map that the rule looks up. */
  readonly map?: string;
}

/** Who uses what within one table. */
export interface TableGraph {
  /** The rules that lead to a chain, by its name. */
  readonly callers: ReadonlyMap<string, readonly Caller[]>;
  /** The rules that use a set or map, by its name. */
  readonly setUsers: ReadonlyMap<string, readonly { readonly chain: EvaluatedChain; readonly place: Location }[]>;
}

const graphs = new WeakMap<EvaluatedTable, TableGraph>();

/** Reads off once per evaluation who uses what. */
export function tableGraph(table: EvaluatedTable, program: NftProgram): TableGraph {
  let graph = graphs.get(table);
  if (!graph) {
    graph = build(table, program);
    graphs.set(table, graph);
  }
  return graph;
}

function build(table: EvaluatedTable, program: NftProgram): TableGraph {
  const callers = new Map<string, Caller[]>();
  const setUsers = new Map<string, { chain: EvaluatedChain; place: Location }[]>();
  const push = <T>(map: Map<string, T[]>, key: string, value: T) => {
    const list = map.get(key);
    if (list) list.push(value);
    else map.set(key, [value]);
  };
  for (const chain of table.chains.values())
    for (const { file, at, result } of chain.rules)
      for (const { kind, name, start, end, verdict } of result.references) {
        const place = { file, range: { start: at + start, end: at + end } };
        if (kind === 'chain') push(callers, name, { chain, place, verdict: verdict ?? 'jump' });
        else if (kind === 'set') push(setUsers, name, { chain, place });
      }
  for (const [map, users] of setUsers)
    for (const { name, verdict } of chainsIn(map, table, program))
      for (const { chain, place } of users) push(callers, name, { chain, place, verdict, map });
  return { callers, setUsers };
}

/** The chains that the elements of a map lead to. */
function chainsIn(map: string, table: EvaluatedTable, program: NftProgram): { name: string; verdict: 'jump' | 'goto' }[] {
  const set = table.state.sets.get(map);
  if (set?.kind !== 'map' || set.data?.name !== 'verdict') return [];
  const out = new Map<string, { name: string; verdict: 'jump' | 'goto' }>();
  const read = (part: NftProgram['parts'][number], offset: number) => {
    const piece = pieceAt(part, offset);
    for (const { of, name, verdict } of piece ? namesIn(piece) : [])
      if (of === 'chain' && verdict) out.set(`${name} ${verdict}`, { name, verdict });
  };
  for (const part of program.parts) {
    if (part.file === set.at.file) read(part, set.at.range.start);
    for (const { at, node } of part.items) {
      if (node.kind !== 'command' || node.what.node.kind !== 'element') continue;
      const { of, name } = node.what.node;
      if (name.text === map && of.table.text === table.state.name && (of.family?.text ?? 'ip') === table.state.family)
        read(part, at + node.what.at);
    }
  }
  return [...out.values()];
}
