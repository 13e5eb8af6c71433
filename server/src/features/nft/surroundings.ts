import { DEFAULT_FAMILY, FAMILIES } from '../../facts/nft-language.ts';
import type { Family } from '../../nft/ast.ts';
import { type Block, tableOfBlocks } from '../../nft/blocks.ts';
import { type Binding, type SetType, tableKey, VariableScope } from '../../nft/environment.ts';
import type { NameLookup } from '../../nft/evaluate/context.ts';
import type { EvaluatedChain, EvaluatedTable } from '../../nft/evaluation.ts';
import type { NftProgram } from '../../nft/program.ts';
import { withDeclared } from './declared.ts';
import { type Excerpt, UNKNOWN_HOME } from './excerpt.ts';
import { programsOf } from './home.ts';
import { blockMapOf, type NftPlace } from './models.ts';

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

/** What is known around a statement. `offset` is a place in the file. */
export function surroundingsOf(place: NftPlace, excerpt: Excerpt, offset: number): Surroundings {
  const program = programsOf(place.host, place.file.file)[0];
  const target = commandTarget(excerpt.text.slice(excerpt.statement.start, excerpt.statement.end));
  const named = excerpt.table ?? (target && { family: target.family, name: target.table });
  const owner = named ?? (excerpt.home === UNKNOWN_HOME ? tableOfBlocks(UNKNOWN_HOME) : undefined);
  const family = (owner?.family ?? DEFAULT_FAMILY) as Family;
  const known = owner && program?.tables.get(tableKey(family, owner.name));
  const isWhole = !owner || place.file.nft.removed.length === 0;
  const table = isWhole ? known : withDeclared(known, excerpt.map, { family, name: owner.name }, excerpt.home);
  const chain = [...excerpt.home, ...excerpt.path].find(({ keyword }) => keyword === 'chain');
  const chainName = chain?.words.at(-1) ?? target?.chain;
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
function visibleVariables(place: NftPlace, program: NftProgram | undefined, offset: number): VariableScope {
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
function visibleDepth(place: NftPlace, program: NftProgram, { at }: Binding, offset: number): number | undefined {
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
export function setOfBlock({ home, path }: Excerpt, around: Surroundings): SetType | undefined {
  const block = [...home, ...path].findLast(({ keyword }) => keyword === 'set' || keyword === 'map');
  const name = block?.words.at(-1);
  return name === undefined ? undefined : around.table?.state.sets.get(name);
}
