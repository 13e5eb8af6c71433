import { Language, Parser } from 'web-tree-sitter';
import type { WasmLoader } from './runtime.ts';

let runtime: Promise<void> | undefined;

/** Starts the tree-sitter runtime; every call after the first one waits for the same start. */
export function initTreeSitter(load: WasmLoader): Promise<void> {
  runtime ??= load('tree-sitter.wasm').then((wasmBinary) => Parser.init({ wasmBinary }));
  runtime.catch(() => {
    runtime = undefined;
  });
  return runtime;
}

/** Loads a grammar, the runtime first when it does not run yet. `file` is the bare name of its WebAssembly file. */
export async function loadLanguage(load: WasmLoader, file: string): Promise<Language> {
  const [bytes] = await Promise.all([load(file), initTreeSitter(load)]);
  return Language.load(bytes);
}
