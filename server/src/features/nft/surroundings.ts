import type { FileId } from '../../base/paths.ts';
import { FAMILIES } from '../../facts/nft-language.ts';
import type { Host } from '../../host/host.ts';
import type { Family } from '../../nft/ast.ts';
import type { Block } from '../../nft/blocks.ts';
import { type Binding, type SetType, tableKey, VariableScope } from '../../nft/environment.ts';
import type { NameLookup } from '../../nft/evaluate/context.ts';
import type { EvaluatedChain, EvaluatedTable } from '../../nft/evaluation.ts';
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
  const family = (excerpt.table?.family ?? 'ip') as Family;
  const table = excerpt.table && program?.tables.get(tableKey(family, excerpt.table.name));
  const chainName = chainNameOf(excerpt);
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

/** The chain whose body the statement stands in, or to which a rule command adds. */
function chainNameOf({ path, text, statement }: Excerpt): string | undefined {
  const block = path.find(({ keyword }) => keyword === 'chain');
  if (block) return block.words.at(-1);
  return commandTarget(text.slice(statement.start, statement.end))?.chain;
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
export function setOfBlock({ path }: Excerpt, { table }: Surroundings): SetType | undefined {
  const block = path.findLast(({ keyword }) => keyword === 'set' || keyword === 'map');
  const name = block?.words.at(-1);
  return name === undefined ? undefined : table?.state.sets.get(name);
}
