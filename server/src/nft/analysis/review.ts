import { IntervalSet } from '../../base/interval-set.ts';
import type { EvaluatedRule } from '../evaluation.ts';
import type { Field } from '../meaning/field.ts';
import { ChangeLog } from './change-log.ts';
import { CoverIndex, type IndexedCover } from './cover-index.ts';
import { ALL_INCLUDED, type Demand, type Facts, failing, NOT_INCLUDED } from './demand.ts';
import { NO_EFFECTS, type RuleEffects, type Target } from './effects.ts';
import type { RuleShape } from './shape.ts';
import type { ChainSummary, TableSummaries } from './summary.ts';

/** What a chain's rules leave of each other. Rules are named by their index in the chain. */
export interface ChainReview {
  /** Undefined for rules that nft refuses. */
  readonly shapes: readonly (RuleShape | undefined)[];
  /** Demands of packets that do not get past a rule. */
  readonly covers: readonly (readonly Demand[])[];
  /** The first rule that no packet gets past; as many as there are rules when there is none. */
  readonly stop: number;
  /** Rules that are left nothing by earlier ones, with these, the first of them first. Rules behind {@link stop} too. */
  readonly covered: ReadonlyMap<number, readonly number[]>;
  /** The only field in whose values a rule differs from the one before it, for rules that are but matches and a verdict. */
  readonly differences: readonly (Field | undefined)[];
  /** Rules that no packet can meet because of what is known of all packets in the chain. */
  readonly impossible: readonly number[];
}

/** How far values of several rules are put together to see whether they hold those of one. */
const MAX_UNION = 64;
/** With more changes than that a chain is looked at as a whole again. */
const MAX_CHANGED = 8;
const MAX_REDONE = 4;

interface Kept extends ChainReview {
  readonly results: readonly object[];
  readonly facts: Facts;
  readonly parts: Parts;
  readonly covered: Map<number, readonly number[]>;
  readonly impossible: number[];
  /** Under which it is kept. */
  readonly probes: readonly object[];
}

/** What is known of each rule by itself. */
interface Parts {
  readonly shapes: (RuleShape | undefined)[];
  /** Demands of packets that do not get past a rule. */
  readonly covers: (readonly Demand[])[];
  readonly differences: (Field | undefined)[];
  /** What a rule changes, with all that it calls. */
  readonly changes: RuleEffects[];
  /** Rules that no packet gets past. */
  readonly stops: number[];
  /** Rules whose shape hangs on what named sets hold. */
  readonly askingSets: number[];
  /** What the chains do that rules jump to: by name, or by the rules of an anonymous one. */
  readonly called: Map<unknown, ChainSummary>;
}

/** The last review of a chain, by the results of some of its rules. */
const kept = new WeakMap<object, Kept>();

/** Reviews a chain; what was found out before an edit is used again. `facts` is the same object for the same facts. */
export function reviewChain(rules: readonly EvaluatedRule[], facts: Facts, summaries: TableSummaries): ChainReview {
  if (rules.length === 0) return { shapes: [], covers: [], differences: [], stop: 0, covered: new Map(), impossible: [] };
  const probes = [rules[0]!, rules[rules.length >> 1]!, rules[rules.length - 1]!].map(({ result }) => result);
  let before: Kept | undefined;
  for (const probe of probes) before ??= kept.get(probe);
  const review = new Reviewer(rules, facts, summaries, before, probes).run();
  for (const probe of before?.probes ?? NONE) kept.delete(probe);
  for (const probe of probes) kept.set(probe, review);
  return review;
}

class Reviewer {
  #parts: Parts = { shapes: [], covers: [], differences: [], changes: [], stops: [], askingSets: [], called: new Map() };
  #log: ChangeLog | undefined;
  /** How many rules at the beginning and at the end are those of the review before. */
  #prefix = 0;
  #suffix = 0;
  #before: Kept | undefined;

  constructor(
    private readonly rules: readonly EvaluatedRule[],
    private readonly facts: Facts,
    private readonly summaries: TableSummaries,
    before: Kept | undefined,
    private readonly probes: readonly object[],
  ) {
    this.#before = before && before.facts === facts && this.#isUsable(before) ? before : undefined;
  }

