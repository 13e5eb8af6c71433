import type { FileId } from '../../base/paths.ts';
import type { Range } from '../../base/range.ts';
import type { Host } from '../../host/host.ts';
import type { EvaluatedChain, EvaluatedTable } from '../../nft/evaluation.ts';
import type { NftProgram } from '../../nft/program.ts';
import type { Call, CallItem, Cursor, SymbolKey } from '../provider.ts';
import { tableGraph } from './chain-graph.ts';
import { priorityWords } from './describe-chain.ts';
import { blocksAround, programsOf } from './home.ts';
import { namesIn, pieceAt } from './names.ts';
import { keysOf, nameAt } from './symbols.ts';

/** The chain under the cursor; within a rule, and on no other name, the chain that holds the rule. */
export function callItems(cursor: Cursor): CallItem[] {
  const { host, file } = cursor;
  if (!host) return [];
  const place = nameAt(cursor, cursor.offset);
  const keys = place?.of === 'chain' ? keysOf(place, file.file, host) : place ? [] : chainAround(cursor, host);
  return [...new Map(keys.map((key) => [key.scope, key])).values()].flatMap((key) => {
    const found = chainOf(key, host);
    return found ? [itemOf(found)] : [];
  });
}

function chainAround({ file, offset }: Cursor, host: Host): SymbolKey[] {
  const piece = pieceAt(file.nft, offset);
  const around = blocksAround(file.file, programsOf(host, file.file)[0]);
  const name = piece?.chain ?? around.find(({ keyword }) => keyword === 'chain')?.words.at(-1);
  if (name === undefined) return [];
  return keysOf({ of: 'chain', name, start: 0, end: 0, role: 'reference', table: piece?.table }, file.file, host);
}

interface FoundChain {
  readonly program: NftProgram;
  readonly table: EvaluatedTable;
  readonly chain: EvaluatedChain;
  readonly symbol: SymbolKey;
}

function chainOf(symbol: SymbolKey, host: Host): FoundChain | undefined {
  const [root, table] = symbol.scope.split('\n');
  const program = host.nft.find((candidate) => candidate.root === root);
  const found = table === undefined ? undefined : program?.tables.get(table);
  const chain = found?.chains.get(symbol.name);
  return program && found && chain ? { program, table: found, chain, symbol } : undefined;
}

function itemOf({ chain, table, program, symbol }: FoundChain): CallItem {
  const { info } = chain;
  const { file, range } = info.at;
  const part = program.parts.find((candidate) => candidate.file === file);
  const piece = part && pieceAt(part, range.start);
  const extent = piece && namesIn(piece).find(({ start }) => start === range.start)?.extent;
  const { base } = info;
  const hook =
    base && base.priority !== undefined ? `${base.hook} ${priorityWords(table.state.family, base.hook, base.priority)}, ` : '';
  return {
    symbol,
    name: info.name,
    detail: `${hook}${table.state.family} ${table.state.name}`,
    file,
    range: extent ?? range,
    selection: range,
  };
}

function calls(found: readonly { readonly item: CallItem; readonly file: FileId; readonly place: Range }[]): Call[] {
  const joined = new Map<string, { item: CallItem; places: Range[] }>();
  for (const { item, file, place } of found) {
    const key = `${item.symbol.scope}\n${item.name}\n${file}`;
    const call = joined.get(key) ?? { item, places: [] };
    call.places.push(place);
    joined.set(key, call);
  }
  return [...joined.values()];
}

/** The chains whose rules lead to a chain. */
export function callers(item: CallItem, host: Host): Call[] {
  const found = chainOf(item.symbol, host);
  if (!found) return [];
  return calls(
    (tableGraph(found.table, found.program).callers.get(item.name) ?? []).map(({ chain, place: { file, range } }) => {
      const caller = itemOf({ ...found, chain, symbol: { ...item.symbol, name: chain.info.name } });
      // A rule in command form may stand in another file than its chain.
      return { item: caller.file === file ? caller : { ...caller, file, range, selection: range }, file, place: range };
    }),
  );
}

/** The chains that a chain's rules lead to. The places are those of the chain's own file. */
export function callees(item: CallItem, host: Host): Call[] {
  const found = chainOf(item.symbol, host);
  if (!found) return [];
  const { table, program, chain } = found;
  return calls(
    [...tableGraph(table, program).callers].flatMap(([name, list]) => {
      const target = table.chains.get(name);
      if (!target) return [];
      const callee = itemOf({ ...found, chain: target, symbol: { ...item.symbol, name } });
      return list
        .filter((caller) => caller.chain === chain && caller.place.file === item.file)
        .map(({ place }) => ({ item: callee, file: callee.file, place: place.range }));
    }),
  );
}
