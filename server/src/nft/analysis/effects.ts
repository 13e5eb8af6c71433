import type { Field } from '../meaning/field.ts';
import type { RuleMeaning } from '../meaning/rule-meaning.ts';

/** Where a jump leads: a chain of the table, or the rules of an anonymous one. Without either nobody knows. */
export interface Target {
  readonly chain: string | undefined;
  readonly body: readonly RuleMeaning[] | undefined;
}

/** What is no longer what it was for packets that have met a rule. */
export interface RuleEffects {
  readonly fields: readonly Field[];
  /** Names of sets. */
  readonly sets: readonly string[];
  /** What connection tracking says. */
  readonly tracking: boolean;
  /** Nobody knows what else. */
  readonly all: boolean;
  /** What those chains do is done too. */
  readonly calls: readonly Target[];
}

export const NO_EFFECTS: RuleEffects = { fields: [], sets: [], tracking: false, all: false, calls: [] };
