import { ProgramAnalysis } from '../../../nft/analysis/program-analysis.ts';
import { redundantRules } from '../../../nft/analysis/redundant.ts';
import type { NftProgram } from '../../../nft/program.ts';
import {
  isBehind,
  type ReviewedChain,
  type RuleFinding,
  rangeOf,
  relatedRule,
  removeBlock,
  reportRules,
  reviewedChains,
} from '../../nft-rule-support.ts';
import { defineRule, type RuleContext } from '../../rule.ts';

/** How many of the rules that are in the way are pointed to. */
const MAX_RELATED = 4;

export default defineRule({
  id: 'nft/unreachable-rule',
  scope: 'nft',
  severity: 'warning',
  fix: 'unsafe',
  summary: 'a rule that no packet comes to, because earlier rules of the chain have decided on all that it matches',
  check(program, report, context) {
    reportRules(ProgramAnalysis.of(program.evaluation), findings(program, context), report);
  },
});

function* findings(program: NftProgram, context: RuleContext): Generator<RuleFinding> {
  for (const reviewed of reviewedChains(program)) {
    const { table, chain, review } = reviewed;
    let block: number[] = [];
    let blockBy: readonly number[] = [];
    for (const [rule, by] of redundantRules(table, chain, review).unreachable) {
      const last = block[block.length - 1];
      const isNext = last === rule - 1 && by.join() === blockBy.join() && isBehind(chain.rules[last]!, chain.rules[rule]!);
      if (!isNext) {
        if (block.length > 0) yield finding(program, reviewed, block, blockBy, context);
        block = [];
      }
      block.push(rule);
      blockBy = by;
    }
    if (block.length > 0) yield finding(program, reviewed, block, blockBy, context);
  }
}

function finding(
  program: NftProgram,
  { chain, review }: ReviewedChain,
  block: readonly number[],
  by: readonly number[],
  context: RuleContext,
): RuleFinding {
  const rules = block.map((rule) => chain.rules[rule]!);
  const first = rules[0]!;
  const edits = removeBlock(program, rules, context);
  const one = rules.length === 1;
  return {
    rules,
    report: {
      file: first.file,
      range: { start: first.at, end: rangeOf(rules[rules.length - 1]!).end },
      message: message(
        rules.length,
        by,
        by.map((rule) => review.shapes[rule]?.verdict),
        by[0] === review.stop,
      ),
      related: by.slice(0, MAX_RELATED).map((rule) => relatedRule(chain.rules[rule]!, 'Packets get no further than this rule.')),
      tag: 'unnecessary',
      fixes: edits ? [{ title: one ? 'Remove the rule' : `Remove the ${rules.length} rules`, safety: 'unsafe', edits }] : [],
    },
  };
}

const DONE: Readonly<Record<string, string>> = {
  accept: 'accepted',
  drop: 'dropped',
  reject: 'rejected',
  return: 'sent back',
  queue: 'queued',
};

function message(count: number, by: readonly number[], verdicts: readonly (string | undefined)[], isStop: boolean): string {
  const [verdict] = verdicts;
  const same = verdicts.every((other) => other === verdict);
  const done = (same && verdict !== undefined && DONE[verdict]) || 'decided on';
  const rules = by.length === 1 ? 'an earlier rule' : 'earlier rules';
  const subject = count === 1 ? 'This rule is' : `These ${count} rules are`;
  const what = count === 1 ? 'it' : 'they';
  const packets = isStop ? 'every packet' : `every packet that ${what} could match`;
  return `${subject} never reached: ${packets} has been ${done} by ${rules}. Move ${count === 1 ? 'it' : 'them'} before ${by.length === 1 ? 'that one' : 'those'}, or remove ${count === 1 ? 'it' : 'them'}.`;
}
