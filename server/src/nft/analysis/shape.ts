import { IntervalSet } from '../../base/interval-set.ts';
import type { SetType } from '../environment.ts';
import type { EvaluatedElement } from '../evaluate/sets.ts';
import type { EvaluatedTable } from '../evaluation.ts';
import type { LookupCondition, MaskedCondition, TupleCondition } from '../meaning/condition.ts';
import type { SetContents } from '../meaning/contents.ts';
import type { Field } from '../meaning/field.ts';
import type { Chosen, RuleMeaning, Step, Verdict } from '../meaning/rule-meaning.ts';
import { Demand, Signature } from './demand.ts';
import { NO_EFFECTS, type RuleEffects, type Target } from './effects.ts';

/** Where something is written, counted from the start of the rule's unit; -1 for what nft adds. */
export interface Place {
  readonly start: number;
  readonly end: number;
}

/** Two conditions that no packet meets both; one alone when it can never hold. */
export interface Contradiction {
  readonly field: Field;
  readonly at: Place;
  readonly with: Place | undefined;
}

/** Packets that do not get past a rule. */
export interface Cover {
  readonly demand: Demand;
  /** The demand as a list. */
  readonly alone: readonly Demand[];
  /** What becomes of them: `accept`, `jump x`. */
  readonly verdict: string;
  /** They only end there if this chain sends none back. */
  readonly via: Target | undefined;
}

/** Packets that a rule may send to another chain, by jump or goto. */
export interface Lead {
  readonly target: Target;
  readonly demands: readonly Demand[];
}

/** What a rule asks of a packet that comes to it and what it does then, in the form in which rules are compared with each other. */
export interface RuleShape {
  /** Every packet that the rule can match is in one of these; none when it can match nothing. */
  readonly asks: readonly Demand[];
  readonly contradiction: Contradiction | undefined;
  readonly covers: readonly Cover[];
  /** Every packet that the rule can accept is in one of these. What waits for another program's answer counts, too. */
  readonly accepts: readonly Demand[];
  /** Where the rule can send packets. */
  readonly leads: readonly Lead[];
  /** What the rule ends with, when that is the same for all packets. */
  readonly verdict: string | undefined;
  /** It asks for something that can be answered otherwise each time. */
  readonly isChanging: boolean;
  /** It can send packets back to where the chain was called from. */
  readonly mayReturn: boolean;
  readonly effects: RuleEffects;
  /** What named sets held of which it hangs. */
  readonly used: readonly UsedSet[];
  /** It counts, logs or does other things that leave packets as they are. */
  readonly counts: boolean;
  /** It consists of matches and one verdict, and nothing else. */
  readonly isBare: boolean;
  /** Belongs to those who ask what becomes of some traffic. */
  traffic: unknown;
  /** A number that is the same for rules of the same text; undefined when nobody has asked yet. */
  textNumber: number | undefined;
}

/** More boxes of joined values than this are not looked at one by one. */
const MAX_BOXES = 64;
/** Named sets of one rule whose contents are taken into account. */
const MAX_LOOKUPS = 3;

/** A named set with the elements that are known of it. */
export type UsedSet = readonly [SetType, readonly EvaluatedElement[] | undefined];

/** The shape of a rule. The same object as long as its meaning and the sets that it asks for stay what they were. */
export function shapeOf(meaning: RuleMeaning, table: EvaluatedTable, contents: SetContents): RuleShape {
  const known = meaning.memo as RuleShape | undefined;
  if (known && (known.used.length === 0 || known.used.every(([set, elements]) => contents.elements(table, set) === elements)))
    return known;
  const shape = simpleShape(meaning, table, contents) ?? fullShape(meaning, table, contents);
  meaning.memo = shape;
  return shape;
}

function fullShape(meaning: RuleMeaning, table: EvaluatedTable, contents: SetContents): RuleShape {
  const builder = new ShapeBuilder(table, contents);
  for (const step of meaning.steps) builder.add(step);
  return builder.finish(
    isBare(meaning),
    meaning.steps.some(({ kind }) => kind === 'side-effect'),
  );
}

