// Writes every generated file of the repository. `node scripts/generate.mjs` writes; with `--check` it only compares and
// exits with 1 when a committed file is out of date. One generator per file in scripts/generate/.
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const generators = fileURLToPath(new URL('generate/', import.meta.url));
const check = process.argv.includes('--check');
let stale = 0;

for (const name of (await readdir(generators)).filter((file) => file.endsWith('.mjs')).sort()) {
  const { default: generate } = await import(`${generators}${name}`);
  for (const [path, text] of Object.entries(await generate(root))) {
    const before = await readFile(root + path, 'utf8').catch(() => undefined);
    if (before === text) continue;
    if (check) {
      console.error(`${path} is out of date: run \`npm run generate\``);
      stale++;
    } else {
      await writeFile(root + path, text);
      console.log(`wrote ${path}`);
    }
  }
}
process.exitCode = stale ? 1 : 0;
