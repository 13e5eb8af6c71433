import type { SetType } from '../environment.ts';
import type { EvaluatedElement } from '../evaluate/sets.ts';
import type { EvaluatedChain, EvaluatedTable } from '../evaluation.ts';
import type { SetContents } from '../meaning/contents.ts';
import type { Field } from '../meaning/field.ts';
import type { RuleMeaning } from '../meaning/rule-meaning.ts';
import type { ChainRules } from './chain-rules.ts';
import { NO_EFFECTS, type RuleEffects, type Target } from './effects.ts';
import { type RuleShape, shapeOf, type UsedSet } from './shape.ts';

/** What a chain does with the packets that are sent through it. Chains that do the same have the same object. */
export interface ChainSummary {
  /** Everything that it changes, with all that it calls. */
  readonly effects: RuleEffects;
  /** No packet comes back from it. */
  readonly ends: boolean;
  /** What it does with a packet can be something else the next time. */
  readonly isChanging: boolean;
  /** It counts, logs or does other things that leave packets as they are. */
  readonly counts: boolean;
}

const EVERYTHING: RuleEffects = { fields: [], sets: [], tracking: true, all: true, calls: [] };
const UNKNOWN: ChainSummary = { effects: EVERYTHING, ends: false, isChanging: true, counts: true };

const interned = new Map<string, ChainSummary>();
const MAX_INTERNED = 10_000;

function intern(summary: ChainSummary): ChainSummary {
  const { fields, sets, tracking, all } = summary.effects;
  const key = [
    summary.ends,
    summary.isChanging,
    summary.counts,
    tracking,
    all,
    fields.map(({ id }) => id).sort(),
    '@',
    ...[...sets].sort(),
  ].join(' ');
  const known = interned.get(key);
  if (known) return known;
  if (interned.size < MAX_INTERNED) interned.set(key, summary);
  return summary;
}

/** Joins the effects of rules, without their calls. */
export function joinEffects(parts: readonly RuleEffects[]): RuleEffects {
  const some = parts.filter((part) => part !== NO_EFFECTS);
  if (some.length === 0) return NO_EFFECTS;
  const fields = new Set<Field>(some.flatMap((part) => part.fields));
  const sets = new Set(some.flatMap((part) => part.sets));
  const tracking = some.some((part) => part.tracking);
  const all = some.some((part) => part.all);
  if (fields.size === 0 && sets.size === 0 && !tracking && !all) return NO_EFFECTS;
  return { fields: [...fields], sets: [...sets], tracking, all, calls: [] };
}

/** A summary with all that it hangs on beside the rules themselves. */
interface Kept {
  readonly summary: ChainSummary;
  readonly used: readonly UsedSet[];
  readonly called: readonly (readonly [Target, ChainSummary])[];
}

const kept = new WeakMap<ChainRules, Kept>();

/** What the chains of a table do, found out when it is asked for. */
export class TableSummaries {
  readonly #chains = new Map<EvaluatedChain, ChainSummary>();
  readonly #bodies = new Map<readonly RuleMeaning[], ChainSummary>();
  readonly #running = new Set<EvaluatedChain>();

  constructor(
    private readonly table: EvaluatedTable,
    private readonly contents: SetContents,
    private readonly rulesOf: (chain: EvaluatedChain) => ChainRules,
  ) {}

  shape(meaning: RuleMeaning): RuleShape {
    return shapeOf(meaning, this.table, this.contents);
  }

  /** What is known of a named set's elements. */
  elements(set: SetType): readonly EvaluatedElement[] | undefined {
    return this.contents.elements(this.table, set);
  }

  of(target: Target): ChainSummary {
    if (target.body) return this.#body(target.body);
    const chain = target.chain === undefined ? undefined : this.table.chains.get(target.chain);
    return chain ? this.#chain(chain) : UNKNOWN;
  }

  /** What a rule changes, with all that it calls. */
  effects(shape: RuleShape): RuleEffects {
    const { effects } = shape;
    if (effects.calls.length === 0) return effects;
    return joinEffects([effects, ...effects.calls.map((target) => this.of(target).effects)]);
  }

  #chain(chain: EvaluatedChain): ChainSummary {
    const known = this.#chains.get(chain);
    if (known) return known;
    if (this.#running.has(chain)) return UNKNOWN;
    this.#running.add(chain);
    const rules = this.rulesOf(chain);
    let found = kept.get(rules);
    if (!found || !this.#holds(found)) {
      found = this.#summary(rules.results, ({ meaning }) => meaning);
      // In a circle a chain is taken for unknown, which it is not from everywhere.
      if (this.#running.size === 1 || found.called.length === 0) kept.set(rules, found);
    }
    this.#running.delete(chain);
    this.#chains.set(chain, found.summary);
    return found.summary;
  }

  #holds({ used, called }: Kept): boolean {
    return (
      used.every(([set, elements]) => this.elements(set) === elements) &&
      called.every(([target, summary]) => this.of(target) === summary)
    );
  }

  #body(body: readonly RuleMeaning[]): ChainSummary {
    let known = this.#bodies.get(body);
    if (!known) {
      known = this.#summary(body, (meaning) => meaning).summary;
      this.#bodies.set(body, known);
    }
    return known;
  }

  #summary<T>(rules: readonly T[], meaningOf: (rule: T) => RuleMeaning | undefined): Kept {
    const effects: RuleEffects[] = [];
    const used = new Map<SetType, UsedSet[1]>();
    const called: [Target, ChainSummary][] = [];
    let isChanging = false;
    let counts = false;
    let ends = false;
    let returns = false;
    for (let i = 0; i < rules.length && !ends; i++) {
      const meaning = meaningOf(rules[i]!);
      // A rule that nft refuses is no rule.
      if (!meaning) continue;
      const shape = this.shape(meaning);
      isChanging ||= shape.isChanging;
      counts ||= shape.counts;
      returns ||= shape.mayReturn;
      for (let u = 0; u < shape.used.length; u++) used.set(shape.used[u]![0], shape.used[u]![1]);
      if (shape.effects !== NO_EFFECTS) {
        effects.push(this.effects(shape));
        for (const target of shape.effects.calls) {
          const summary = this.of(target);
          called.push([target, summary]);
          isChanging ||= summary.isChanging;
          counts ||= summary.counts;
        }
      }
      if (returns) continue;
      for (let c = 0; c < shape.covers.length; c++) {
        const { demand, via } = shape.covers[c]!;
        if (isUnconditional(demand)) ends ||= !via || this.of(via).ends;
      }
    }
    return { summary: intern({ effects: joinEffects(effects), ends, isChanging, counts }), used: [...used], called };
  }
}

function isUnconditional({ signature, others }: { signature: { fields: readonly Field[] }; others: readonly string[] }): boolean {
  return signature.fields.length === 0 && others.length === 0;
}