/** The shape of a rule of matches, counters and one verdict, as most rules are; undefined for others. */
function simpleShape({ steps }: RuleMeaning, table: EvaluatedTable, contents: SetContents): RuleShape | undefined {
  const fields: Field[] = [];
  const values: IntervalSet[] = [];
  let lookup: LookupCondition | undefined;
  let verdict: Verdict | undefined;
  let isBare = true;
  let isChanging = false;
  for (let i = 0; i < steps.length; i++) {
    const step = steps[i]!;
    if (verdict) return undefined;
    switch (step.kind) {
      case 'values':
        if (!insert(fields, values, step.field, step.values)) return undefined;
        break;
      case 'lookup':
        if (lookup || step.negated || step.fields.length > 1 || step.set.flags.has('constant')) return undefined;
        lookup = step;
        break;
      case 'side-effect':
        if (step.changes !== undefined || step.effect.startsWith('ct ')) return undefined;
        isBare = false;
        break;
      case 'opaque':
        if (step.key !== undefined) return undefined;
        isChanging = true;
        break;
      case 'verdict':
        verdict = step.verdict;
        if (verdict.kind === 'continue' || ('body' in verdict && verdict.body)) return undefined;
        break;
      default:
        return undefined;
    }
  }
  const others = lookup ? [nameOfLookup(lookup)] : NONE;
  const demand = new Demand(Signature.of(fields), values, others);
  const asks = [demand];
  const text = verdict && verdictText(verdict);
  const target = verdict && (verdict.kind === 'jump' || verdict.kind === 'goto') ? targetOf(verdict) : undefined;
  const isJump = verdict?.kind === 'jump';
  let covers: readonly Cover[] = NONE;
  let used: readonly UsedSet[] = NONE;
  if (text !== undefined && !isChanging) {
    const via = isJump ? target : undefined;
    const cover = { demand, alone: asks, verdict: text, via };
    const held = lookup && contents.keys(table, lookup.set, 1)?.boxes[0]?.[0];
    if (lookup) used = [[lookup.set, contents.elements(table, lookup.set)]];
    // Elements can be added later: what is there is what the set holds at least.
    const [more, sets] = [fields.slice(), values.slice()];
    if (lookup && held && insert(more, sets, lookup.fields[0]!, held)) {
      const resolved = new Demand(Signature.of(more), sets, NONE);
      covers = [cover, { demand: resolved, alone: [resolved], verdict: text, via }];
    } else covers = [cover];
  }
  return {
    asks,
    contradiction: undefined,
    covers,
    accepts: verdict && ACCEPTING.has(verdict.kind) ? asks : NONE,
    leads: target ? [{ target, demands: asks }] : NONE,
    verdict: text,
    isChanging,
    mayReturn: verdict?.kind === 'return' || verdict?.kind === 'goto',
    effects: isJump && target ? { ...NO_EFFECTS, calls: [target] } : NO_EFFECTS,
    used,
    counts: !isBare,
    isBare: isBare && !isChanging && verdict !== undefined,
    traffic: undefined,
    textNumber: undefined,
  };
}

const lookupNames = new WeakMap<SetType, Map<Field, string>>();

/** The name of a condition that asks a set for one field. */
function nameOfLookup({ fields, set }: LookupCondition): string {
  const [field] = fields;
  let names = lookupNames.get(set);
  if (!names) {
    names = new Map();
    lookupNames.set(set, names);
  }
  let name = names.get(field!);
  if (name === undefined) {
    name = `${field!.key}=@${set.name}`;
    names.set(field!, name);
  }
  return name;
}

/** Adds a condition to fields in the order of their ids. False when no value is left. */
function insert(fields: Field[], values: IntervalSet[], field: Field, wanted: IntervalSet): boolean {
  if (wanted.isEmpty) return false;
  let at = fields.length;
  while (at > 0 && fields[at - 1]!.id > field.id) at--;
  if (at > 0 && fields[at - 1] === field) {
    const before = values[at - 1]!;
    const both = before === wanted || wanted.includes(before) ? before : before.intersect(wanted);
    values[at - 1] = both;
    return !both.isEmpty;
  }
  for (let i = fields.length; i > at; i--) {
    fields[i] = fields[i - 1]!;
    values[i] = values[i - 1]!;
  }
  fields[at] = field;
  values[at] = wanted;
  return true;
}

interface Held {
  values: IntervalSet;
  /** Where the condition that said so last is written. */
  at: Place;
}

interface Boxes {
  readonly fields: readonly Field[];
  readonly boxes: readonly (readonly IntervalSet[])[];
}

