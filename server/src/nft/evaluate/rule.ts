import type { Family, Rule, RuleUnit, Span, Statement } from '../ast.ts';
import { type Binding, type SetType, VariableScope } from '../environment.ts';
import { MeaningBuilder } from '../meaning/build.ts';
import type { RuleMeaning } from '../meaning/rule-meaning.ts';
import type { ProblemFix, UnitProblem } from '../problems.ts';
import {
  type ContextUse,
  EvaluationContext,
  type NameLookup,
  NO_PROBLEMS,
  NO_REFERENCES,
  NO_USES,
  type Reference,
} from './context.ts';
import { evaluateStatement, isTerminal } from './statement.ts';

/** What a rule means, apart from the names that only the whole program can resolve. */
export interface RuleResult {
  readonly problems: readonly UnitProblem[];
  readonly references: readonly Reference[];
  readonly uses: readonly ContextUse[];
  /** What the rule does with packets. Undefined when nft refuses the rule. */
  readonly meaning: RuleMeaning | undefined;
  /** What the names in the rule meant where it stands, for whoever reads it again. */
  readonly names: RecordedNames;
}

/** The answers that an evaluation was given. */
interface RecordedNames {
  readonly bindings: readonly [string, Binding | undefined][];
  readonly sets: readonly [string, SetType | undefined][];
}

interface Memo {
  readonly family: Family;
  readonly result: RuleResult;
}

/** Answers as they were given when a rule was evaluated; names that it did not ask for are not there. */
export function namesOf({ names }: RuleResult): NameLookup {
  const variables = new VariableScope();
  for (const [, binding] of names.bindings) if (binding) variables.bind(binding);
  const sets = new Map(names.sets);
  return { variables, set: (name) => sets.get(name) };
}

/**
 * Evaluates a rule, or returns what was found out before when nothing that it depends on has changed.
 * `text` is the text of the rule's file and `at` where the rule begins in it.
 */
export function evaluateRule(rule: RuleUnit, text: string, at: number, family: Family, names: NameLookup): RuleResult {
  const memo = rule.memo as Memo | undefined;
  if (memo && memo.family === family && stillHolds(memo.result.names, names)) return memo.result;
  const ctx = new EvaluationContext(family, names);
  const meaning = evaluateStatements(ctx, rule.read(text, at), (span) => text.slice(at + span.start, at + span.end));
  const result: RuleResult = {
    problems: ctx.problems ?? NO_PROBLEMS,
    meaning,
    references: ctx.references ?? NO_REFERENCES,
    uses: ctx.uses ?? NO_USES,
    names: { bindings: ctx.bindings, sets: ctx.sets },
  };
  rule.memo = { family, result } satisfies Memo;
  return result;
}

function stillHolds(recorded: RecordedNames, names: NameLookup): boolean {
  // What is said of a variable that is missing depends on all the others: one of them may be meant.
  for (const [name, binding] of recorded.bindings) if (!binding || names.variables.lookup(name) !== binding) return false;
  for (const [name, set] of recorded.sets) if (names.set(name) !== set) return false;
  return true;
}

/**
 * Evaluates the statements of a rule in order, up to the first problem, and says what the rule means when there is none.
 * @param text gives the text of a part of the rule's unit
 */
export function evaluateStatements(ctx: EvaluationContext, rule: Rule, text: (span: Span) => string): RuleMeaning | undefined {
  const meaning = new MeaningBuilder(ctx, text);
  let terminal: Statement | undefined;
  for (const [i, statement] of rule.statements.entries()) {
    if (terminal) {
      const behind = rule.statements.slice(i);
      ctx.report(
        'statement-after-verdict',
        { start: statement.start, end: behind[behind.length - 1]!.end },
        `"${nameOf(terminal)}" ends the rule, so what stands behind it would never run, and nft refuses the file. Move it before "${nameOf(terminal)}", or remove it.`,
        moveBefore(terminal, behind),
      );
      return undefined;
    }
    const { transport, network } = ctx.protocol;
    const result = evaluateStatement(ctx, statement);
    if (ctx.failed) return undefined;
    meaning.add(statement, result, { transport, network }, bodiesOf(ctx, statement, text));
    if (isTerminal(statement)) terminal = statement;
  }
  if (rule.comment && rule.comment.text.length > 128 && !ctx.failed)
    ctx.report(
      'invalid-value',
      rule.comment,
      `A comment has at most 128 characters; this one has ${rule.comment.text.length}, so nft refuses the file.`,
    );
  return ctx.failed ? undefined : meaning.finish();
}

/** Each rule of an anonymous chain begins without knowledge of the packet, as those of a named chain do. */
function bodiesOf(
  ctx: EvaluationContext,
  statement: Statement,
  text: (span: Span) => string,
): readonly RuleMeaning[] | undefined {
  if (statement.kind !== 'verdict' || !statement.verdict.body) return undefined;
  const bodies: RuleMeaning[] = [];
  for (const { rule } of statement.verdict.body) {
    const meaning = evaluateStatements(ctx.fresh(), rule, text);
    if (meaning) bodies.push(meaning);
  }
  return bodies;
}

/** Puts statements before the one that ends the rule; none when one of them would end it too. */
function moveBefore(terminal: Statement, behind: readonly Statement[]): ProblemFix[] {
  const moved = { start: behind[0]!.start, end: behind[behind.length - 1]!.end };
  const place = { start: terminal.start, end: terminal.end };
  if (behind.some(isTerminal)) return [];
  return [
    {
      title: `Move it before "${nameOf(terminal)}"`,
      safe: false,
      edits: [
        { ...place, newText: moved },
        { ...moved, newText: place },
      ],
    },
  ];
}

/** The word that ends a rule. */
function nameOf(statement: Statement): string {
  if (statement.kind === 'verdict') return statement.verdict.verdict;
  return statement.kind === 'nat' ? statement.type : statement.kind;
}