  run(): Kept {
    const results = this.rules.map(({ result }) => result);
    if (this.#before) this.#compare(this.#before, results);
    this.#readParts(this.#before);
    const found = this.#update() ?? this.#full();
    const { shapes, covers, differences, stops } = this.#parts;
    const { facts, probes } = this;
    return { ...found, shapes, covers, differences, results, facts, probes, parts: this.#parts, stop: stops[0] ?? shapes.length };
  }

  /** True when what was known of single rules still holds for those that are the same. */
  #isUsable({ parts, results }: Kept): boolean {
    for (const [key, summary] of parts.called) {
      const target =
        typeof key === 'string' ? { chain: key, body: undefined } : { chain: undefined, body: key as Target['body'] };
      if (this.summaries.of(target) !== summary) return false;
    }
    return parts.askingSets.every((i) => {
      const { meaning } = results[i] as EvaluatedRule['result'];
      return meaning !== undefined && this.summaries.shape(meaning) === parts.shapes[i];
    });
  }

  #compare(before: Kept, results: readonly object[]): void {
    const old = before.results;
    const most = Math.min(results.length, old.length);
    while (this.#prefix < most && results[this.#prefix] === old[this.#prefix]) this.#prefix++;
    let now = results.length;
    let then = old.length;
    while (this.#suffix < most - this.#prefix && results[--now] === old[--then]) this.#suffix++;
  }

  #readParts(before: Kept | undefined): void {
    const { rules } = this;
    const from = this.#prefix;
    const to = rules.length - this.#suffix;
    const oldTo = before ? before.results.length - this.#suffix : 0;
    const parts = this.#parts;
    if (before) {
      const { shapes, covers, differences, changes, stops, askingSets, called } = before.parts;
      const delta = to - oldTo;
      const outside = (list: readonly number[]) => [
        ...list.filter((i) => i < from),
        ...list.filter((i) => i >= oldTo).map((i) => i + delta),
      ];
      const blanks = new Array<never>(to - from);
      this.#parts = {
        shapes: shapes.slice(0, from).concat(blanks, shapes.slice(oldTo)),
        covers: covers.slice(0, from).concat(blanks, covers.slice(oldTo)),
        differences: differences.slice(0, from).concat(blanks, differences.slice(oldTo)),
        changes: changes.slice(0, from).concat(blanks, changes.slice(oldTo)),
        stops: outside(stops),
        askingSets: outside(askingSets),
        called: new Map(called),
      };
    } else
      this.#parts = {
        ...parts,
        shapes: new Array(rules.length),
        covers: new Array(rules.length),
        differences: new Array(rules.length),
        changes: new Array(rules.length),
      };
    for (let i = from; i < to; i++) this.#readRule(i);
    for (let i = from; i < Math.min(to + 1, rules.length); i++)
      this.#parts.differences[i] = differenceOf(this.#parts.shapes[i - 1], this.#parts.shapes[i]);
    this.#parts.stops.sort((a, b) => a - b);
    this.#parts.askingSets.sort((a, b) => a - b);
  }

  #readRule(i: number): void {
    const { shapes, covers, changes, stops, askingSets, called } = this.#parts;
    const { meaning } = this.rules[i]!.result;
    // A rule that nft refuses is no rule.
    const shape = meaning && this.summaries.shape(meaning);
    shapes[i] = shape;
    changes[i] = NO_EFFECTS;
    covers[i] = NONE;
    if (!shape) return;
    if (shape.asksSets) askingSets.push(i);
    if (shape.effects !== NO_EFFECTS) {
      changes[i] = this.summaries.effects(shape);
      for (const target of shape.effects.calls) called.set(target.body ?? target.chain, this.summaries.of(target));
    }
    if (shape.covers.length > 0) {
      covers[i] = this.#readCovers(shape);
      if (covers[i]!.some(isEverything)) stops.push(i);
    }
  }

  #readCovers({ covers }: RuleShape): readonly Demand[] {
    const [only] = covers;
    if (covers.length === 1 && only && !only.via && this.facts.size === 0) return only.alone;
    const out: Demand[] = [];
    for (const { demand, via } of covers) {
      if (via && !this.summaries.of(via).ends) continue;
      const simple = demand.simplified(this.facts);
      if (simple) out.push(simple);
    }
    return out;
  }

  get #changeLog(): ChangeLog {
    if (!this.#log) {
      this.#log = new ChangeLog();
      for (let i = 0; i < this.#parts.changes.length; i++) this.#log.note(i, this.#parts.changes[i]!);
    }
    return this.#log;
  }

  #asks(rule: number): readonly Demand[] {
    const asks = this.#parts.shapes[rule]?.asks ?? NONE;
    if (this.facts.size === 0) return asks;
    return asks.flatMap((demand) => demand.simplified(this.facts) ?? NONE);
  }

  #isImpossible(rule: number): boolean {
    const shape = this.#parts.shapes[rule];
    return shape !== undefined && shape.asks.length > 0 && shape.asks.every((demand) => !demand.simplified(this.facts));
  }

  // --- all at once

  #full(): Pick<Kept, 'covered' | 'impossible'> {
    const covered = new Map<number, readonly number[]>();
    const impossible: number[] = [];
    const log = this.#changeLog;
    const index = new CoverIndex();
    for (let i = 0; i < this.#parts.shapes.length; i++)
      for (const demand of this.#parts.covers[i]!)
        if (!isEverything(demand)) index.add({ rule: i, demand, until: log.next(i, demand) });
    for (let i = 0; i < this.#parts.shapes.length; i++) {
      const asks = this.#asks(i);
      if (asks.length === 0) {
        if (this.#isImpossible(i)) impossible.push(i);
        continue;
      }
      const by = this.#coveredBy(asks, i, index);
      if (by) covered.set(i, by);
    }
    return { covered, impossible };
  }

  #coveredBy(asks: readonly Demand[], rule: number, index: CoverIndex): readonly number[] | undefined {
    const by: number[] = [];
    for (const demand of asks) {
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
    const log = this.#changeLog;
    const { covers } = this.#parts;
    const partial: { readonly rule: number; readonly field: number; readonly cover: Demand }[] = [];
    for (let j = 0; j < rule; j++) {
      for (const cover of covers[j]!) {
        const field = failing(cover, demand);
        if (field === NOT_INCLUDED || isEverything(cover) || log.next(j, cover) < rule) continue;
        if (field === ALL_INCLUDED) return [j];
        partial.push({ rule: j, field, cover });
      }
    }
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

  #searchAll(rule: number): readonly number[] | undefined {
    const asks = this.#asks(rule);
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

  /** The review before, brought up to date. Undefined when that is not worth it. */
  #update(): Pick<Kept, 'covered' | 'impossible'> | undefined {
    const before = this.#before;
    if (!before) return undefined;
    const prefix = this.#prefix;
    const oldEnd = before.shapes.length - this.#suffix;
    const newEnd = this.#parts.shapes.length - this.#suffix;
    if (oldEnd - prefix > MAX_CHANGED || newEnd - prefix > MAX_CHANGED) return undefined;
    if (!this.#changesTheSame(before, prefix, oldEnd, newEnd)) return undefined;
    const delta = newEnd - oldEnd;
    const move = (i: number) => (i >= oldEnd ? i + delta : i);
    const covered = new Map<number, readonly number[]>();
    const redo = new Set<number>();
    for (const [rule, by] of before.covered) {
      if (rule >= prefix && rule < oldEnd) continue;
      if (by.some((i) => i >= prefix && i < oldEnd)) redo.add(move(rule));
      else covered.set(move(rule), delta === 0 ? by : by.map(move));
    }
    const impossible = before.impossible.filter((rule) => rule < prefix || rule >= oldEnd).map(move);
    for (let i = prefix; i < newEnd; i++) {
      redo.add(i);
      if (this.#isImpossible(i)) impossible.push(i);
    }
    impossible.sort((a, b) => a - b);
    this.#findNewlyCovered(prefix, newEnd, covered, redo);
    if (redo.size > MAX_CHANGED + MAX_REDONE) return undefined;
    for (const rule of redo) {
      const by = this.#searchAll(rule);
      if (by) covered.set(rule, by);
      else covered.delete(rule);
    }
    return { covered: new Map([...covered].sort(([a], [b]) => a - b)), impossible };
  }

  /** Notes the rules behind the new ones that these leave less of. */
  #findNewlyCovered(from: number, to: number, covered: ReadonlyMap<number, readonly number[]>, redo: Set<number>): void {
    const log = this.#changeLog;
    for (let i = from; i < to; i++)
      for (const cover of this.#parts.covers[i]!) {
        if (isEverything(cover)) continue;
        const until = Math.min(log.next(i, cover), this.#parts.shapes.length - 1);
        for (let rule = to; rule <= until && redo.size <= MAX_CHANGED + MAX_REDONE; rule++) {
          for (const demand of this.#asks(rule)) {
            const field = failing(cover, demand);
            if (field === NOT_INCLUDED) continue;
            if (field === ALL_INCLUDED || isWide(demand.values[field]!)) {
              const by = covered.get(rule);
              // What is covered by an earlier rule alone stays so.
              if (!by || by.length > 1 || by[0]! > i) redo.add(rule);
            }
          }
        }
      }
  }

  /** True when the new rules change nothing that the old ones did not, and the other way round. */
  #changesTheSame(before: Kept, prefix: number, oldEnd: number, newEnd: number): boolean {
    const old = before.parts.changes.slice(prefix, oldEnd).filter((effects) => effects !== NO_EFFECTS);
    const now = this.#parts.changes.slice(prefix, newEnd).filter((effects) => effects !== NO_EFFECTS);
    return old.length === now.length && old.every((effects, i) => sameEffects(effects, now[i]!));
  }
}

const NONE: readonly never[] = [];

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

/** True when rules before that one together leave nothing of a demand: each all but some values of one field. */
function isUnion(demand: Demand, rule: number, index: CoverIndex): boolean {
  const { fields } = demand.signature;
  return fields.some((field, at) => {
    const values = demand.values[at]!;
    if (!isWide(values)) return false;
    let steps = 0;
    for (const { low, high } of values.intervals)
      for (let value = low; value <= high; ) {
        if (steps++ > MAX_UNION) return false;
        const cover: IndexedCover | undefined = index.find(demand, rule, at, IntervalSet.point(value));
        const held = cover?.demand.valuesOf(field)?.intervals.find((one) => one.low <= value && value <= one.high);
        if (!held) return false;
        value = held.high + 1n;
      }
    return true;
  });
}
