import { IntervalSet } from '../../base/interval-set.ts';
import type { SetType } from '../environment.ts';
import type { Field } from '../meaning/field.ts';
import type { ChainRules, RulesDifference } from './chain-rules.ts';
import { ChangeLog } from './change-log.ts';
import { CoverIndex, type IndexedCover } from './cover-index.ts';
import { ALL_INCLUDED, type Demand, type Facts, failing, NOT_INCLUDED, type Signature } from './demand.ts';
import { NO_EFFECTS, type RuleEffects, type Target } from './effects.ts';
import type { RuleShape, UsedSet } from './shape.ts';
import type { ChainSummary, TableSummaries } from './summary.ts';

/** What a chain's rules leave of each other. Rules are named by their index in the chain. */
export interface ChainReview {
  /** Undefined for rules that nft refuses. */
  readonly shapes: readonly (RuleShape | undefined)[];
  /** Demands of packets that do not get past a rule. */
  readonly covers: readonly (readonly Demand[])[];
  /** Of the only one of these; null for several and undefined for none. */
  readonly covering: readonly (Signature | null | undefined)[];
  /** The first rule that no packet gets past; as many as there are rules when there is none. */
  readonly stop: number;
  /** Rules that are left nothing by earlier ones, with these, the first of them first. Rules behind {@link stop} too. */
  readonly covered: ReadonlyMap<number, readonly number[]>;
  /** The only field in whose values a rule differs from the one before it, for rules that are but matches and a verdict. */
  readonly differences: readonly (Field | undefined)[];
  /** Rules that can match nothing, because of what they ask for. */
  readonly contradictory: readonly number[];
  /** Rules that no packet can meet because of what is known of all packets in the chain. */
  readonly impossible: readonly number[];
  /** Rules that let packets through, or end in another way for some of them only. */
  readonly open: readonly number[];
  /** Rules that change something that other rules may ask for. */
  readonly changing: readonly number[];
  /** Rules that accept packets or send them to another chain. */
  readonly passing: readonly number[];
  /** Rules that nft refuses. */
  readonly refused: readonly number[];
}

/** How far values of several rules are put together to see whether they hold those of one. */
const MAX_UNION = 64;
/** With more changes than that a chain is looked at as a whole again. */
const MAX_CHANGED = 8;
const MAX_REDONE = 4;

const NONE: readonly never[] = [];

/** What is known of each rule by itself. */
interface Parts {
  readonly shapes: (RuleShape | undefined)[];
  /** What rules ask of packets that can come to the chain. */
  readonly asks: (readonly Demand[])[];
  readonly covers: (readonly Demand[])[];
  readonly asked: (Signature | null | undefined)[];
  readonly covering: (Signature | null | undefined)[];
  /** Numbers that are the same for the same single values; 0 where there are others than single values, or several demands. */
  readonly askedValues: Int32Array;
  readonly coveringValues: Int32Array;
  /** The least and the largest value of the last field of a rule's only demand; for others everything. */
  readonly lows: Float64Array;
  readonly highs: Float64Array;
  readonly differences: (Field | undefined)[];
  /** What a rule changes, with all that it calls. */
  readonly changes: RuleEffects[];
  readonly lists: Readonly<Record<keyof typeof NO_LISTS, readonly number[]>>;
  /** What named sets held that rules ask for. */
  readonly used: Map<SetType, UsedSet[1]>;
  /** What the chains do that rules jump to: by name, or by the rules of an anonymous one. */
  readonly called: Map<unknown, ChainSummary>;
}

/** Rules with something special, in ascending order. */
const NO_LISTS = {
  /** No packet gets past them. */
  stops: NONE as readonly number[],
  contradictory: NONE as readonly number[],
  impossible: NONE as readonly number[],
  open: NONE as readonly number[],
  changing: NONE as readonly number[],
  passing: NONE as readonly number[],
};

interface Kept extends ChainReview {
  readonly facts: Facts;
  readonly parts: Parts;
  readonly covered: Map<number, readonly number[]>;
}

