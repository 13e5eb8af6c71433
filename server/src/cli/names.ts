import { dirname, type FileId, relativeTo } from '../base/paths.ts';

/** A file's name as seen from a folder, with `..` where it lies outside. Both names are absolute. */
export function relativeName(folder: FileId, file: FileId): string {
  let up = '';
  for (let base = folder; ; base = dirname(base)) {
    if (base === file) return up === '' ? '.' : up.slice(0, -1);
    const below = relativeTo(base, file);
    if (below !== undefined) return up + below;
    if (dirname(base) === base) return file;
    up += '../';
  }
}
