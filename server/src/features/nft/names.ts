import type { Range } from '../../base/range.ts';
import { DEFAULT_FAMILY } from '../../facts/nft-language.ts';
import type { Chain, ChainItem, FileItem, Placed, SetItem, Span, TableItem, Unit } from '../../nft/ast.ts';
import type { NftFile } from '../../nft/file.ts';
import type { FilePart } from '../../nft/part.ts';
import type { NamedThing } from './slot.ts';
import { type FoundName, type NameUnit, namesOfUnit, type TableId, tableOf } from './unit-names.ts';

/** A place where something is named. Offsets are those of the file; quotes and the signs `$` and `@` are not part of it. */
export interface NamedPlace {
  readonly of: NamedThing;
  readonly name: string;
  readonly start: number;
  readonly end: number;
  readonly role: 'definition' | 'reference';
  /** Undefined for variables, and in files that are meant to be read inside a table. */
  readonly table: TableId | undefined;
  /** Of an object: `counter`, `ct helper`. */
  readonly object?: string | undefined;
  /** Of a chain that a rule leads to. */
  readonly verdict?: 'jump' | 'goto' | undefined;
  /** All of what defines the thing. */
  readonly extent?: Span | undefined;
}

/** A piece of a file that is read at once, and the table and chain it stands in. */
export interface Piece {
  readonly at: number;
  readonly node: NameUnit;
  /** The text that the node is read from. Braces that are missing in the file may stand at its end. */
  readonly text: string;
  /** How long the file itself is. */
  readonly limit: number;
  readonly table: TableId | undefined;
  /** The unit around: a chain's name and its table. */
  readonly chain: string | undefined;
}

/** The smallest unit that holds or touches an offset: a rule, a line of a block, a declaration; undefined between units. */
export function pieceAt(file: NftFile, offset: number): Piece | undefined {
  for (const part of file.readings) {
    const found = pieceIn(part, offset);
    if (found) return { text: part.text, limit: part.plain.length, ...found };
  }
  return undefined;
}

type FoundPiece = Omit<Piece, 'text' | 'limit'>;

function pieceIn(part: FilePart, offset: number): FoundPiece | undefined {
  switch (part.block) {
    case 'file': {
      const item = lastAt(part.items as readonly Placed<FileItem>[], part.at, offset);
      return item && pieceInFile(item.node, item.at, offset);
    }
    case 'table':
      return pieceInTable(part.items as readonly TableItem[], part.at, offset, undefined);
    case 'chain':
      return pieceInChain(part.items as readonly ChainItem[], part.at, offset, undefined);
    default: {
      const item = (part.items as readonly SetItem[]).find(
        ({ start, end }) => part.at + start <= offset && offset <= part.at + end,
      );
      return item && { at: part.at, node: unitOf(item), table: undefined, chain: undefined };
    }
  }
}

const units = new WeakMap<SetItem, Unit<SetItem>>();

/** A line of a set as a unit of its own. */
function unitOf(item: SetItem): Unit<SetItem> {
  let unit = units.get(item);
  if (!unit) {
    unit = { kind: 'unit', length: item.end, item };
    units.set(item, unit);
  }
  return unit;
}

function pieceInFile(item: FileItem, at: number, offset: number): FoundPiece | undefined {
  if (offset > at + item.length) return undefined;
  if (item.kind !== 'command') return { at, node: item, table: undefined, chain: undefined };
  const start = at + item.what.at;
  const { node } = item.what;
  if (node.kind === 'table') {
    const table = { family: node.family?.text ?? DEFAULT_FAMILY, name: node.name.text };
    return pieceInTable(node.items ?? [], start, offset, table) ?? { at: start, node, table: undefined, chain: undefined };
  }
  if (node.kind === 'chain') return inChain(node, start, offset, tableOf(node.of));
  return { at: start, node, table: undefined, chain: node.kind === 'rule-command' ? node.chain.text : undefined };
}

function pieceInTable(
  items: readonly TableItem[],
  base: number,
  offset: number,
  table: TableId | undefined,
): FoundPiece | undefined {
  const inner = lastAt<TableItem>(items, base, offset);
  if (!inner || offset > inner.at + inner.node.length) return undefined;
  if (inner.node.kind === 'chain') return inChain(inner.node, inner.at, offset, table);
  return { at: inner.at, node: inner.node, table, chain: undefined };
}

function inChain(chain: Chain, at: number, offset: number, table: TableId | undefined): FoundPiece {
  const found = pieceInChain(chain.body?.items ?? [], at, offset, table);
  return { ...(found ?? { at, node: chain, table }), chain: chain.name.text };
}

function pieceInChain(
  items: readonly ChainItem[],
  base: number,
  offset: number,
  table: TableId | undefined,
): FoundPiece | undefined {
  const inner = lastAt<ChainItem>(items, base, offset);
  if (!inner || offset > inner.at + inner.node.length) return undefined;
  return { at: inner.at, node: inner.node, table, chain: undefined };
}

