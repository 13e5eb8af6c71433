import type { FileId } from '../base/paths.ts';

/** One nftables file by itself: its tree and what can be said without knowing its surroundings. */
export interface NftFile {
  readonly file: FileId;
  readonly text: string;
}

/** Parses an nftables file. `previous` is the same file before an edit: what did not change is kept. Total: any text gives a file. */
export function parseNftFile(file: FileId, text: string, _previous?: NftFile): NftFile {
  return { file, text };
}
