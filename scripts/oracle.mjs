// Runs test/oracle/NAME/main.ts against the sources as they are now: `node scripts/oracle.mjs NAME [ARGUMENT…]`.
import { mkdir } from 'node:fs/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const [name, ...args] = process.argv.slice(2);
const outfile = `${root}node_modules/.cache/oracle/${name}.mjs`;
await mkdir(`${root}node_modules/.cache/oracle`, { recursive: true });
await build({
  absWorkingDir: root,
  entryPoints: [`test/oracle/${name}/main.ts`],
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
