import { readFile } from 'node:fs/promises';
import { setWasmLoader } from '../syntax/runtime.ts';

/** Takes WebAssembly files from a folder: `new URL('.', import.meta.url)` of a bundle. */
export function useWasmBeside(folder: URL): void {
  setWasmLoader((name) => readFile(new URL(name, folder)));
}
