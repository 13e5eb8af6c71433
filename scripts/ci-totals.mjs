// The last line of .ci/run: the totals of all suites from test-results/*.json. `node scripts/ci-totals.mjs BROKEN-STEPS`
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { SUITES } from './lib/suites.mjs';

const folder = fileURLToPath(new URL('../test-results', import.meta.url));
const broken = Number(process.argv[2] ?? 0);
const total = { passed: 0, failed: 0, skipped: 0 };
const seen = readdirSync(folder).filter((file) => file.replace(/\.json$/, '') in SUITES);
let failedSuites = 0;
for (const file of seen) {
  const counts = JSON.parse(readFileSync(`${folder}/${file}`, 'utf8'));
  for (const key of Object.keys(total)) total[key] += counts[key];
  if (counts.failed > 0) failedSuites++;
}
// Steps without a report of their own (lint, types, …) that failed.
total.failed += Math.max(0, broken - failedSuites);
console.log(`\nsuites: ${seen.map((file) => file.replace(/\.json$/, '')).join(', ')}`);
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exitCode = total.failed > 0 || broken > 0 ? 1 : 0;
