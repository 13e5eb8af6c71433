import { type ChildColumns, childAt, childColumns, type NodeRef } from '../../syntax/nft/flat-tree.ts';
import type { Placed } from '../ast.ts';

/** What was made of one node. */
export interface Made {
  /** Undefined for a node that means nothing by itself, such as a semicolon. */
  readonly unit: object | undefined;
  /** What was made of the nodes in it, when they were made one by one. */
  readonly inner?: Kept | undefined;
}

/**
 * What was made of the children of a node, with the children's identities: valid only while a tree that holds those nodes is alive.
 */
export interface Kept {
  readonly identity: Uint32Array;
  readonly kind: Uint16Array;
  readonly length: number;
  readonly made: readonly Made[];
  /** The units in order, with their places. */
  readonly items: readonly Placed<object>[];
}

/** Makes something of one node. `before` are lists that may hold what is inside it. */
export type Maker = (node: NodeRef, before: readonly Kept[]) => Made;

/**
 * Makes units of the children of a node. What stands in one of `before` is taken over as it is: the beginning and the end that a list
 * has in common with the one before by a comparison of numbers, only the rest by looking. Places count from `base`.
 */
export function keepChildren(node: NodeRef, base: number, before: readonly Kept[], make: Maker): Kept {
  return keep(childColumns(node), base, before, make);
}

function keep(columns: ChildColumns, base: number, before: readonly Kept[], make: Maker): Kept {
  const { length, identity, kind, start } = columns;
  const old = before.length === 1 ? before[0]! : undefined;
  const head = old ? commonHead(columns, old) : 0;
  const tail = old ? commonTail(columns, old, head) : 0;
  const made: Made[] = new Array(length);
  for (let i = 0; i < head; i++) made[i] = old!.made[i]!;
  for (let i = length - tail; i < length; i++) made[i] = old!.made[i + old!.length - length]!;
  const left = leftOver(columns, head, tail, before);
  for (let i = head; i < length - tail; i++) made[i] = left.entries.get(identity[i]!) ?? make(childAt(columns, i), left.insides);

  const items: Placed<object>[] = [];
  for (let i = 0; i < length; i++) {
    const { unit } = made[i]!;
    if (!unit) continue;
    const at = start[i]! - base;
    const known = old?.items[items.length];
    items.push(known && known.node === unit && known.at === at ? known : { at, node: unit });
  }
  return { identity, kind, length, made, items };
}

function commonHead(columns: ChildColumns, old: Kept): number {
  const most = Math.min(columns.length, old.length);
  let n = 0;
  while (n < most && same(columns, n, old, n)) n++;
  return n;
}

function commonTail(columns: ChildColumns, old: Kept, head: number): number {
  const most = Math.min(columns.length, old.length) - head;
  let n = 0;
  while (n < most && same(columns, columns.length - 1 - n, old, old.length - 1 - n)) n++;
  return n;
}

/** Leaves have no identity: signs are equal when their kinds are, words are made anew. */
function same({ identity, kind }: ChildColumns, index: number, old: Kept, oldIndex: number): boolean {
  if (identity[index] !== old.identity[oldIndex]) return false;
  return identity[index] !== 0 || (kind[index] === old.kind[oldIndex] && old.made[oldIndex]!.unit === undefined);
}

/** What `before` has between the two ends: by identity, and the insides of what is not there any more. */
function leftOver(
  { identity, length }: ChildColumns,
  head: number,
  tail: number,
  before: readonly Kept[],
): { readonly entries: ReadonlyMap<number, Made>; readonly insides: readonly Kept[] } {
  const entries = new Map<number, Made>();
  const insides: Kept[] = [];
  if (head + tail === length) return { entries, insides };
  const present = new Set(identity.subarray(head, length - tail));
  for (const list of before)
    for (let i = head; i < list.length - tail; i++) {
      const one = list.made[i]!;
      if (list.identity[i] !== 0 && present.has(list.identity[i]!)) entries.set(list.identity[i]!, one);
      else if (one.inner) insides.push(one.inner);
    }
  return { entries, insides };
}