const kept = new WeakMap<ChainRules, Kept>();

/** Reviews a chain; what was found out before an edit is used again. `facts` is the same object for the same facts. */
export function reviewChain(
  rules: ChainRules,
  difference: RulesDifference | undefined,
  facts: Facts,
  summaries: TableSummaries,
): ChainReview {
  const known = kept.get(rules);
  if (known && known.facts === facts && isUsable(known, summaries)) return known;
  const before = difference && kept.get(difference.before);
  const isKnown = before?.facts === facts && isUsable(before, summaries);
  const review = new Reviewer(rules, facts, summaries, isKnown ? before : undefined, difference).run();
  kept.set(rules, review);
  return review;
}

/** True when what was known of single rules still holds for those that are the same. */
function isUsable({ parts }: Kept, summaries: TableSummaries): boolean {
  for (const [key, summary] of parts.called) {
    const target: Target =
      typeof key === 'string' ? { chain: key, body: undefined } : { chain: undefined, body: key as Target['body'] };
    if (summaries.of(target) !== summary) return false;
  }
  for (const [set, elements] of parts.used) if (summaries.elements(set) !== elements) return false;
  return true;
}

class Reviewer {
  readonly #parts: Parts;
  readonly #log = new ChangeLog();
  /** The rules that are not those of the review before. */
  readonly #from: number;
  readonly #to: number;
  readonly #oldTo: number;

