import { ProgramAnalysis } from '../../../nft/analysis/program-analysis.ts';
import type { Contradiction } from '../../../nft/analysis/shape.ts';
import type { EvaluatedRule } from '../../../nft/evaluation.ts';
import { type Field, IIFNAME, OIFNAME } from '../../../nft/meaning/field.ts';
import type { NftProgram } from '../../../nft/program.ts';
import type { Fix } from '../../finding.ts';
import { joinMatches } from '../../nft-join-matches.ts';
import {
  type ReviewedChain,
  type RuleFinding,
  rangeOf,
  removeRules,
  reportRules,
  reviewedChains,
} from '../../nft-rule-support.ts';
import { defineRule, type RuleContext } from '../../rule.ts';

export default defineRule({
  id: 'nft/contradictory-match',
  scope: 'nft',
  severity: 'warning',
  fix: 'unsafe',
  summary: 'a rule that can never match, because no packet meets all that it asks for',
  check(program, report, context) {
    reportRules(ProgramAnalysis.of(program.evaluation), findings(program, context), report);
  },
});

function* findings(program: NftProgram, context: RuleContext): Generator<RuleFinding> {
  for (const reviewed of reviewedChains(program)) {
    const { chain, review } = reviewed;
    for (const i of review.contradictory) {
      const found = review.shapes[i]?.contradiction;
      if (found) yield contradiction(program, chain.rules[i]!, found, context);
    }
    for (const i of review.impossible) {
      const found = impossible(program, reviewed, i, context);
      if (found) yield found;
    }
  }
}

/** The words of a rule at a place that is counted from its start. */
function wordsAt({ text, at }: EvaluatedRule, { start, end }: { readonly start: number; readonly end: number }): string {
  return text.slice(at + start, at + end).replace(/\s+/g, ' ');
}

function contradiction(program: NftProgram, rule: EvaluatedRule, found: Contradiction, context: RuleContext): RuleFinding {
  const { at, with: other } = found;
  const isWritten = at.start >= 0;
  const range = isWritten ? { start: rule.at + at.start, end: rule.at + at.end } : rangeOf(rule);
  const hasOther = isWritten && other !== undefined && other.start >= 0 && other.start !== at.start;
  const message = hasOther
    ? `No packet meets this and "${wordsAt(rule, other)}", so the rule never matches. All matches of a rule have to hold at once; for either of them write one match with a set, or two rules.`
    : 'No packet can meet this, so the rule never matches. Correct the match, or remove the rule.';
  const joined = hasOther ? joinMatches(rule, other, at) : undefined;
  const fixes: Fix[] = joined
    ? [{ title: `Match either: ${joined.text}`, safety: 'unsafe', preferred: true, edits: joined.edits }]
    : [];
  return {
    rules: [rule],
    report: {
      file: rule.file,
      range,
      message,
      related: hasOther
        ? [
            {
              message: 'This match leaves none of those packets.',
              location: { file: rule.file, range: { start: rule.at + other.start, end: rule.at + other.end } },
            },
          ]
        : [],
      fixes: [...fixes, ...removal(program, rule, context)],
    },
  };
}

function removal(program: NftProgram, rule: EvaluatedRule, context: RuleContext): Fix[] {
  const edits = removeRules(program, [rule], context);
  return edits ? [{ title: 'Remove the rule', safety: 'unsafe', edits }] : [];
}

/** A rule that asks for what packets of its chain never have. */
function impossible(
  program: NftProgram,
  { table, chain, review }: ReviewedChain,
  index: number,
  context: RuleContext,
): RuleFinding | undefined {
  const rule = chain.rules[index]!;
  const facts = table.factsOf(chain);
  const { steps } = rule.result.meaning!;
  const step = steps.find((one) => one.kind === 'values' && facts.get(one.field)?.intersects(one.values) === false);
  if (step?.kind !== 'values' || !review.shapes[index]) return undefined;
  const written = step.start >= 0 ? step : steps.slice(steps.indexOf(step)).find(({ start }) => start >= 0);
  return {
    rules: [rule],
    report: {
      file: rule.file,
      range: written ? { start: rule.at + written.start, end: rule.at + written.end } : rangeOf(rule),
      message: `${reason(
        step.field,
        [...table.originsOf(chain)].map(({ info }) => info.base!.hook),
        table.table.state.family,
      )} so this rule never matches. Correct the match, or remove the rule.`,
      related: [{ message: `chain ${chain.info.name} is declared here`, location: chain.info.at }],
      fixes: removal(program, rule, context),
    },
  };
}

function reason(field: Field, hooks: readonly string[], family: string): string {
  const where = `on hook ${[...new Set(hooks)].join(' and ')}`;
  if (field === OIFNAME || field.key === 'meta oif') return `A packet has no outgoing interface ${where} yet,`;
  if (field === IIFNAME || field.key === 'meta iif') return `A packet has no incoming interface ${where},`;
  return `Chains of family ${family} never see such packets,`;
}
