import { IntervalSet } from '../../base/interval-set.ts';
import type { Demand, Signature } from './demand.ts';

/** A demand whose packets do not get past a rule. */
export interface IndexedCover {
  readonly rule: number;
  readonly demand: Demand;
  /** What the demand is about is changed by this rule: the cover says nothing of the rules behind it. */
  readonly until: number;
}

/** All covers that have the same values from some field on. */
interface Tail {
  readonly demand: Demand;
  readonly covers: IndexedCover[];
}

class Node {
  /** By the only value. */
  readonly points = new Map<bigint, Child>();
  /** By a number that is the same for the same values. */
  readonly wides = new Map<number, Wide[]>();
  wideCount = 0;
  stabs: Stabs | undefined;
}

interface Wide {
  readonly values: IntervalSet;
  child: Child;
}

type Child = Node | Tail;

/** With so few it is faster to look at all. */
const FEW = 8;
/** How many branches a question may visit, and all questions together. */
const MAX_VISITS = 400;
const MAX_ALL_VISITS = 4_000_000;

interface Bucket {
  readonly signature: Signature;
  /** By the conditions that are known by name only. */
  readonly byOthers: Map<string, { child: Child | undefined }>;
}

interface Candidate {
  readonly bucket: Bucket;
  /** Which of the asker's values belongs to each of the bucket's fields. */
  readonly places: readonly number[];
}

/** Finds covers that hold all packets of a demand, without looking at every one. All are added before the first question. */
export class CoverIndex {
  readonly #buckets = new Map<Signature, Bucket>();
  readonly #candidates = new Map<Signature, readonly Candidate[]>();
  #allVisits = 0;
  #visits = 0;
  #best: IndexedCover | undefined;

  add(cover: IndexedCover): void {
    const { signature, others } = cover.demand;
    let bucket = this.#buckets.get(signature);
    if (!bucket) {
      bucket = { signature, byOthers: new Map() };
      this.#buckets.set(signature, bucket);
    }
    const key = others.length === 0 ? '' : others.length === 1 ? others[0]! : others.join('\n');
    let root = bucket.byOthers.get(key);
    if (!root) {
      root = { child: undefined };
      bucket.byOthers.set(key, root);
    }
    root.child = insert(root.child, cover, 0);
  }

