import { initNft } from './nft/language.ts';
import { loadShell } from './shell/language.ts';
import { loadYaml } from './yaml/library.ts';

/**
 * Gives the bytes of a WebAssembly file that belongs to Bridgekeeper, by its bare name (`tree-sitter.wasm`). Rejects when there is none.
 * Node reads them beside the bundle, the browser fetches them, tests take them from the repository.
 */
export type WasmLoader = (name: string) => Promise<Uint8Array>;

/** Languages whose parser is large and loaded when the first file of theirs is seen, before it can be parsed. */
export const LOADED_SYNTAXES = ['nft', 'shell', 'yaml'] as const;
export type LoadedSyntax = (typeof LOADED_SYNTAXES)[number];

type Initialiser = (load: WasmLoader) => Promise<void>;

/** How each language gets ready. A language that is not listed needs nothing. */
const INITIALISERS: { readonly [S in LoadedSyntax]?: Initialiser } = {
  nft: initNft,
  shell: loadShell,
  yaml: loadYaml,
};

let loader: WasmLoader = () => Promise.reject(new Error('setWasmLoader has not been called'));
const ready = new Map<LoadedSyntax, Promise<void>>();

/** Says where WebAssembly files come from. Every entry point calls this once, before anything else. */
export function setWasmLoader(load: WasmLoader): void {
  loader = load;
}

/**
 * Loads the parsers of these languages; a language that is loaded already costs nothing. Parsing a text of a language before its
 * parser is loaded is a mistake of the program, not of the text. Rejects when a file cannot be had.
 */
export async function loadSyntaxes(syntaxes: Iterable<LoadedSyntax>): Promise<void> {
  await Promise.all([...new Set(syntaxes)].map(loadSyntax));
}

function loadSyntax(syntax: LoadedSyntax): Promise<void> {
  let loading = ready.get(syntax);
  if (!loading) {
    loading = INITIALISERS[syntax]?.(loader) ?? Promise.resolve();
    ready.set(syntax, loading);
    loading.catch(() => ready.delete(syntax));
  }
  return loading;
}
