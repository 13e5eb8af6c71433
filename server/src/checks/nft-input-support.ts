import { type InputReview, reviewInput } from '../nft/analysis/input-traffic.ts';
import { ProgramAnalysis, type TableAnalysis } from '../nft/analysis/program-analysis.ts';
import type { EvaluatedChain } from '../nft/evaluation.ts';
import { ProgramItems } from '../nft/items.ts';
import type { NftProgram } from '../nft/program.ts';
import type { FileEdit, Fix, RelatedPlace } from './finding.ts';
import { itemAt } from './nft-rule-support.ts';
import type { RuleContext } from './rule.ts';

/** An input chain that drops what it does not accept. */
export interface ClosedInput {
  readonly table: TableAnalysis;
  readonly chain: EvaluatedChain;
  readonly review: InputReview;
}

const kept = new WeakMap<NftProgram, readonly ClosedInput[]>();

/** The input chains of a program that drop what they do not accept. None when a file is missing that may add rules. */
export function closedInputs(program: NftProgram): readonly ClosedInput[] {
  let found = kept.get(program);
  if (!found) {
    found = program.evaluation.hasMissingFiles ? [] : findClosedInputs(program);
    kept.set(program, found);
  }
  return found;
}

function findClosedInputs(program: NftProgram): readonly ClosedInput[] {
  return ProgramAnalysis.of(program.evaluation).tables.flatMap((table) =>
    [...table.table.chains.values()].flatMap((chain) => {
      const review = reviewInput(table, chain);
      return review ? [{ table, chain, review }] : [];
    }),
  );
}

/** Points to what drops the rest: the rule that stops everything, else the chain. */
export function dropPlace({ table, chain }: ClosedInput): RelatedPlace[] {
  const { stop } = table.review(chain);
  const rule = chain.rules[stop];
  return rule
    ? [
        {
          message: 'This rule stops what no other one accepts.',
          location: { file: rule.file, range: { start: rule.at, end: rule.at + rule.unit.length } },
        },
      ]
    : [];
}

/** The fix that puts a rule before all others of a chain. */
export function ruleFirst(program: NftProgram, { table, chain }: ClosedInput, rule: string, context: RuleContext): Fix[] {
  const edit = firstRuleEdit(program, table, chain, rule, context);
  return edit ? [{ title: `Add "${rule}"`, safety: 'safe', preferred: true, edits: [edit] }] : [];
}

function firstRuleEdit(
  program: NftProgram,
  table: TableAnalysis,
  chain: EvaluatedChain,
  rule: string,
  context: RuleContext,
): FileEdit | undefined {
  const first = chain.rules[0];
  if (!first) return undefined;
  const text = context.textOf(first.file);
  const item = itemAt(program, first.file, first.at);
  if (text === undefined || !item) return undefined;
  if (item.node.kind === 'command' && item.node.what.node.kind === 'rule-command') {
    // Inserted rules stand before those that were there.
    if (item.node.verb !== 'add') return undefined;
    const { family, name } = table.table.state;
    return insertLine(first.file, text, item.at, `add rule ${family} ${name} ${chain.info.name} ${rule}`);
  }
  return insertLine(first.file, text, first.at, rule);
}

/** Puts a statement before the one at an offset, on a line of its own when that one begins a line. */
function insertLine(file: string, text: string, at: number, statement: string): FileEdit {
  const line = text.lastIndexOf('\n', at - 1) + 1;
  const indent = text.slice(line, at);
  const newText = indent.trim() === '' ? `${statement}\n${indent}` : `${statement}; `;
  return { file, range: { start: at, end: at }, newText };
}

/** The declaration of a chain, for a finding about the chain as a whole. */
export function chainPlace(program: NftProgram, { chain, table }: ClosedInput) {
  const key = `${table.table.state.family} ${table.table.state.name}`;
  const items = new ProgramItems(program);
  for (const { file, at, node, table: owner } of items.owned()) {
    if (owner !== key || node.kind !== 'chain' || node.name.text !== chain.info.name) continue;
    for (const item of items.ofChain({ file, at, node })) {
      if (item.node.kind === 'rule') break;
      if (item.node.item.kind !== 'policy') continue;
      const { start, end } = item.node.item;
      return { file: item.file, range: { start: item.at + start, end: item.at + end } };
    }
  }
  return chain.info.at;
}
