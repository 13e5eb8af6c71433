import { closeSync, fstatSync, openSync, readdirSync, readFileSync, readSync, realpathSync, type Stats, statSync } from 'node:fs';
import { type FileSystem, type FolderEntry, MAX_FILE_BYTES, MAX_SCRIPT_BYTES } from '../workspace/file-system.ts';
import { toFileId, toPath } from './paths.ts';

/** What `action` gives, or undefined when the disk refuses. */
function attempt<T>(action: () => T): T | undefined {
  try {
    return action();
  } catch {
    return undefined;
  }
}

function kindOf(found: Pick<Stats, 'isDirectory' | 'isFile'> | undefined): FolderEntry['kind'] {
  return found?.isDirectory() ? 'folder' : found?.isFile() ? 'file' : 'other';
}

/**
 * The files of this machine, read while the caller waits: for a process that has nothing else to do this takes a fraction of
 * the time of handing each file to another thread.
 */
export const nodeFileSystem: FileSystem = {
  async read(file) {
    return attempt(() => {
      const path = toPath(file);
      return statSync(path).size > MAX_FILE_BYTES ? undefined : readFileSync(path, 'utf8');
    });
  },

  async readHead(file, bytes) {
    return attempt(() => {
      const handle = openSync(toPath(file), 'r');
      try {
        const found = fstatSync(handle);
        if (!found.isFile() || found.size > MAX_SCRIPT_BYTES) return undefined;
        const buffer = Buffer.alloc(bytes);
        return buffer.toString('utf8', 0, readSync(handle, buffer, 0, bytes, 0));
      } finally {
        closeSync(handle);
      }
    });
  },

  async list(folder) {
    return attempt(() =>
      readdirSync(toPath(folder), { withFileTypes: true }).map((entry): FolderEntry => {
        const isLink = entry.isSymbolicLink();
        const target = isLink ? attempt(() => statSync(toPath(`${folder}/${entry.name}`))) : entry;
        return { name: entry.name, kind: kindOf(target), isLink };
      }),
    );
  },

  async realPath(path) {
    return attempt(() => toFileId(realpathSync(toPath(path)))) ?? path;
  },

  async kindOf(path) {
    const kind = kindOf(statSync(toPath(path), { throwIfNoEntry: false }));
    return kind === 'other' ? undefined : kind;
  },
};
