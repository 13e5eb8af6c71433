import type { EvaluatedChain, EvaluatedRule, EvaluatedTable } from './evaluation.ts';
import type { RuleMeaning, Verdict } from './meaning/rule-meaning.ts';

/** Chains that a rule can lead to: by a jump, or by the elements of a map. */
export function targetsOf(rule: EvaluatedRule, table: EvaluatedTable): string[] {
  return rule.result.references.flatMap(({ kind, name }) =>
    kind === 'chain' ? [name] : kind === 'set' ? [...(table.verdicts.get(name) ?? [])] : [],
  );
}

/** A chain of a table and all chains that its rules lead to, each once, the chain itself first. */
export function reachedFrom(chain: EvaluatedChain, table: EvaluatedTable): EvaluatedChain[] {
  const found = new Set([chain]);
  for (const each of found)
    for (const rule of each.rules)
      for (const name of targetsOf(rule, table)) {
        const target = table.chains.get(name);
        if (target) found.add(target);
      }
  return [...found];
}

/** True when a packet that comes to a base chain can end there: by its policy, or by a rule that it reaches. */
export function canDrop(chain: EvaluatedChain, table: EvaluatedTable): boolean {
  if (chain.info.base?.policy === 'drop') return true;
  return reachedFrom(chain, table).some(({ rules }) => rules.some(({ result }) => result.meaning && dropsIn(result.meaning)));
}

function dropsIn({ steps }: RuleMeaning): boolean {
  return steps.some((step) => {
    if (step.kind === 'verdict') return isDrop(step.verdict);
    return step.kind === 'verdict-map' && step.verdict.choices?.some(({ gives }) => isDrop(gives)) === true;
  });
}

function isDrop(verdict: Verdict): boolean {
  if (verdict.kind === 'drop' || verdict.kind === 'reject') return true;
  return (verdict.kind === 'jump' || verdict.kind === 'goto') && verdict.body?.some(dropsIn) === true;
}
