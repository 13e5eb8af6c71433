import { DEFAULT_FAMILY } from '../../facts/nft-language.ts';
import type { Chain, FileItem, Placed, Span } from '../../nft/ast.ts';
import type { NftFile } from '../../nft/file.ts';
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
  readonly table: TableId | undefined;
  /** The unit around: a chain's name and its table. */
  readonly chain: string | undefined;
}

/** The smallest unit that holds or touches an offset: a rule, a line of a block, a declaration; undefined between units. */
export function pieceAt(file: NftFile, offset: number): Piece | undefined {
  const item = lastAt(file.items, 0, offset);
  return item && pieceIn(item.node, item.at, offset);
}

function pieceIn(item: FileItem, at: number, offset: number): Piece | undefined {
  if (offset > at + item.length) return undefined;
  if (item.kind !== 'command') return { at, node: item, table: undefined, chain: undefined };
  const start = at + item.what.at;
  const { node } = item.what;
  if (node.kind === 'table') {
    const table = { family: node.family?.text ?? DEFAULT_FAMILY, name: node.name.text };
    const inner = lastAt(node.items ?? [], start, offset);
    if (!inner || offset > inner.at + inner.node.length) return { at: start, node, table: undefined, chain: undefined };
    if (inner.node.kind === 'chain') return pieceInChain(inner.node, inner.at, offset, table);
    return { at: inner.at, node: inner.node, table, chain: undefined };
  }
  if (node.kind === 'chain') return pieceInChain(node, start, offset, tableOf(node.of));
  return { at: start, node, table: undefined, chain: node.kind === 'rule-command' ? node.chain.text : undefined };
}

function pieceInChain(chain: Chain, at: number, offset: number, table: TableId | undefined): Piece {
  const inner = lastAt(chain.body?.items ?? [], at, offset);
  if (!inner || offset > inner.at + inner.node.length) return { at, node: chain, table, chain: chain.name.text };
  return { at: inner.at, node: inner.node, table, chain: chain.name.text };
}

/** The last of some placed nodes that begins at or before an offset. */
function lastAt<T extends Placed<unknown>>(
  items: readonly T[],
  base: number,
  offset: number,
): { node: T['node']; at: number } | undefined {
  let low = -1;
  let high = items.length;
  while (low + 1 < high) {
    const middle = (low + high) >> 1;
    if (base + items[middle]!.at <= offset) low = middle;
    else high = middle;
  }
  return low < 0 ? undefined : { node: items[low]!.node, at: base + items[low]!.at };
}

const kept = new WeakMap<NameUnit, readonly FoundName[]>();

/** What a unit names, its header only for chains and tables. */
export function namesIn(piece: Piece, text: string): NamedPlace[] {
  let found = kept.get(piece.node);
  if (!found) {
    found = namesOfUnit(piece.node, text, piece.at);
    kept.set(piece.node, found);
  }
  return found.map((name) => ({
    ...name,
    table: name.table ?? (name.of === 'variable' ? undefined : piece.table),
    start: name.start + piece.at,
    end: name.end + piece.at,
    ...(name.extent ? { extent: { start: name.extent.start + piece.at, end: name.extent.end + piece.at } } : {}),
  }));
}

/** Everything that a file names, in the order of the text. For small files and for outlines; others look up one name with {@link findNames}. */
export function* allNames(file: NftFile): Generator<NamedPlace> {
  for (const piece of pieces(file)) yield* namesIn(piece, file.text);
}

/** All units of a file. */
export function* pieces(file: NftFile): Generator<Piece> {
  for (const { at, node: item } of file.items) {
    if (item.kind !== 'command') {
      yield { at, node: item, table: undefined, chain: undefined };
      continue;
    }
    const start = at + item.what.at;
    const { node } = item.what;
    if (node.kind === 'table') {
      const table = { family: node.family?.text ?? DEFAULT_FAMILY, name: node.name.text };
      yield { at: start, node, table: undefined, chain: undefined };
      for (const inner of node.items ?? []) {
        if (inner.node.kind === 'chain') yield* piecesOfChain(inner.node, start + inner.at, table);
        else yield { at: start + inner.at, node: inner.node, table, chain: undefined };
      }
    } else if (node.kind === 'chain') yield* piecesOfChain(node, start, tableOf(node.of));
    else yield { at: start, node, table: undefined, chain: node.kind === 'rule-command' ? node.chain.text : undefined };
  }
}

function* piecesOfChain(chain: Chain, at: number, table: TableId | undefined): Generator<Piece> {
  yield { at, node: chain, table, chain: chain.name.text };
  for (const inner of chain.body?.items ?? []) yield { at: at + inner.at, node: inner.node, table, chain: chain.name.text };
}

/** Places that name something of that very name. Looks only at units whose text holds it. */
export function findNames(file: NftFile, name: string): NamedPlace[] {
  const out: NamedPlace[] = [];
  const { text } = file;
  let last: object | undefined;
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + name.length)) {
    const piece = pieceAt(file, at);
    if (!piece || piece.node === last) continue;
    last = piece.node;
    for (const place of namesIn(piece, text)) if (place.name === name) out.push(place);
  }
  return out;
}
