import type { Tree } from 'web-tree-sitter';
import { runtimeMemory } from '../tree-sitter.ts';
import { Kind } from './kinds.generated.ts';
import { nftTables } from './language.ts';

// Layout of a subtree in the runtime (lib/subtree.h of web-tree-sitter 0.25.10, 32-bit). Walking the nodes through the runtime's
// interface costs several calls into WebAssembly per node, more than parsing them did; reading them costs next to nothing. The
// version is pinned and flat-tree.test.ts compares this reader with the interface on every kind of node.
const INLINE = 1;
const VISIBLE = 1 << 1;
const EXTRA = 1 << 3;
const INLINE_MISSING = 1 << 5;
const HEAP_MISSING = 1 << 1;
const HEAP_VISIBLE = 1 << 0;
const HEAP_EXTRA = 1 << 2;
const PADDING_BYTES = 4;
const SIZE_BYTES = 16;
const ERROR_COST = 32;
const CHILD_COUNT = 36;
const SYMBOL = 40;
const FLAGS = 44;
const VISIBLE_CHILDREN = 48;
const PRODUCTION = 66;
const SUBTREE = 8;

/** Nodes whose words are read as one text by whoever wants them: their children are not laid out. */
const OPAQUE = new Set<number>([
  Kind.payload_expression,
  Kind.meta_expression,
  Kind.ct_expression,
  Kind.exthdr_expression,
  Kind.option_expression,
  Kind.rt_expression,
  Kind.socket_expression,
  Kind.osf_expression,
  Kind.fib_expression,
  Kind.ipsec_expression,
  Kind.tunnel_expression,
  Kind.numgen_expression,
  Kind.variable,
  Kind.set_reference,
  Kind.data_type,
  Kind.nat_flag,
  Kind.verdict,
]);

/**
 * A visible node of a tree that is still alive. `identity` is the same for a node that an edit left alone, as long as the tree
 * before the edit is alive too; it is 0 for small leaves.
 */
export interface NodeRef {
  readonly slot: number;
  readonly kind: number;
  /** UTF-16 offsets in the text of the tree. */
  readonly start: number;
  readonly end: number;
  readonly identity: number;
}

/** The root of a tree. */
export function rootOf(tree: Tree): NodeRef {
  const slot = (tree as unknown as { readonly 0: number })[0];
  const u32 = runtimeMemory().HEAPU32;
  const pointer = u32[slot >> 2]!;
  const start = u32[(pointer + PADDING_BYTES) >> 2]! >> 1;
  return { slot, kind: Kind.source_file, start, end: start + (u32[(pointer + SIZE_BYTES) >> 2]! >> 1), identity: pointer };
}

/** True when there is an error or a missing token anywhere in a tree. */
export function hasError(tree: Tree): boolean {
  const u32 = runtimeMemory().HEAPU32;
  return u32[(u32[(tree as unknown as { readonly 0: number })[0] >> 2]! + ERROR_COST) >> 2] !== 0;
}

/** Where the parser skipped text or made up a token: the places that it could not read, in order. UTF-16 offsets. */
export function errorRanges(tree: Tree): { readonly start: number; readonly end: number }[] {
  const { HEAPU8: u8, HEAPU16: u16, HEAPU32: u32 } = runtimeMemory();
  const out: { start: number; end: number }[] = [];
  const visit = (low: number, start: number): void => {
    const missing = (u8[low + FLAGS + 1]! & HEAP_MISSING) !== 0;
    // The cost of a made-up token is not in the token but in the nodes around it.
    if (!missing && u32[(low + ERROR_COST) >> 2] === 0) return;
    const end = start + (u32[(low + SIZE_BYTES) >> 2]! >> 1);
    const count = u32[(low + CHILD_COUNT) >> 2]!;
    if (count === 0 || u16[(low + SYMBOL) >> 1] === Kind.ERROR) {
      out.push({ start, end });
      return;
    }
    let at = start;
    for (let i = 0; i < count; i++) {
      const child = low - (count - i) * SUBTREE;
      const childLow = u32[child >> 2]!;
      const inline = (childLow & INLINE) !== 0;
      if (i > 0) at += inline ? u8[child + 6]! >> 1 : u32[(childLow + PADDING_BYTES) >> 2]! >> 1;
      if (inline) {
        if ((childLow & INLINE_MISSING) !== 0) out.push({ start: at, end: at });
        at += u8[child + 7]! >> 1;
      } else {
        visit(childLow, at);
        at += u32[(childLow + SIZE_BYTES) >> 2]! >> 1;
      }
    }
  };
  const root = rootOf(tree);
  visit(root.identity, root.start);
  return out;
}

