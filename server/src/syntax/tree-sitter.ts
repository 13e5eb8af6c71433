import { Language, Parser } from 'web-tree-sitter';
import type { WasmLoader } from './runtime.ts';

/** What the runtime shows of its memory. The views are replaced when the memory grows: read them anew for each walk. */
export interface RuntimeMemory {
  HEAPU8: Uint8Array;
  HEAPU16: Uint16Array;
  HEAPU32: Uint32Array;
}

let runtime: Promise<void> | undefined;
let memory: RuntimeMemory | undefined;

/** Starts the tree-sitter runtime; every call after the first one waits for the same start. */
export function initTreeSitter(load: WasmLoader): Promise<void> {
  runtime ??= load('tree-sitter.wasm').then((wasmBinary) => {
    // It asks for the address of its file although it is handed the bytes; its own guess fails in a worker that has no address.
    const options = { wasmBinary, locateFile: (name: string) => name };
    // The runtime hangs its memory on the object that it is started with.
    memory = options as typeof options & RuntimeMemory;
    return Parser.init(options);
  });
  runtime.catch(() => {
    runtime = undefined;
  });
  return runtime;
}

/** The memory in which trees and grammars live. Only after {@link initTreeSitter}. */
export function runtimeMemory(): RuntimeMemory {
  if (!memory) throw new Error('the tree-sitter runtime has not been started');
  return memory;
}

/** Loads a grammar, the runtime first when it does not run yet. `file` is the bare name of its WebAssembly file. */
export async function loadLanguage(load: WasmLoader, file: string): Promise<Language> {
  const [bytes] = await Promise.all([load(file), initTreeSitter(load)]);
  return Language.load(bytes);
}

/** A parser for a loaded language. */
export function newParser(language: Language): Parser {
  const parser = new Parser();
  parser.setLanguage(language);
  return parser;
}
