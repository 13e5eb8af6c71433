// The end of .ci/run: what failed and what was skipped, the time of every step, and as the last line the totals of all suites from
// test-results/*.json. `node scripts/ci-totals.mjs STEPS-FILE`, which holds one line per step:
// STATUS SECONDS suites|alone WHAT
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { SUITES } from './lib/suites.mjs';

const folder = fileURLToPath(new URL('../test-results', import.meta.url));
const steps = readFileSync(process.argv[2], 'utf8')
  .trim()
  .split('\n')
  .map((line) => /^(\d+) (\d+) (suites|alone) (.*)$/.exec(line))
  .map(([, status, seconds, kind, what]) => ({
    failed: status !== '0',
    seconds: Number(seconds),
    isSuites: kind === 'suites',
    what,
  }));
const suites = readdirSync(folder)
  .map((file) => file.replace(/\.json$/, ''))
  .filter((name) => name in SUITES)
  .map((name) => ({ name, ...JSON.parse(readFileSync(`${folder}/${name}.json`, 'utf8')) }));
const sum = (key) => suites.reduce((total, suite) => total + suite[key], 0);

const skips = suites.flatMap(({ name, skips: list = [] }) => list.map((test) => `${name}: ${test}`));
if (skips.length > 0) console.log(`\nskipped:\n${skips.map((line) => `  ${line}`).join('\n')}`);
for (const { name, failures = [] } of suites)
  for (const { name: test, message } of failures) console.log(`\nFAILED ${name}: ${test}\n${shortened(message)}`);
console.log(`\nsteps (${steps.reduce((total, { seconds }) => total + seconds, 0)} s):`);
for (const { failed, seconds, what } of steps)
  console.log(`${failed ? '  FAILED' : '  ok    '} ${String(seconds).padStart(5)} s  ${what}`);
for (const { name, passed, failed, skipped } of suites)
  console.log(`  ${name}: ${passed} passed, ${failed} failed, ${skipped} skipped`);

// A step that is no suite (lint, types, …) counts as one failure; a step of suites has its failures in their reports.
const broken = steps.filter((step) => step.failed && !step.isSuites).length;
const lost = sum('failed') === 0 && steps.some((step) => step.failed && step.isSuites) ? 1 : 0;
const failed = sum('failed') + broken + lost;
console.log(`\n${sum('passed')} passed, ${failed} failed, ${sum('skipped')} skipped`);
process.exitCode = failed > 0 ? 1 : 0;

/** The first lines of a message, without colours. */
function shortened(message = '') {
  const lines = stripVTControlCharacters(message).split('\n');
  const shown = lines.slice(0, 60).map((line) => `  ${line.slice(0, 400)}`);
  return [...shown, ...(lines.length > 60 ? [`  … ${lines.length - 60} more lines`] : [])].join('\n');
}
