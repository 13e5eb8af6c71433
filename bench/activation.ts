import { spawnSync } from 'node:child_process';
import { percentile } from './calibrate.ts';

// Each run is a process of its own, as a window is: nothing is loaded yet. `vscode` is a stand-in that accepts everything.
const script = `
const Module = require('node:module');
const anything = () => new Proxy(function () {}, { get: (_, key) => (key === Symbol.toPrimitive ? () => '' : key === 'then' ? undefined : anything()), apply: () => anything(), construct: () => anything(), set: () => true });
const names = ['window', 'workspace', 'commands', 'languages', 'extensions', 'env', 'Uri', 'EventEmitter', 'StatusBarAlignment', 'ThemeIcon', 'ThemeColor', 'TreeItem', 'TreeItemCollapsibleState', 'MarkdownString', 'Position', 'Range', 'Location', 'ViewColumn', 'SnippetString', 'FileType', 'Disposable'];
const vscode = Object.fromEntries(names.map((name) => [name, anything()]));
const load = Module._load;
Module._load = (name, ...rest) => {
  if (name === 'vscode') return vscode;
  if (name.endsWith('language-client.cjs')) return { makeClient: () => anything() };
  return load(name, ...rest);
};
const started = performance.now();
const { activate } = require(process.argv[1]);
activate({ subscriptions: [], asAbsolutePath: (path) => path });
console.log(performance.now() - started);
process.exit(0);
`;
const runs = Array.from({ length: 15 }, () => {
  const { stdout, stderr } = spawnSync(process.execPath, ['-e', script, `${process.cwd()}/client/dist/node/main.cjs`], {
    encoding: 'utf8',
  });
  const milliseconds = Number(stdout.trim().split('\n').at(-1));
  if (!(milliseconds > 0)) throw new Error(`the extension could not be activated: ${stdout}${stderr}`);
  return milliseconds;
});
console.log(JSON.stringify({ p50: percentile(runs, 0.5) }));
