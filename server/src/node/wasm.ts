import { readFileSync } from 'node:fs';
import { setParserClock } from '../syntax/clock.ts';
import { setWasmLoader } from '../syntax/runtime.ts';

/** Takes WebAssembly files from a folder: `new URL('.', import.meta.url)` of a bundle. */
export function useWasmBeside(folder: URL): void {
  // Read while we wait: nothing else can be done before the parser is there, and handing the work to another thread takes longer.
  setWasmLoader(async (name) => readFileSync(new URL(name, folder)));
  setParserClock(() => performance.now());
}
