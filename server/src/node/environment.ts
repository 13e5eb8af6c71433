import type { Environment } from '../cli/environment.ts';
import { nodeFileSystem } from './file-system.ts';
import { toFileId } from './paths.ts';

/** The command line's view of this process. Modules that only some commands need are loaded when they are. */
export function nodeEnvironment(parts: Pick<Environment, 'version' | 'serve' | 'apart'>): Environment {
  const { FORCE_COLOR, NO_COLOR, TERM } = process.env;
  return {
    ...parts,
    cwd: toFileId(process.cwd()),
    fs: nodeFileSystem,
    resolve: toFileId,
    write: async (file, text) => (await import('./replace-file.ts')).replaceFile(file, text),
    out: (chunk) => void process.stdout.write(chunk),
    error: (chunk) => void process.stderr.write(chunk),
    input: async () => (await import('node:stream/consumers')).text(process.stdin),
    colour: NO_COLOR ? false : FORCE_COLOR ? FORCE_COLOR !== '0' : process.stdout.isTTY && TERM !== 'dumb',
    parallelism: async () => (await import('node:os')).availableParallelism(),
  };
}
