import { Checker } from '../server/src/checks/run.ts';
import { completions } from '../server/src/features/completion.ts';
import { hover } from '../server/src/features/hover.ts';
import { LOADED_SYNTAXES, loadSyntaxes, setWasmLoader } from '../server/src/syntax/runtime.ts';
import { Workspace } from '../server/src/workspace/workspace.ts';
import { repositoryWasm } from '../test/support/wasm.ts';
import { computed, percentile } from './calibrate.ts';
import { ruleset } from './samples.ts';

setWasmLoader(repositoryWasm);
await loadSyntaxes(LOADED_SYNTAXES);

const file = '/w/etc/nftables.conf';
let text = ruleset(300, 1);
const workspace = new Workspace('/w');
workspace.setFile(file, text);
workspace.setFile('/w/etc/docker/daemon.json', '{ "bip": "10.200.0.1/24" }\n');
const checker = new Checker();
checker.check(workspace);

// A rule is typed in the middle, letter by letter, again and again.
const typed = '\t\ttcp dport 8443 ip saddr 192.0.2.7 counter accept\n';
const checks: number[] = [];
const hovers: number[] = [];
const proposals: number[] = [];
const timed = (into: number[], action: () => unknown) => {
  const started = computed();
  action();
  into.push(computed() - started);
};
for (let round = 0; round < 6; round++) {
  let at = text.indexOf('\n', (text.length * (round + 1)) / 8) + 1;
  for (const letter of typed) {
    text = text.slice(0, at) + letter + text.slice(at);
    at++;
    timed(checks, () => {
      workspace.setFile(file, text);
      checker.check(workspace);
    });
    timed(hovers, () => hover(workspace, file, at - 1));
    timed(proposals, () => completions(workspace, file, at));
  }
}
console.log(
  JSON.stringify({
    p95: percentile(checks, 0.95),
    hover: percentile(hovers, 0.95),
    completion: percentile(proposals, 0.95),
    p50: percentile(checks, 0.5),
  }),
);
