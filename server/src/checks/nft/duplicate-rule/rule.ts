import { ProgramAnalysis } from '../../../nft/analysis/program-analysis.ts';
import { redundantRules } from '../../../nft/analysis/redundant.ts';
import type { NftProgram } from '../../../nft/program.ts';
import { type RuleFinding, rangeOf, relatedRule, removeRules, reportRules, reviewedChains } from '../../nft-rule-support.ts';
import { defineRule, type RuleContext } from '../../rule.ts';

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
    for (const [index, first] of redundantRules(table, chain, review).duplicates) {
      const rule = chain.rules[index]!;
      const edits = removeRules(program, [rule], context);
      yield {
        rules: [rule],
        report: {
          file: rule.file,
          range: rangeOf(rule),
          message:
            'An earlier rule of this chain does the same with the same packets, so this one has nothing left to do. Remove it, or correct what should be different.',
          related: [relatedRule(chain.rules[first]!, 'The first of the two rules.')],
          tag: 'unnecessary',
          fixes: edits ? [{ title: 'Remove the rule', safety: 'unsafe', edits }] : [],
        },
      };
    }
}
