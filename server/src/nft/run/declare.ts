import type { DeclaredAt } from '../environment.ts';
import type { PlacedFix } from '../problems.ts';
import type { EvaluatedTable } from './model.ts';
import type { RunState } from './state.ts';

/** A declaration that a table lacks: its first words, and what stands in its block. */
export interface MissingDeclaration {
  readonly kind: string;
  readonly name: string;
  readonly lines: readonly string[];
}

const COMMAND =
  /^[ \t]*(?:(?:add|create|insert|replace)[ \t]+)?[a-z]+[ \t]+(?:(?:ip|ip6|inet|arp|bridge|netdev)[ \t]+)?[\w./-]+[ \t]+$/;
const IN_BLOCK = /(?:chain|set|map)[ \t]+$/;

/**
 * Creates what is missing in a table, before the declaration or command that needs it. `owner` is where that one says its name.
 * Undefined when the text around it has no usual form.
 */
export function createBefore(
  state: RunState,
  { state: table }: EvaluatedTable,
  owner: DeclaredAt,
  { kind, name, lines }: MissingDeclaration,
): PlacedFix | undefined {
  const text = state.input.file(owner.file)?.original;
  if (text === undefined) return undefined;
  const lineStart = text.lastIndexOf('\n', owner.range.start - 1) + 1;
  const before = text.slice(lineStart, owner.range.start);
  const word = IN_BLOCK.exec(before);
  const isCommand = COMMAND.test(before);
  if (!word && !isCommand) return undefined;
  const at = word && before.slice(0, word.index).trim() !== '' ? lineStart + word.index : lineStart;
  const indent = /^[ \t]*/.exec(before)![0];
  const inner = indent.includes('\t') || indent === '' ? '\t' : indent.slice(0, Math.max(1, indent.length / 2));
  const body = lines.map((line) => `${line}; `).join('');
  let newText: string;
  if (isCommand) newText = `add ${kind} ${table.family} ${table.name} ${name}${body === '' ? '' : ` { ${body}}`}\n`;
  else if (at > lineStart) newText = `${kind} ${name} { ${body}}; `;
  else newText = `${indent}${kind} ${name} {\n${lines.map((line) => `${indent}${inner}${line}\n`).join('')}${indent}}\n\n`;
  return {
    title: `Create the ${kind} "${name}"`,
    safe: false,
    edits: [{ file: owner.file, range: { start: at, end: at }, newText }],
  };
}

/** Where a `define` for the whole file can be put: before its first line that says something. */
export function topOf(text: string): number {
  const head = /^(?:[ \t]*(?:#[^\n]*)?\n)*/.exec(text)![0];
  return head.length;
}
