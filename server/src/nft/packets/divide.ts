import { IntervalSet } from '../../base/interval-set.ts';
import type { MaskedCondition } from '../meaning/condition.ts';
import type { Field } from '../meaning/field.ts';
import { lookup, narrow, type World } from './world.ts';

/** The packets that meet a condition and those that do not; either may be missing. */
export interface Split {
  readonly met: World | undefined;
  readonly unmet: World | undefined;
  /** The packets are of both kinds; else they are of one kind and nobody knows which. */
  readonly every: boolean;
}

/** Values up to this many are tried one by one. */
const MAX_TRIED = 256n;

/** A question whose answer nobody knows; the same question gets the same answer as long as the packet stays the same. */
export function suppose(world: World, question: string | undefined): Split {
  if (question === undefined) return { met: world, unmet: world, every: false };
  const known = world.supposed.get(question);
  if (known !== undefined) return { met: known ? world : undefined, unmet: known ? undefined : world, every: true };
  const answer = (yes: boolean): World => ({ ...world, supposed: new Map(world.supposed).set(question, yes) });
  return { met: answer(true), unmet: answer(false), every: false };
}

/** Fields that a packet may lack even when nothing else of it is wrong. */
function mayBeAbsent(field: Field): boolean {
  return /^(ct (?!state|direction|status|mark)|rt |socket |fib |tcp option|ip option|exthdr|frag|hbh|dst|mh|osf|ipsec|tunnel|vlan|@)/.test(
    field.key,
  );
}

/** Divides packets by the values of a field. */
export function divideByValues(world: World, field: Field, values: IntervalSet): Split {
  const known = lookup(world, field);
  if (known === 'absent') return { met: undefined, unmet: world, every: true };
  if (!known) {
    if (values.isEmpty) return { met: undefined, unmet: world, every: true };
    const absent = mayBeAbsent(field);
    const rest = field.domain.subtract(values);
    if (rest.isEmpty && !absent) return { met: world, unmet: undefined, every: true };
    return {
      met: narrow(world, field, values, false),
      unmet: absent ? world : narrow(world, field, rest, false),
      every: false,
    };
  }
  if (values.includes(known.values)) return { met: world, unmet: undefined, every: true };
  const inside = known.values.intersect(values);
  if (inside.isEmpty) return { met: undefined, unmet: world, every: true };
  return {
    met: narrow(world, field, inside, known.every),
    unmet: narrow(world, field, known.values.subtract(values), known.every),
    every: known.every,
  };
}

/** Divides packets by some bits of a field. */
export function divideByMask(world: World, { field, mask, values }: MaskedCondition): Split {
  const known = lookup(world, field);
  if (known === 'absent') return { met: undefined, unmet: world, every: true };
  if (!known || known.values.size > MAX_TRIED)
    return suppose(world, `${field.key} & ${mask} ${values.intervals.map(({ low, high }) => `${low}-${high}`)}`);
  const met: { low: bigint; high: bigint }[] = [];
  for (const { low, high } of known.values.intervals)
    for (let value = low; value <= high; value++) if (values.has(value & mask)) met.push({ low: value, high: value });
  return divideByValues(world, field, IntervalSet.of(met));
}
