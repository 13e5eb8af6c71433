// Compares our findings with recorded verdicts of docker compose and the Engine.
// `npm run oracle:compose -- [--json] FILE…`; exit status 1 when fewer than the wanted share agree (`--at-least 0.99`).
import { type Judgement, judge } from './judge.ts';
import { readRecords } from './record.ts';

const args = process.argv.slice(2);
const json = args.includes('--json');
const least = args.includes('--at-least') ? Number(args[args.indexOf('--at-least') + 1]) : 0;
const paths = args.filter((arg, index) => !arg.startsWith('--') && args[index - 1] !== '--at-least');
if (paths.length === 0) {
  console.error('usage: npm run oracle:compose -- [--json] [--at-least SHARE] FILE...');
  process.exit(2);
}

const judgements: Judgement[] = [];
for (const record of readRecords(paths)) judgements.push(await judge(record));
const count = (kind: string) => judgements.filter((judgement) => judgement.kind === kind).length;
const judged = count('agrees') + count('disagrees');
const agreement = judged === 0 ? 1 : count('agrees') / judged;

if (json) {
  const summary = { records: judgements.length, judged, agrees: count('agrees'), agreement };
  const disagreements = judgements.filter(({ kind }) => kind === 'disagrees');
  const outside = judgements.filter(({ kind }) => kind === 'outside');
  console.log(JSON.stringify({ ...summary, disagreements, outside }, undefined, 2));
} else {
  for (const { id, kind, details } of judgements)
    if (kind !== 'agrees')
      console.log(`${kind === 'outside' ? 'depends on the host' : 'DISAGREES'}  ${id}\n    ${details.join('\n    ')}`);
  console.log(
    `${judgements.length} records: ${count('agrees')} of ${judged} agree (${(agreement * 100).toFixed(1)} %), ${count('outside')} depend on the host`,
  );
}
process.exitCode = agreement >= least ? 0 : 1;
