import type { FileId } from '../base/paths.ts';
import type { Range } from '../base/range.ts';
import { ProgramAnalysis, type TableAnalysis } from '../nft/analysis/program-analysis.ts';
import type { ChainReview } from '../nft/analysis/review.ts';
import type { FileItem, Placed } from '../nft/ast.ts';
import type { EvaluatedChain, EvaluatedRule } from '../nft/evaluation.ts';
import type { NftProgram } from '../nft/program.ts';
import type { FileEdit, RelatedPlace } from './finding.ts';
import type { Report, RuleContext } from './rule.ts';

/** A chain of a program, with what its rules leave of each other. */
export interface ReviewedChain {
  readonly analysis: ProgramAnalysis;
  readonly table: TableAnalysis;
  readonly chain: EvaluatedChain;
  readonly review: ChainReview;
}

/** The chains of a program whose rules stand in the order in which packets meet them. */
export function* reviewedChains(program: NftProgram): Generator<ReviewedChain> {
  const analysis = ProgramAnalysis.of(program.evaluation);
  for (const table of analysis.tables)
    for (const chain of table.table.chains.values())
      if (!chain.isDisordered && chain.rules.length > 0) yield { analysis, table, chain, review: table.review(chain) };
}

/** Where a rule stands in its file. */
export function rangeOf({ at, unit }: EvaluatedRule): Range {
  return { start: at, end: at + unit.length };
}

export function textOf({ text, at, unit }: EvaluatedRule): string {
  return text.slice(at, at + unit.length);
}

/** Points to a rule from the finding of another one. */
export function relatedRule(rule: EvaluatedRule, message: string): RelatedPlace {
  return { message, location: { file: rule.file, range: rangeOf(rule) } };
}

/** A finding about a rule, held back until it is known to be true wherever the rule's file is included. */
export interface RuleFinding {
  readonly rules: readonly EvaluatedRule[];
  readonly report: Report;
}

/** Reports findings about rules. What is true of a rule in one place where its file is included, and not in another, is left out. */
export function reportRules(analysis: ProgramAnalysis, findings: Iterable<RuleFinding>, report: (found: Report) => void): void {
  if (!analysis.hasRepeatedFiles) {
    for (const finding of findings) report(finding.report);
    return;
  }
  const all = [...findings];
  const counts = new Map<string, number>();
  const keyOf = ({ file, at }: EvaluatedRule) => `${file}\n${at}`;
  for (const { rules } of all) for (const rule of rules) counts.set(keyOf(rule), (counts.get(keyOf(rule)) ?? 0) + 1);
  const said = new Set<string>();
  for (const { rules, report: found } of all) {
    if (rules.some((rule) => counts.get(keyOf(rule))! < analysis.copiesOf(rule))) continue;
    const key = `${found.file}\n${found.range.start}`;
    if (said.has(key)) continue;
    said.add(key);
    report(found);
  }
}

/** The command at the top of a file that holds an offset. */
export function itemAt(program: NftProgram, file: FileId, offset: number): Placed<FileItem> | undefined {
  const items = program.parts.find((part) => part.file === file)?.items ?? [];
  let low = 0;
  let high = items.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const item = items[middle]!;
    if (offset < item.at) high = middle - 1;
    else if (offset >= item.at + item.node.length) low = middle + 1;
    else return item;
  }
  return undefined;
}

/** The rule itself, or the command that adds it. */
export function statementRange(program: NftProgram, rule: EvaluatedRule): Range {
  const item = itemAt(program, rule.file, rule.at);
  if (item?.node.kind === 'command' && item.node.what.node.kind === 'rule-command')
    return { start: item.at, end: item.at + item.node.length };
  return rangeOf(rule);
}

/** What has to go for a statement to be gone: its lines when it has them to itself, with the comment behind it. */
export function lineOf(text: string, { start, end }: Range): Range {
  const begin = text.lastIndexOf('\n', start - 1) + 1;
  const rest = /^[ \t]*;?[ \t]*(?:#[^\n]*)?(?:\n|$)/.exec(text.slice(end, end + MAX_LINE));
  if (rest && text.slice(begin, start).trim() === '') return { start: begin, end: end + rest[0].length };
  const separator = /^[ \t]*;?[ \t]*/.exec(text.slice(end, end + MAX_LINE))!;
  return { start, end: end + separator[0].length };
}

const MAX_LINE = 2000;

const BLANKS: ReadonlySet<number> = new Set([...' \t\n;'].map((blank) => blank.charCodeAt(0)));

/** True when nothing but blanks and comments stands between two rules. */
export function isBehind(first: EvaluatedRule, second: EvaluatedRule): boolean {
  const end = first.at + first.unit.length;
  if (first.file !== second.file || second.at < end) return false;
  for (let i = end; i < second.at; i++) {
    if (BLANKS.has(first.text.charCodeAt(i))) continue;
    return /^(?:[\s;]|#[^\n]*\n)*$/.test(first.text.slice(i, second.at));
  }
  return true;
}

/** The edits that take rules out of a file that stand one behind the other, with the comments between them. */
export function removeBlock(
  program: NftProgram,
  rules: readonly EvaluatedRule[],
  context: RuleContext,
): readonly FileEdit[] | undefined {
  const first = rules[0]!;
  const text = context.textOf(first.file);
  if (text === undefined) return undefined;
  const from = statementRange(program, first);
  const range = { start: from.start, end: rules.length === 1 ? from.end : rangeOf(rules[rules.length - 1]!).end };
  return [{ file: first.file, range: lineOf(text, range), newText: '' }];
}

/** The edits that take rules out of their files. Undefined when a file is not here. */
export function removeRules(
  program: NftProgram,
  rules: readonly EvaluatedRule[],
  context: RuleContext,
): readonly FileEdit[] | undefined {
  const edits: FileEdit[] = [];
  for (const rule of rules) {
    const text = context.textOf(rule.file);
    if (text === undefined) return undefined;
    edits.push({ file: rule.file, range: lineOf(text, statementRange(program, rule)), newText: '' });
  }
  return edits;
}
