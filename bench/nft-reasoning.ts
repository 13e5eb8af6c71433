import { DEFAULT_HOST_SETTINGS } from '../server/src/base/settings.ts';
import { RULES } from '../server/src/checks/registry.generated.ts';
import type { Rule } from '../server/src/checks/rule.ts';
import { type NftFile, parseNftFile } from '../server/src/nft/file.ts';
import { buildPrograms, type NftProgram } from '../server/src/nft/program.ts';
import { LOADED_SYNTAXES, loadSyntaxes, setWasmLoader } from '../server/src/syntax/runtime.ts';
import { repositoryWasm } from '../test/support/wasm.ts';
import { computed, percentile } from './calibrate.ts';
import { longRulesets } from './samples.ts';

// The rules that reason about packets, by themselves: what they compute for a file of 20,000 rules, at first and after an edit in one
// rule.
setWasmLoader(repositoryWasm);
await loadSyntaxes(LOADED_SYNTAXES);

const NAMES =
  /^nft\/(unreachable-rule|duplicate-rule|contradictory-match|mergeable-rules|input-drop-.*|lockout|ct-before-conntrack|base-chain-without-policy|unused-.*|interface-by-index|not-idempotent|requires-newer-nft)$/;
const rules = RULES.filter(({ id }) => NAMES.test(id)) as Rule<'nft'>[];
const FILE = '/w/etc/nftables.conf';

/** Computing time in milliseconds. */
function spent(action: () => void): number {
  const before = computed();
  action();
  return computed() - before;
}

function programOf(file: NftFile): NftProgram {
  const lookup = { file: (name: string) => (name === FILE ? file : undefined), list: () => [] };
  return buildPrograms([file], lookup, '/w', DEFAULT_HOST_SETTINGS, [])[0]!;
}

/** By rule, for those who look for what takes long. */
const times = new Map<string, number[]>();
let findings = 0;
function check(program: NftProgram, text: string): void {
  findings = 0;
  for (const rule of rules) {
    const time = spent(() =>
      rule.check(program, () => findings++, { settings: DEFAULT_HOST_SETTINGS, textOf: () => text } as never),
    );
    times.set(rule.id, [...(times.get(rule.id) ?? []), time]);
  }
}

const EDITS = Number(process.env.EDITS ?? 40);
const result: Record<string, number> = { first: 0, edit: 0 };
for (const [name, sample] of Object.entries(longRulesets(20_000))) {
  if (process.env.ONLY && process.env.ONLY !== name) continue;
  let text = sample;
  let file = parseNftFile(FILE, text);
  const program = programOf(file);
  const first = spent(() => check(program, text));
  const edits: number[] = [];
  for (let i = 0; i < EDITS; i++) {
    const line = text.indexOf('\n', (text.length * (i + 1)) / (EDITS + 2)) + 1;
    const digit = line + text.slice(line).search(/\d/);
    text = text.slice(0, digit) + ((Number(text[digit]) + 1) % 10) + text.slice(digit + 1);
    file = parseNftFile(FILE, text, file);
    const edited = programOf(file);
    edits.push(spent(() => check(edited, text)));
  }
  const edit = percentile(edits, 0.95);
  console.log(`${name}: first ${first.toFixed(1)} ms, edit p95 ${edit.toFixed(1)} ms, ${findings} findings`);
  if (process.argv.includes('--rules'))
    for (const [id, [initial = 0, ...later]] of times)
      console.log(`  ${id}: ${initial.toFixed(1)} ms, ${percentile(later, 0.5).toFixed(1)} ms`);
  times.clear();
  result.first = Math.max(result.first!, first);
  result.edit = Math.max(result.edit!, edit);
}
console.log(JSON.stringify(result));
