// The editor suite: test/editor/suite in the extension host of a real VS Code, once in Node and once in a web worker.
//   node test/editor/run.mjs [node|web]...      report: test-results/editor.json
// A desktop VS Code is used when BRIDGEKEEPER_VSCODE names one (or says `download`); otherwise npm's code-server with code-shim.mjs.
import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runTests } from '@vscode/test-electron';
import { build } from 'esbuild';
import { installTestEditor } from '../../scripts/lib/test-editor.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const here = fileURLToPath(new URL('.', import.meta.url));
const hosts = process.argv.slice(2).filter((word) => !word.startsWith('-'));
const wanted = hosts.length > 0 ? hosts : ['node', 'web'];
const desktop = process.env.BRIDGEKEEPER_VSCODE;
const out = join(root, 'node_modules/.cache/editor-suite');

for (const script of ['generate', 'build']) await node(`${root}scripts/${script}.mjs`);
const common = { bundle: true, external: ['vscode'], format: 'cjs', target: 'es2022', logLevel: 'warning', absWorkingDir: root };
await build({
  ...common,
  entryPoints: { index: `${here}suite/index.ts` },
  outdir: out,
  outExtension: { '.js': '.cjs' },
  platform: 'node',
  external: ['vscode', 'mocha'],
});
await build({
  ...common,
  entryPoints: { web: `${here}suite/web.ts` },
  outdir: out,
  platform: 'browser',
  define: { global: 'globalThis', process: '{"env":{}}' },
});

const results = [];
const tails = [];
let failed = false;
for (const host of wanted) {
  const workspace = mkdtempSync(join(tmpdir(), 'bridgekeeper-editor-'));
  cpSync(`${here}workspace`, workspace, { recursive: true });
  const shim = desktop ? undefined : { VSCODE_SERVER_ROOT: installTestEditor() };
  const settings = host === 'web' ? { 'remote.extensionKind': { 'bridgekeeper.bridgekeeper-vscode': ['web'] } } : {};
  const before = { ...process.env };
  Object.assign(process.env, shim, { EDITOR_SETTINGS: JSON.stringify(settings) });
  const seen = [];
  const write = process.stdout.write.bind(process.stdout);
  process.stdout.write = (chunk, ...more) => {
    seen.push(String(chunk));
    return write(chunk, ...more);
  };
  try {
    await runTests({
      ...(desktop && desktop !== 'download'
        ? { vscodeExecutablePath: desktop }
        : desktop
          ? {}
          : { vscodeExecutablePath: `${here}code-shim.mjs` }),
      extensionDevelopmentPath: root,
      extensionTestsPath: join(out, host === 'web' ? 'web.js' : 'index.cjs'),
      launchArgs: [workspace, '--disable-extensions'],
    });
  } catch (error) {
    failed = true;
    console.log(String(error));
  } finally {
    process.stdout.write = write;
    process.env = before;
    rmSync(workspace, { recursive: true, force: true });
  }
  const line = /BRIDGEKEEPER-RESULT (\{.*\})/.exec(seen.join(''))?.[1];
  const result = line ? JSON.parse(line) : { host, passed: 0, failed: 1, skipped: 0, tests: [] };
  // Of a failed run, the end of what was printed: the output of the extension and its server is there.
  if (!line || result.failed > 0) tails.push({ name: `${host}: what was printed last`, message: tail(seen.join('')) });
  results.push(result);
  if (result.host !== host) {
    failed = true;
    console.log(`the suite ran in the ${result.host} extension host, not in the ${host} one`);
  }
}
const failures = results.flatMap(({ host, tests }) =>
  tests.filter(({ state }) => state === 'failed').map(({ title, error }) => ({ name: `${host}: ${title}`, message: error })),
);
const sum = (key) => results.reduce((total, result) => total + result[key], 0);
mkdirSync(`${root}test-results`, { recursive: true });
writeFileSync(
  `${root}test-results/editor.json`,
  JSON.stringify(
    {
      passed: sum('passed'),
      failed: sum('failed'),
      skipped: sum('skipped'),
      failures: [...failures, ...tails],
      skips: results.flatMap(({ host, tests }) =>
        tests.filter(({ state }) => state === 'pending').map(({ title }) => `${host}: ${title}`),
      ),
      results,
    },
    undefined,
    2,
  ),
);
console.log(`editor: ${sum('passed')} passed, ${sum('failed')} failed, ${sum('skipped')} skipped`);
process.exitCode = failed || sum('failed') > 0 ? 1 : 0;

function node(script) {
  return new Promise((resolve, reject) => {
    spawn(process.execPath, [script], { stdio: 'inherit' }).once('exit', (status) =>
      status === 0 ? resolve() : reject(new Error(`${script} failed`)),
    );
  });
}

/** The last lines of a text, without the totals, which are one long line. */
function tail(text) {
  return text
    .split('\n')
    .filter((line) => !line.startsWith('BRIDGEKEEPER-RESULT'))
    .slice(-40)
    .join('\n');
}
