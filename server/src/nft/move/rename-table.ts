import type { Edit } from '../edit.ts';
import type { EvaluatedTable } from '../evaluation.ts';
import type { NftProgram } from '../program.ts';
import { piecesOf } from './pieces.ts';

/** Edits that give a table another name wherever a program names it. Undefined when there is one of that name already. */
export function renameTable(program: NftProgram, table: EvaluatedTable, name: string): Edit[] | undefined {
  if (program.tables.has(`${table.state.family} ${name}`)) return undefined;
  const { blocks, commands, onTable } = piecesOf(program, table.state);
  return [
    ...blocks.map(({ file, node, at }) => ({ file, table: { start: at + node.name.start, end: at + node.name.end } })),
    ...commands,
    ...onTable,
  ].map(({ file, table: range }) => ({ file: file.file, range, newText: name }));
}
