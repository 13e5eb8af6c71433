import { expect, test } from 'vitest';
import { verdictFor } from '../../../../test/support/evaluate-meaning.ts';
import { programOf } from '../../../../test/support/nft.ts';
import { randomRuleset } from '../../../../test/support/packets/random-ruleset.ts';
import { Random } from '../../../../test/support/random.ts';
import type { EvaluatedChain } from '../evaluation.ts';
import { parseNftFile } from '../file.ts';
import { showVerdict } from '../meaning/show.ts';
import { ProgramAnalysis } from './program-analysis.ts';
import { redundantRules } from './redundant.ts';
import type { ChainReview } from './review.ts';

const FILE = '/w/etc/nftables.conf';

/** What a review says, without what it is kept with. */
function said(analysis: ProgramAnalysis): unknown {
  return analysis.tables.map((table) =>
    [...table.table.chains.values()].map((chain) => {
      const { stop, covered, impossible } = table.review(chain);
      const { duplicates, unreachable } = redundantRules(table, chain, table.review(chain));
      return [chain.info.name, stop, [...covered], impossible, [...duplicates], [...unreachable]];
    }),
  );
}

/** Values of fields that rules of the test compare with, and some others. */
function packetFor(random: Random): (key: string) => bigint | undefined {
  const values = new Map<string, bigint>();
  const text = (name: string) => {
    let value = 0n;
    for (let i = 0; i < 16; i++) value = (value << 8n) | BigInt(name.charCodeAt(i) || 0);
    return value;
  };
  const names = ['lan0', 'wan0', 'br-g', 'lo', 'eth0', ''].map(text);
  const make = (key: string): bigint => {
    if (/ifname$/.test(key)) return random.pick(names);
    if (/^(th|ct original proto)/.test(key)) return BigInt(random.pick([22, 53, 80, 443, 8080, 5, 25, 60000]));
    if (/^ip [sd]addr$/.test(key) || key.endsWith('ip daddr'))
      return BigInt(random.pick([0x0a000102, 0x0a000202, 0x0a000302, 0x0a000101, 0x0a000201, 0x01020304]));
    if (key === 'ct state') return BigInt(random.pick([1, 2, 4, 8, 64]));
    if (key === 'ct status') return BigInt(random.below(512));
    if (key === 'meta l4proto') return BigInt(random.pick([6, 6, 17, 1]));
    if (key === 'meta nfproto') return BigInt(random.pick([2, 2, 10]));
    return BigInt(random.below(3));
  };
  return (key) => {
    let value = values.get(key);
    if (value === undefined) {
      value = make(key);
      values.set(key, value);
    }
    return value;
  };
}

/** Leads a packet through a chain and notes which rules match it, as far as that can be told. */
function matchedIn(chain: EvaluatedChain, review: ChainReview, field: (key: string) => bigint | undefined): number[] {
  const matched: number[] = [];
  for (const [i, rule] of chain.rules.entries()) {
    const { meaning } = rule.result;
    if (!meaning || (review.shapes[i]?.effects.fields.length ?? 0) > 0) return matched;
    const verdict = verdictFor(meaning, field);
    if (verdict === undefined) return matched;
    if (verdict === 'none') continue;
    matched.push(i);
    if (/^(accept|drop|reject|return|queue|goto)/.test(verdict)) return matched;
    if (verdict.startsWith('jump')) return matched;
  }
  return matched;
}

test('no packet meets a rule that is said to be out of reach', () => {
  const random = new Random(11);
  let covered = 0;
  let matched = 0;
  for (let n = 0; n < 80; n++) {
    const program = programOf(randomRuleset(random));
    for (const table of ProgramAnalysis.of(program.evaluation).tables)
      for (const chain of table.table.chains.values()) {
        const review = table.review(chain);
        const { unreachable, duplicates } = redundantRules(table, chain, review);
        const dead = new Set([...unreachable.keys(), ...review.impossible]);
        for (const [i, first] of duplicates) if (review.covers[i]!.length > 0) dead.add(first < i ? i : first);
        covered += dead.size;
        const facts = table.factsOf(chain);
        for (let p = 0; p < 60; p++) {
          const field = packetFor(random);
          const inChain = [...facts].every(([fact, values]) => values.has(field(fact.key)!));
          if (!inChain) continue;
          for (const i of matchedIn(chain, review, field)) {
            matched++;
            if (dead.has(i)) {
              const verdict = review.shapes[i]?.verdict ?? showVerdict({ kind: 'continue' });
              expect.fail(`rule ${i} (${verdict}) of ${chain.info.name} is met in\n${program.parts[0]!.original}`);
            }
          }
        }
      }
  }
  expect(covered).toBeGreaterThan(40);
  expect(matched).toBeGreaterThan(4000);
});

test('after an edit the same is found as in a new file', () => {
  const random = new Random(5);
  for (let n = 0; n < 8; n++) {
    let text = randomRuleset(random) + randomRuleset(random).replace(/table (\w+) /g, 'table $1 x');
    let file = parseNftFile(FILE, text);
    for (let edit = 0; edit < 14; edit++) {
      const before = programWith(file);
      said(ProgramAnalysis.of(before.evaluation));
      text = edited(text, random);
      file = parseNftFile(FILE, text, file);
      const incremental = said(ProgramAnalysis.of(programWith(file).evaluation));
      const full = said(ProgramAnalysis.of(programOf(text).evaluation));
      expect(incremental, text).toEqual(full);
    }
  }
});

function programWith(file: ReturnType<typeof parseNftFile>) {
  return programOf(file.original, FILE, file);
}

const WORDS = [
  'accept',
  'drop',
  'tcp dport 22',
  'meta mark set 1',
  'ip saddr 10.0.0.0/8',
  'tcp',
  '22',
  'return',
  'jump c1',
  'ct state new',
];

/** A line is removed, repeated, moved or changed, or a word is. */
function edited(text: string, random: Random): string {
  const lines = text.split('\n');
  const rules = lines.flatMap((line, i) => (/^\t\t(?!type|elements)\S/.test(line) ? [i] : []));
  const at = random.pick(rules);
  switch (random.below(5)) {
    case 0:
      lines.splice(at, 1);
      break;
    case 1:
      lines.splice(random.pick(rules), 0, lines[at]!);
      break;
    case 2:
      lines.splice(at, 0, `\t\t${random.pick(WORDS)} ${random.pick(['accept', 'drop', 'return', ''])}`);
      break;
    case 3:
      lines[at] = lines[at]!.replace(/\d+/, String(random.pick([22, 53, 80, 1])));
      break;
    default:
      lines[at] = lines[at]!.replace(/\b(accept|drop|return)$/, random.pick(['accept', 'drop', 'return', '']));
  }
  return lines.join('\n');
}