/** What lets packets through, or lets somebody else decide. */
const ACCEPTING: ReadonlySet<Verdict['kind']> = new Set(['accept', 'queue', 'stolen'] as const);
const LEAVING: ReadonlySet<Verdict['kind']> = new Set(['accept', 'drop', 'reject', 'queue', 'stolen', 'return', 'goto'] as const);
const NONE: readonly never[] = [];

class ShapeBuilder {
  readonly #used: UsedSet[] = [];
  readonly #held = new Map<Field, Held>();
  #others: string[] = [];
  #tuples: Boxes[] = [];
  #masked: MaskedCondition[] = [];
  /** What named sets hold at least, by the name of the condition that asks for them. */
  #lookups: { readonly other: string; readonly boxes: Boxes }[] = [];
  #contradiction: Contradiction | undefined;
  #isChanging = false;
  #mayReturn = false;
  /** All packets that meet what was noted go on to the next step. */
  #isExact = true;
  /** What comes next is only done with a part of the packets that nobody keeps account of. */
  #isDivided = false;
  #changed: Set<Field> | undefined;
  #changedSets: Set<string> | undefined;
  #changesTracking = false;
  #changesAll = false;
  #calls: Target[] | undefined;
  #accepts: (Boxes | undefined)[] | undefined;
  #leads: { readonly target: Target; readonly boxes: Boxes | undefined }[] | undefined;
  #covers: { readonly boxes: Boxes | undefined; readonly verdict: string; readonly via: Target | undefined }[] = [];
  #verdict: string | undefined;

  constructor(
    private readonly table: EvaluatedTable,
    private readonly contents: SetContents,
  ) {}