  /**
   * The first rule before `rule` that leaves nothing of the demand.
   * @param at index of a field of which only one value is asked for
   */
  find(demand: Demand, rule: number, at = -1, value: IntervalSet = IntervalSet.EMPTY): IndexedCover | undefined {
    if (this.#allVisits > MAX_ALL_VISITS) return undefined;
    this.#visits = 0;
    this.#best = undefined;
    const candidates = this.#candidatesFor(demand.signature);
    if (candidates.length === 0) return undefined;
    const parts = namedParts(demand.others);
    for (let c = 0; c < candidates.length; c++) {
      const { bucket, places } = candidates[c]!;
      for (let k = 0; k < parts.length; k++) {
        const child = bucket.byOthers.get(parts[k]!)?.child;
        if (child) this.#visit(child, 0, demand.values, places, rule, at, value);
      }
    }
    this.#allVisits += this.#visits;
    return this.#best;
  }

  #candidatesFor(signature: Signature): readonly Candidate[] {
    let found = this.#candidates.get(signature);
    if (!found) {
      found = [...this.#buckets.values()]
        .filter((bucket) => signature.includes(bucket.signature))
        .map((bucket) => ({ bucket, places: bucket.signature.fields.map((field) => signature.fields.indexOf(field)) }));
      this.#candidates.set(signature, found);
    }
    return found;
  }

  #visit(
    child: Child,
    level: number,
    values: readonly IntervalSet[],
    places: readonly number[],
    rule: number,
    at: number,
    only: IntervalSet,
  ): void {
    if (this.#visits++ > MAX_VISITS) return;
    if (!(child instanceof Node)) {
      for (let i = level; i < places.length; i++) {
        const place = places[i]!;
        if (!child.demand.values[i]!.includes(place === at ? only : values[place]!)) return;
      }
      this.#consider(child.covers, rule);
      return;
    }
    const place = places[level]!;
    const wanted = place === at ? only : values[place]!;
    const first = wanted.intervals[0];
    if (!first) return;
    if (wanted.intervals.length === 1 && first.low === first.high) {
      const exact = child.points.get(first.low);
      if (exact) this.#visit(exact, level + 1, values, places, rule, at, only);
    }
    if (child.wideCount === 0) return;
    if (child.wideCount > FEW) {
      child.stabs ??= new Stabs([...child.wides.values()].flat());
      child.stabs.each(first.low, (wide) => {
        if (this.#visits <= MAX_VISITS) this.#enter(wide, wanted, level, values, places, rule, at, only);
      });
      return;
    }
    for (const wides of child.wides.values())
      for (let i = 0; i < wides.length; i++) this.#enter(wides[i]!, wanted, level, values, places, rule, at, only);
  }

  #enter(
    wide: Wide,
    wanted: IntervalSet,
    level: number,
    values: readonly IntervalSet[],
    places: readonly number[],
    rule: number,
    at: number,
    only: IntervalSet,
  ): void {
    if (wide.values === wanted || wide.values.includes(wanted))
      this.#visit(wide.child, level + 1, values, places, rule, at, only);
  }

  #consider(covers: readonly IndexedCover[], rule: number): void {
    // They stand in the order of the rules.
    for (let i = 0; i < covers.length; i++) {
      const cover = covers[i]!;
      if (cover.rule >= rule || (this.#best && this.#best.rule <= cover.rule)) return;
      if (cover.until >= rule) {
        this.#best = cover;
        return;
      }
      if (i > MAX_VISITS) return;
    }
  }
}

function insert(child: Child | undefined, cover: IndexedCover, level: number): Child {
  const { demand } = cover;
  if (!child) return { demand, covers: [cover] };
  if (child instanceof Node) {
    put(child, cover, level);
    return child;
  }
  if (sameFrom(child.demand, demand, level)) {
    child.covers.push(cover);
    return child;
  }
  const node = new Node();
  place(node, child, level);
  put(node, cover, level);
  return node;
}

function isPoint({ intervals }: IntervalSet): boolean {
  return intervals.length === 1 && intervals[0]!.low === intervals[0]!.high;
}

function findWide(node: Node, values: IntervalSet, number: number): Wide | undefined {
  const wides = node.wides.get(number);
  if (wides)
    for (let i = 0; i < wides.length; i++) if (wides[i]!.values === values || wides[i]!.values.equals(values)) return wides[i];
  return undefined;
}

function addWide(node: Node, wide: Wide, number: number): void {
  const wides = node.wides.get(number);
  if (wides) wides.push(wide);
  else node.wides.set(number, [wide]);
  node.wideCount++;
}

/** Puts the covers that were here alone under a new node. */
function place(node: Node, tail: Tail, level: number): void {
  const values = tail.demand.values[level]!;
  if (isPoint(values)) node.points.set(values.intervals[0]!.low, tail);
  else addWide(node, { values, child: tail }, numberOf(values));
}

function put(node: Node, cover: IndexedCover, level: number): void {
  const values = cover.demand.values[level]!;
  if (isPoint(values)) {
    const { low } = values.intervals[0]!;
    const before = node.points.get(low);
    const after = insert(before, cover, level + 1);
    if (after !== before) node.points.set(low, after);
    return;
  }
  const number = numberOf(values);
  const wide = findWide(node, values, number);
  if (wide) wide.child = insert(wide.child, cover, level + 1);
  else addWide(node, { values, child: insert(undefined, cover, level + 1) }, number);
}

function sameFrom(a: Demand, b: Demand, level: number): boolean {
  for (let i = level; i < a.values.length; i++) {
    const one = a.values[i]!;
    const other = b.values[i]!;
    if (one !== other && !one.equals(other)) return false;
  }
  return true;
}

const PRIME = 1_073_741_789;

function numberOf({ intervals }: IntervalSet): number {
  let number = intervals.length;
  for (let i = 0; i < intervals.length && i < FEW; i++) {
    const { low, high } = intervals[i]!;
    number = (Math.imul(number, 31) + (Number(low) % PRIME)) | 0;
    if (low !== high) number = (Math.imul(number, 31) + (Number(high) % PRIME)) | 0;
  }
  return number;
}

/** The names that a cover of these conditions can have: all, some or none of them. */
function namedParts(others: readonly string[]): readonly string[] {
  if (others.length === 0) return ONE_EMPTY;
  if (others.length === 1) return ['', others[0]!];
  if (others.length > 3) return ['', ...others, others.join('\n')];
  const out: string[] = [];
  for (let chosen = 0; chosen < 1 << others.length; chosen++) out.push(others.filter((_, i) => chosen & (1 << i)).join('\n'));
  return out;
}

const ONE_EMPTY: readonly string[] = [''];

/** Intervals by the numbers that lie in them: an interval tree laid out in arrays. */
class Stabs {
  readonly #lows: bigint[] = [];
  readonly #highs: bigint[] = [];
  readonly #wides: Wide[] = [];
  /** The largest end among the intervals of a subtree, by its middle. */
  readonly #ends: bigint[];

  constructor(wides: Iterable<Wide>) {
    const all: { near: number; low: bigint; high: bigint; wide: Wide }[] = [];
    for (const wide of wides) for (const { low, high } of wide.values.intervals) all.push({ near: Number(low), low, high, wide });
    // Rounded numbers are compared much faster, and tell apart nearly all.
    all.sort((a, b) => a.near - b.near || (a.low < b.low ? -1 : a.low > b.low ? 1 : 0));
    for (const { low, high, wide } of all) {
      this.#lows.push(low);
      this.#highs.push(high);
      this.#wides.push(wide);
    }
    this.#ends = new Array<bigint>(all.length);
    this.#build(0, all.length - 1);
  }

  #build(from: number, to: number): bigint {
    if (from > to) return -1n;
    const middle = (from + to) >> 1;
    let end = this.#highs[middle]!;
    const left = this.#build(from, middle - 1);
    const right = this.#build(middle + 1, to);
    if (left > end) end = left;
    if (right > end) end = right;
    this.#ends[middle] = end;
    return end;
  }

  each(value: bigint, found: (wide: Wide) => void): void {
    this.#each(0, this.#lows.length - 1, value, found);
  }

  #each(from: number, to: number, value: bigint, found: (wide: Wide) => void): void {
    if (from > to) return;
    const middle = (from + to) >> 1;
    if (this.#ends[middle]! < value) return;
    this.#each(from, middle - 1, value, found);
    if (this.#lows[middle]! > value) return;
    if (this.#highs[middle]! >= value) found(this.#wides[middle]!);
    this.#each(middle + 1, to, value, found);
  }
}