  constructor(
    private readonly rules: ChainRules,
    private readonly facts: Facts,
    private readonly summaries: TableSummaries,
    private readonly before: Kept | undefined,
    difference: RulesDifference | undefined,
  ) {
    const { length } = rules.results;
    this.#from = before && difference ? difference.prefix : 0;
    this.#to = before && difference ? length - difference.suffix : length;
    this.#oldTo = before && difference ? before.shapes.length - difference.suffix : 0;
    this.#parts = this.#readParts();
    for (const rule of this.#parts.lists.changing) this.#log.note(rule, this.#parts.changes[rule]!);
  }

  run(): Kept {
    const covered = this.#update() ?? this.#full();
    const { shapes, covers, covering, differences, lists } = this.#parts;
    const { stops, ...named } = lists;
    const { facts } = this;
    const { refused } = this.rules;
    const stop = stops[0] ?? shapes.length;
    return { ...named, shapes, covers, covering, differences, refused, covered, facts, parts: this.#parts, stop };
  }

  // --- rule by rule

  #readParts(): Parts {
    const from = this.#from;
    const to = this.#to;
    const old = this.before?.parts;
    const blanks = new Array<never>(to - from);
    const around = <T>(list: readonly T[] | undefined): T[] => {
      if (!list) return new Array<T>(to);
      return to === this.#oldTo ? list.slice() : list.slice(0, from).concat(blanks, list.slice(this.#oldTo));
    };
    const numbers = <T extends Int32Array | Float64Array>(list: T | undefined, make: new (length: number) => T): T => {
      if (list && to === this.#oldTo) return list.slice() as T;
      const out = new make(list ? list.length - this.#oldTo + to : to);
      if (list) {
        out.set(list.subarray(0, from));
        out.set(list.subarray(this.#oldTo), to);
      }
      return out;
    };
    const lists = { stops: [], contradictory: [], impossible: [], open: [], changing: [], passing: [] };
    const parts: Parts = {
      shapes: around(old?.shapes),
      asks: around(old?.asks),
      covers: around(old?.covers),
      asked: around(old?.asked),
      covering: around(old?.covering),
      askedValues: numbers(old?.askedValues, Int32Array),
      coveringValues: numbers(old?.coveringValues, Int32Array),
      lows: numbers(old?.lows, Float64Array),
      highs: numbers(old?.highs, Float64Array),
      differences: around(old?.differences),
      changes: around(old?.changes),
      lists,
      used: new Map(old?.used),
      called: new Map(old?.called),
    };
    for (let i = from; i < to; i++) this.#readRule(i, parts, lists);
    const last = Math.min(to + 1, parts.shapes.length);
    for (let i = from; i < last; i++) parts.differences[i] = differenceOf(parts.shapes[i - 1], parts.shapes[i]);
    return old ? { ...parts, lists: this.#joinLists(old.lists, lists) } : parts;
  }

  #joinLists(old: Parts['lists'], now: Parts['lists']): Parts['lists'] {
    const delta = this.#to - this.#oldTo;
    const out: Record<string, readonly number[]> = {};
    for (const name of Object.keys(NO_LISTS) as (keyof typeof NO_LISTS)[]) {
      const before = old[name];
      const [head, tail] = [lowerBound(before, this.#from), lowerBound(before, this.#oldTo)];
      const isSame = delta === 0 && head === tail && now[name].length === 0;
      const behind = before.slice(tail);
      out[name] = isSame ? before : before.slice(0, head).concat(now[name], delta === 0 ? behind : behind.map((i) => i + delta));
    }
    return out as Parts['lists'];
  }

  #readRule(i: number, parts: Parts, lists: Record<keyof typeof NO_LISTS, number[]>): void {
    const { meaning } = this.rules.results[i]!;
    // A rule that nft refuses is no rule.
    const shape = meaning && this.summaries.shape(meaning);
    parts.shapes[i] = shape;
    parts.asks[i] = NONE;
    parts.covers[i] = NONE;
    parts.asked[i] = undefined;
    parts.covering[i] = undefined;
    parts.askedValues[i] = 0;
    parts.coveringValues[i] = 0;
    parts.changes[i] = NO_EFFECTS;
    parts.lows[i] = Number.NEGATIVE_INFINITY;
    parts.highs[i] = Number.POSITIVE_INFINITY;
    if (!shape) return;
    for (let u = 0; u < shape.used.length; u++) parts.used.set(shape.used[u]![0], shape.used[u]![1]);
    if (shape.accepts.length > 0 || shape.leads.length > 0) lists.passing.push(i);
    if (shape.contradiction) lists.contradictory.push(i);
    if (shape.effects !== NO_EFFECTS) {
      const effects = this.summaries.effects(shape);
      parts.changes[i] = effects;
      if (effects !== NO_EFFECTS) lists.changing.push(i);
      const { calls } = shape.effects;
      for (let c = 0; c < calls.length; c++) {
        const target = calls[c]!;
        parts.called.set(target.body ?? target.chain, this.summaries.of(target));
      }
    }
    const asks = this.#possible(shape.asks);
    parts.asks[i] = asks;
    parts.asked[i] = signatureOf(asks);
    parts.askedValues[i] = valuesNumber(asks);
    const bounds = boundsOf(asks);
    if (bounds) {
      parts.lows[i] = bounds.low;
      parts.highs[i] = bounds.high;
    }
    if (asks.length === 0 && shape.asks.length > 0) lists.impossible.push(i);
    if (shape.covers.length === 0) {
      lists.open.push(i);
      return;
    }
    const covers = this.#readCovers(shape);
    parts.covers[i] = covers;
    parts.covering[i] = signatureOf(covers);
    parts.coveringValues[i] = covers === asks ? parts.askedValues[i]! : valuesNumber(covers);
    if (covers.length === 0) lists.open.push(i);
    else if (covers.some(isEverything)) lists.stops.push(i);
  }

  /** Those of the demands, without what holds anyway, that packets of the chain can meet. */
  #possible(demands: readonly Demand[]): readonly Demand[] {
    if (demands.length === 1) {
      const only = demands[0]!;
      const simple = only.simplified(this.facts);
      return simple === only ? demands : simple ? [simple] : NONE;
    }
    return demands.flatMap((demand) => demand.simplified(this.facts) ?? NONE);
  }

  #readCovers({ covers }: RuleShape): readonly Demand[] {
    if (covers.length === 1) return this.#isFinal(covers[0]!.via) ? this.#possible(covers[0]!.alone) : NONE;
    return this.#possible(covers.filter(({ via }) => this.#isFinal(via)).map(({ demand }) => demand));
  }

  #isFinal(via: Target | undefined): boolean {
    return !via || this.summaries.of(via).ends;
  }

  // --- all at once

  #full(): Map<number, readonly number[]> {
    const covered = new Map<number, readonly number[]>();
    const { covers, asks } = this.#parts;
    const index = new CoverIndex();
    for (let i = 0; i < covers.length; i++)
      for (const demand of covers[i]!)
        if (!isEverything(demand)) index.add({ rule: i, demand, until: this.#log.next(i, demand) });
    for (let i = 0; i < asks.length; i++) {
      if (asks[i]!.length === 0) continue;
      const by = this.#coveredBy(asks[i]!, i, index);
      if (by) covered.set(i, by);
    }
    return covered;
  }

  #coveredBy(asks: readonly Demand[], rule: number, index: CoverIndex): readonly number[] | undefined {
    const by: number[] = [];
    for (let k = 0; k < asks.length; k++) {
      const demand = asks[k]!;
      const single = index.find(demand, rule);
      if (single) by.push(single.rule);
      else if (isUnion(demand, rule, index)) {
        const several = this.#search(demand, rule);
        if (!several) return undefined;
        by.push(...several);
      } else return undefined;
    }
    return ascending(by);
  }

  // --- one by one

  /** Rules before that one that leave nothing of a demand, found by looking at every one. */
  #search(demand: Demand, rule: number): readonly number[] | undefined {
    const { covers, covering, coveringValues, lows, highs } = this.#parts;
    const { signature } = demand;
    const number = valuesNumber([demand]);
    const { low, high } = boundsOf([demand]) ?? ANY;
    const partial: { readonly rule: number; readonly field: number; readonly cover: Demand }[] = [];
    let last: Signature | undefined;
    let isCandidate = false;
    for (let j = 0; j < rule; j++) {
      const own = covering[j];
      if (own === undefined) continue;
      if (own !== null) {
        if (own !== last) {
          last = own;
          isCandidate = signature.includes(own);
        }
        if (!isCandidate) continue;
        if (own === signature && (areOther(coveringValues[j]!, number) || lows[j]! > high || highs[j]! < low)) continue;
      }
      for (const cover of covers[j]!) {
        const field = failing(cover, demand);
        if (field === NOT_INCLUDED || isEverything(cover) || this.#log.next(j, cover) < rule) continue;
        if (field === ALL_INCLUDED) return [j];
        partial.push({ rule: j, field, cover });
      }
    }
    return unionOf(demand, partial);
  }

  #searchAll(rule: number): readonly number[] | undefined {
    const asks = this.#parts.asks[rule]!;
    if (asks.length === 0) return undefined;
    const by: number[] = [];
    for (const demand of asks) {
      const found = this.#search(demand, rule);
      if (!found) return undefined;
      by.push(...found);
    }
    return ascending(by);
  }

  // --- after an edit

  /** What was covered before, brought up to date. Undefined when that is not worth it. */
  #update(): Map<number, readonly number[]> | undefined {
    const { before } = this;
    if (!before) return undefined;
    const from = this.#from;
    const to = this.#to;
    const oldTo = this.#oldTo;
    if (oldTo - from > MAX_CHANGED || to - from > MAX_CHANGED || !this.#changesTheSame(before)) return undefined;
    const delta = to - oldTo;
    const redo = new Set<number>();
    for (let i = from; i < to; i++) redo.add(i);
    const covered = this.#moveCovered(before, delta, redo);
    this.#findNewlyCovered(covered, redo);
    if (redo.size > MAX_CHANGED + MAX_REDONE) return undefined;
    const found: [number, readonly number[]][] = [];
    for (const rule of redo) {
      const by = this.#searchAll(rule);
      if (by) found.push([rule, by]);
      else covered.delete(rule);
    }
    if (found.length === 0) return covered;
    for (const [rule, by] of found) covered.set(rule, by);
    return new Map([...covered].sort(([a], [b]) => a - b));
  }

  /** The rules that were covered, at their new places; those that an old rule had a part in are to be looked at again. */
  #moveCovered(before: Kept, delta: number, redo: Set<number>): Map<number, readonly number[]> {
    const covered = new Map<number, readonly number[]>();
    const isOld = (i: number) => i >= this.#from && i < this.#oldTo;
    const move = (i: number) => (i >= this.#oldTo ? i + delta : i);
    for (const [rule, by] of before.covered) {
      if (isOld(rule)) continue;
      if (by.some(isOld)) redo.add(move(rule));
      else covered.set(move(rule), delta === 0 ? by : by.map(move));
    }
    return covered;
  }

  /** Notes the rules behind the new ones that these leave less of. */
  #findNewlyCovered(covered: ReadonlyMap<number, readonly number[]>, redo: Set<number>): void {
    const { covers, asks, asked, askedValues, lows, highs } = this.#parts;
    for (let i = this.#from; i < this.#to; i++)
      for (const cover of covers[i]!) {
        if (isEverything(cover)) continue;
        const until = Math.min(this.#log.next(i, cover), asks.length - 1);
        const number = valuesNumber([cover]);
        const { low, high } = boundsOf([cover]) ?? ANY;
        let last: Signature | undefined;
        let isCandidate = false;
        for (let rule = this.#to; rule <= until; rule++) {
          const own = asked[rule];
          if (own === undefined) continue;
          if (own !== null) {
            if (own !== last) {
              last = own;
              isCandidate = own.includes(cover.signature);
            }
            if (!isCandidate) continue;
            if (own === cover.signature && (areOther(askedValues[rule]!, number) || lows[rule]! > high || highs[rule]! < low))
              continue;
          }
          if (!asks[rule]!.some((demand) => isTouched(cover, demand))) continue;
          const by = covered.get(rule);
          // What is covered by an earlier rule alone stays so.
          if (!by || by.length > 1 || by[0]! > i) redo.add(rule);
          if (redo.size > MAX_CHANGED + MAX_REDONE) return;
        }
      }
  }

  /** True when the new rules change nothing that the old ones did not, and the other way round. */
  #changesTheSame(before: Kept): boolean {
    const some = (list: readonly RuleEffects[], to: number) =>
      list.slice(this.#from, to).filter((effects) => effects !== NO_EFFECTS);
    const [a, b] = [some(before.parts.changes, this.#oldTo), some(this.#parts.changes, this.#to)];
    return a.length === b.length && a.every((effects, i) => sameEffects(effects, b[i]!));
  }
}

/** True when a new cover leaves less of a demand than there was. */
function isTouched(cover: Demand, demand: Demand): boolean {
  const field = failing(cover, demand);
  return field === ALL_INCLUDED || (field !== NOT_INCLUDED && isWide(demand.values[field]!));
}

function signatureOf(demands: readonly Demand[]): Signature | null | undefined {
  if (demands.length === 0) return undefined;
  return demands.length === 1 ? demands[0]!.signature : null;
}

/** A number that is the same for equal single values; 0 for others than single values. */
function valuesNumber(demands: readonly Demand[]): number {
  if (demands.length !== 1) return 0;
  const { values } = demands[0]!;
  let number = 1;
  for (let i = 0; i < values.length; i++) {
    const { intervals } = values[i]!;
    const first = intervals[0]!;
    if (intervals.length > 1 || first.low !== first.high) return 0;
    number = (Math.imul(number, 31) + (Number(first.low) % PRIME)) | 0;
  }
  return number || 1;
}

const PRIME = 1_073_741_789;

const ANY = { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY };

/** The least and the largest value of the last field of an only demand. Rounding keeps their order. */
function boundsOf(demands: readonly Demand[]): { readonly low: number; readonly high: number } | undefined {
  const values = demands.length === 1 ? demands[0]!.values : NONE;
  const last = values[values.length - 1];
  return last && { low: Number(last.intervals[0]!.low), high: Number(last.intervals[last.intervals.length - 1]!.high) };
}

/** True for numbers of demands for the same fields that have different values. */
function areOther(a: number, b: number): boolean {
  return a !== 0 && b !== 0 && a !== b;
}

/** The only field in whose values two rules differ. */
function differenceOf(a: RuleShape | undefined, b: RuleShape | undefined): Field | undefined {
  const one = a?.isBare ? a.asks[0] : undefined;
  const other = b?.isBare ? b.asks[0] : undefined;
  if (!one || !other || one.signature !== other.signature || one.others.length !== other.others.length) return undefined;
  let found: Field | undefined;
  for (let i = 0; i < one.values.length; i++) {
    const x = one.values[i]!;
    const y = other.values[i]!;
    if (x === y || x.equals(y)) continue;
    if (found) return undefined;
    found = one.signature.fields[i];
  }
  return one.others.every((name, i) => name === other.others[i]) ? found : undefined;
}

function isEverything({ signature, others }: Demand): boolean {
  return signature.fields.length === 0 && others.length === 0;
}

function isWide({ intervals }: IntervalSet): boolean {
  return intervals.length > 1 || intervals[0]!.low !== intervals[0]!.high;
}

function sameEffects(a: RuleEffects, b: RuleEffects): boolean {
  return (
    a === b ||
    (a.tracking === b.tracking &&
      a.all === b.all &&
      a.fields.length === b.fields.length &&
      a.fields.every((field) => b.fields.includes(field)) &&
      a.sets.length === b.sets.length &&
      a.sets.every((set) => b.sets.includes(set)))
  );
}

function ascending(rules: readonly number[]): readonly number[] {
  return rules.length === 1 ? rules : [...new Set(rules)].sort((a, b) => a - b);
}

/** Index of the first number of an ascending list that is not smaller. */
function lowerBound(list: readonly number[], value: number): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (list[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The rules of those that hold a part of a demand, all but some values of one field, that hold all of it together. */
function unionOf(
  demand: Demand,
  partial: readonly { readonly rule: number; readonly field: number; readonly cover: Demand }[],
): readonly number[] | undefined {
  for (const [i, field] of demand.signature.fields.entries()) {
    const own = partial.filter((one) => one.field === i);
    if (own.length < 2) continue;
    let left = demand.values[i]!;
    const by: number[] = [];
    for (const one of own) {
      const rest = left.subtract(one.cover.valuesOf(field)!);
      if (rest.equals(left)) continue;
      left = rest;
      by.push(one.rule);
      if (left.isEmpty) break;
    }
    if (left.isEmpty && by.length <= MAX_UNION) return by;
  }
  return undefined;
}

/** True when rules before that one together leave nothing of a demand: each all but some values of one field. */
function isUnion(demand: Demand, rule: number, index: CoverIndex): boolean {
  const { fields } = demand.signature;
  for (let at = 0; at < fields.length; at++) if (isWide(demand.values[at]!) && isUnionOver(demand, rule, index, at)) return true;
  return false;
}

function isUnionOver(demand: Demand, rule: number, index: CoverIndex, at: number): boolean {
  const field = demand.signature.fields[at]!;
  let steps = 0;
  const { intervals } = demand.values[at]!;
  for (let i = 0; i < intervals.length; i++)
    for (let value = intervals[i]!.low; value <= intervals[i]!.high; ) {
      if (steps++ > MAX_UNION) return false;
      const cover: IndexedCover | undefined = index.find(demand, rule, at, IntervalSet.point(value));
      const held = cover?.demand.valuesOf(field)?.intervals.find((one) => one.low <= value && value <= one.high);
      if (!held) return false;
      value = held.high + 1n;
    }
  return true;
}
