import type { IntervalSet } from '../../base/interval-set.ts';
import type { Field } from '../meaning/field.ts';

/** Which fields a demand is about. There is one object per list of fields. */
export class Signature {
  readonly #next = new Map<Field, Signature>();
  /** Whether some of the fields are known, for the facts that were last asked about. */
  #known: { readonly facts: Facts; readonly some: boolean } | undefined;

  private constructor(
    /** In the order of their ids. */
    readonly fields: readonly Field[],
    readonly bits: ReadonlySet<Field>,
  ) {}

  static readonly NONE = new Signature([], new Set());

  /** @param fields in the order of their ids */
  static of(fields: readonly Field[]): Signature {
    let found = Signature.NONE;
    for (let i = 0; i < fields.length; i++) found = found.#with(fields[i]!);
    return found;
  }

  #with(field: Field): Signature {
    let next = this.#next.get(field);
    if (!next) {
      const fields = [...this.fields, field];
      next = new Signature(fields, new Set(fields));
      this.#next.set(field, next);
    }
    return next;
  }

  /** True when facts tell something about one of the fields. */
  hasSome(facts: Facts): boolean {
    if (this.#known?.facts !== facts) this.#known = { facts, some: this.fields.some((field) => facts.has(field)) };
    return this.#known.some;
  }

  /** True when the other one is about nothing else. */
  includes(other: Signature): boolean {
    return other.fields.length <= this.fields.length && other.fields.every((field) => this.bits.has(field));
  }
}

/** A set of packets: those whose fields have these values and that meet some conditions which are known by name only. */
export class Demand {
  /** The same demand without what holds anyway, for the facts it was made for. */
  #simplified: { readonly facts: Facts; readonly demand: Demand | undefined } | undefined;

  constructor(
    readonly signature: Signature,
    /** One per field of the signature. */
    readonly values: readonly IntervalSet[],
    /** In alphabetical order. */
    readonly others: readonly string[],
  ) {}

  valuesOf(field: Field): IntervalSet | undefined {
    const index = this.signature.fields.indexOf(field);
    return index < 0 ? undefined : this.values[index];
  }

  /** This demand where some things are known of every packet; undefined when no packet can meet it. */
  simplified(facts: Facts): Demand | undefined {
    if (!this.signature.hasSome(facts)) return this;
    if (this.#simplified?.facts !== facts) this.#simplified = { facts, demand: simplify(this, facts) };
    return this.#simplified.demand;
  }
}

/** Values that fields have in every packet that comes to a chain; the fields are there in every packet. */
export type Facts = ReadonlyMap<Field, IntervalSet>;

function simplify(demand: Demand, facts: Facts): Demand | undefined {
  const { signature, values } = demand;
  const { fields } = signature;
  let isNarrow = false;
  for (let i = 0; i < fields.length && !isNarrow; i++) isNarrow = isNarrower(facts.get(fields[i]!), values[i]!);
  if (!isNarrow) return demand;
  const left: Field[] = [];
  const kept: IntervalSet[] = [];
  for (const [i, field] of fields.entries()) {
    const fact = facts.get(field);
    const wanted = values[i]!;
    if (fact && wanted.includes(fact)) continue;
    const rest = !fact || fact.includes(wanted) ? wanted : wanted.intersect(fact);
    if (rest.isEmpty) return undefined;
    left.push(field);
    kept.push(rest);
  }
  return new Demand(Signature.of(left), kept, demand.others);
}

/** True when a fact makes a condition superfluous, or narrower. */
function isNarrower(fact: IntervalSet | undefined, wanted: IntervalSet): boolean {
  return fact !== undefined && (wanted.includes(fact) || !fact.includes(wanted));
}

/** True when every packet that meets `inner` meets `outer`. */
export function includes(outer: Demand, inner: Demand): boolean {
  return failing(outer, inner) === ALL_INCLUDED;
}

export const ALL_INCLUDED = -1;
export const NOT_INCLUDED = -2;

/**
 * What keeps `outer` from holding all packets of `inner`: {@link ALL_INCLUDED} when nothing does, the index of a field of `inner` when
 * it is that field's values alone and the two have some in common, else {@link NOT_INCLUDED}.
 */
export function failing(outer: Demand, inner: Demand): number {
  const wanted = outer.signature.fields;
  const given = inner.signature.fields;
  if (wanted.length > given.length || outer.others.length > inner.others.length) return NOT_INCLUDED;
  let found = ALL_INCLUDED;
  let j = 0;
  for (let i = 0; i < wanted.length; i++) {
    const field = wanted[i]!;
    while (j < given.length && given[j]!.id < field.id) j++;
    if (given[j] !== field) return NOT_INCLUDED;
    const a = outer.values[i]!;
    const b = inner.values[j]!;
    if (a === b || a.includes(b)) continue;
    if (found !== ALL_INCLUDED || !a.intersects(b)) return NOT_INCLUDED;
    found = j;
  }
  for (let i = 0; i < outer.others.length; i++) if (!inner.others.includes(outer.others[i]!)) return NOT_INCLUDED;
  return found;
}

/** True when both are met by the same packets, as far as that can be seen. */
export function sameDemand(a: Demand, b: Demand): boolean {
  if (a === b) return true;
  return (
    a.signature === b.signature &&
    a.others.length === b.others.length &&
    a.others.every((other, i) => other === b.others[i]) &&
    a.values.every((set, i) => set === b.values[i] || set.equals(b.values[i]!))
  );
}
