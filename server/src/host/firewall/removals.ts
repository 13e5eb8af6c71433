import type { FileId } from '../../base/paths.ts';
import type { Range } from '../../base/range.ts';
import type { ObjectCommand } from '../../nft/ast.ts';
import { NftFile } from '../../nft/file.ts';
import type { NftProgram } from '../../nft/program.ts';
import type { Host } from '../host.ts';
import type { NftRegion } from '../script/nft-regions.ts';

/** A command that takes tables, chains or rules away. */
export interface Removal {
  readonly verb: 'flush' | 'delete' | 'destroy';
  readonly object: 'ruleset' | 'table' | 'chain';
  /** As nft understands it: a command without one means `ip`, `flush ruleset` without one all. */
  readonly family: string | undefined;
  readonly table: string | undefined;
  readonly chain: string | undefined;
  readonly file: FileId;
  readonly range: Range;
  /** The program that it is a part of; undefined in a script. */
  readonly program: NftProgram | undefined;
}

/** Everything in a host's nft files and scripts that takes tables, chains or rules away, in the order of the files. */
export function removals(host: Host): Removal[] {
  const out: Removal[] = [];
  for (const program of host.nft)
    for (const { command, file, at } of program.evaluation.commands) {
      const removal = read(command, file, at, program);
      if (removal) out.push(removal);
    }
  for (const region of host.nftRegions) if (!region.checkOnly) out.push(...inScript(region));
  return out;
}

const known = new WeakMap<NftRegion, readonly Removal[]>();

function inScript(region: NftRegion): readonly Removal[] {
  let removed = known.get(region);
  if (!removed) {
    const file = NftFile.parse(region.file, region.text);
    removed = file.items.flatMap(({ at, node }) =>
      node.kind === 'object-command' ? (read(node, region.file, region.range.start + at, undefined) ?? []) : [],
    );
    file.dispose();
    known.set(region, removed);
  }
  return removed;
}

function read(command: ObjectCommand, file: FileId, at: number, program: NftProgram | undefined): Removal | undefined {
  const { verb, object } = command;
  if (verb !== 'flush' && verb !== 'delete' && verb !== 'destroy') return undefined;
  if (object !== 'ruleset' && object !== 'table' && object !== 'chain') return undefined;
  return {
    verb,
    object,
    family: command.family?.text ?? (object === 'ruleset' ? undefined : 'ip'),
    table: command.table?.text,
    chain: object === 'chain' ? command.name?.text : undefined,
    file,
    range: { start: at, end: at + command.length },
    program,
  };
}
