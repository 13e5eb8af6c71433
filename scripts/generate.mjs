// Writes the generated files of the repository, one generator per file in scripts/generate/.
//   node scripts/generate.mjs           those that the code needs and that are not committed (`npm ci` does this)
//   node scripts/generate.mjs --all     the committed ones too (`npm run generate`)
//   node scripts/generate.mjs --check   compares all of them and exits with 1 when one is out of date
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = fileURLToPath(new URL('generate/', import.meta.url));
const check = process.argv.includes('--check');
const all = check || process.argv.includes('--all');
let stale = 0;

const generators = [];
for (const name of (await readdir(folder)).filter((file) => file.endsWith('.mjs')).sort())
  generators.push(await import(pathToFileURL(folder + name).href));

// What the code needs comes first: the others import it.
for (const { default: generate, committed = false, owns } of generators.sort(
  (a, b) => Number(a.committed ?? 0) - Number(b.committed ?? 0),
)) {
  if (committed && !all) continue;
  const files = await generate(root);
  for (const [path, text] of Object.entries(files)) await put(path, text);
  // A generator that owns a folder leaves nothing else in it.
  if (owns) for (const path of await below(owns)) if (!(path in files)) await put(path, undefined);
}
process.exitCode = stale ? 1 : 0;

async function put(path, text) {
  const before = await readFile(root + path, 'utf8').catch(() => undefined);
  if (before === text) return;
  if (check) {
    console.error(`${path} is out of date: run \`npm run generate\``);
    stale++;
  } else if (text === undefined) {
    await rm(root + path);
    console.log(`removed ${path}`);
  } else {
    await mkdir(dirname(root + path), { recursive: true });
    await writeFile(root + path, text);
    console.log(`wrote ${path}`);
  }
}

async function below(path) {
  const entries = await readdir(root + path, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => `${entry.parentPath ?? entry.path}/${entry.name}`.slice(root.length));
}
