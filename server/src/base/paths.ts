/**
 * A file's name inside the core: segments separated by `/`. It is a path relative to the working directory (command line,
 * library) or a URI (editor); the core only joins and compares, so it does not need to know which.
 */
export type FileId = string;

const ROOT = /^(?:[A-Za-z][A-Za-z0-9+.-]+:\/\/[^/]*\/|\/)/;

/** The part of a name that `..` cannot climb over: `/`, `scheme://authority/` or nothing. */
export function rootOf(file: FileId): string {
  return ROOT.exec(file)?.[0] ?? '';
}

/** The folder of a file, without a trailing slash (except a bare root). */
export function dirname(file: FileId): FileId {
  const root = rootOf(file);
  const cut = file.lastIndexOf('/');
  if (cut < root.length) return root || '.';
  return file.slice(0, cut);
}

/** The last segment. */
export function basename(file: FileId): string {
  return file.slice(file.lastIndexOf('/') + 1);
}

/** Joins and resolves `.` and `..`. An absolute `path` (`/x` or a URI) replaces the base. Never climbs over the root. */
export function join(base: FileId, path: string): FileId {
  if (rootOf(path)) return normalize(path);
  return normalize(base === '' || base === '.' ? path : `${base.replace(/\/$/, '')}/${path}`);
}

/** Resolves `.`, `..` and doubled slashes. */
export function normalize(path: FileId): FileId {
  const root = rootOf(path);
  const out: string[] = [];
  for (const part of path.slice(root.length).split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..' && out.length > 0 && out[out.length - 1] !== '..') out.pop();
    else if (part === '..' && root) continue;
    else out.push(part);
  }
  return root + out.join('/') || '.';
}

/** `file` as seen from the folder `base`, or undefined when it does not lie below it. */
export function relativeTo(base: FileId, file: FileId): string | undefined {
  if (base === '' || base === '.') return rootOf(file) ? undefined : file;
  const prefix = base.endsWith('/') ? base : `${base}/`;
  return file.startsWith(prefix) ? file.slice(prefix.length) : undefined;
}
