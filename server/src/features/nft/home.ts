import type { FileId } from '../../base/paths.ts';
import type { Host } from '../../host/host.ts';
import type { Block } from '../../nft/blocks.ts';
import type { NftProgram } from '../../nft/program.ts';
import { blockMapOf } from './models.ts';

/** The programs that load a file. */
export function programsOf(host: Host | undefined, file: FileId): readonly NftProgram[] {
  return host ? host.nft.filter(({ files }) => files.includes(file)) : [];
}

const MAX_DEPTH = 16;

/** The blocks, outermost first, around the `include` that reads a file; empty when it is read at the top of a program. */
export function blocksAround(file: FileId, program: NftProgram | undefined): readonly Block[] {
  const out: Block[] = [];
  let inner = file;
  for (let depth = 0; program && inner !== program.root && depth < MAX_DEPTH; depth++) {
    const include = program.evaluation.includes.find(({ files }) => files.includes(inner));
    const part = include && program.parts.find((candidate) => candidate.file === include.file);
    if (!include || !part) break;
    out.unshift(...blockMapOf(part).pathAt(include.range.start).slice(1));
    inner = include.file;
  }
  return out;
}
