import { IntervalSet } from '../../base/interval-set.ts';
import type { SetType } from '../../nft/environment.ts';
import type { EvaluatedElement } from '../../nft/evaluate/sets.ts';
import type { EvaluatedRule } from '../../nft/evaluation.ts';
import type { Condition, OpaqueCondition, TupleCondition } from '../../nft/meaning/condition.ts';
import type { Field } from '../../nft/meaning/field.ts';
import { keysOf } from '../../nft/meaning/value-set.ts';
import { only, type Packet } from './packet.ts';

/** The packets for which something holds, and the others; undefined when there are none. */
export interface Split {
  readonly yes: Packet | undefined;
  readonly no: Packet | undefined;
}

/** What only the host can say of the conditions in rules. */
export interface Answers {
  /** The elements of a named set; undefined when they are not known. */
  elementsOf(set: SetType): readonly EvaluatedElement[] | undefined;
  /** Whether a condition holds that no field of the packet decides; undefined when nobody knows. */
  holds(condition: OpaqueCondition, rule: EvaluatedRule): boolean | undefined;
}

/** Divides packets by a condition. What is not known divides them too, into packets that are only assumed. */
export function split(packet: Packet, condition: Condition, answers: Answers, rule: EvaluatedRule): Split {
  switch (condition.kind) {
    case 'values':
      return splitValues(packet, condition.field, condition.values);
    case 'masked': {
      const value = only(packet.get(condition.field));
      if (packet.get(condition.field)?.isEmpty) return { yes: undefined, no: packet };
      if (value === undefined) return either(packet);
      return condition.values.has(value & condition.mask) ? { yes: packet, no: undefined } : { yes: undefined, no: packet };
    }
    case 'tuple':
      return splitTuple(packet, condition.fields, condition.boxes, condition.negated);
    case 'lookup': {
      const { fields, set, negated } = condition;
      const elements = answers.elementsOf(set);
      const keys = elements && keysOf(elements, fields.length);
      if (!keys) return asked(packet, `@${set.name} ${fields.map(({ key }) => key).join(' ')}`, negated);
      if (keys.catchAll) return negated ? { yes: undefined, no: packet } : { yes: packet, no: undefined };
      const [box] = keys.boxes;
      if (fields.length === 1 && keys.boxes.length <= 1) {
        const inside = splitValues(packet, fields[0]!, box?.[0] ?? IntervalSet.EMPTY);
        return negated ? negate(packet, fields[0]!, inside) : inside;
      }
      return splitTuple(packet, fields, keys.boxes, negated);
    }
    case 'opaque': {
      const known = answers.holds(condition, rule);
      if (known !== undefined) return answered(packet, known);
      return condition.key === undefined ? either(packet) : asked(packet, condition.key, false);
    }
  }
}

/** A field that the packet does not have fails every match, also a negated one. */
function negate(packet: Packet, field: Field, { yes, no }: Split): Split {
  return packet.get(field)?.isEmpty ? { yes: undefined, no: packet } : { yes: no, no: yes };
}

function splitValues(packet: Packet, field: Field, values: IntervalSet): Split {
  const known = packet.get(field);
  if (known === undefined) {
    const rest = field.domain.subtract(values);
    return {
      yes: values.isEmpty ? undefined : packet.with([field, values]).assuming(),
      no: rest.isEmpty ? undefined : packet.with([field, rest]).assuming(),
    };
  }
  if (values.includes(known) && !known.isEmpty) return { yes: packet, no: undefined };
  const inside = known.intersect(values);
  if (inside.isEmpty) return { yes: undefined, no: packet };
  return { yes: packet.with([field, inside]), no: packet.with([field, known.subtract(values)]) };
}

function splitTuple(packet: Packet, fields: readonly Field[], boxes: TupleCondition['boxes'], negated: boolean): Split {
  if (fields.some((field) => packet.get(field)?.isEmpty)) return { yes: undefined, no: packet };
  let open = false;
  for (const box of boxes) {
    const known = fields.map((field, i) => {
      const values = packet.get(field);
      if (values === undefined) return 'open';
      return box[i]!.includes(values) ? 'inside' : box[i]!.intersects(values) ? 'open' : 'outside';
    });
    if (known.every((answer) => answer === 'inside')) return answered(packet, !negated);
    if (!known.includes('outside')) open = true;
  }
  return open ? either(packet) : answered(packet, negated);
}

function answered(packet: Packet, holds: boolean): Split {
  return holds ? { yes: packet, no: undefined } : { yes: undefined, no: packet };
}

function either(packet: Packet): Split {
  return { yes: packet.assuming(), no: packet.assuming() };
}

/** A question that always has the same answer for the same packet. */
function asked(packet: Packet, question: string, negated: boolean): Split {
  const known = packet.answer(question);
  if (known !== undefined) return answered(packet, known !== negated);
  return { yes: packet.answering(question, !negated), no: packet.answering(question, negated) };
}
