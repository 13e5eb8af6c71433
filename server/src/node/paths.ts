import { resolve, sep } from 'node:path';
import type { FileId } from '../base/paths.ts';

/** A path of the operating system as the core's absolute name: `/a/b`, on Windows `/C:/a/b`. */
export function toFileId(path: string): FileId {
  const absolute = resolve(path);
  return sep === '/' ? absolute : `/${absolute.replaceAll(sep, '/')}`;
}

/** The operating system's path of a name. */
export function toPath(file: FileId): string {
  return sep === '/' ? file : file.replace(/^\/(?=[A-Za-z]:)/, '').replaceAll('/', sep);
}