/** The units that touch a range, in order; of chains and tables the header is one. */
export function* piecesWithin(file: NftFile, within: Range): Generator<Piece> {
  for (const part of file.readings)
    for (const piece of piecesOf(part, within)) yield { text: part.text, limit: part.plain.length, ...piece };
}

function* piecesOf(part: FilePart, within: Range): Generator<FoundPiece> {
  switch (part.block) {
    case 'file':
      for (const { at, node } of placedWithin<Placed<FileItem>>(part.items as readonly Placed<FileItem>[], part.at, within))
        yield* piecesOfItem(node, at, within);
      return;
    case 'table':
      yield* piecesOfTable(part.items as readonly TableItem[], part.at, within, undefined);
      return;
    case 'chain':
      yield* piecesOfChain(part.items as readonly ChainItem[], part.at, within, undefined, undefined);
      return;
    default:
      for (const item of part.items as readonly SetItem[])
        yield { at: part.at, node: unitOf(item), table: undefined, chain: undefined };
  }
}

function* piecesOfItem(item: FileItem, at: number, within: Range): Generator<FoundPiece> {
  if (item.kind !== 'command') {
    yield { at, node: item, table: undefined, chain: undefined };
    return;
  }
  const start = at + item.what.at;
  const { node } = item.what;
  if (node.kind === 'table') {
    yield { at: start, node, table: undefined, chain: undefined };
    yield* piecesOfTable(node.items ?? [], start, within, {
      family: node.family?.text ?? DEFAULT_FAMILY,
      name: node.name.text,
    });
  } else if (node.kind === 'chain') yield* piecesOfDeclaredChain(node, start, within, tableOf(node.of));
  else yield { at: start, node, table: undefined, chain: node.kind === 'rule-command' ? node.chain.text : undefined };
}

function* piecesOfTable(
  items: readonly TableItem[],
  base: number,
  within: Range,
  table: TableId | undefined,
): Generator<FoundPiece> {
  for (const { at, node } of placedWithin<TableItem>(items, base, within)) {
    if (node.kind === 'chain') yield* piecesOfDeclaredChain(node, at, within, table);
    else yield { at, node, table, chain: undefined };
  }
}

function* piecesOfDeclaredChain(chain: Chain, at: number, within: Range, table: TableId | undefined): Generator<FoundPiece> {
  yield { at, node: chain, table, chain: chain.name.text };
  yield* piecesOfChain(chain.body?.items ?? [], at, within, table, chain.name.text);
}

function* piecesOfChain(
  items: readonly ChainItem[],
  base: number,
  within: Range,
  table: TableId | undefined,
  chain: string | undefined,
): Generator<FoundPiece> {
  for (const { at, node } of placedWithin<ChainItem>(items, base, within)) yield { at, node, table, chain };
}

/** Those of some placed nodes that touch a range. */
function* placedWithin<T extends Placed<{ readonly length: number }>>(
  items: readonly T[],
  base: number,
  within: Range,
): Generator<{ node: T['node']; at: number }> {
  for (let index = Math.max(0, lastIndex(items, base, within.start)); index < items.length; index++) {
    const { at, node } = items[index]!;
    if (base + at > within.end) return;
    if (base + at + node.length >= within.start) yield { node, at: base + at };
  }
}

/** The last of some placed nodes that begins at or before an offset. */
function lastAt<T extends Placed<unknown>>(
  items: readonly T[],
  base: number,
  offset: number,
): { node: T['node']; at: number } | undefined {
  const low = lastIndex(items, base, offset);
  return low < 0 ? undefined : { node: items[low]!.node, at: base + items[low]!.at };
}

function lastIndex(items: readonly Placed<unknown>[], base: number, offset: number): number {
  let low = -1;
  let high = items.length;
  while (low + 1 < high) {
    const middle = (low + high) >> 1;
    if (base + items[middle]!.at <= offset) low = middle;
    else high = middle;
  }
  return low;
}

const kept = new WeakMap<NameUnit, readonly FoundName[]>();

/** What a unit names, its header only for chains and tables. */
export function namesIn(piece: Piece): NamedPlace[] {
  let found = kept.get(piece.node);
  if (!found) {
    found = namesOfUnit(piece.node, piece.text, piece.at);
    kept.set(piece.node, found);
  }
  return found.map((name) => ({
    ...name,
    table: name.table ?? (name.of === 'variable' ? undefined : piece.table),
    start: name.start + piece.at,
    end: name.end + piece.at,
    ...(name.extent
      ? { extent: { start: name.extent.start + piece.at, end: Math.min(name.extent.end + piece.at, piece.limit) } }
      : {}),
  }));
}

/** Places that name something of that very name. Looks only at units whose text holds it. */
export function findNames(file: NftFile, name: string): NamedPlace[] {
  const out: NamedPlace[] = [];
  const { plain } = file;
  let last: object | undefined;
  for (let at = plain.indexOf(name); at >= 0; at = plain.indexOf(name, at + name.length)) {
    const piece = pieceAt(file, at);
    if (!piece || piece.node === last) continue;
    last = piece.node;
    for (const place of namesIn(piece)) if (place.name === name) out.push(place);
  }
  return out;
}