  add(step: Step): void {
    this.#take(step);
    // What nft adds stands before the match that needs it.
    if (this.#contradiction && this.#contradiction.at.start < 0 && step.start >= 0)
      this.#contradiction = { ...this.#contradiction, at: { start: step.start, end: step.end } };
  }

  #take(step: Step): void {
    switch (step.kind) {
      case 'values':
        if (this.#asks(step.field)) this.#hold(step.field, step.values, step);
        return;
      case 'masked':
        if (!this.#asks(step.field)) return;
        this.#masked.push(step);
        this.#others.push(`${step.field.key}&${step.mask}=${written(step.values)}`);
        return;
      case 'tuple':
        if (step.fields.every((field) => this.#asks(field))) this.#tuple(step);
        return;
      case 'lookup':
        if (step.fields.every((field) => this.#asks(field)) && !this.#changedSets?.has(step.set.name)) this.#lookup(step);
        else this.#isExact = false;
        return;
      case 'opaque':
        if (step.key === undefined) {
          this.#isChanging = true;
          this.#isExact = false;
        } else if (this.#isDivided || this.#hasChanged) this.#isExact = false;
        else this.#others.push(step.key);
        return;
      case 'assign':
        // A packet that the map has no answer for leaves the rule.
        if (step.value.fields.length > 0 || step.value.map) this.#isExact = false;
        this.#changed ??= new Set();
        this.#changed.add(step.field);
        if (!/^(meta|ct) /.test(step.field.key)) this.#changesAll = true;
        return;
      case 'notrack':
        this.#changesTracking = true;
        return;
      case 'side-effect':
        if (step.changes !== undefined) {
          this.#changedSets ??= new Set();
          this.#changedSets.add(step.changes);
        } else if (step.effect.startsWith('ct ')) this.#changesTracking = true;
        return;
      case 'rewrite':
        this.#changesAll = true;
        return;
      case 'nat':
        if (step.target.fields.length > 0 || step.target.map) this.#isExact = false;
        return;
      case 'verdict':
        this.#end(step.verdict);
        return;
      case 'verdict-map':
        this.#divide(step.verdict, step);
    }
  }

  get #hasChanged(): boolean {
    return this.#changesAll || this.#changesTracking || this.#changed !== undefined;
  }

  /** True for a field that is still what it was when the packet came; what is asked of others says nothing of those that came. */
  #asks(field: Field): boolean {
    const same =
      !this.#isDivided &&
      !this.#changesAll &&
      !this.#changed?.has(field) &&
      !(this.#changesTracking && field.key.startsWith('ct ')) &&
      !(this.#hasChanged && isDerived(field));
    if (!same) this.#isExact = false;
    return same;
  }

  #hold(field: Field, values: IntervalSet, at: Place): void {
    const held = this.#held.get(field);
    if (!held) {
      if (values.isEmpty) this.#contradict(field, at, undefined);
      this.#held.set(field, { values, at });
      return;
    }
    const both = held.values.includes(values) ? values : held.values.intersect(values);
    if (both.isEmpty) this.#contradict(field, at, held.at);
    held.values = both;
    if (at.start >= 0) held.at = at;
  }

  #contradict(field: Field, at: Place, other: Place | undefined): void {
    this.#contradiction ??= { field, at, with: other };
  }

  #tuple(step: TupleCondition): void {
    const { fields, boxes, negated } = step;
    if (!negated) {
      this.#tuples.push({ fields, boxes });
      return;
    }
    if (boxes.length > MAX_BOXES) this.#isExact = false;
    else
      this.#others.push(`${fields.map(({ key }) => key).join('.')}!=${boxes.map((box) => box.map(written).join('.')).join('|')}`);
  }

  #lookup({ fields, set, negated, start, end }: LookupCondition): void {
    const elements = this.contents.elements(this.table, set);
    this.#used.push([set, elements]);
    const keys = this.contents.keys(this.table, set, fields.length);
    const name = `${fields.map(({ key }) => key).join('.')}${negated ? '!=' : '='}@${set.name}`;
    const known: Boxes | undefined = keys && {
      fields,
      boxes: keys.catchAll ? [fields.map(({ domain }) => domain)] : keys.boxes,
    };
    const [field] = fields;
    const single = known && field && fields.length === 1 ? (known.boxes[0]?.[0] ?? IntervalSet.EMPTY) : undefined;
    if (set.flags.has('constant') && known) {
      if (!negated) {
        this.#tuples.push(known);
        return;
      }
      if (single && field) {
        this.#hold(field, field.domain.subtract(single), { start, end });
        return;
      }
    }
    // Elements can be added later: what is there is what the set holds at least.
    this.#others.push(name);
    if (!known) return;
    if (!negated) this.#lookups.push({ other: name, boxes: known });
    else if (single && field) this.#hold(field, field.domain.subtract(single), { start, end });
  }

  // --- verdicts

  #end(verdict: Verdict): void {
    if (verdict.kind === 'continue') return;
    this.#call(verdict);
    this.#lead(verdict, undefined);
    const text = verdictText(verdict);
    if (!this.#isDivided) this.#verdict = text;
    if (this.#isExact) this.#covers.push({ boxes: undefined, verdict: text, via: viaOf(verdict) });
    this.#isDivided = true;
  }

  #call(verdict: Verdict): void {
    if (verdict.kind === 'return' || verdict.kind === 'goto') this.#mayReturn = true;
    if (verdict.kind !== 'jump') return;
    this.#calls ??= [];
    this.#calls.push({ chain: verdict.chain, body: verdict.body });
  }

  /** Notes packets that are accepted or sent elsewhere. */
  #lead(verdict: Verdict, boxes: Boxes | undefined): void {
    if (verdict.kind === 'jump' || verdict.kind === 'goto') {
      this.#leads ??= [];
      this.#leads.push({ target: { chain: verdict.chain, body: verdict.body }, boxes });
    } else if (ACCEPTING.has(verdict.kind)) {
      this.#accepts ??= [];
      this.#accepts.push(boxes);
    }
  }

  #divide(chosen: Chosen<Verdict>, { start, end }: Place): void {
    const { fields, map } = chosen;
    const isFree = !map || map.flags.has('constant');
    if (map) this.#used.push([map, this.contents.elements(this.table, map)]);
    const choices = this.contents.verdicts(this.table, chosen);
    const asked = fields.length > 0 && fields.every((field) => this.#asks(field));
    for (const { gives } of choices ?? NONE) this.#call(gives);
    if (!choices) {
      // Nobody knows where the map leads.
      this.#mayReturn = true;
      this.#calls ??= [];
      this.#calls.push({ chain: undefined, body: undefined });
    }
    if (!choices || !asked) {
      for (const { gives } of choices ?? NONE) this.#lead(gives, undefined);
      if (!choices) this.#accepts = [...(this.#accepts ?? NONE), undefined];
      this.#isExact = false;
      this.#isDivided = true;
      return;
    }
    const [field] = fields;
    let named = IntervalSet.EMPTY;
    if (fields.length === 1 && field) {
      named = IntervalSet.of(choices.flatMap(({ boxes }) => (boxes ?? NONE).flatMap((box) => box[0]!.intervals)));
      if (isFree && choices.every(({ boxes }) => boxes)) this.#hold(field, named, { start, end });
    } else if (isFree && choices.every(({ boxes }) => boxes))
      this.#tuples.push({ fields, boxes: choices.flatMap(({ boxes }) => boxes ?? NONE) });
    for (const { boxes, gives } of choices) {
      const own = boxes ?? (fields.length === 1 && field ? [[field.domain.subtract(named)]] : undefined);
      this.#lead(gives, own && { fields, boxes: own });
    }
    if (this.#isExact) {
      const ending = new Map<string, { via: Target | undefined; boxes: (readonly IntervalSet[])[] }>();
      for (const { boxes, gives } of choices) {
        if (!LEAVING.has(gives.kind) && gives.kind !== 'jump') continue;
        // What the others leave over: only known for single values, and when nobody can add to the map.
        const own = boxes ?? (isFree && fields.length === 1 && field ? [[field.domain.subtract(named)]] : NONE);
        const via = viaOf(gives);
        const key = via ? verdictText(gives) : '';
        const group = ending.get(key) ?? { via, boxes: [] };
        group.boxes.push(...own);
        ending.set(key, group);
      }
      for (const [verdict, { via, boxes }] of ending) {
        const joined = fields.length === 1 ? [[IntervalSet.of(boxes.flatMap((box) => box[0]!.intervals))]] : boxes;
        if (joined.length > 0 && !joined[0]![0]!.isEmpty)
          this.#covers.push({ boxes: { fields, boxes: joined }, verdict: verdict === '' ? 'vmap' : verdict, via });
      }
    }
    this.#isExact = false;
    this.#isDivided = true;
  }

  // --- result

  finish(isBare: boolean, counts: boolean): RuleShape {
    this.#narrowByMasks();
    const asks = this.#contradiction ? NONE : this.#demands(this.#others.sort(), this.#tuples, 'asked');
    return {
      asks,
      contradiction: this.#contradiction,
      accepts: this.#parts(asks, this.#accepts),
      leads: (this.#leads ?? NONE).map(({ target, boxes }) => ({ target, demands: this.#parts(asks, [boxes]) })),
      covers: this.#contradiction || this.#covers.length === 0 ? NONE : this.#finishCovers(asks),
      verdict: this.#verdict,
      isChanging: this.#isChanging,
      mayReturn: this.#mayReturn,
      effects: this.#effects(),
      used: this.#used,
      counts,
      isBare: isBare && !this.#isChanging && this.#verdict !== undefined && asks.length === 1,
      traffic: undefined,
      textNumber: undefined,
    };
  }

  /** The demands of the packets in some boxes; without boxes of all that the rule can match. */
  #parts(asks: readonly Demand[], all: readonly (Boxes | undefined)[] | undefined): readonly Demand[] {
    if (!all || this.#contradiction) return NONE;
    if (all.includes(undefined)) return asks;
    return all.flatMap((boxes) => (boxes ? this.#demands(this.#others, [...this.#tuples, boxes], 'most') : NONE));
  }

  #effects(): RuleEffects {
    if (!this.#hasChanged && !this.#changedSets && !this.#calls) return NO_EFFECTS;
    return {
      fields: [...(this.#changed ?? NONE)],
      sets: [...(this.#changedSets ?? NONE)],
      tracking: this.#changesTracking,
      all: this.#changesAll,
      calls: this.#calls ?? NONE,
    };
  }

  #finishCovers(asks: readonly Demand[]): readonly Cover[] {
    const out: Cover[] = [];
    const lookups = this.#lookups.slice(0, MAX_LOOKUPS);
    for (const { boxes, verdict, via } of this.#covers) {
      if (!boxes && lookups.length === 0) {
        for (const demand of asks) out.push({ demand, alone: [demand], verdict, via });
        continue;
      }
      for (let chosen = 0; chosen < 1 << lookups.length; chosen++) {
        const resolved = lookups.filter((_, i) => chosen & (1 << i));
        const others =
          resolved.length === 0 ? this.#others : this.#others.filter((other) => !resolved.some((l) => l.other === other));
        const tuples = [...this.#tuples, ...resolved.map((lookup) => lookup.boxes), ...(boxes ? [boxes] : [])];
        for (const demand of this.#demands(others, tuples, 'least')) out.push({ demand, alone: [demand], verdict, via });
      }
    }
    return out.length > MAX_BOXES ? out.slice(0, MAX_BOXES) : out;
  }

  /** Masks of fields whose values are few by now. */
  #narrowByMasks(): void {
    for (const { field, mask, values, start, end } of this.#masked) {
      const held = this.#held.get(field);
      if (!held || held.values.size > 256n) continue;
      const left: { low: bigint; high: bigint }[] = [];
      for (const { low, high } of held.values.intervals)
        for (let value = low; value <= high; value++) if (values.has(value & mask)) left.push({ low: value, high: value });
      if (left.length === 0) this.#contradict(field, { start, end }, held.at);
      held.values = IntervalSet.of(left);
    }
    for (const [i, a] of this.#masked.entries())
      for (const b of this.#masked.slice(i + 1))
        if (a.field === b.field && a.mask === b.mask && !a.values.intersects(b.values)) this.#contradict(a.field, b, a);
  }

  /**
   * The boxes of what was noted, crossed with those of joined fields.
   * @param bound where joined conditions have too many boxes to look at: `least` gives no demand, the others leave the condition out;
   *   `asked` is what the rule itself asks for, so that nothing left of it is a contradiction
   */
  #demands(others: readonly string[], tuples: readonly Boxes[], bound: 'asked' | 'most' | 'least'): readonly Demand[] {
    let boxes: Map<Field, IntervalSet>[] = [new Map([...this.#held].map(([field, { values }]) => [field, values]))];
    for (const { fields, boxes: choices } of tuples) {
      if (boxes.length * choices.length > MAX_BOXES) {
        if (bound !== 'least') continue;
        return NONE;
      }
      const next: Map<Field, IntervalSet>[] = [];
      for (const box of boxes)
        for (const choice of choices) {
          const joined = joinBox(box, fields, choice);
          if (joined) next.push(joined);
        }
      if (next.length === 0) {
        if (bound === 'asked' && fields[0]) this.#contradict(fields[0], { start: -1, end: -1 }, undefined);
        return NONE;
      }
      boxes = next;
    }
    return boxes.map((box) => {
      const fields = [...box.keys()].sort((a, b) => a.id - b.id);
      const demandOthers = others.length === 0 ? NONE : others;
      return new Demand(
        Signature.of(fields),
        fields.map((field) => box.get(field)!),
        demandOthers,
      );
    });
  }
}

const CONDITIONS: ReadonlySet<Step['kind']> = new Set(['values', 'masked', 'tuple', 'lookup', 'opaque'] as const);

function isBare({ steps }: RuleMeaning): boolean {
  const last = steps.length - 1;
  return steps[last]?.kind === 'verdict' && steps.every(({ kind }, i) => i === last || CONDITIONS.has(kind));
}

function joinBox(
  box: ReadonlyMap<Field, IntervalSet>,
  fields: readonly Field[],
  choice: readonly IntervalSet[],
): Map<Field, IntervalSet> | undefined {
  const joined = new Map(box);
  for (const [i, field] of fields.entries()) {
    const before = joined.get(field);
    const values = before ? before.intersect(choice[i]!) : choice[i]!;
    if (values.isEmpty) return undefined;
    joined.set(field, values);
  }
  return joined;
}

/** Fields that hang on others, or on what was done to the packet. */
function isDerived({ key }: Field): boolean {
  return /^(fib|rt|socket|osf|ipsec|tunnel) /.test(key);
}

function written({ intervals }: IntervalSet): string {
  return intervals.map(({ low, high }) => (low === high ? low : `${low}-${high}`)).join();
}

function viaOf(verdict: Verdict): Target | undefined {
  return verdict.kind === 'jump' ? targetOf(verdict) : undefined;
}

function targetOf({ chain, body }: Verdict & { readonly kind: 'jump' | 'goto' }): Target {
  return { chain, body };
}

function verdictText(verdict: Verdict): string {
  return verdict.kind === 'jump' || verdict.kind === 'goto' ? `${verdict.kind} ${verdict.chain ?? '{'}` : verdict.kind;
}

export { isDerived };
