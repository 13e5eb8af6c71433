import { ProgramAnalysis } from '../../../nft/analysis/program-analysis.ts';
import { redundantRules } from '../../../nft/analysis/redundant.ts';
import type { EvaluatedRule } from '../../../nft/evaluation.ts';
import type { NftProgram } from '../../../nft/program.ts';
import {
  isBehind,
  type RuleFinding,
  rangeOf,
  relatedRule,
  removeBlock,
  reportRules,
  reviewedChains,
} from '../../nft-rule-support.ts';
import { defineRule, type RuleContext } from '../../rule.ts';

/** How many of the rules that are repeated are pointed to. */
const MAX_RELATED = 4;

export default defineRule({
  id: 'nft/duplicate-rule',
  scope: 'nft',
  severity: 'warning',
  fix: 'unsafe',
  summary: 'a rule that does the same with the same packets as an earlier rule of the chain',
  check(program, report, context) {
    reportRules(ProgramAnalysis.of(program.evaluation), findings(program, context), report);
  },
});

function* findings(program: NftProgram, context: RuleContext): Generator<RuleFinding> {
  for (const { table, chain, review } of reviewedChains(program))
    for (const block of blocksOf(redundantRules(table, chain, review).duplicates, chain.rules))
      yield finding(program, chain.rules, block, context);
}

/** A rule and the one that it repeats, by index. */
type Pair = readonly [number, number];

/** Duplicates that stand one behind the other, with nothing but blanks and comments between them. */
function* blocksOf(duplicates: ReadonlyMap<number, number>, rules: readonly EvaluatedRule[]): Generator<readonly Pair[]> {
  let block: Pair[] = [];
  for (const pair of duplicates) {
    const last = block[block.length - 1];
    if (last && !(last[0] === pair[0] - 1 && isBehind(rules[last[0]]!, rules[pair[0]]!))) {
      yield block;
      block = [];
    }
    block.push(pair);
  }
  if (block.length > 0) yield block;
}

function finding(
  program: NftProgram,
  rules: readonly EvaluatedRule[],
  block: readonly Pair[],
  context: RuleContext,
): RuleFinding {
  const own = block.map(([index]) => rules[index]!);
  const first = own[0]!;
  const range = { start: first.at, end: rangeOf(own[own.length - 1]!).end };
  const edits = removeBlock(program, own, context);
  const one = own.length === 1;
  return {
    rules: own,
    report: {
      file: first.file,
      range,
      message: one
        ? 'An earlier rule of this chain does the same with the same packets, so this one has nothing left to do. Remove it, or correct what should be different.'
        : `Earlier rules of this chain do the same with the same packets, so these ${own.length} have nothing left to do. Remove them, or correct what should be different.`,
      related: block.slice(0, MAX_RELATED).map(([, index]) => relatedRule(rules[index]!, 'The first of the two rules.')),
      tag: 'unnecessary',
      fixes: edits ? [{ title: one ? 'Remove the rule' : `Remove the ${own.length} rules`, safety: 'unsafe', edits }] : [],
    },
  };
}
