import type { FileId } from '../../base/paths.ts';
import { DEFAULT_FAMILY, FAMILIES } from '../../facts/nft-language.ts';
import type { Host } from '../../host/host.ts';
import type { Family } from '../../nft/ast.ts';
import type { Block, BlockMap } from '../../nft/blocks.ts';
import { type Binding, type SetType, tableKey, VariableScope } from '../../nft/environment.ts';
import { EvaluationContext, type NameLookup } from '../../nft/evaluate/context.ts';
import { evaluateSetType } from '../../nft/evaluate/declaration.ts';
import type { EvaluatedChain, EvaluatedTable } from '../../nft/evaluation.ts';
import { NftFile } from '../../nft/file.ts';
import type { NftProgram } from '../../nft/program.ts';
import type { Place } from '../provider.ts';
import type { Excerpt } from './excerpt.ts';
import { blockMapOf } from './models.ts';

/** What is known around a place: the programs that load the file, the table, the chain, the variables that can be seen. */
export interface Surroundings extends NameLookup {
  readonly program: NftProgram | undefined;
  readonly family: Family;
  readonly table: EvaluatedTable | undefined;
  /** The chain whose rules stand here; undefined outside of chains and for chains that the model does not have. */
  readonly chain: EvaluatedChain | undefined;
  /** The name of that chain. */
  readonly chainName: string | undefined;
}

/** The programs that load a file. */
export function programsOf(host: Host | undefined, file: FileId): readonly NftProgram[] {
  return host ? host.nft.filter(({ files }) => files.includes(file)) : [];
}

/** What is known around a statement. `offset` is a place in the file. */
export function surroundingsOf(place: Place, excerpt: Excerpt, offset: number): Surroundings {
  const program = programsOf(place.host, place.file.file)[0];
  const target = commandTarget(excerpt.text.slice(excerpt.statement.start, excerpt.statement.end));
  const owner = excerpt.table ?? (target && { family: target.family, name: target.table });
  const family = (owner?.family ?? (excerpt.isFragment ? 'inet' : DEFAULT_FAMILY)) as Family;
  const table = owner && program?.tables.get(tableKey(family, owner.name));
  const chainName = excerpt.path.find(({ keyword }) => keyword === 'chain')?.words.at(-1) ?? target?.chain;
  return {
    program,
    family,
    table,
    chain: chainName === undefined ? undefined : table?.chains.get(chainName),
    chainName,
    variables: visibleVariables(place, program, offset),
    set: (name) => table?.state.sets.get(name),
  };
}

const RULE_COMMAND = new RegExp(`^\\s*(?:\\w+\\s+)?rule\\s+(?:(${FAMILIES.join('|')})\\s+)?([\\w./-]+)\\s+([\\w./-]+)(?=\\s|$)`);

/** The table and chain of a rule in command form. */
export function commandTarget(text: string): { family: Family; table: string; chain: string } | undefined {
  const match = RULE_COMMAND.exec(text);
  return match ? { family: (match[1] ?? 'ip') as Family, table: match[2]!, chain: match[3]! } : undefined;
}

/** Variables that can be seen at a place: those of the blocks around it, inner ones last, and those of the file's level of all files. */
function visibleVariables(place: Place, program: NftProgram | undefined, offset: number): VariableScope {
  const scope = new VariableScope();
  if (!program) return scope;
  const own: { readonly binding: Binding; readonly depth: number }[] = [];
  for (const { binding } of program.evaluation.definitions) {
    const depth = visibleDepth(place, program, binding, offset);
    if (depth !== undefined) own.push({ binding, depth });
  }
  for (const [name, value] of Object.entries(program.settings.defines))
    scope.bind({
      name,
      at: undefined,
      value: { kind: 'symbol', text: value, quoted: false, keyword: false, start: 0, end: 0 },
      scope: undefined,
    });
  own.sort((a, b) => a.depth - b.depth);
  for (const { binding } of own) scope.bind(binding);
  return scope;
}

/** How deep the block stands that a definition belongs to; undefined when the definition cannot be seen from the place. */
function visibleDepth(place: Place, program: NftProgram, { at }: Binding, offset: number): number | undefined {
  if (!at) return 0;
  const isHere = at.file === place.file.file;
  const part = program.parts.find(({ file }) => file === at.file);
  if (!part) return undefined;
  const map = blockMapOf(part);
  const block = map.blocks[map.blockAt(at.range.start)]!;
  if (block.depth > 0 && !(isHere && block.open < offset && offset <= block.close)) return undefined;
  // A value holds from its definition on; what stands in another file is taken to have been read before.
  return isHere && at.range.start >= offset ? undefined : block.depth;
}

/** The innermost block that is a chain, set, object … and has a name. */
export function namedBlock(path: readonly Block[]): Block | undefined {
  return path.findLast(({ words }) => words.length > 0);
}

/** The declaration of the set whose block a statement stands in. */
export function setOfBlock({ path, map }: Excerpt, around: Surroundings): SetType | undefined {
  const block = path.findLast(({ keyword }) => keyword === 'set' || keyword === 'map');
  const name = block?.words.at(-1);
  if (!block || name === undefined) return undefined;
  return around.table?.state.sets.get(name) ?? readSet(map, block, name, around);
}

/** How many lines of a set or object are looked at to know what it is, and how much of each. */
export const MOST_LINES = 20;
const LONGEST_LINE = 400;
const SET_LINE = /^(?:type|typeof|flags|timeout)\s/;

/** A set whose declaration is not finished: read off the lines that say its type. */
function readSet(map: BlockMap, block: Block, name: string, around: Surroundings): SetType | undefined {
  const lines = [...map.statementsOf(map.blocks.indexOf(block), MOST_LINES)]
    .map(({ start, end }) => map.text.slice(start, Math.min(end, start + LONGEST_LINE)))
    .filter((line) => SET_LINE.test(line));
  const source = `table ${around.family} t {\n${block.keyword} ${name} {\n${lines.join('\n')}\n}\n}\n`;
  const file = NftFile.parse('', source);
  try {
    const item = file.items[0];
    const table = item?.node.kind === 'command' ? item.node.what.node : undefined;
    const set = table?.kind === 'table' ? table.items?.[0]?.node : undefined;
    if (set?.kind !== 'set' && set?.kind !== 'map') return undefined;
    const at = { file: '', range: { start: 0, end: 0 } };
    return evaluateSetType(new EvaluationContext(around.family, around), set, at, name);
  } finally {
    file.dispose();
  }
}
