import type { IntervalSet } from '../../base/interval-set.ts';
import type { SetType } from '../environment.ts';
import type { EvaluatedElement } from '../evaluate/sets.ts';
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

interface Keys {
  readonly boxes: readonly (readonly IntervalSet[])[];
  readonly catchAll: boolean;
}

const keptKeys = new WeakMap<readonly EvaluatedElement[], Keys>();

/**
 * What the named sets of a program hold, as far as its files tell: sets that rules change or that elements time out of, sets that are
 * written without elements (somebody else fills them) and sets with unknown elements are not known.
 */
export class SetContents {
  readonly #changed = new WeakMap<EvaluatedTable, ReadonlySet<string>>();

  /** @param isComplete true for sets that hold what is written even when that is nothing */
  constructor(
    private readonly evaluation: ProgramEvaluation,
    private readonly isComplete: (set: SetType) => boolean = () => false,
  ) {}

  /** The condition of a lookup without the set's name, or undefined when the content of the set is not known. */
  resolve(table: EvaluatedTable, condition: LookupCondition): Condition | undefined {
    const { fields, set, negated } = condition;
    const elements = this.#elements(table, set);
    if (!elements) return undefined;
    let keys = keptKeys.get(elements);
    if (!keys) {
      keys = keysOf(elements, fields.length);
      if (keys) keptKeys.set(elements, keys);
    }
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
    const elements = this.#elements(table, map);
    return elements && choicesOf(elements, fields.length, read);
  }

  #elements(table: EvaluatedTable, set: SetType): readonly EvaluatedElement[] | undefined {
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
      const found = new Set<string>();
      for (const chain of table.chains.values())
        for (const rule of chain.rules) for (const name of rule.result.meaning?.changes ?? []) found.add(name);
      names = found;
      this.#changed.set(table, names);
    }
    return names;
  }
}
