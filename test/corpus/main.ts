// Compares our answers with recorded ones of nft: `npm run corpus -- --dir FOLDER [--only NAME] [--json] [--list]`.
// Exit status 1 when a threshold is not reached.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import '../support/setup.ts';
import { compareExpectedTokens } from './expected-tokens.ts';
import { type Figures, measure, ratio } from './figures.ts';
import { readCorpus } from './record.ts';
import { belowThresholds, percent } from './thresholds.ts';

const { values } = parseArgs({
  options: {
    dir: { type: 'string' },
    only: { type: 'string' },
    json: { type: 'boolean', default: false },
    list: { type: 'boolean', default: false },
  },
});
if (values.dir === undefined) {
  console.error('usage: npm run corpus -- --dir FOLDER [--only NAME] [--json] [--list]');
  process.exit(2);
}

const files = readCorpus(values.dir, values.only);
const { files: figures, total, differences } = measure(files);
const probes = join(values.dir, 'expected-tokens.json');
const wantsTokens = existsSync(probes) && (values.only === undefined || values.only === 'expected-tokens');
const tokens = wantsTokens ? compareExpectedTokens(probes) : undefined;
const below = belowThresholds(total, tokens);

if (values.json) console.log(JSON.stringify({ files: figures, total, tokens, differences, below }, undefined, 2));
else {
  console.table(Object.fromEntries([...figures, total].map((row) => [row.name, shown(row)])));
  if (tokens)
    console.log(
      `expected tokens: ${tokens.exact} of ${tokens.probes} lists equal, recall ${percent(tokens.recall)}, precision ${percent(tokens.precision)}`,
    );
  if (values.list) {
    for (const { file, id, measure: what, ours, theirs } of differences)
      console.log(`${what}  ${file} ${id}\n    ours ${ours}\n    nft  ${theirs}`);
    for (const line of tokens?.differences ?? []) console.log(`tokens  ${line}`);
  }
  for (const line of below) console.log(`NOT REACHED  ${line}`);
}
process.exitCode = below.length === 0 ? 0 : 1;

function shown(row: Figures): Record<string, string | number> {
  const of = ({ yes, of: all }: Figures['syntax']) =>
    all === 0 ? '' : `${yes}/${all} ${percent(ratio({ yes, of: all })).replace(' %', '')}`;
  return {
    records: row.records,
    'syntax %': of(row.syntax),
    'false alarms': row.falseAlarms,
    'caught %': of(row.caught),
    'kernel %': of(row.kernelCaught),
    'line %': of(row.sameLine),
    'ms each': Number(row.average.toFixed(2)),
    slowest: Number(row.slowest.toFixed(0)),
    crashes: row.crashes,
    hangs: row.hangs,
    'as 1.0.6 %': of(row.version106),
  };
}
