import type { Reference } from '../evaluate/context.ts';
import type { RuleResult } from '../evaluate/rule.ts';
import type { EvaluatedRule } from '../evaluation.ts';

/** A rule's names of chains, sets and objects. */
export interface NamedRule {
  readonly rule: number;
  readonly references: readonly Reference[];
}

/** The rules of a chain that something can be said of without looking at the others, by index. */
export interface ChainRules {
  readonly results: readonly RuleResult[];
  readonly named: readonly NamedRule[];
  /** Names of sets that rules add to or take from. */
  readonly changes: readonly { readonly rule: number; readonly sets: readonly string[] }[];
  /** Rules that nft refuses. */
  readonly refused: readonly number[];
  /** Rules that ask for interfaces by index. */
  readonly byIndex: readonly number[];
}

const names = new WeakMap<ChainRules, ReadonlySet<string>>();

/** All names that rules of a chain use, each with its kind before it: `chain x`, `set s`, `counter c`. */
export function namesIn(rules: ChainRules): ReadonlySet<string> {
  let found = names.get(rules);
  if (!found) {
    const all = new Set<string>();
    for (const { references } of rules.named)
      for (const { kind, object, name } of references) all.add(`${object ?? kind} ${name}`);
    found = all;
    names.set(rules, found);
  }
  return found;
}

/** What an edit left of the rules of a chain. */
export interface RulesDifference {
  readonly before: ChainRules;
  /** As many rules at the beginning, and at the end, are what they were. */
  readonly prefix: number;
  readonly suffix: number;
}

interface Kept {
  readonly rules: ChainRules;
  readonly probes: readonly RuleResult[];
}

/** The rules of chains as they were when they were last read, by some of them. */
const kept = new WeakMap<RuleResult, Kept>();

/** Reads the rules of a chain; what is known of those that are the same after an edit is used again. */
export function readChainRules(rules: readonly EvaluatedRule[]): {
  readonly rules: ChainRules;
  readonly difference: RulesDifference | undefined;
} {
  const { length } = rules;
  if (length === 0) return { rules: EMPTY, difference: undefined };
  const probes = [rules[0]!.result, rules[length >> 1]!.result, rules[length - 1]!.result];
  let known: Kept | undefined;
  for (const probe of probes) known ??= kept.get(probe);
  const results = new Array<RuleResult>(length);
  for (let i = 0; i < length; i++) results[i] = rules[i]!.result;
  const difference = known && compare(known.rules, results);
  if (difference && difference.prefix === length && known!.rules.results.length === length)
    return { rules: known!.rules, difference };
  const read = difference ? update(difference, results) : readAll(results);
  for (const probe of known?.probes ?? []) kept.delete(probe);
  for (const probe of probes) kept.set(probe, { rules: read, probes });
  return { rules: read, difference };
}

const EMPTY: ChainRules = { results: [], named: [], changes: [], refused: [], byIndex: [] };

function compare(before: ChainRules, results: readonly RuleResult[]): RulesDifference {
  const old = before.results;
  const most = Math.min(results.length, old.length);
  let prefix = 0;
  while (prefix < most && results[prefix] === old[prefix]) prefix++;
  let suffix = 0;
  while (suffix < most - prefix && results[results.length - 1 - suffix] === old[old.length - 1 - suffix]) suffix++;
  return { before, prefix, suffix };
}

type Lists = { -readonly [K in keyof Omit<ChainRules, 'results'>]: ChainRules[K][number][] };

function readAll(results: readonly RuleResult[]): ChainRules {
  const lists: Lists = { named: [], changes: [], refused: [], byIndex: [] };
  for (let i = 0; i < results.length; i++) read(i, results[i]!, lists);
  return { results, ...lists };
}

function read(rule: number, { references, meaning }: RuleResult, lists: Lists): void {
  if (references.length > 0) lists.named.push({ rule, references });
  if (!meaning) {
    lists.refused.push(rule);
    return;
  }
  if (meaning.changes.length > 0) lists.changes.push({ rule, sets: meaning.changes });
  if (meaning.namesIndex) lists.byIndex.push(rule);
}

function update({ before, prefix, suffix }: RulesDifference, results: readonly RuleResult[]): ChainRules {
  const oldEnd = before.results.length - suffix;
  const newEnd = results.length - suffix;
  const delta = newEnd - oldEnd;
  const lists: Lists = { named: [], changes: [], refused: [], byIndex: [] };
  for (let i = prefix; i < newEnd; i++) read(i, results[i]!, lists);
  const join = <T>(old: readonly T[], now: readonly T[], indexOf: (item: T) => number, move: (item: T) => T): readonly T[] => {
    if (delta === 0 && now.length === 0 && !old.some((item) => indexOf(item) >= prefix && indexOf(item) < oldEnd)) return old;
    const head = old.filter((item) => indexOf(item) < prefix);
    const tail = old.filter((item) => indexOf(item) >= oldEnd);
    return [...head, ...now, ...(delta === 0 ? tail : tail.map(move))];
  };
  const byRule = {
    of: ({ rule }: { rule: number }) => rule,
    move: <T extends { rule: number }>(item: T) => ({ ...item, rule: item.rule + delta }),
  };
  const self = (rule: number) => rule;
  const shift = (rule: number) => rule + delta;
  return {
    results,
    named: join(before.named, lists.named, byRule.of, byRule.move),
    changes: join(before.changes, lists.changes, byRule.of, byRule.move),
    refused: join(before.refused, lists.refused, self, shift),
    byIndex: join(before.byIndex, lists.byIndex, self, shift),
  };
}
