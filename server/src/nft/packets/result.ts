import type { IntervalSet } from '../../base/interval-set.ts';
import type { EvaluatedRule } from '../evaluation.ts';
import type { Field } from '../meaning/field.ts';
import type { Event, World } from './world.ts';

export type Outcome = 'accepted' | 'dropped' | 'rejected' | 'unknown';

/** Why an outcome cannot be told. */
export interface Doubt {
  /** What nobody can answer: a condition, `queue`, a chain that is not here. */
  readonly about: string;
  /** Where it stands, when it stands in a rule. */
  readonly rule: EvaluatedRule | undefined;
}

/** What becomes of a part of the packets that were asked about. */
export interface Case {
  /** The part: fields that are not named have the values that were asked about. */
  readonly packets: ReadonlyMap<Field, IntervalSet>;
  readonly outcome: Outcome;
  /** What decided, with what happened before it; the last accept when the packet gets through. */
  readonly by: Event | undefined;
  /** Of an unknown outcome. */
  readonly doubt: Doubt | undefined;
  /** The packet at the end of its way. */
  readonly world: World;
}

/** The two ways of a question that nobody can answer, where they lead to the same, and `unknown` where they do not. */
export function mergeUncertain(a: readonly Case[], b: readonly Case[], doubt: Doubt): readonly Case[] {
  const [one] = a;
  const [other] = b;
  if (!one) return b;
  if (!other) return a;
  if (a.length === 1 && b.length === 1) return [merged(one, other, one.packets, doubt)];
  if (a.length * b.length > MAX_PAIRS) return a.map((item) => ({ ...item, outcome: 'unknown', doubt }));
  const out: Case[] = [];
  for (const left of a)
    for (const right of b) {
      const packets = intersect(left.packets, right.packets);
      if (packets) out.push(merged(left, right, packets, doubt));
    }
  return out;
}

const MAX_PAIRS = 256;

function merged(a: Case, b: Case, packets: Case['packets'], doubt: Doubt): Case {
  if (a.outcome === b.outcome) return { ...a, packets, doubt: a.doubt ?? b.doubt };
  if (isStopped(a) && isStopped(b)) return { ...a, packets, outcome: 'dropped' };
  // What was unknown already has its reason; it lies deeper and is no better to tell.
  return { ...a, packets, outcome: 'unknown', doubt: a.doubt ?? b.doubt ?? doubt };
}

/** True for packets that do not arrive, with or without an answer to the sender. */
export function isStopped({ outcome }: Pick<Case, 'outcome'>): boolean {
  return outcome === 'dropped' || outcome === 'rejected';
}

function intersect(a: Case['packets'], b: Case['packets']): Case['packets'] | undefined {
  const out = new Map(a);
  for (const [field, values] of b) {
    const both = out.get(field)?.intersect(values) ?? values;
    if (both.isEmpty) return undefined;
    out.set(field, both);
  }
  return out;
}

/** The one outcome of all cases; `mixed` when it depends on the packet. */
export function outcomeOf(cases: readonly Case[]): Outcome | 'mixed' {
  const [first] = cases;
  if (!first) return 'unknown';
  if (cases.every(({ outcome }) => outcome === first.outcome)) return first.outcome;
  if (cases.every(isStopped)) return 'dropped';
  return cases.some(({ outcome }) => outcome === 'unknown') ? 'unknown' : 'mixed';
}
