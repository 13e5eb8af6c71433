import type { Family, Rule } from '../ast.ts';
import type { NameLookup } from '../evaluate/context.ts';
import { namesOf, type RuleResult } from '../evaluate/rule.ts';
import { type EvaluatedRule, readRule } from '../run/model.ts';
import { emitRelation } from './compare.ts';
import { LinearizeContext } from './context.ts';
import { mergeFields } from './merge.ts';
import type { LinearRule } from './netlink.ts';
import { Registers } from './registers.ts';
import { addStatement } from './statements.ts';

/**
 * The expressions that nft makes of a rule. `version` is nft's, undefined for the newest. Undefined when nft refuses the rule, or when
 * it hangs on something that the files do not tell (a variable from outside).
 */
export function linearizeRule(
  rule: Rule,
  family: Family,
  names: NameLookup,
  version: string | undefined,
): LinearRule | undefined {
  const context = new LinearizeContext(family, names, version);
  for (const [index, statement] of rule.statements.entries()) {
    const before = context.steps.length;
    if (!addStatement(context, statement) || context.evaluation.failed) return undefined;
    for (let i = before; i < context.steps.length; i++) context.steps[i]!.statement = index;
  }
  const registers = new Registers();
  const one = context.has('range expression for equality');
  const habits = {
    joinsUnequal: !context.has('unequal fields are not joined'),
    joinsOverStatements: !context.has('fields are not joined over statements'),
  };
  const origins: number[] = [];
  for (const step of mergeFields(context.steps, family, habits)) {
    if (step.kind === 'relation') emitRelation(registers, step, one);
    else step.emit(registers);
    while (origins.length < registers.expressions.length) origins.push(step.statement ?? 0);
  }
  return { expressions: registers.expressions, origins, comment: rule.comment?.text };
}

/** Results by what was found out about a rule, and by nft's version. */
const kept = new WeakMap<RuleResult, Map<string, LinearRule | undefined>>();

/** The expressions of a rule where it stands in a program; kept as long as its evaluation is. */
export function linearizeEvaluated(rule: EvaluatedRule, family: Family, version: string | undefined): LinearRule | undefined {
  if (rule.result.problems.length > 0) return undefined;
  let versions = kept.get(rule.result);
  if (!versions) {
    versions = new Map();
    kept.set(rule.result, versions);
  }
  const key = version ?? '';
  if (!versions.has(key)) versions.set(key, linearizeRule(readRule(rule), family, namesOf(rule.result), version));
  return versions.get(key);
}
