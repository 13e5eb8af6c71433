import type { IntervalSet } from '../../server/src/base/interval-set.ts';
import type { Condition } from '../../server/src/nft/meaning/condition.ts';
import type { Chosen, RuleMeaning } from '../../server/src/nft/meaning/rule-meaning.ts';
import { showVerdict } from '../../server/src/nft/meaning/show.ts';

/** The value of a field by its name; undefined when the packet does not tell. */
type Lookup = (key: string) => bigint | undefined;

function holds(condition: Condition, field: Lookup): boolean | undefined {
  switch (condition.kind) {
    case 'values': {
      const value = field(condition.field.key);
      return value === undefined ? undefined : condition.values.has(value);
    }
    case 'masked': {
      const value = field(condition.field.key);
      return value === undefined ? undefined : condition.values.has(value & condition.mask);
    }
    case 'tuple': {
      const inside = inBoxes(condition.fields, condition.boxes, field);
      return inside === undefined ? undefined : inside !== condition.negated;
    }
    default:
      return undefined;
  }
}

function inBoxes(
  fields: readonly { readonly key: string }[],
  boxes: readonly (readonly IntervalSet[])[],
  field: Lookup,
): boolean | undefined {
  const values = fields.map(({ key }) => field(key));
  if (values.some((value) => value === undefined)) return undefined;
  return boxes.some((box) => box.every((set, i) => set.has(values[i]!)));
}

function choose<T>({ fields, choices }: Chosen<T>, field: Lookup): T | 'none' | undefined {
  if (!choices) return undefined;
  for (const { boxes, gives } of choices) {
    if (!boxes) return gives;
    const inside = inBoxes(fields, boxes, field);
    if (inside === undefined) return undefined;
    if (inside) return gives;
  }
  return 'none';
}

/** What a rule says to one concrete packet: its verdict, 'none' when it does not match; undefined when that cannot be told. */
export function verdictFor(meaning: RuleMeaning, field: Lookup): string | undefined {
  for (const step of meaning.steps) {
    switch (step.kind) {
      case 'assign':
      case 'nat': {
        const { fields, choices } = step.kind === 'nat' ? step.target : step.value;
        if (fields.length === 0) break;
        const given = choose<unknown>({ fields, choices, map: undefined }, field);
        if (given === undefined) return undefined;
        if (given === 'none') return 'none';
        break;
      }
      case 'notrack':
      case 'side-effect':
        break;
      case 'rewrite':
        return undefined;
      case 'verdict':
        return showVerdict(step.verdict);
      case 'verdict-map': {
        const verdict = choose(step.verdict, field);
        if (verdict === undefined) return undefined;
        if (verdict === 'none') return 'none';
        if (verdict.kind !== 'continue') return showVerdict(verdict);
        break;
      }
      default: {
        const answer = holds(step, field);
        if (answer === undefined) return undefined;
        if (!answer) return 'none';
      }
    }
  }
  return 'continue';
}
