import picomatch from 'picomatch';
import { dirname, type FileId, join, normalize, relativeTo, rootOf } from '../base/paths.ts';

/** What `include` can find: plain lookups in what is known. */
export interface FileNames {
  has(file: FileId): boolean;
  /** All known file names below a folder. */
  list(folder: FileId): readonly FileId[];
}

/** What an include path leads to. `files` is empty when nothing that is known fits. */
export interface IncludeTarget {
  readonly files: readonly FileId[];
  readonly glob: boolean;
  /** Names that would be taken if they existed, the likeliest first. */
  readonly wanted: readonly FileId[];
}

/**
 * Resolves the path of an `include`. Absolute paths stand below the host's root. Relative ones are looked for in the include
 * paths (nft's own is /etc) and, because nft is often started there, beside the including file. A glob may match nothing.
 */
export function resolveInclude(
  path: string,
  from: FileId,
  hostRoot: FileId,
  includePaths: readonly string[],
  names: FileNames,
): IncludeTarget {
  const glob = /[*?[]/.test(path);
  const absolute = path.startsWith('/');
  const folders = absolute
    ? [hostRoot]
    : [dirname(from), ...includePaths.map((folder) => join(hostRoot, folder.replace(/^\//, ''))), hostRoot];
  const relative = absolute ? path.replace(/^\/+/, '') : path;
  const candidates = [...new Set(folders.map((folder) => join(folder, relative)))];
  if (!glob) {
    const found = candidates.find((candidate) => names.has(candidate));
    return { files: found === undefined ? [] : [found], glob, wanted: candidates };
  }
  for (const candidate of candidates) {
    const literal = candidate.slice(0, candidate.search(/[*?[]/));
    const folder = literal.slice(0, literal.lastIndexOf('/')) || rootOf(candidate) || '.';
    const pattern = normalize(candidate);
    const files = names
      .list(folder)
      .filter((file) =>
        picomatch.isMatch(relativeTo(folder, file) ?? file, relativeTo(folder, pattern) ?? pattern, { dot: false }),
      )
      .sort();
    if (files.length > 0) return { files, glob, wanted: candidates };
  }
  return { files: [], glob, wanted: candidates };
}
