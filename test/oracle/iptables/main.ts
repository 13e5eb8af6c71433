// Compares what our model says about iptables-nft with what was recorded of the real programs:
// `npm run oracle:iptables -- [--json] [--rules PERCENT] [--commands PERCENT] FILE…`; a FILE has rules with their classes, and
// causes with the results of commands. Exits with 1 when fewer than that many percent are equal.
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import '../../support/setup.ts';
import { judgeCauses } from './causes.ts';
import type { CompatFile } from './records.ts';
import { judgeRules } from './rules.ts';

const { values, positionals } = parseArgs({
  options: {
    json: { type: 'boolean' },
    rules: { type: 'string', default: '100' },
    commands: { type: 'string', default: '98' },
  },
  allowPositionals: true,
});
if (positionals.length === 0) {
  console.error('usage: npm run oracle:iptables -- [--json] [--rules PERCENT] [--commands PERCENT] FILE...');
  process.exit(2);
}
const files = positionals.map((path) => JSON.parse(readFileSync(path, 'utf8')) as CompatFile);
const rules = files.map(judgeRules);
const causes = files.map(judgeCauses);
const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);
const share = (all: readonly number[], equal: readonly number[]) => ({
  all: sum(all),
  equal: sum(equal),
  percent: sum(all) === 0 ? 100 : (100 * sum(equal)) / sum(all),
});
const classes = share(
  rules.map((each) => each.rules),
  rules.map(({ equal }) => equal),
);
const outcomes = share(
  causes.map((each) => each.outcomes),
  causes.map(({ equal }) => equal),
);
const differences = { rules: rules.flatMap((each) => each.differences), commands: causes.flatMap((each) => each.differences) };

if (values.json) console.log(JSON.stringify({ classes, outcomes, differences }, undefined, 1));
else {
  for (const { rule, family, version, what, recorded, ours } of differences.rules)
    console.log(`${family} ${rule} (${version}), ${what}\n  recorded: ${recorded}\n  ours:     ${ours}\n`);
  for (const { cause, command, version, recorded, ours } of differences.commands)
    console.log(
      `${cause}: ${command} (${version})\n  recorded: ${JSON.stringify(recorded)}\n  ours:     ${JSON.stringify(ours)}\n`,
    );
  console.log(`classes of rules: ${classes.equal} of ${classes.all} equal (${classes.percent.toFixed(2)} %)`);
  console.log(`outcomes of commands: ${outcomes.equal} of ${outcomes.all} equal (${outcomes.percent.toFixed(2)} %)`);
}
process.exitCode = classes.percent < Number(values.rules) || outcomes.percent < Number(values.commands) ? 1 : 0;
