// Compares the netlink expressions that our model makes of rules with those that nft prints.
// `npm run oracle:expressions -- [--json] [--min PERCENT] FILE…`; a FILE is nft text, or JSON lines with the text under "nft".
// Every file is checked by both generations of nft that are here; rules that one of them refuses do not count for it.
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { GENERATIONS } from '../../support/oracle.ts';
import '../../support/setup.ts';
import { judge } from './judge.ts';

const { values, positionals } = parseArgs({
  options: { json: { type: 'boolean' }, min: { type: 'string', default: '100' } },
  allowPositionals: true,
});
if (positionals.length === 0) {
  console.error('usage: npm run oracle:expressions -- [--json] [--min PERCENT] FILE...');
  process.exit(2);
}
const texts = positionals.flatMap((path) => {
  const text = readFileSync(path, 'utf8');
  if (!path.endsWith('.jsonl')) return [text];
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => (JSON.parse(line) as { nft: string }).nft);
});

let worst = 100;
for (const generation of GENERATIONS) {
  if (!generation.program('nft')) continue;
  const { rules, equal, unknown, differences } = await judge(generation, texts);
  const percent = rules === 0 ? 100 : (100 * equal) / rules;
  worst = Math.min(worst, percent);
  if (values.json)
    console.log(JSON.stringify({ generation: generation.name, rules, equal, unknown, percent, differences }, undefined, 1));
  else {
    for (const { text, printed, ours } of differences)
      console.log(`${text}\n  nft:  ${printed.join(' | ')}\n  ours: ${ours?.join(' | ') ?? 'unknown'}\n`);
    console.log(
      `${generation.name} nft: ${equal} of ${rules} rules equal (${percent.toFixed(2)} %), ${unknown} of the others not known`,
    );
  }
}
process.exitCode = worst < Number(values.min) ? 1 : 0;
