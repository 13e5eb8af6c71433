import { initTreeSitter } from './tree-sitter.ts';

/**
 * Gives the bytes of a WebAssembly file that belongs to Bridgekeeper, by its bare name (`tree-sitter.wasm`). Rejects when there is none.
 * Node reads them beside the bundle, the browser fetches them, tests take them from the repository.
 */
export type WasmLoader = (name: string) => Promise<Uint8Array>;

/** Languages whose parser is WebAssembly and has to be loaded before the first text can be parsed. */
export const WASM_SYNTAXES = ['nft', 'shell'] as const;
export type WasmSyntax = (typeof WASM_SYNTAXES)[number];

type Initialiser = (load: WasmLoader) => Promise<void>;

/** How each language gets ready. A language that is not listed needs nothing. */
const INITIALISERS: { readonly [S in WasmSyntax]?: Initialiser } = {
  shell: initTreeSitter,
};

let loader: WasmLoader | undefined;
const ready = new Map<WasmSyntax, Promise<void>>();

/** Says where WebAssembly files come from. Every entry point calls this once, before anything else. */
export function setWasmLoader(load: WasmLoader): void {
  loader = load;
}

/**
 * Loads the parsers of these languages; a language that is loaded already costs nothing. Parsing a text of a language before its
 * parser is loaded is a mistake of the program, not of the text. Rejects when a file cannot be had.
 */
export async function loadSyntaxes(syntaxes: Iterable<WasmSyntax>): Promise<void> {
  await Promise.all([...new Set(syntaxes)].map(loadSyntax));
}

function loadSyntax(syntax: WasmSyntax): Promise<void> {
  let loading = ready.get(syntax);
  if (!loading) {
    if (!loader) throw new Error('setWasmLoader has not been called');
    loading = INITIALISERS[syntax]?.(loader) ?? Promise.resolve();
    ready.set(syntax, loading);
    loading.catch(() => ready.delete(syntax));
  }
  return loading;
}
