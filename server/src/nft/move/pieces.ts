import type { Range } from '../../base/range.ts';
import type { Definition, Name, ObjectCommand, RuleCommand, TableItem, TableName } from '../ast.ts';
import { type TableBlock, type TableId, tableBlocks } from '../declared.ts';
import type { NftFile } from '../file.ts';
import type { NftProgram } from '../program.ts';
import { chainKey, setKey, type ThingKey } from './divide.ts';

/** A piece of text that declares a thing of a table, inside the table's block. */
export interface BlockPiece {
  readonly key: ThingKey;
  readonly file: NftFile;
  readonly range: Range;
  readonly block: TableBlock;
}

/** A command about a thing of a table: its declaration, a rule, elements. */
export interface CommandPiece {
  readonly key: ThingKey;
  readonly file: NftFile;
  /** The table's name in the command. */
  readonly table: Range;
  readonly command: Range;
}

/** Where a program says things about a table. */
export interface TablePieces {
  readonly blocks: readonly TableBlock[];
  readonly inBlocks: readonly BlockPiece[];
  readonly commands: readonly CommandPiece[];
  /** Commands on the table itself (`flush table`, `delete table`): the places of its name. */
  readonly onTable: readonly { readonly file: NftFile; readonly table: Range; readonly verb: string }[];
  /** Definitions of variables or includes stand in a block: what is in it means nothing elsewhere. */
  readonly hasDirectives: boolean;
}

/** Everything that the files of a program say about a table. */
export function piecesOf(program: NftProgram, id: TableId): TablePieces {
  const blocks = tableBlocks(program, id);
  const items = blocks.flatMap((block) => (block.node.items ?? []).map((item) => ({ block, item })));
  const commands: CommandPiece[] = [];
  const onTable: { file: NftFile; table: Range; verb: string }[] = [];
  for (const file of program.parts)
    for (const { at, node } of file.items) {
      const command = { start: at, end: at + node.length };
      if (node.kind === 'object-command') addObjectCommand(node, at);
      else if (node.kind === 'command') addCommand(node.what.node, at + node.what.at);

      function addObjectCommand(found: ObjectCommand, start: number): void {
        if (!found.table || !isTable(id, { family: found.family, table: found.table })) return;
        const table = placed(found.table, start);
        if (found.object === 'table') onTable.push({ file, table, verb: found.verb });
        else if (found.name) commands.push({ key: keyOfObject(found.object, found.name.text), file, table, command });
      }
      function addCommand(found: Definition | RuleCommand, start: number): void {
        if (!('of' in found) || !found.of || !isTable(id, found.of)) return;
        commands.push({ key: keyOfCommand(found), file, table: placed(found.of.table, start), command });
      }
    }
  return {
    blocks,
    inBlocks: items.flatMap(({ block, item }) => {
      const key = keyOf(item);
      const start = block.at + item.at;
      return key === undefined ? [] : [{ key, file: block.file, range: { start, end: start + item.node.length }, block }];
    }),
    commands,
    onTable,
    hasDirectives: items.some(({ item }) => item.node.kind === 'unit' && item.node.item.kind !== 'property'),
  };
}

function isTable(id: TableId, name: TableName): boolean {
  return name.table.text === id.name && (name.family?.text ?? 'ip') === id.family;
}

function placed({ start, end }: Name, at: number): Range {
  return { start: at + start, end: at + end };
}

function keyOf({ node }: TableItem): ThingKey | undefined {
  switch (node.kind) {
    case 'chain':
      return chainKey(node.name.text);
    case 'set':
    case 'map':
      return setKey(node.name.text);
    case 'flowtable':
      return `flowtable ${node.name.text}`;
    case 'object':
      return `${node.type} ${node.name.text}`;
    default:
      return undefined;
  }
}

function keyOfCommand(node: Definition | RuleCommand): ThingKey {
  switch (node.kind) {
    case 'rule-command':
      return chainKey(node.chain.text);
    case 'chain':
      return chainKey(node.name.text);
    case 'set':
    case 'map':
    case 'element':
      return setKey(node.name.text);
    case 'object':
      return `${node.type} ${node.name.text}`;
    default:
      return `${node.kind} ${node.name.text}`;
  }
}

function keyOfObject(object: string, name: string): ThingKey {
  if (object === 'rule') return chainKey(name);
  return object === 'map' || object === 'element' || object === 'meter' ? setKey(name) : `${object} ${name}`;
}
