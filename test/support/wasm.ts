import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import files from '../../scripts/lib/wasm-files.json' with { type: 'json' };

const require = createRequire(import.meta.url);

/** Reads a WebAssembly file from where it stands in the repository; scripts/build.mjs puts the same ones beside the bundle. */
export async function repositoryWasm(name: string): Promise<Uint8Array> {
  const place = (files as Record<string, string>)[name];
  if (place === undefined) throw new Error(`scripts/lib/wasm-files.json does not list ${name}`);
  return readFile(require.resolve(place));
}
