import { type Language, Parser } from 'web-tree-sitter';
import type { WasmLoader } from '../runtime.ts';
import { loadLanguage, runtimeMemory } from '../tree-sitter.ts';
import { LrTables } from './lr-tables.ts';

/** The bare name of the grammar's WebAssembly file. */
export const NFT_WASM = 'tree-sitter-nftables.wasm';

let language: Language | undefined;
let parser: Parser | undefined;
let tables: LrTables | undefined;

/** Loads the grammar of nftables. Everything else in this folder may be called only after this. */
export async function initNft(load: WasmLoader): Promise<void> {
  language = await loadLanguage(load, NFT_WASM);
}

export function nftLanguage(): Language {
  if (!language) throw new Error('the nftables grammar has not been loaded');
  return language;
}

/** The one parser; a parse leaves nothing behind in it. */
export function nftParser(): Parser {
  if (!parser) {
    parser = new Parser();
    parser.setLanguage(nftLanguage());
  }
  return parser;
}

/** The grammar's parse tables. */
export function nftTables(): LrTables {
  tables ??= new LrTables(runtimeMemory(), nftLanguage());
  return tables;
}
