import type { FileId } from '../base/paths.ts';
import type { HostSettings } from '../base/settings.ts';
import type { NftFile } from './file.ts';

/** One nft root file with everything it includes: what `nft -f FILE` would load. */
export interface NftProgram {
  readonly root: FileId;
  /** The root and every file that was included, in the order of first inclusion. */
  readonly files: readonly FileId[];
}

/** How `include` finds files; answers are plain lookups in what the workspace knows. */
export interface IncludeLookup {
  /** The parsed file, or undefined when there is none of that name. */
  file(file: FileId): NftFile | undefined;
  /** All known file names below a folder, for globs. */
  list(folder: FileId): readonly FileId[];
}

/**
 * Groups nftables files into programs: every file that no other one includes is a root. Programs of `previous` whose files and
 * settings did not change are returned as they were (same object), so that results computed for them stay valid.
 */
export function buildPrograms(
  files: readonly NftFile[],
  _lookup: IncludeLookup,
  _hostRoot: FileId,
  _settings: HostSettings,
  _previous: readonly NftProgram[],
): NftProgram[] {
  return files.map((file) => ({ root: file.file, files: [file.file] }));
}
