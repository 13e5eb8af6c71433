import type { Interval } from '../../base/interval-set.ts';
import type { EvaluatedChain, EvaluatedRule } from '../evaluation.ts';
import type { Field } from '../meaning/field.ts';
import type { TableAnalysis } from './program-analysis.ts';
import type { ChainReview } from './review.ts';
import type { RuleShape } from './shape.ts';

/** Neighbours that one rule can stand for. */
export interface MergeableRules {
  /** Index of the first and of the last of them. */
  readonly first: number;
  readonly last: number;
  /** The rule that says the same. */
  readonly text: string;
  /** With a set of values for one verdict, or with a map that gives each value its verdict. */
  readonly by: 'set' | 'map';
}

/** Fewer are as easy to read one by one. */
const MIN_RULES = 3;
/** A longer run of rules is taken in pieces. */
const MAX_RULES = 500;
/** A line of elements. */
const LINE = 100;

/** Neighbouring rules of a chain that differ in one value, and whose order cannot matter. */
export function* mergeableRules(table: TableAnalysis, chain: EvaluatedChain, review: ChainReview): Generator<MergeableRules> {
  const { differences, shapes } = review;
  for (let first = 0; first < shapes.length - 1; ) {
    const field = differences[first + 1];
    let last = first;
    while (last - first + 1 < MAX_RULES && field && differences[last + 1] === field) last++;
    const isRun = last - first + 1 >= MIN_RULES;
    if (isRun) yield* piecesOf(table, chain, review, field!, first, last);
    // The last rule of a short run can be the first one of another.
    first = isRun ? last + 1 : Math.max(last, first + 1);
  }
}

/** What was made of rules, by the first of them. */
const kept = new WeakMap<object, { readonly results: readonly object[]; readonly found: readonly MergeableRules[] }>();

function piecesOf(
  table: TableAnalysis,
  { rules }: EvaluatedChain,
  review: ChainReview,
  field: Field,
  first: number,
  last: number,
): readonly MergeableRules[] {
  const known = kept.get(rules[first]!.result);
  if (known && isSame(known.results, rules, first, last)) return known.found.map((found) => shifted(found, first));
  const own = rules.slice(first, last + 1);
  const found = [...split(table, own, review.shapes.slice(first, last + 1), field)];
  kept.set(own[0]!.result, { results: own.map(({ result }) => result), found });
  return found.map((one) => shifted(one, first));
}

/** True for the same rules, with nothing between them. */
function isSame(results: readonly object[], rules: readonly EvaluatedRule[], first: number, last: number): boolean {
  if (results.length !== last - first + 1) return false;
  for (let i = first; i <= last; i++)
    if (rules[i]!.result !== results[i - first] || (i > first && !isBehind(rules[i - 1]!, rules[i]!))) return false;
  return true;
}

function shifted(found: MergeableRules, by: number): MergeableRules {
  return by === 0 ? found : { ...found, first: found.first + by, last: found.last + by };
}

/** True when nothing but blanks stands between two rules. */
function isBehind(first: EvaluatedRule, second: EvaluatedRule): boolean {
  const end = first.at + first.unit.length;
  if (first.file !== second.file || second.at < end) return false;
  for (let i = end; i < second.at; i++) if (!BLANKS.has(first.text.charCodeAt(i))) return false;
  return true;
}

const BLANKS: ReadonlySet<number> = new Set([...' \t\n;'].map((blank) => blank.charCodeAt(0)));

/** A rule as the match that differs and what stands around it. */
interface Frame {
  readonly before: string;
  readonly selector: string;
  readonly values: readonly string[];
  /** What stands behind the match, without the verdict and with it. */
  readonly between: string;
  readonly verdict: string;
  readonly comment: string;
  readonly intervals: readonly Interval[];
  /** The text up to the values, and behind them, as written. */
  readonly head: string;
  readonly tail: string;
}

function* split(
  table: TableAnalysis,
  rules: readonly EvaluatedRule[],
  shapes: readonly (RuleShape | undefined)[],
  field: Field,
): Generator<MergeableRules> {
  let run: Frame[] = [];
  let start = 0;
  const finish = function* (): Generator<MergeableRules> {
    const made = run.length >= MIN_RULES ? merge(run) : undefined;
    if (made) yield { first: start, last: start + run.length - 1, ...made };
  };
  for (const [i, rule] of rules.entries()) {
    const shape = shapes[i]!;
    const previous = run[run.length - 1];
    const frame = mayChange(table, shape, field)
      ? undefined
      : ((previous && nextFrame(previous, rule, field, shape)) ?? frameOf(rule, field, shape));
    if (!frame || (previous && !(sameFrame(previous, frame) && isBehind(rules[i - 1]!, rule)))) {
      yield* finish();
      run = [];
    }
    if (!frame) continue;
    if (run.length === 0) start = i;
    run.push(frame);
  }
  yield* finish();
}

/** True for a jump to a chain after which a packet could match another one of the rules. */
function mayChange(table: TableAnalysis, shape: RuleShape, field: Field): boolean {
  const { fields, all, tracking } = table.summaries.effects(shape);
  return all || tracking || fields.includes(field);
}

/** Values as they stand in a set: words, addresses, ranges, quoted texts without a pattern. */
const VALUE = /^(?:"[^"*$]+"|[\w][\w.:/-]*)$/;

