import { Checker } from '../server/src/checks/run.ts';
import { keepMemorySmall } from '../server/src/node/memory.ts';
import { LOADED_SYNTAXES, loadSyntaxes, setWasmLoader } from '../server/src/syntax/runtime.ts';
import { Workspace } from '../server/src/workspace/workspace.ts';
import { repositoryWasm } from '../test/support/wasm.ts';
import { computed, percentile } from './calibrate.ts';
import { composeFile, ruleset } from './samples.ts';

keepMemorySmall();
setWasmLoader(repositoryWasm);
await loadSyntaxes(LOADED_SYNTAXES);

const files = new Map<string, string>();
for (let i = 0; i < 1000; i++) files.set(`/w/p${i}/compose.yaml`, composeFile(i));
for (let i = 0; i < 100; i++) files.set(`/w/etc/nftables.d/r${i}.nft`, ruleset(100, i));
files.set('/w/etc/docker/daemon.json', '{ "bip": "10.200.0.1/24" }\n');

const started = computed();
const workspace = new Workspace('/w');
for (const [file, text] of files) workspace.setFile(file, text);
const checker = new Checker();
const findings = checker.check(workspace);
const first = computed() - started;

const edits: number[] = [];
const change = (file: string, text: string) => {
  const begun = computed();
  workspace.setFile(file, text);
  checker.check(workspace);
  edits.push(computed() - begun);
};
for (let round = 0; round < 60; round++) {
  const compose = `/w/p${(round * 37) % 1000}/compose.yaml`;
  change(compose, files.get(compose)!.replace('example/db', `example/db${round}`));
  change(compose, files.get(compose)!.replace('/25\n', '/26\n'));
  change(compose, files.get(compose)!);
  const nft = `/w/etc/nftables.d/r${(round * 7) % 100}.nft`;
  change(nft, files.get(nft)!.replace('counter accept', 'counter drop'));
  change(nft, files.get(nft)!);
}
globalThis.gc?.();
console.log(
  JSON.stringify({
    first,
    edit: percentile(edits, 0.95),
    p50: percentile(edits, 0.5),
    memory: process.memoryUsage().rss / 1e6,
    findings: findings.length,
  }),
);
