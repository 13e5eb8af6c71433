import { readFile } from 'node:fs/promises';
import { setParserClock } from '../syntax/clock.ts';
import { setWasmLoader } from '../syntax/runtime.ts';

/** Takes WebAssembly files from a folder: `new URL('.', import.meta.url)` of a bundle. */
export function useWasmBeside(folder: URL): void {
  setWasmLoader((name) => readFile(new URL(name, folder)));
  setParserClock(() => performance.now());
}