/** The visible children of a node side by side in columns: for long lists, where an object for each would cost more than the walk. */
export interface ChildColumns {
  readonly length: number;
  readonly slot: Uint32Array;
  readonly kind: Uint16Array;
  readonly start: Uint32Array;
  readonly end: Uint32Array;
  readonly identity: Uint32Array;
}

/** Visible children of a node, without comments and line continuations. */
export function childColumns(node: NodeRef): ChildColumns {
  const { HEAPU8: u8, HEAPU16: u16, HEAPU32: u32 } = runtimeMemory();
  const { aliasSequences, maxAliasSequenceLength, publicSymbolMap } = nftTables();
  const root = u32[node.slot >> 2]!;
  const most = (root & INLINE) === 0 && u32[(root + CHILD_COUNT) >> 2]! > 0 ? u32[(root + VISIBLE_CHILDREN) >> 2]! : 0;
  const slots = new Uint32Array(most);
  const kinds = new Uint16Array(most);
  const starts = new Uint32Array(most);
  const ends = new Uint32Array(most);
  const identities = new Uint32Array(most);
  let length = 0;
  const visit = (parent: number, from: number): void => {
    const count = u32[(parent + CHILD_COUNT) >> 2]!;
    const production = count === 0 ? 0 : u16[(parent + PRODUCTION) >> 1]!;
    const aliases = production === 0 ? 0 : (aliasSequences >> 1) + production * maxAliasSequenceLength;
    let at = from;
    let structural = 0;
    let child = parent - count * SUBTREE;
    for (let i = 0; i < count; i++, child += SUBTREE) {
      const low = u32[child >> 2]!;
      const inline = (low & INLINE) !== 0;
      // A node begins where the text of its first child does: the first child's padding is before the node.
      if (i > 0) at += inline ? u8[child + 6]! >> 1 : u32[(low + PADDING_BYTES) >> 2]! >> 1;
      const end = at + (inline ? u8[child + 7]! >> 1 : u32[(low + SIZE_BYTES) >> 2]! >> 1);
      if (inline ? (low & EXTRA) === 0 : (u8[low + FLAGS]! & HEAP_EXTRA) === 0) {
        const alias = aliases === 0 ? 0 : u16[aliases + structural]!;
        structural++;
        if (alias !== 0 || (inline ? (low & VISIBLE) !== 0 : (u8[low + FLAGS]! & HEAP_VISIBLE) !== 0)) {
          const symbol = alias || (inline ? u8[child + 1]! : u16[(low + SYMBOL) >> 1]!);
          slots[length] = child;
          kinds[length] = symbol === Kind.ERROR ? symbol : u16[(publicSymbolMap >> 1) + symbol]!;
          starts[length] = at;
          ends[length] = end;
          identities[length] = inline ? 0 : low;
          length++;
        } else if (!inline) visit(low, at);
      }
      at = end;
    }
  };
  if (most > 0) visit(root, node.start);
  return { length, slot: slots, kind: kinds, start: starts, end: ends, identity: identities };
}

/** One of the children as an object. */
export function childAt(columns: ChildColumns, index: number): NodeRef {
  return {
    slot: columns.slot[index]!,
    kind: columns.kind[index]!,
    start: columns.start[index]!,
    end: columns.end[index]!,
    identity: columns.identity[index]!,
  };
}

/** Visible children of a node, without comments and line continuations. */
export function childrenOf(node: NodeRef): NodeRef[] {
  const columns = childColumns(node);
  return Array.from({ length: columns.length }, (_, i) => childAt(columns, i));
}

/** Comments and line continuations below a node, however deep. */
export function extrasOf(node: NodeRef): NodeRef[] {
  const out: NodeRef[] = [];
  collectExtras(node.slot, node.start, out);
  return out;
}

/** Adds the extras below a node to `out`. */
function collectExtras(slot: number, start: number, out: NodeRef[]): void {
  const { HEAPU8: u8, HEAPU16: u16, HEAPU32: u32 } = runtimeMemory();
  const { publicSymbolMap } = nftTables();
  const visit = (parent: number, from: number): void => {
    const count = u32[(parent + CHILD_COUNT) >> 2]!;
    let at = from;
    for (let i = 0; i < count; i++) {
      const child = parent - (count - i) * SUBTREE;
      const low = u32[child >> 2]!;
      const inline = (low & INLINE) !== 0;
      if (i > 0) at += inline ? u8[child + 6]! >> 1 : u32[(low + PADDING_BYTES) >> 2]! >> 1;
      const end = at + (inline ? u8[child + 7]! >> 1 : u32[(low + SIZE_BYTES) >> 2]! >> 1);
      const extra = inline ? (low & EXTRA) !== 0 : (u8[low + FLAGS]! & HEAP_EXTRA) !== 0;
      const visible = inline ? (low & VISIBLE) !== 0 : (u8[low + FLAGS]! & HEAP_VISIBLE) !== 0;
      if (visible && extra) {
        const symbol = inline ? u8[child + 1]! : u16[(low + SYMBOL) >> 1]!;
        const kind = symbol === Kind.ERROR ? symbol : u16[(publicSymbolMap >> 1) + symbol]!;
        out.push({ slot: child, kind, start: at, end, identity: inline ? 0 : low });
      } else if (!inline && !extra) visit(low, at);
      at = end;
    }
  };
  const low = u32[slot >> 2]!;
  if ((low & INLINE) === 0) visit(low, start);
}

