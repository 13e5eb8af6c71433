import { BlockMap } from '../../nft/blocks.ts';
import type { NftFile } from '../../nft/file.ts';

const maps = new WeakMap<NftFile, BlockMap>();

/** The blocks of a file, found once per version of it. */
export function blockMapOf(file: NftFile): BlockMap {
  let map = maps.get(file);
  if (!map) {
    map = new BlockMap(file.plain);
    maps.set(file, map);
  }
  return map;
}
