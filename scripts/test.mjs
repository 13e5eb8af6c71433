// `npm test [-- SUITE...]`: runs suites (those that need nothing but `npm ci` when none is named) and prints the totals.
// Each suite leaves test-results/SUITE.json with { passed, failed, skipped }, what failed and what was skipped.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PLAIN_SUITES, SUITES } from './lib/suites.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const named = process.argv.slice(2);
const unknown = named.filter((name) => !(name in SUITES));
if (unknown.length > 0) {
  console.error(`There is no suite ${unknown.join(', ')}; there are ${Object.keys(SUITES).join(', ')}.`);
  process.exit(2);
}
const results = `${root}test-results`;
mkdirSync(results, { recursive: true });
const total = { passed: 0, failed: 0, skipped: 0 };
for (const name of named.length > 0 ? named : PLAIN_SUITES) {
  console.log(`\n== ${name}: ${SUITES[name].about}`);
  const counts = name === 'editor' ? editor() : vitest(name);
  writeFileSync(`${results}/${name}.json`, JSON.stringify(counts));
  for (const key of Object.keys(total)) total[key] += counts[key];
}
if (named.length === 0) {
  console.log('\nFurther suites, each with `npm test -- SUITE`:');
  for (const [name, { about, needs }] of Object.entries(SUITES))
    if (!PLAIN_SUITES.includes(name)) console.log(`  ${name.padEnd(8)} ${about}${needs ? ` (needs ${needs})` : ''}`);
}
console.log(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exitCode = total.failed > 0 ? 1 : 0;

/** One of the projects of vitest.config.mts. */
function vitest(name) {
  const report = `${results}/${name}.vitest.json`;
  rmSync(report, { force: true });
  const args = [
    'vitest',
    'run',
    '--project',
    name,
    '--passWithNoTests',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
  ];
  const { status } = spawnSync('npx', args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
  if (!existsSync(report)) return { passed: 0, failed: status === 0 ? 0 : 1, skipped: 0, failures: [], skips: [] };
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults } = JSON.parse(readFileSync(report, 'utf8'));
  const tests = testResults.flatMap(({ name: file, assertionResults }) =>
    assertionResults.map(({ fullName, status: state, failureMessages }) => ({
      name: `${relative(root, file)}: ${fullName}`,
      state,
      message: failureMessages.join('\n'),
    })),
  );
  // A file that cannot even be loaded fails without a failed test.
  const unloaded = testResults
    .filter(
      ({ status: state, assertionResults }) => state === 'failed' && !assertionResults.some((test) => test.status === 'failed'),
    )
    .map(({ name: file, message }) => ({ name: relative(root, file), message }));
  return {
    passed: numPassedTests,
    failed: status === 0 ? numFailedTests : Math.max(1, numFailedTests + unloaded.length),
    skipped: numPendingTests + numTodoTests,
    failures: [...tests.filter(({ state }) => state === 'failed').map(({ name, message }) => ({ name, message })), ...unloaded],
    skips: tests.filter(({ state }) => state !== 'passed' && state !== 'failed').map(({ name }) => name),
  };
}

/** The suite that VS Code runs; it writes its own counts. */
function editor() {
  const report = `${results}/editor.json`;
  rmSync(report, { force: true });
  const { status } = spawnSync(process.execPath, [`${root}test/editor/run.mjs`], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const counts = existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')) : { passed: 0, failed: 1, skipped: 0 };
  return { ...counts, failed: status === 0 ? counts.failed : Math.max(1, counts.failed) };
}