/**
 * A node and all that is visible below it, laid out in preorder in arrays that are used again for the next one: a reader must be
 * done with one subtree before it lays out another. Offsets are relative to the node's start.
 */
export class FlatTree {
  /** Number of nodes laid out. */
  length = 0;
  kind = new Uint16Array(256);
  start = new Int32Array(256);
  end = new Int32Array(256);
  /** Index of the node behind the subtree of this one: its next sibling, or where its parent ends. */
  next = new Int32Array(256);

  /** Lays out a node. */
  load(node: NodeRef): void {
    const low = runtimeMemory().HEAPU32[node.slot >> 2]!;
    this.loadSubtree((low & INLINE) === 0 ? low : 0, node.kind, node.end - node.start);
  }

  /** Lays out a node that is known by its identity (0: a leaf), its kind and its length. */
  loadSubtree(identity: number, kind: number, length: number): void {
    const { HEAPU8, HEAPU16, HEAPU32 } = runtimeMemory();
    const tables = nftTables();
    this.#u8 = HEAPU8;
    this.#u16 = HEAPU16;
    this.#u32 = HEAPU32;
    this.#aliases = tables.aliasSequences >> 1;
    this.#aliasLength = tables.maxAliasSequenceLength;
    this.#public = tables.publicSymbolMap >> 1;
    this.length = 0;
    this.#push(kind, 0, length);
    if (identity !== 0) this.#children(identity, 0);
    this.next[0] = this.length;
  }

  #u8!: Uint8Array;
  #u16!: Uint16Array;
  #u32!: Uint32Array;
  #aliases = 0;
  #aliasLength = 0;
  #public = 0;

  #push(kind: number, start: number, end: number): number {
    const index = this.length++;
    if (index === this.kind.length) this.#grow();
    this.kind[index] = kind;
    this.start[index] = start;
    this.end[index] = end;
    return index;
  }

  #grow(): void {
    const size = this.kind.length * 2;
    const wider = <T extends Uint16Array | Int32Array>(from: T, to: T): T => {
      to.set(from);
      return to;
    };
    this.kind = wider(this.kind, new Uint16Array(size));
    this.start = wider(this.start, new Int32Array(size));
    this.end = wider(this.end, new Int32Array(size));
    this.next = wider(this.next, new Int32Array(size));
  }

  #children(parent: number, from: number): void {
    const u8 = this.#u8;
    const u16 = this.#u16;
    const u32 = this.#u32;
    const count = u32[(parent + CHILD_COUNT) >> 2]!;
    if (count === 0) return;
    const production = u16[(parent + PRODUCTION) >> 1]!;
    const aliases = production === 0 ? 0 : this.#aliases + production * this.#aliasLength;
    let at = from;
    let structural = 0;
    let child = parent - count * SUBTREE;
    for (let i = 0; i < count; i++, child += SUBTREE) {
      const low = u32[child >> 2]!;
      if ((low & INLINE) !== 0) {
        if (i > 0) at += u8[child + 6]! >> 1;
        const end = at + (u8[child + 7]! >> 1);
        if ((low & EXTRA) === 0) {
          const alias = aliases === 0 ? 0 : u16[aliases + structural]!;
          structural++;
          if (alias !== 0 || (low & VISIBLE) !== 0) {
            const index = this.#push(u16[this.#public + (alias || u8[child + 1]!)]!, at, end);
            this.next[index] = index + 1;
          }
        }
        at = end;
      } else {
        if (i > 0) at += u32[(low + PADDING_BYTES) >> 2]! >> 1;
        const end = at + (u32[(low + SIZE_BYTES) >> 2]! >> 1);
        const flags = u8[low + FLAGS]!;
        if ((flags & HEAP_EXTRA) === 0) {
          const alias = aliases === 0 ? 0 : u16[aliases + structural]!;
          structural++;
          if (alias !== 0 || (flags & HEAP_VISIBLE) !== 0) {
            const symbol = alias || u16[(low + SYMBOL) >> 1]!;
            const kind = symbol === Kind.ERROR ? symbol : u16[this.#public + symbol]!;
            const index = this.#push(kind, at, end);
            if (!OPAQUE.has(kind)) this.#children(low, at);
            this.next[index] = this.length;
          } else this.#children(low, at);
        }
        at = end;
      }
    }
  }
}
