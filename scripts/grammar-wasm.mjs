// grammar/src/{parser,scanner}.c -> grammar/tree-sitter-nftables.wasm: a position-independent side module (dylink.0) that web-tree-sitter loads.
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { commands } from '@yowasp/clang';

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
const link =
  '-Wl,--no-entry -Wl,--experimental-pic -Wl,--strip-all -Wl,--export=tree_sitter_nftables ' +
  ['create', 'destroy', 'serialize', 'deserialize', 'scan'].map((name) => `-Wl,--export=tree_sitter_nftables_external_scanner_${name}`).join(' ');
const out = await commands.clang(`${flags} ${link} -o out.wasm parser.c scanner.c`.split(' '), files, { fetchProgress: () => {} });
await writeFile(`${grammar}tree-sitter-nftables.wasm`, out['out.wasm']);
console.log(`tree-sitter-nftables.wasm ${out['out.wasm'].length} bytes, sha256 ${createHash('sha256').update(out['out.wasm']).digest('hex')}`);
