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
  chain: EvaluatedChain,
  review: ChainReview,
  field: Field,
  first: number,
  last: number,
): readonly MergeableRules[] {
  const rules = chain.rules.slice(first, last + 1);
  const results = rules.map(({ result }) => result);
  const known = kept.get(results[0]!);
  const isKnown = known?.results.length === results.length && known.results.every((result, i) => result === results[i]);
  // The text between rules can change while they stay the same.
  if (isKnown && rules.every((rule, i) => i === 0 || isBehind(rules[i - 1]!, rule)))
    return known.found.map((found) => shifted(found, first));
  const found = [...split(table, rules, review.shapes.slice(first, last + 1), field)];
  kept.set(results[0]!, { results, found });
  return found.map((one) => shifted(one, first));
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
    const frame = mayChange(table, shape, field) ? undefined : frameOf(rule, field, shape);
    const previous = run[run.length - 1];
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
  if (!members.every((member) => VALUE.test(member) && !/^(?:exists|missing)$/.test(member))) return undefined;
  return {
    before: text(0, match.start),
    selector,
    values: members,
    between: text(match.end, verdict.start),
    verdict: text(verdict.start, verdict.end),
    comment: text(verdict.end, rule.unit.length),
    intervals: values.intervals,
  };
}

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
  if (between !== '' || !run.every((frame) => IN_MAP.test(frame.verdict))) return undefined;
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
  const sorted = [...intervals].sort((a, b) => (a.low < b.low ? -1 : a.low > b.low ? 1 : 0));
  return sorted.every(({ low }, i) => i === 0 || sorted[i - 1]!.high < low);
}
