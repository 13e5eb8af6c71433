// Compares what our model says about iptables-nft with what was recorded of the real programs:
// `npm run oracle:iptables -- [--json] FILE…`; a FILE has rules with their classes and causes with the results of commands.
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import '../../support/setup.ts';
import type { CompatFile } from './records.ts';
import { judgeRules } from './rules.ts';

const { values, positionals } = parseArgs({
  options: { json: { type: 'boolean' } },
  allowPositionals: true,
});
if (positionals.length === 0) {
  console.error('usage: npm run oracle:iptables -- [--json] FILE...');
  process.exit(2);
}
const files = positionals.map((path) => JSON.parse(readFileSync(path, 'utf8')) as CompatFile);
for (const file of files) {
  const r = judgeRules(file);
  for (const d of r.differences) console.log(d);
  console.log(r.rules, r.equal);
}
void values;
