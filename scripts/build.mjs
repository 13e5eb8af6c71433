// Bundles client and server with esbuild. `node scripts/build.mjs [--watch] [--minify]`; `npm ci` runs it as `prepare`.
import { execFileSync } from 'node:child_process';
import { cp, mkdir, readdir, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, context } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const watch = process.argv.includes('--watch');
const minify = process.argv.includes('--minify');
const require = createRequire(import.meta.url);

/** Packages that publish CommonJS call `require` for Node's own modules; an ESM bundle has to bring it. */
const nodeBanner = {
  js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
};

const { version } = require('../server/package.json');

const common = {
  bundle: true,
  sourcemap: watch,
  // Names stay readable in stack traces; less text to read is a faster start. The package for the editor is minified whole.
  minifySyntax: !watch,
  minifyWhitespace: !watch,
  minifyIdentifiers: minify,
  target: 'es2022',
  mainFields: ['module', 'main'],
  logLevel: 'warning',
  define: { BRIDGEKEEPER_VERSION: JSON.stringify(version) },
  absWorkingDir: root,
};
/** Bundles for Node, each by itself: what several entries share would be spread over many small files, which are slow to load. */
const nodeBundle = (name) => ({
  ...common,
  entryPoints: { [name]: `server/src/node/${name}.ts` },
  outdir: 'server/dist',
  format: 'esm',
  platform: 'node',
  splitting: true,
  chunkNames: `${name}/[name]-[hash]`,
  banner: nodeBanner,
});
const bundles = [
  ...['cli', 'thread', 'index', 'language-server'].map(nodeBundle),
  {
    ...common,
    // The command line's program is one script, so that its compiled code can be kept (see load-program.ts).
    entryPoints: { program: 'server/src/node/program.ts' },
    outdir: 'server/dist',
    outExtension: { '.js': '.cjs' },
    format: 'cjs',
    platform: 'node',
    alias: { 'web-tree-sitter': require.resolve('web-tree-sitter').replace(/\.js$/, '.cjs') },
    supported: { 'dynamic-import': false },
  },
  {
    ...common,
    entryPoints: { web: 'server/src/web/server.ts' },
    outdir: 'server/dist',
    format: 'iife',
    platform: 'browser',
    // What web-tree-sitter would load in Node; in a browser that code never runs.
    external: ['fs/promises', 'module'],
    define: { ...common.define, 'import.meta.url': '""' },
  },
  {
    ...common,
    entryPoints: { main: 'client/src/node/main.ts', 'language-client': 'client/src/node/language-client.ts' },
    outdir: 'client/dist/node',
    outExtension: { '.js': '.cjs' },
    format: 'cjs',
    platform: 'node',
    external: ['vscode'],
  },
  {
    ...common,
    entryPoints: { main: 'client/src/web/main.ts' },
    outdir: 'client/dist/web',
    format: 'cjs',
    platform: 'browser',
    external: ['vscode'],
  },
];

for (const folder of ['server/dist', 'client/dist'])
  for (const entry of await readdir(root + folder).catch(() => []))
    if (entry !== 'types') await rm(`${root}${folder}/${entry}`, { recursive: true });
await mkdir(`${root}server/dist`, { recursive: true });
for (const [name, place] of Object.entries(require('./lib/wasm-files.json')))
  await cp(require.resolve(place), `${root}server/dist/${name}`);

// The pages of the rules, for editors that show a link to them.
const checks = `${root}server/src/checks`;
for (const page of await readdir(checks, { recursive: true }))
  if (page.endsWith('rule.md')) await cp(`${checks}/${page}`, `${root}server/dist/rules/${dirname(page)}.md`);

if (watch) for (const options of bundles) await (await context(options)).watch();
else await Promise.all(bundles.map((options) => build(options)));

// Runs the program once on each kind of file, and keeps the code that was compiled for it.
if (!watch) {
  const args = [`${root}server/dist/cli.js`, 'check', '--exit-zero', `${root}examples/clean-host`];
  execFileSync(process.execPath, args, {
    env: { ...process.env, BRIDGEKEEPER_SAVE_CODE: '1' },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}
