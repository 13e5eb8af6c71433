import type { FileId } from '../base/paths.ts';
import type { Range } from '../base/range.ts';
import type { BaseChainSpec, Chain, PolicySpec, Table } from './ast.ts';
import type { NftFile } from './file.ts';
import type { NftProgram } from './program.ts';

/** A table as commands name it. */
export interface TableId {
  readonly family: string;
  readonly name: string;
}

/** A `table … { … }` in a file. */
export interface TableBlock {
  readonly file: NftFile;
  readonly node: Table;
  /** Where it begins, without `add` and the like. */
  readonly at: number;
  /** The command that it is all of. */
  readonly command: Range;
}

/** A declaration of a chain: in a table's block, or as a command of its own. */
export interface ChainBlock {
  readonly file: NftFile;
  readonly node: Chain;
  readonly at: number;
  /** Undefined for a command. */
  readonly table: TableBlock | undefined;
}

const DEFAULT_FAMILY = 'ip';

/** Every block of a table, in the order of the program's files. */
export function tableBlocks(program: NftProgram, { family, name }: TableId): TableBlock[] {
  return program.parts.flatMap((file) =>
    file.items.flatMap(({ at, node: item }): TableBlock[] => {
      if (item.kind !== 'command') return [];
      const { node, at: offset } = item.what;
      if (node.kind !== 'table' || node.name.text !== name || (node.family?.text ?? DEFAULT_FAMILY) !== family) return [];
      return [{ file, node, at: at + offset, command: { start: at, end: at + item.length } }];
    }),
  );
}

/** Every declaration of a chain. Text that is included into a block is not looked into. */
export function chainBlocks(program: NftProgram, table: TableId, chain: string): ChainBlock[] {
  const inTables = tableBlocks(program, table).flatMap((block) =>
    (block.node.items ?? []).flatMap(({ at, node }): ChainBlock[] =>
      node.kind === 'chain' && node.name.text === chain ? [{ file: block.file, node, at: block.at + at, table: block }] : [],
    ),
  );
  const commands = program.parts.flatMap((file) =>
    file.items.flatMap(({ at, node: item }): ChainBlock[] => {
      if (item.kind !== 'command') return [];
      const { node, at: offset } = item.what;
      if (node.kind !== 'chain' || node.name.text !== chain || node.of?.table.text !== table.name) return [];
      return (node.of.family?.text ?? DEFAULT_FAMILY) === table.family ? [{ file, node, at: at + offset, table: undefined }] : [];
    }),
  );
  return [...inTables, ...commands];
}

/** A line of a chain's body and where it stands. */
export interface PlacedSpec<T> {
  readonly file: FileId;
  readonly at: number;
  readonly spec: T;
}

/** The `type … hook … priority …` lines of a chain. */
export function hookSpecs(blocks: readonly ChainBlock[]): PlacedSpec<BaseChainSpec>[] {
  return specsOf(blocks, 'base-chain');
}

/** The `policy …` lines of a chain. */
export function policySpecs(blocks: readonly ChainBlock[]): PlacedSpec<PolicySpec>[] {
  return specsOf(blocks, 'policy');
}

function specsOf<K extends 'base-chain' | 'policy'>(
  blocks: readonly ChainBlock[],
  kind: K,
): PlacedSpec<Extract<BaseChainSpec | PolicySpec, { readonly kind: K }>>[] {
  return blocks.flatMap(({ file, at, node }) =>
    (node.body?.items ?? []).flatMap((item) =>
      item.node.kind === 'unit' && item.node.item.kind === kind
        ? [
            {
              file: file.file,
              at: at + item.at,
              spec: item.node.item as Extract<BaseChainSpec | PolicySpec, { readonly kind: K }>,
            },
          ]
        : [],
    ),
  );
}
