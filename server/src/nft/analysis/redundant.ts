import type { EvaluatedChain, EvaluatedRule } from '../evaluation.ts';
import type { RuleMeaning, Step } from '../meaning/rule-meaning.ts';
import { ChangeLog } from './change-log.ts';
import { sameDemand } from './demand.ts';
import type { TableAnalysis } from './program-analysis.ts';
import type { ChainReview } from './review.ts';
import type { RuleShape } from './shape.ts';

/** Rules of a chain that do nothing, by index: why, in ascending order. */
export interface RedundantRules {
  /** Rules that say what another one has said. */
  readonly duplicates: ReadonlyMap<number, number>;
  /** Rules that no packet comes to any more, with the rules that leave them none. */
  readonly unreachable: ReadonlyMap<number, readonly number[]>;
}

/** Sorts out which rules of a chain repeat others and which are never reached. A rule is only one of the two. */
export function redundantRules(table: TableAnalysis, chain: EvaluatedChain, review: ChainReview): RedundantRules {
  let found = kept.get(review);
  if (!found) {
    found = sortOut(table, chain, review);
    kept.set(review, found);
  }
  return found;
}

const kept = new WeakMap<ChainReview, RedundantRules>();

function sortOut(table: TableAnalysis, chain: EvaluatedChain, review: ChainReview): RedundantRules {
  const duplicates = new Map<number, number>();
  const unreachable = new Map<number, readonly number[]>();
  const { shapes, stop, covered } = review;
  for (const [rule, by] of covered) {
    if (rule > stop) continue;
    const [only] = by;
    if (by.length === 1 && saysTheSame(shapes[rule], shapes[only!], chain.rules[rule]!, chain.rules[only!]!))
      duplicates.set(rule, only!);
    else unreachable.set(rule, by);
  }
  for (let rule = stop + 1; rule < shapes.length; rule++) {
    if (saysTheSame(shapes[rule], shapes[stop], chain.rules[rule]!, chain.rules[stop]!)) duplicates.set(rule, stop);
    else unreachable.set(rule, [stop]);
  }
  for (const [rule, first] of repeated(table, chain, review)) if (!unreachable.has(rule)) duplicates.set(rule, first);
  return { duplicates: ascending(duplicates), unreachable: ascending(unreachable) };
}

function ascending<T>(map: ReadonlyMap<number, T>): ReadonlyMap<number, T> {
  let last = -1;
  for (const rule of map.keys()) {
    if (rule < last) return new Map([...map].sort(([a], [b]) => a - b));
    last = rule;
  }
  return map;
}

/** Verdicts that say all about what becomes of a packet. */
const PLAIN = /^(accept|drop|return|jump .|goto .)/;

/** True when two rules are for the same packets and do the same with them. */
function saysTheSame(a: RuleShape | undefined, b: RuleShape | undefined, rule: EvaluatedRule, other: EvaluatedRule): boolean {
  if (!a || !b || !sameAsks(a, b)) return false;
  if (a.verdict !== undefined && a.verdict === b.verdict && PLAIN.test(a.verdict) && isOnlyVerdict(rule) && isOnlyVerdict(other))
    return true;
  return sameText(rule, other);
}

function sameAsks(a: RuleShape, b: RuleShape): boolean {
  return a.asks.length === b.asks.length && a.asks.every((demand, i) => sameDemand(demand, b.asks[i]!));
}

/** True for a rule that decides on packets and does no more than count and log them. */
function isOnlyVerdict({ result }: EvaluatedRule): boolean {
  return !result.meaning!.steps.some(
    (step) =>
      step.kind === 'assign' ||
      step.kind === 'notrack' ||
      step.kind === 'rewrite' ||
      step.kind === 'nat' ||
      (step.kind === 'side-effect' && step.changes !== undefined),
  );
}

/** What is written in the same words, with no variable whose value could have become another one. */
function sameText(a: EvaluatedRule, b: EvaluatedRule): boolean {
  const text = normalized(a);
  return text === normalized(b) && !text.includes('$');
}

function normalized({ text, at, unit }: EvaluatedRule): string {
  return text.slice(at, at + unit.length).replace(/(?:\\\n|\s)+/g, ' ');
}

const NEWLINE = 10;
const TAB = 9;
const SPACE = 32;
const BACKSLASH = 92;

/** A number that is the same for rules of the same text. */
function numberOf(rule: EvaluatedRule, shape: RuleShape): number {
  let hash = shape.textNumber;
  if (hash === undefined) {
    hash = 0;
    const { text, at, unit } = rule;
    let isBlank = false;
    for (let i = at; i < at + unit.length; i++) {
      const char = text.charCodeAt(i);
      const blank =
        char === SPACE || char === TAB || char === NEWLINE || (char === BACKSLASH && text.charCodeAt(i + 1) === NEWLINE);
      if (!blank || !isBlank) hash = (Math.imul(hash, 31) + (blank ? SPACE : char)) | 0;
      isBlank = blank;
    }
    shape.textNumber = hash;
  }
  return hash;
}

/** Rules that let packets through to the next one and are written a second time, where that changes nothing. */
function* repeated(
  table: TableAnalysis,
  { rules }: EvaluatedChain,
  { shapes, open, changing, stop }: ChainReview,
): Generator<[number, number]> {
  const byHash = new Map<number, number[]>();
  let log: ChangeLog | undefined;
  for (const i of open) {
    if (i >= stop) return;
    const shape = shapes[i]!;
    const meaning = rules[i]!.result.meaning!;
    const hash = numberOf(rules[i]!, shape);
    const before = byHash.get(hash);
    if (!before) {
      byHash.set(hash, [i]);
      continue;
    }
    const first = before.find((j) => sameText(rules[i]!, rules[j]!));
    const last = before[before.length - 1]!;
    before.push(i);
    if (first === undefined) continue;
    if (last === i - 1 && sameText(rules[i]!, rules[last]!)) yield [i, last];
    else if (isIdempotent(table, shape, meaning)) {
      log ??= changesOf(table, shapes, changing);
      const until = Math.min(...shape.asks.map((demand) => log!.next(first, demand)), log.nextOf(first, shape.effects.fields));
      // What the rule changes itself it may ask for, too.
      const own = shape.asks.some((demand) => demand.signature.fields.some((field) => shape.effects.fields.includes(field)));
      if (!own && until >= i) yield [i, first];
    }
  }
}

function changesOf(table: TableAnalysis, shapes: readonly (RuleShape | undefined)[], changing: readonly number[]): ChangeLog {
  const log = new ChangeLog();
  for (const i of changing) log.note(i, table.summaries.effects(shapes[i]!));
  return log;
}

/** True for a rule that does nothing more when it is met again: no counting, no logging, no limit. */
function isIdempotent(table: TableAnalysis, shape: RuleShape, { steps }: RuleMeaning): boolean {
  if (shape.isChanging || shape.asks.length === 0 || shape.effects.sets.length > 0 || shape.effects.all) return false;
  if (shape.counts || steps.some(isComputed)) return false;
  if (!steps.some(({ kind }) => kind === 'assign' || kind === 'notrack' || kind === 'verdict')) return false;
  return shape.effects.calls.every((target) => {
    const { effects, isChanging, counts } = table.summaries.of(target);
    return (
      !isChanging && !counts && effects.fields.length === 0 && effects.sets.length === 0 && !effects.all && !effects.tracking
    );
  });
}

/** A value that is not fixed, such as that of another field. */
function isComputed(step: Step): boolean {
  return step.kind === 'assign' && (!step.value.choices || step.value.fields.length > 0);
}
