import type { IntervalSet } from '../../base/interval-set.ts';
import type { SetType } from '../environment.ts';
import type { Condition } from './condition.ts';
import type { Field } from './field.ts';

/** Where a statement is written, counted from the start of its unit. */
interface At {
  readonly start: number;
  readonly end: number;
}

/** What a step gives to packets whose key fields lie in one of the boxes; without boxes to all. */
export interface Choice<T> {
  readonly boxes: readonly (readonly IntervalSet[])[] | undefined;
  readonly gives: T;
}

/** Something that is fixed, or that a map gives by fields of the packet. A packet that the map has no answer for leaves the rule. */
export interface Chosen<T> {
  readonly fields: readonly Field[];
  /** Undefined when it is not known what is given, other than by `map`. */
  readonly choices: readonly Choice<T>[] | undefined;
  /** A named map: its elements are for the program to tell. */
  readonly map: SetType | undefined;
}

/** A field is given another value. */
export interface AssignStep extends At {
  readonly kind: 'assign';
  readonly field: Field;
  readonly value: Chosen<IntervalSet>;
}

/** A connection is not tracked. */
export interface NotrackStep extends At {
  readonly kind: 'notrack';
}

/** Something happens that changes neither the packet nor where it goes: counting, logging, adding to a set. */
export interface SideEffectStep extends At {
  readonly kind: 'side-effect';
  readonly effect: string;
  /** A set that it changes. */
  readonly changes: string | undefined;
}

/** The packet may be changed in ways that are not modelled. */
export interface RewriteStep extends At {
  readonly kind: 'rewrite';
}

/** The new address and port; what is not given stays, or is chosen by the kernel. */
export interface NatTarget {
  readonly address: IntervalSet | undefined;
  readonly port: IntervalSet | undefined;
}

/** An address translation. The verdict accept stands behind it. */
export interface NatStep extends At {
  readonly kind: 'nat';
  readonly type: 'snat' | 'dnat' | 'masquerade' | 'redirect';
  /** Of the new address. */
  readonly family: 'ip' | 'ip6' | undefined;
  readonly target: Chosen<NatTarget>;
}

/** What happens to a packet that gets there. */
export type Verdict =
  | { readonly kind: 'accept' | 'drop' | 'return' | 'continue' | 'reject' | 'queue' | 'stolen' }
  | { readonly kind: 'jump' | 'goto'; readonly chain: string | undefined; readonly body?: readonly RuleMeaning[] | undefined };

export interface VerdictStep extends At {
  readonly kind: 'verdict';
  readonly verdict: Verdict;
}

/** The verdict depends on the packet. A packet that the map has no answer for leaves the rule. */
export interface VerdictMapStep extends At {
  readonly kind: 'verdict-map';
  readonly verdict: Chosen<Verdict>;
}

/** A condition is a step too: when it does not hold, the rule ends there for the packet. */
export type Step = Condition | AssignStep | NotrackStep | SideEffectStep | RewriteStep | NatStep | VerdictStep | VerdictMapStep;

/**
 * What a rule does with packets: its steps in order. Conditions that nft adds, or that follow from those that are written, stand
 * before the ones they belong to. The same object as long as the rule and all it refers to are unchanged.
 */
export interface RuleMeaning {
  readonly steps: readonly Step[];
  /** Names of sets that the rule adds to or takes from. */
  readonly changes: readonly string[];
  /** It asks for interfaces by index (`iif`, `oif`), which nft looks up when the file is loaded. */
  readonly namesIndex: boolean;
  /** Belongs to those who compare rules. */
  memo: unknown;
}
