import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import module, { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { Script } from 'node:vm';

type Program = typeof import('./program.ts');

export interface LoadedProgram {
  readonly program: Program;
  /** Writes the code that was compiled so far beside the program, for the next start. */
  saveCode(): void;
}

/**
 * Loads the command line's program, which is one file, with the machine code that was kept from the build: reading and compiling it
 * would take longer than checking a usual file. Kept code that another version of Node made is passed over.
 */
export function loadProgram(dist: URL): LoadedProgram {
  // The parser's largest function takes a tenth of a second to optimise, which pays for files of many thousand lines only.
  setFlagsFromString('--wasm-tiering-budget=2000000000');
  const file = fileURLToPath(new URL('program.cjs', dist));
  const code = `${file}.code`;
  const require = createRequire(file);
  // Newer versions of Node keep compiled code by themselves.
  const { enableCompileCache } = module as { enableCompileCache?: () => void };
  if (enableCompileCache) {
    enableCompileCache();
    return { program: require(file), saveCode: () => {} };
  }
  const cachedData = existsSync(code) ? readFileSync(code) : undefined;
  const source = `(function (exports, require, module, __filename, __dirname) {${readFileSync(file, 'utf8')}\n})`;
  const script = new Script(source, { filename: file, ...(cachedData ? { cachedData } : {}) });
  const loaded = { exports: {} as Program };
  script.runInThisContext()(loaded.exports, require, loaded, file, dirname(file));
  return { program: loaded.exports, saveCode: () => writeFileSync(code, script.createCachedData()) };
}