/** `SELECTOR VALUE`, with one value, a list of names or a set in braces. */
const MATCH = /^([a-z]\w*(?: [a-z][\w-]*)*?) (?:== )?(\{.*\}|"[^"]*"|[^ {}"=!<>&|]+(?:, ?[^ {}"=!<>&|]+)*)$/;

function frameOf(rule: EvaluatedRule, field: Field, shape: RuleShape): Frame | undefined {
  const { steps } = rule.result.meaning!;
  const matches = steps.filter((step) => step.kind === 'values' && step.field === field && step.start >= 0);
  const [match] = matches;
  const verdict = steps[steps.length - 1]!;
  const values = shape.asks[0]?.valuesOf(field);
  if (!match || matches.length > 1 || match.kind !== 'values' || verdict.kind !== 'verdict' || !values?.equals(match.values))
    return undefined;
  const text = (start: number, end: number) =>
    rule.text
      .slice(rule.at + start, rule.at + end)
      .replace(/\s+/g, ' ')
      .trim();
  const words = MATCH.exec(text(match.start, match.end));
  if (!words) return undefined;
  const [, selector = '', right = ''] = words;
  if (/flags$|^ct (?:status|label|event)$/.test(selector)) return undefined;
  const members = right.replace(/^\{ ?|[ ,]*\}$/g, '').split(/ ?, ?/);
  if (!members.every((member) => VALUE.test(member) && !PRESENCE.test(member))) return undefined;
  const valueAt = rule.at + match.end - right.length;
  // Only where the value stands as it was read, what is before it can be compared letter by letter.
  const isPlain = rule.text.startsWith(` ${right}`, valueAt - 1);
  return {
    before: text(0, match.start),
    selector,
    values: members,
    between: text(match.end, verdict.start),
    verdict: text(verdict.start, verdict.end),
    comment: text(verdict.end, rule.unit.length),
    intervals: values.intervals,
    head: isPlain ? rule.text.slice(rule.at, valueAt) : NO_HEAD,
    tail: rule.text.slice(rule.at + match.end, rule.at + rule.unit.length),
  };
}

/** What no rule begins with. */
const NO_HEAD = '\0';

/** The frame of a rule that is written as the one before it, but for one value. Undefined for others. */
function nextFrame(before: Frame, rule: EvaluatedRule, field: Field, shape: RuleShape): Frame | undefined {
  const { head, tail } = before;
  const { text, at, unit } = rule;
  const values = shape.asks[0]?.valuesOf(field);
  if (!values || !text.startsWith(head, at)) return undefined;
  let end = at + unit.length - tail.length;
  let { verdict } = before;
  if (end <= at + head.length || !text.startsWith(tail, end)) {
    // Only the verdict may be another one.
    const { steps } = rule.result.meaning!;
    const last = steps[steps.length - 1]!;
    if (before.between !== '' || before.comment !== '' || last.end !== unit.length) return undefined;
    end = at + last.start - 1;
    verdict = text.slice(end + 1, at + unit.length);
    if (text[end] !== ' ' || /[\s{]/.test(verdict.replace(' ', ''))) return undefined;
  }
  const value = text.slice(at + head.length, end);
  if (!VALUE.test(value) || PRESENCE.test(value)) return undefined;
  return { ...before, values: [value], intervals: values.intervals, verdict };
}

const PRESENCE = /^(?:exists|missing)$/;

function sameFrame(a: Frame, b: Frame): boolean {
  return a.before === b.before && a.selector === b.selector && a.between === b.between && a.comment === b.comment;
}

/** Verdicts that a map can give. */
const IN_MAP = /^(?:accept|drop|return|continue|jump [\w./-]+|goto [\w./-]+)$/;

function merge(run: readonly Frame[]): { readonly text: string; readonly by: 'set' | 'map' } | undefined {
  if (!areDisjoint(run.flatMap(({ intervals }) => intervals))) return undefined;
  const { before, selector, between, verdict, comment } = run[0]!;
  const words = (...parts: readonly string[]) => parts.filter((part) => part !== '').join(' ');
  if (run.every((frame) => frame.verdict === verdict)) {
    const set = braces(run.flatMap(({ values }) => values));
    return { by: 'set', text: words(before, selector, set, between, verdict, comment) };
  }
  // A map gives the verdict, so that nothing can stand behind it.
  if (between !== '' || ![...new Set(run.map((frame) => frame.verdict))].every((own) => IN_MAP.test(own))) return undefined;
  const map = braces(run.flatMap(({ values, verdict: own }) => values.map((value) => `${value} : ${own}`)));
  return { by: 'map', text: words(before, selector, 'vmap', map, comment) };
}

function braces(elements: readonly string[]): string {
  const line = `{ ${elements.join(', ')} }`;
  if (line.length <= LINE) return line;
  const lines: string[] = [];
  let current = '';
  for (const element of elements) {
    if (current !== '' && current.length + element.length + 2 > LINE) {
      lines.push(`${current},`);
      current = element;
    } else current = current === '' ? element : `${current}, ${element}`;
  }
  return `{\n\t${[...lines, current].join('\n\t')}\n}`;
}

function areDisjoint(intervals: readonly Interval[]): boolean {
  // Rounded numbers are compared much faster, and tell apart nearly all.
  const sorted = intervals.map((interval) => ({ near: Number(interval.low), interval }));
  sorted.sort((a, b) => a.near - b.near || (a.interval.low < b.interval.low ? -1 : 1));
  for (let i = 1; i < sorted.length; i++) if (sorted[i - 1]!.interval.high >= sorted[i]!.interval.low) return false;
  return true;
}
