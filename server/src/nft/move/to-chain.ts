import { chainBlocks, tableBlocks } from '../declared.ts';
import { type Edit, wholeLines, withCommentsAbove } from '../edit.ts';
import type { EvaluatedRule, EvaluatedTable } from '../evaluation.ts';
import type { NftProgram } from '../program.ts';

/**
 * Edits that move rules to the end of another chain of their table, which is made when it is not there. Undefined when a rule does
 * not stand in a block of the table.
 */
export function moveToChain(
  program: NftProgram,
  table: EvaluatedTable,
  rules: readonly EvaluatedRule[],
  chain: string,
): Edit[] | undefined {
  const [first] = rules;
  const block = first && tableBlocks(program, table.state).find(({ file, command }) => holds(file.file, command, first));
  if (!block || !rules.every((rule) => holds(block.file.file, block.command, rule))) return undefined;
  const text = block.file.original;
  const edit = (start: number, end: number, newText: string): Edit => ({ file: block.file.file, range: { start, end }, newText });
  const lines = rules.map(({ at, unit }) => withCommentsAbove(text, wholeLines(text, { start: at, end: at + unit.length })));
  const bodies = lines.map(({ start, end }) => `${text.slice(start, end).trim()}\n`);
  const cuts = lines.map(({ start, end }) => edit(start, end, ''));
  const there = chainBlocks(program, table.state, chain).find((candidate) => candidate.table && candidate.file === block.file);
  if (!there) {
    const from = chainBlocks(program, table.state, chainOf(table, first)).find((candidate) => candidate.file === block.file);
    if (!from) return undefined;
    const indent = /[ \t]*$/.exec(text.slice(0, from.at))![0];
    const inner = bodies.map((body) => `${indent}\t${body}`).join('');
    return [...cuts, edit(from.at, from.at, `chain ${chain} {\n${inner}${indent}}\n${indent}`)];
  }
  const close = there.at + there.node.length - 1;
  const lineStart = text.lastIndexOf('\n', close - 1) + 1;
  const own = text.slice(lineStart, close).trim() === '';
  const indent = /^[ \t]*/.exec(text.slice(lineStart))![0];
  const inner = bodies.map((body) => `${indent}\t${body}`).join('');
  return [...cuts, own ? edit(lineStart, lineStart, inner) : edit(close, close, `\n${inner}${indent}`)];
}

function holds(file: string, { start, end }: { start: number; end: number }, rule: EvaluatedRule): boolean {
  return rule.file === file && start <= rule.at && rule.at < end;
}

function chainOf(table: EvaluatedTable, rule: EvaluatedRule): string {
  return [...table.chains.values()].find(({ rules }) => rules.includes(rule))?.info.name ?? '';
}
