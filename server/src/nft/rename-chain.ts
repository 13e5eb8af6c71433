import type { FileId } from '../base/paths.ts';
import type { Range } from '../base/range.ts';
import type { Span } from './ast.ts';
import { chainBlocks } from './declared.ts';
import type { EvaluatedTable } from './evaluation.ts';
import type { NftProgram } from './program.ts';

/** A replacement in a file. */
interface Edit {
  readonly file: FileId;
  readonly range: Range;
  readonly newText: string;
}

/**
 * Edits that give a chain another name wherever a program names it. Undefined when there is a chain of that name already, or when
 * not every place can be found: elements of maps, and text that is included into a block.
 */
export function renameChain(program: NftProgram, table: EvaluatedTable, from: string, to: string): Edit[] | undefined {
  if (table.chains.has(to) || [...table.verdicts.values()].some((chains) => chains.has(from))) return undefined;
  const edits: Edit[] = [];
  const add = (file: FileId, at: number, { start, end }: Span) =>
    edits.push({ file, range: { start: at + start, end: at + end }, newText: to });
  const blocks = chainBlocks(program, table.state, from);
  if (blocks.length === 0) return undefined;
  for (const { file, at, node } of blocks) add(file.file, at, node.name);
  for (const { rules } of table.chains.values())
    for (const { file, at, result } of rules)
      for (const reference of result.references)
        if (reference.kind === 'chain' && reference.name === from) add(file, at, reference);
  for (const file of program.parts)
    for (const { at, node } of file.items) {
      const inTable = (of: {
        readonly family?: { readonly text: string } | undefined;
        readonly table: { readonly text: string };
      }) => of.table.text === table.state.name && (of.family?.text ?? 'ip') === table.state.family;
      if (node.kind === 'object-command') {
        const { name, object } = node;
        if (
          name?.text === from &&
          (object === 'chain' || object === 'rule') &&
          node.table &&
          inTable({ ...node, table: node.table })
        )
          add(file.file, at, name);
      } else if (node.kind === 'command' && node.what.node.kind === 'rule-command') {
        const { of, chain } = node.what.node;
        if (chain.text === from && inTable(of)) add(file.file, at + node.what.at, chain);
      }
    }
  return edits;
}
