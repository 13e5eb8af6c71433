// Compares what the model says of a ruleset beside Docker with recorded experiments.
// `npm run oracle:docker -- [--json] [--verbose] [--at-least SHARE] FILE…`; exit status 1 when a smaller share of the recorded outcomes is met.
import { readFileSync } from 'node:fs';
import { LOADED_SYNTAXES, loadSyntaxes, setWasmLoader } from '../../../server/src/syntax/runtime.ts';
import { repositoryWasm } from '../../support/wasm.ts';
import { compareRecords } from './run.ts';

const args = process.argv.slice(2);
const json = args.includes('--json');
const verbose = args.includes('--verbose');
const least = args.includes('--at-least') ? Number(args[args.indexOf('--at-least') + 1]) : 0;
const paths = args.filter((arg, index) => !arg.startsWith('--') && args[index - 1] !== '--at-least');
if (paths.length === 0) {
  console.error('usage: npm run oracle:docker -- [--json] [--verbose] [--at-least SHARE] FILE...');
  process.exit(2);
}
setWasmLoader(repositoryWasm);
await loadSyntaxes(LOADED_SYNTAXES);

const outcomes = paths.flatMap((path) => compareRecords(readFileSync(path, 'utf8')));
const all = outcomes.flatMap(({ comparisons }) => comparisons);
const equal = all.filter((comparison) => comparison.equal).length;
const agreement = all.length === 0 ? 1 : equal / all.length;
if (json) {
  const disagreements = outcomes.flatMap(({ experiment, engine, comparisons, error }) =>
    comparisons
      .filter((comparison) => !comparison.equal)
      .map((comparison) => ({ experiment, engine, ...comparison, ...(error ? { error } : {}) })),
  );
  console.log(JSON.stringify({ outcomes: all.length, equal, agreement, disagreements }, undefined, 2));
} else {
  for (const { experiment, engine, comparisons, error } of outcomes) {
    const wrong = comparisons.filter((comparison) => !comparison.equal);
    if (wrong.length > 0 || verbose)
      console.log(`${experiment} [${engine}]: ${comparisons.length - wrong.length} of ${comparisons.length}`);
    for (const { what, recorded, predicted } of wrong)
      console.log(`    ${what}: recorded ${recorded.slice(0, 100)}, predicted ${predicted}`);
    if (error) console.log(`    ${error}`);
  }
  console.log(`${equal} of ${all.length} recorded outcomes are predicted (${(agreement * 100).toFixed(1)} %)`);
}
process.exitCode = agreement >= least ? 0 : 1;
