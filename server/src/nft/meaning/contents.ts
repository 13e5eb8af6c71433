import type { IntervalSet } from '../../base/interval-set.ts';
import type { SetType } from '../environment.ts';
import type { EvaluatedElement } from '../evaluate/sets.ts';
import type { Value } from '../evaluate/values.ts';
import type { EvaluatedTable, ProgramEvaluation } from '../evaluation.ts';
import { choicesOf, natTargetOf, verdictOf } from './build.ts';
import { type Condition, type LookupCondition, valueCondition } from './condition.ts';
import type { Choice, Chosen, NatTarget, Verdict } from './rule-meaning.ts';
import { keysOf, valueSet } from './value-set.ts';

/** Flags of sets that packets or time change. */
const LIVING = ['dynamic', 'timeout'];
/** Statements in elements that can end a rule. */
const DECIDING = new Set(['limit', 'quota', 'connlimit']);

function decides({ expr }: EvaluatedElement): boolean {
  return expr.options.some(({ statement }) => statement !== undefined && DECIDING.has(statement.kind));
}

/** What a set holds; `catchAll` when it holds all that is not named, too. */
export interface Keys {
  readonly boxes: readonly (readonly IntervalSet[])[];
  readonly catchAll: boolean;
}

/** What a set held when it was last asked for. */
const keptElements = new WeakMap<SetType, readonly EvaluatedElement[]>();

function sameElements(a: readonly EvaluatedElement[], b: readonly EvaluatedElement[]): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  return a.every(({ key, data, expr }, i) => {
    const other = b[i]!;
    return sameValue(key, other.key) && sameValue(data, other.data) && expr.options.length === other.expr.options.length;
  });
}

function sameValue(a: Value | undefined, b: Value | undefined): boolean {
  if (a === b) return true;
  if (!a || !b || a.kind !== b.kind) return false;
  switch (a.kind) {
    case 'integer':
      return a.value === (b as typeof a).value;
    case 'interval':
      return a.low === (b as typeof a).low && a.high === (b as typeof a).high;
    case 'text':
      return a.text === (b as typeof a).text && a.wildcard === (b as typeof a).wildcard;
    case 'concat':
      return (
        a.parts.length === (b as typeof a).parts.length && a.parts.every((part, i) => sameValue(part, (b as typeof a).parts[i]))
      );
    default:
      return false;
  }
}

const keptKeys = new WeakMap<readonly EvaluatedElement[], Keys>();

/**
 * What the named sets of a program hold, as far as its files tell: sets that rules change or that elements time out of, sets that are
 * written without elements (somebody else fills them) and sets with unknown elements are not known.
 */
export class SetContents {
  readonly #changed = new WeakMap<EvaluatedTable, ReadonlySet<string>>();
  readonly #known = new Map<SetType, { readonly elements: readonly EvaluatedElement[] | undefined }>();

  /**
   * @param isComplete true for sets that hold what is written even when that is nothing
   * @param findChanged names of the sets of a table that its rules change
   */
  constructor(
    private readonly evaluation: ProgramEvaluation,
    private readonly isComplete: (set: SetType) => boolean = () => false,
    private readonly findChanged: (table: EvaluatedTable) => ReadonlySet<string> = changedSets,
  ) {}

  /** The condition of a lookup without the set's name, or undefined when the content of the set is not known. */
  resolve(table: EvaluatedTable, condition: LookupCondition): Condition | undefined {
    const { fields, set, negated } = condition;
    const keys = this.keys(table, set, fields.length);
    if (!keys) return undefined;
    const [field] = fields;
    if (field && fields.length === 1) {
      const values = keys.catchAll
        ? field.domain
        : (keys.boxes[0]?.[0]?.intersect(field.domain) ?? field.domain.subtract(field.domain));
      return valueCondition(field, negated ? field.domain.subtract(values) : values, condition);
    }
    const boxes = keys.catchAll ? [fields.map(({ domain }) => domain)] : keys.boxes;
    return { kind: 'tuple', fields, boxes, negated, start: condition.start, end: condition.end };
  }

  /** The verdicts of a named map by its keys. */
  verdicts(table: EvaluatedTable, chosen: Chosen<Verdict>): readonly Choice<Verdict>[] | undefined {
    return this.#choices(table, chosen, verdictOf);
  }

  /** The targets of address translation that a named map gives. */
  natTargets(table: EvaluatedTable, chosen: Chosen<NatTarget>): readonly Choice<NatTarget>[] | undefined {
    return this.#choices(table, chosen, natTargetOf);
  }

  /** The values that a named map gives. */
  values(table: EvaluatedTable, chosen: Chosen<IntervalSet>): readonly Choice<IntervalSet>[] | undefined {
    return this.#choices(table, chosen, ({ data }) => data && valueSet(data));
  }

  #choices<T>(
    table: EvaluatedTable,
    { fields, choices, map }: Chosen<T>,
    read: (element: EvaluatedElement) => T | undefined,
  ): readonly Choice<T>[] | undefined {
    if (!map) return choices;
    const elements = this.elements(table, map);
    return elements && choicesOf(elements, fields.length, read);
  }

  /** What a set holds, as boxes of one set of values for each of the joined fields. Undefined when that is not known. */
  keys(table: EvaluatedTable, set: SetType, parts: number): Keys | undefined {
    const elements = this.elements(table, set);
    if (!elements) return undefined;
    let keys = keptKeys.get(elements);
    if (!keys) {
      keys = keysOf(elements, parts);
      if (keys) keptKeys.set(elements, keys);
    }
    return keys;
  }

  /** The elements of a set when they are known: the same list as long as they stay the same. */
  elements(table: EvaluatedTable, set: SetType): readonly EvaluatedElement[] | undefined {
    const known = this.#known.get(set);
    if (known) return known.elements;
    const elements = this.#read(table, set);
    const before = elements && keptElements.get(set);
    const same = before && sameElements(before, elements) ? before : elements;
    if (same) keptElements.set(set, same);
    this.#known.set(set, { elements: same });
    return same;
  }

  #read(table: EvaluatedTable, set: SetType): readonly EvaluatedElement[] | undefined {
    if (LIVING.some((flag) => set.flags.has(flag)) || this.changed(table).has(set.name)) return undefined;
    if (this.evaluation.hasMissingFiles && !this.isComplete(set)) return undefined;
    const elements = this.evaluation.elementsOf(set);
    if (set.state.some(({ kind }) => DECIDING.has(kind)) || elements?.some(decides)) return undefined;
    return elements && (elements.length > 0 || this.isComplete(set)) ? elements : undefined;
  }

  /** Names of the sets of a table that its rules change. */
  changed(table: EvaluatedTable): ReadonlySet<string> {
    let names = this.#changed.get(table);
    if (!names) {
      names = this.findChanged(table);
      this.#changed.set(table, names);
    }
    return names;
  }
}

function changedSets({ chains }: EvaluatedTable): ReadonlySet<string> {
  const found = new Set<string>();
  for (const { rules } of chains.values())
    for (const { result } of rules) for (const name of result.meaning?.changes ?? []) found.add(name);
  return found;
}
