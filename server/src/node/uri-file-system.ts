import type { FileId } from '../base/paths.ts';
import { Breather } from '../lsp/breathe.ts';
import type { FileSystem } from '../workspace/file-system.ts';
import { nodeFileSystem } from './file-system.ts';

const SCHEME = 'file://';

/**
 * The files of this machine by address, for the language server. Other schemes have no files here. Reading goes on in slices, so
 * that a scan of many files keeps nobody waiting.
 */
export function uriFileSystem(): FileSystem {
  const breather = new Breather();
  const ask = async <T>(file: FileId, action: (path: FileId) => Promise<T | undefined>): Promise<T | undefined> => {
    if (!file.startsWith(`${SCHEME}/`)) return undefined;
    await breather.pause();
    return action(file.slice(SCHEME.length));
  };
  return {
    read: (file) => ask(file, nodeFileSystem.read),
    readHead: (file, bytes) => ask(file, (path) => nodeFileSystem.readHead(path, bytes)),
    list: (folder) => ask(folder, nodeFileSystem.list),
    realPath: async (path) => (await ask(path, async (name) => SCHEME + (await nodeFileSystem.realPath(name)))) ?? path,
    kindOf: (path) => ask(path, nodeFileSystem.kindOf),
  };
}
