import type { Expr, SelectorExpr } from '../ast.ts';
import { singleValue } from './arguments.ts';
import { constantOf, resolved } from './constants.ts';
import type { LinearizeContext } from './context.ts';
import { bytesFor, type Combined, type FieldLoad, inOrder, type Operand, ones } from './operand.ts';
import { ALONE, readSelector } from './selectors.ts';
import { withValue } from './statements.ts';

/** Headers with a checksum over whole words of 2 bytes: a change writes an even number of bytes. */
const CHECKED = new Set(['ip', 'icmp', 'icmpv6', 'igmp', 'tcp', 'sctp']);

/** `ip dscp set VALUE`: the bytes around a field are read, changed and written back where it does not fill them. */
export function setField(context: LinearizeContext, target: SelectorExpr, value: Expr): boolean {
  const read = readSelector(context, target, ALONE);
  const field = read && fieldIn(read.operand);
  if (!read || !field) return false;
  const place = placeOf(startOf(read.operand, field), read.bits, field);
  const parameter = { type: read.type, bits: read.bits, order: 'big', selector: read.selector } as const;
  if (!place.around) {
    const set = singleValue(context, value, parameter);
    return set !== undefined && write(context, field, place, inOrder(set, 'big'));
  }
  const bits = place.bytes * 8;
  const whole: FieldLoad = { ...field, offset: place.offset * 8, bits, header: undefined };
  const common = { kind: 'combined', bits, order: 'big', text: false } as const;
  const others = ones(bits) & ~(ones(read.bits) << BigInt(place.shift));
  const changed = ownBits(context, value, target);
  if (changed) {
    const right = constantOf(context, changed.by, parameter)?.value;
    if (right === undefined) return false;
    const shifted = right << BigInt(place.shift);
    const mask = changed.operator === '&' ? shifted | others : shifted;
    return write(context, field, place, { ...common, operator: changed.operator, left: whole, right: mask });
  }
  const set = singleValue(context, value, parameter);
  if (set?.kind !== 'constant' || set.value === undefined) return false;
  const kept: Combined = { ...common, operator: '&', left: whole, right: others };
  return write(context, field, place, { ...common, operator: '^', left: kept, right: set.value << BigInt(place.shift) });
}

/** `ip dscp set ip dscp | VALUE`: what the field's own value is changed by. */
function ownBits(context: LinearizeContext, value: Expr, target: SelectorExpr) {
  return resolved(context, value, (expr) => {
    if (expr.kind !== 'binary' || expr.operator === '<<' || expr.operator === '>>') return undefined;
    if (expr.left.kind !== 'selector' || expr.left.text !== target.text) return undefined;
    return { operator: expr.operator, by: expr.right };
  });
}

/** The bytes that are written for a field. */
interface Place {
  readonly offset: number;
  readonly bytes: number;
  /** Bits of them behind the field. */
  readonly shift: number;
  /** They hold more than the field. */
  readonly around: boolean;
}

function placeOf(start: number, bits: number, field: FieldLoad): Place {
  const even = field.header === 'vlan' || field.base === 'inner' || CHECKED.has(field.header ?? '');
  let offset = Math.floor(start / 8);
  let bytes = bytesFor((start % 8) + bits);
  let shift = bytes * 8 - (start % 8) - bits;
  const aligned = start % 8 === 0 && bits % 8 === 0;
  if (aligned && (!even || bytes % 2 === 0)) return { offset, bytes, shift, around: false };
  if (even && bytes % 2 === 1) {
    bytes++;
    if (offset % 2 === 1) offset--;
    else shift += 8;
  }
  return { offset, bytes, shift, around: true };
}

function write(context: LinearizeContext, field: FieldLoad, { offset, bytes }: Place, value: Operand): true {
  return withValue(context, value, (from) => ({ name: 'payload', base: field.base, offset, length: bytes, from }));
}

function fieldIn(operand: Operand): FieldLoad | undefined {
  switch (operand.kind) {
    case 'field':
      return operand;
    case 'shifted':
    case 'combined':
      return fieldIn(operand.left);
    case 'swapped':
      return fieldIn(operand.of);
    default:
      return undefined;
  }
}

/** Where the field itself begins, in bits: reading it may begin before. */
function startOf(operand: Operand, field: FieldLoad): number {
  const masked = operand.kind === 'shifted' ? operand.left : operand;
  if (masked.kind !== 'combined' || masked.right === undefined) return field.offset;
  return field.offset + field.bits - masked.right.toString(2).length;
}
