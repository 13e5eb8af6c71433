// Writes the library's declarations to server/dist/types; `npm ci` runs it as part of `prepare`.
import { execFileSync } from 'node:child_process';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
execFileSync(process.execPath, [`${root}node_modules/typescript/bin/tsc`, '-b', 'server'], { cwd: root, stdio: 'inherit' });
// The sources name each other with their own ending; who reads the declarations looks for the compiled one.
const types = `${root}server/dist/types`;
for (const entry of await readdir(types, { recursive: true, withFileTypes: true })) {
  if (!entry.name.endsWith('.d.ts')) continue;
  const file = join(entry.parentPath, entry.name);
  const text = await readFile(file, 'utf8');
  const named = text.replace(/(from '\.[^']*|import\('\.[^']*)\.ts'/g, "$1.js'");
  if (named !== text) await writeFile(file, named);
}
