// Which files the grammar is made from and which are made, and their hashes: what grammar/build.json records and a test compares.
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';

export const MADE = ['src/parser.c', 'src/grammar.json', 'src/node-types.json', 'tree-sitter-nftables.wasm'];

/** @param {string} grammar the grammar's folder, with a trailing slash; @returns {Promise<Record<string, string>>} sha256 by file */
export async function hashes(grammar) {
  const rules = (await readdir(`${grammar}rules`)).filter((name) => name.endsWith('.js')).map((name) => `rules/${name}`);
  const files = ['grammar.js', 'tree-sitter.json', ...rules, 'src/scanner.c', ...MADE].sort();
  const entries = await Promise.all(
    files.map(async (file) => [
      file,
      createHash('sha256')
        .update(await readFile(grammar + file))
        .digest('hex'),
    ]),
  );
  return Object.fromEntries(entries);
}
