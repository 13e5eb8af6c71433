import { codeLenses } from '../server/src/features/code-lens.ts';
import { completions } from '../server/src/features/completion.ts';
import { definition } from '../server/src/features/definition.ts';
import { documentLinks } from '../server/src/features/document-links.ts';
import { folds } from '../server/src/features/folding.ts';
import { format, formatTyped } from '../server/src/features/formatting.ts';
import { hover } from '../server/src/features/hover.ts';
import { inlayHints } from '../server/src/features/inlay-hints.ts';
import { outline } from '../server/src/features/outline.ts';
import { highlights } from '../server/src/features/references.ts';
import { selections } from '../server/src/features/selection.ts';
import { semanticTokens } from '../server/src/features/semantic-tokens.ts';
import { LOADED_SYNTAXES, loadSyntaxes, setWasmLoader } from '../server/src/syntax/runtime.ts';
import { Workspace } from '../server/src/workspace/workspace.ts';
import { repositoryWasm } from '../test/support/wasm.ts';
import { computed, percentile } from './calibrate.ts';
import { ruleset } from './samples.ts';

setWasmLoader(repositoryWasm);
await loadSyntaxes(LOADED_SYNTAXES);

// A file of 20,000 rules, in which a rule is typed letter by letter; after each letter everything that an editor asks by itself.
const file = '/w/etc/nftables.conf';
let text = ruleset(20_000, 1);
const workspace = new Workspace('/w');
workspace.setFile(file, text);
workspace.setFile('/w/etc/docker/daemon.json', '{ "bip": "10.200.0.1/24" }\n');
workspace.hosts();
// What is kept from one edit to the next is made when the file is opened.
semanticTokens(workspace, file);

const times: Record<string, number[]> = {};
const timed = (name: string, action: () => unknown) => {
  const started = computed();
  action();
  times[name] ??= [];
  times[name].push(computed() - started);
};
const TABS = { indent: undefined };
/** About as much as a screen shows. */
const SCREEN = 4000;

const typed = '\t\ttcp dport 8443 ip saddr @allowed counter jump c3\n';
for (let round = 0; round < 2; round++) {
  let at = text.indexOf('\n', (text.length * (round + 1)) / 3) + 1;
  for (const letter of typed) {
    text = text.slice(0, at) + letter + text.slice(at);
    at++;
    const seen = { start: Math.max(0, at - SCREEN / 2), end: Math.min(text.length, at + SCREEN / 2) };
    timed('edit', () => {
      workspace.setFile(file, text);
      workspace.hosts();
    });
    timed('completion', () => completions(workspace, file, at));
    timed('hover', () => hover(workspace, file, at - 1));
    timed('tokensInView', () => semanticTokens(workspace, file, seen));
    timed('hintsInView', () => inlayHints(workspace, file, seen));
    timed('highlight', () => highlights(workspace, file, at - 1));
    timed('selection', () => selections(workspace, file, at - 1));
    timed('typedFormat', () => formatTyped(workspace, file, at, letter === '\n' ? '\n' : '}', TABS));
    timed('folding', () => folds(workspace, file));
    timed('links', () => documentLinks(workspace, file));
    if (letter !== ' ') continue;
    timed('outline', () => outline(workspace, file));
    timed('lenses', () => codeLenses(workspace, file));
    timed('tokens', () => semanticTokens(workspace, file));
    timed('definition', () => definition(workspace, file, text.indexOf('jump c1') + 6));
    timed('formatRange', () => format(workspace, file, TABS, seen));
  }
}
timed('format', () => format(workspace, file, TABS));
console.log(JSON.stringify(Object.fromEntries(Object.entries(times).map(([name, all]) => [name, percentile(all, 0.95)]))));
