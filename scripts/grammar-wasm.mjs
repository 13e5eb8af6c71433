// grammar/src/{parser,scanner}.c -> grammar/tree-sitter-nftables.wasm: a position-independent side module (dylink.0) that
// web-tree-sitter loads. Called by scripts/grammar.sh, which names the compiler's folder.
import { readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { hashes } from './lib/grammar-files.mjs';

const { CLANG, CLANG_PREFIX, TREE_SITTER_CLI } = process.env;
const { commands } = await import(pathToFileURL(createRequire(`${CLANG_PREFIX}/`).resolve('@yowasp/clang')).href);

const grammar = fileURLToPath(new URL('../grammar/', import.meta.url));
const source = (path) => readFile(`${grammar}src/${path}`);
const files = {
  'parser.c': await source('parser.c'),
  'scanner.c': await source('scanner.c'),
  tree_sitter: { 'parser.h': await source('tree_sitter/parser.h') },
  // parser.h wants NULL and size_t of stdlib.h, nothing else.
  stub: { 'stdlib.h': '#include <stddef.h>\n' },
};
const flags = '--target=wasm32-unknown-unknown -nostdlibinc -isystem stub -I. -O2 -fPIC -fvisibility=hidden -shared -nostdlib';
const link = '-Wl,--no-entry -Wl,--experimental-pic -Wl,--strip-all -Wl,--export=tree_sitter_nftables';
const out = await commands.clang(`${flags} ${link} -o out.wasm parser.c scanner.c`.split(' '), files, {
  fetchProgress: () => {},
});
await writeFile(`${grammar}tree-sitter-nftables.wasm`, out['out.wasm']);
const record = {
  tools: { 'tree-sitter': TREE_SITTER_CLI, '@yowasp/clang': CLANG, flags: `${flags} ${link}` },
  sha256: await hashes(grammar),
};
await writeFile(`${grammar}build.json`, `${JSON.stringify(record, null, 2)}\n`);
console.log(`tree-sitter-nftables.wasm: ${out['out.wasm'].length} bytes`);
