import type { FileId } from '../base/paths.ts';
import type { Chain, ChainItem, Directive, FileItem, Placed, Table, TableItem, TableName } from './ast.ts';
import { tableKey } from './environment.ts';
import type { NftFile } from './file.ts';
import type { NftProgram } from './program.ts';
import { familyOf } from './run/state.ts';

/** Something that stands in a file; offsets inside it count from `at`. */
export interface PlacedItem<T> {
  readonly file: FileId;
  readonly at: number;
  readonly node: T;
}

/** Something of a table, in the table's block or in a command of its own. */
export interface OwnedItem<T> extends PlacedItem<T> {
  /** The table as `family name`. */
  readonly table: string;
}

const MAX_DEPTH = 16;

/** What a program's files say, in the order in which nft runs it: included files stand where they are included. */
export class ProgramItems {
  readonly #files = new Map<FileId, NftFile>();
  readonly #includes = new Map<string, readonly FileId[]>();

  constructor(private readonly program: NftProgram) {
    for (const part of program.parts) this.#files.set(part.file, part);
    for (const { file, range, files } of program.evaluation.includes) this.#includes.set(`${file}\n${range.start}`, files);
  }

  /** Commands and directives at the top, without the includes. */
  *commands(): Generator<PlacedItem<FileItem>> {
    const root = this.#files.get(this.program.root);
    if (root) yield* this.#commands(root, 0);
  }

  *#commands(file: NftFile, depth: number): Generator<PlacedItem<FileItem>> {
    const part = file.part('file');
    for (const { at, node } of part.items as readonly Placed<FileItem>[]) {
      if (node.kind !== 'unit' || node.item.kind !== 'include') yield { file: file.file, at: part.at + at, node };
      else if (depth < MAX_DEPTH)
        for (const inner of this.#included(file.file, part.at + at, node.item)) yield* this.#commands(inner, depth + 1);
    }
  }

  /** Everything that tables hold: what stands in their blocks, and what commands add. */
  *owned(): Generator<OwnedItem<TableItem['node']>> {
    for (const { file, at, node } of this.commands()) {
      if (node.kind !== 'command') continue;
      const what = node.what.node;
      const place = at + node.what.at;
      switch (what.kind) {
        case 'table':
          yield* this.ofTable({ file, at: place, node: what });
          break;
        case 'chain':
        case 'set':
        case 'map':
        case 'flowtable':
        case 'object':
          if (what.of) yield { file, at: place, node: what, table: keyOf(what.of) };
          break;
        default:
          break;
      }
    }
  }

  /** What stands in a table's block. */
  *ofTable({ file, at, node }: PlacedItem<Table>): Generator<OwnedItem<TableItem['node']>> {
    yield* this.#tableItems(file, at, node.items ?? [], tableKey(familyOf(node.family), node.name.text), 0);
  }

  *#tableItems(
    file: FileId,
    at: number,
    items: readonly TableItem[],
    table: string,
    depth: number,
  ): Generator<OwnedItem<TableItem['node']>> {
    for (const item of items) {
      const { node } = item;
      if (node.kind === 'unit' && node.item.kind === 'include') {
        if (depth < MAX_DEPTH)
          for (const inner of this.#included(file, at + item.at, node.item)) {
            const part = inner.part('table');
            yield* this.#tableItems(inner.file, part.at, part.items as readonly TableItem[], table, depth + 1);
          }
      } else yield { file, at: at + item.at, node, table };
    }
  }

  /** What stands in a chain's block. */
  *ofChain({ file, at, node }: PlacedItem<Chain>): Generator<PlacedItem<ChainItem['node']>> {
    yield* this.#chainItems(file, at, node.body?.items ?? [], 0);
  }

  *#chainItems(file: FileId, at: number, items: readonly ChainItem[], depth: number): Generator<PlacedItem<ChainItem['node']>> {
    for (const item of items) {
      const { node } = item;
      if (node.kind === 'unit' && node.item.kind === 'include') {
        if (depth < MAX_DEPTH)
          for (const inner of this.#included(file, at + item.at, node.item)) {
            const part = inner.part('chain');
            yield* this.#chainItems(inner.file, part.at, part.items as readonly ChainItem[], depth + 1);
          }
      } else yield { file, at: at + item.at, node };
    }
  }

  *#included(file: FileId, at: number, { path }: Directive & { kind: 'include' }): Generator<NftFile> {
    for (const name of this.#includes.get(`${file}\n${at + path.start}`) ?? []) {
      const found = this.#files.get(name);
      if (found && name !== file) yield found;
    }
  }
}

/** The key under which a program keeps a table that a command names. */
function keyOf({ family, table }: TableName): string {
  return tableKey(familyOf(family), table.text);
}
