import type { BaseChainSpec, Chain } from '../nft/ast.ts';
import type { OwnedItem, PlacedItem } from '../nft/items.ts';
import { ProgramItems } from '../nft/items.ts';
import type { NftProgram } from '../nft/program.ts';

/** A `type … hook … priority …` line and the chain that it makes. */
export interface BaseChainLine {
  /** The table as `family name`. */
  readonly table: string;
  readonly chain: OwnedItem<Chain>;
  readonly line: PlacedItem<BaseChainSpec>;
  /** A policy is written in this declaration of the chain. */
  readonly hasPolicy: boolean;
}

/** Every place where a program hangs a chain on a hook. */
export function* baseChainLines(program: NftProgram): Generator<BaseChainLine> {
  const items = new ProgramItems(program);
  for (const { file, at, node, table } of items.owned()) {
    if (node.kind !== 'chain' || !node.body) continue;
    const chain = { file, at, node, table };
    let line: PlacedItem<BaseChainSpec> | undefined;
    let hasPolicy = false;
    for (const item of items.ofChain(chain)) {
      // Properties stand before the rules.
      if (item.node.kind === 'rule') break;
      if (item.node.item.kind === 'base-chain') line ??= { file: item.file, at: item.at, node: item.node.item };
      if (item.node.item.kind === 'policy') hasPolicy = true;
    }
    if (line) yield { table, chain, line, hasPolicy };
  }
}
