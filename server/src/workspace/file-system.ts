import type { FileId } from '../base/paths.ts';

export interface FolderEntry {
  readonly name: string;
  /** What the entry is, or what a link leads to. */
  readonly kind: 'file' | 'folder' | 'other';
  readonly isLink: boolean;
}

/**
 * Files as the shells give them to the core: Node's file system, the editor's, or a map in memory. Nothing here throws or
 * rejects because of what the disk holds: what cannot be read is not there.
 */
export interface FileSystem {
  /** The whole text, or undefined when there is no such file, it cannot be read, or it is longer than {@link MAX_FILE_BYTES}. */
  read(file: FileId): Promise<string | undefined>;
  /** The first bytes as text; undefined also for files longer than {@link MAX_SCRIPT_BYTES}, which nobody wrote by hand. */
  readHead(file: FileId, bytes: number): Promise<string | undefined>;
  /** What stands in a folder, in any order; undefined when there is no such folder. */
  list(folder: FileId): Promise<readonly FolderEntry[] | undefined>;
  /** The name without links in it, to know a file or folder again. */
  realPath(path: FileId): Promise<FileId>;
  /** What a name is; undefined when there is nothing of that name. */
  kindOf(path: FileId): Promise<'file' | 'folder' | undefined>;
}

/** Files beyond this are not read: no configuration is that long, and reading one would stop everything else. */
export const MAX_FILE_BYTES = 32 * 1024 * 1024;
/** Files beyond this are not opened to see whether they begin with `#!`. */
export const MAX_SCRIPT_BYTES = 1024 * 1024;
