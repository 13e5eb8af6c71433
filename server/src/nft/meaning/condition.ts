import { type Interval, IntervalSet } from '../../base/interval-set.ts';
import type { SetType } from '../environment.ts';
import type { Field } from './field.ts';

/** Where a condition is written, counted from the start of its unit; -1 for one that nft adds or that follows from another. */
interface Written {
  readonly start: number;
  readonly end: number;
}

/** The field exists and its value is one of these. */
export interface ValueCondition extends Written {
  readonly kind: 'values';
  readonly field: Field;
  readonly values: IntervalSet;
}

/** The field exists and its value, with only the bits of `mask` kept, is one of these. */
export interface MaskedCondition extends Written {
  readonly kind: 'masked';
  readonly field: Field;
  readonly mask: bigint;
  readonly values: IntervalSet;
}

/** The fields exist, and their values together lie in one of the boxes (or, negated, in none). A box has one set per field. */
export interface TupleCondition extends Written {
  readonly kind: 'tuple';
  readonly fields: readonly Field[];
  readonly boxes: readonly (readonly IntervalSet[])[];
  readonly negated: boolean;
}

/** The fields' values are looked up in a named set, whose content only the program can tell. */
export interface LookupCondition extends Written {
  readonly kind: 'lookup';
  readonly fields: readonly Field[];
  readonly set: SetType;
  readonly negated: boolean;
}

/**
 * Something whose answer cannot be told from the packet's fields. Two with the same key give the same answer for the same packet;
 * without a key the answer may be another one each time (limits, quotas, random numbers).
 */
export interface OpaqueCondition extends Written {
  readonly kind: 'opaque';
  readonly key: string | undefined;
  /** For messages: `limit`, `socket`, a set's name. */
  readonly about: string;
}

export type Condition = ValueCondition | MaskedCondition | TupleCondition | LookupCondition | OpaqueCondition;

const NOWHERE: Written = { start: -1, end: -1 };

export function valueCondition(field: Field, values: IntervalSet, at: Written = NOWHERE): ValueCondition {
  return { kind: 'values', field, values, start: at.start, end: at.end };
}

export function opaqueCondition(key: string | undefined, about: string, at: Written = NOWHERE): OpaqueCondition {
  return { kind: 'opaque', key, about, start: at.start, end: at.end };
}

/**
 * The condition that `field & mask` lies in `values`, as intervals of the field itself where the mask keeps leading bits or the
 * field has few values.
 */
export function maskedCondition(field: Field, mask: bigint, values: IntervalSet, at: Written): ValueCondition | MaskedCondition {
  const { domain } = field;
  if (mask === field.ones) return valueCondition(field, within(field, values), at);
  if (field.few) {
    const kept: Interval[] = [];
    for (const { low, high } of domain.intervals)
      for (let value = low; value <= high; value++) if (values.has(value & mask)) kept.push({ low: value, high: value });
    return valueCondition(field, IntervalSet.of(kept), at);
  }
  const host = field.ones & ~mask;
  // The bits left out are the last ones: host + 1 is a power of two.
  if (mask !== 0n && (host & (host + 1n)) === 0n) {
    const kept = values.intervals.map(({ low, high }) => ({ low: (low + host) & mask, high: (high & mask) | host }));
    return valueCondition(field, IntervalSet.of(kept).intersect(domain), at);
  }
  return { kind: 'masked', field, mask, values, start: at.start, end: at.end };
}

/** Those of the values that the field can have. */
export function within(field: Field, values: IntervalSet): IntervalSet {
  return field.domain.includes(values) ? values : values.intersect(field.domain);
}

const flagSets = new Map<Field, Map<bigint, IntervalSet>>();

/** The condition that one of some flags is set, as `ct state new,established` asks. */
export function flagCondition(field: Field, flags: bigint, at: Written): ValueCondition | MaskedCondition {
  if (!field.few) return maskedCondition(field, flags, IntervalSet.range(1n, flags), at);
  let known = flagSets.get(field);
  if (!known) {
    known = new Map();
    flagSets.set(field, known);
  }
  let values = known.get(flags);
  if (!values) {
    const condition = maskedCondition(field, flags, IntervalSet.range(1n, flags), at);
    values = condition.values;
    known.set(flags, values);
  }
  return valueCondition(field, values, at);
}

/** All values that are not among these. */
export function complement(field: Field, values: IntervalSet): IntervalSet {
  return field.domain.subtract(values);
}

/** The fields that a condition asks for. */
export function fieldsOf(condition: Condition): readonly Field[] {
  switch (condition.kind) {
    case 'values':
    case 'masked':
      return [condition.field];
    case 'tuple':
    case 'lookup':
      return condition.fields;
    case 'opaque':
      return [];
  }
}
