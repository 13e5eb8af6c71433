import type { Field } from '../meaning/field.ts';
import type { Demand } from './demand.ts';
import { NO_EFFECTS, type RuleEffects } from './effects.ts';
import { isDerived } from './shape.ts';

/** At which rules of a chain something changes that other rules ask for. */
export class ChangeLog {
  readonly #fields = new Map<Field, number[]>();
  readonly #sets = new Map<string, number[]>();
  readonly #tracking: number[] = [];
  readonly #all: number[] = [];
  /** Any of these but changes of sets. */
  readonly #any: number[] = [];

  /** Rules are noted in order. */
  note(rule: number, effects: RuleEffects): void {
    if (effects === NO_EFFECTS) return;
    const { fields, sets, tracking, all } = effects;
    for (const field of fields) push(this.#fields, field, rule);
    for (const set of sets) push(this.#sets, set, rule);
    if (tracking) this.#tracking.push(rule);
    if (all) this.#all.push(rule);
    if (fields.length > 0 || tracking || all) this.#any.push(rule);
  }

  get isEmpty(): boolean {
    return this.#any.length === 0 && this.#sets.size === 0;
  }

  /** The first rule behind that one after which a packet may meet the demand that did not before, or the other way round. */
  next(rule: number, demand: Demand): number {
    if (this.isEmpty) return Number.POSITIVE_INFINITY;
    let first = after(this.#all, rule);
    for (const field of demand.signature.fields) {
      first = Math.min(first, after(this.#fields.get(field), rule));
      if (field.key.startsWith('ct ')) first = Math.min(first, after(this.#tracking, rule));
      if (isDerived(field)) first = Math.min(first, after(this.#any, rule));
    }
    if (demand.others.length > 0) first = Math.min(first, after(this.#any, rule));
    for (const other of demand.others) {
      const at = other.lastIndexOf('@');
      if (at >= 0) first = Math.min(first, after(this.#sets.get(other.slice(at + 1)), rule));
    }
    return first;
  }

  /** The first rule behind that one that changes one of the fields. */
  nextOf(rule: number, fields: readonly Field[]): number {
    return Math.min(after(this.#all, rule), ...fields.map((field) => after(this.#fields.get(field), rule)));
  }
}

function push<K>(map: Map<K, number[]>, key: K, rule: number): void {
  const list = map.get(key);
  if (list) list.push(rule);
  else map.set(key, [rule]);
}

/** The first number of an ascending list that is larger. */
function after(list: readonly number[] | undefined, than: number): number {
  if (!list || list.length === 0 || list[list.length - 1]! <= than) return Number.POSITIVE_INFINITY;
  let low = 0;
  let high = list.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (list[middle]! <= than) low = middle + 1;
    else high = middle;
  }
  return list[low]!;
}
