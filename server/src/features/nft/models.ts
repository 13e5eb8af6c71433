import type { FileId } from '../../base/paths.ts';
import type { Host } from '../../host/host.ts';
import { BlockMap } from '../../nft/blocks.ts';
import type { NftFile } from '../../nft/file.ts';

/** A file of nftables and the host that it belongs to. */
export interface NftPlace {
  readonly host: Host | undefined;
  readonly file: { readonly file: FileId; readonly nft: NftFile };
}

const maps = new WeakMap<NftFile, BlockMap>();
/** The last maps by file, so that one after an edit is made from the one before it. */
const latest = new Map<FileId, BlockMap>();
const MOST_LATEST = 8;

/** The blocks of a file, found once per version of it. */
export function blockMapOf(file: NftFile): BlockMap {
  let map = maps.get(file);
  if (!map) {
    map = new BlockMap(file.plain, latest.get(file.file));
    maps.set(file, map);
    latest.delete(file.file);
    latest.set(file.file, map);
    if (latest.size > MOST_LATEST) latest.delete(latest.keys().next().value!);
  }
  return map;
}
