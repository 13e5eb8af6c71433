// Runs test/oracle/NAME/main.ts, or test/NAME/main.ts, against the sources as they are now: `node scripts/oracle.mjs NAME [ARGUMENT…]`.
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const [name, ...args] = process.argv.slice(2);
const entry = [`test/oracle/${name}/main.ts`, `test/${name}/main.ts`].find((path) => existsSync(root + path));
if (!entry) throw new Error(`there is no test/oracle/${name}/main.ts`);
const outfile = `${root}node_modules/.cache/oracle/${name}.mjs`;
await mkdir(`${root}node_modules/.cache/oracle`, { recursive: true });
await build({
  absWorkingDir: root,
  entryPoints: [entry],
  outfile,
  bundle: true,
  platform: 'node',
  format: 'esm',
  mainFields: ['module', 'main'],
  define: { BRIDGEKEEPER_VERSION: '"0"' },
  target: 'es2022',
  logLevel: 'warning',
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
  },
});
process.argv = [process.argv[0], outfile, ...args];
await import(pathToFileURL(outfile).href);
