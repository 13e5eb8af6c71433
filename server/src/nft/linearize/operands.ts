import type { BinaryExpr, ConcatExpr, Expr } from '../ast.ts';
import { concatType, type DataType, INTEGER, isStringType, UNKNOWN } from '../evaluate/types.ts';
import { constantOf, isFixed, resolved } from './constants.ts';
import type { LinearizeContext } from './context.ts';
import { mapOperand } from './maps.ts';
import { inOrder, type Operand, registerBits } from './operand.ts';
import { ALONE, readSelector, type Use } from './selectors.ts';

/** What is read from the packet, with the type that fixed values beside it take. */
export interface Read {
  readonly operand: Operand;
  readonly type: DataType;
  /** Bits of the values it can have. */
  readonly bits: number;
  readonly selector?: string | undefined;
  /** It is there or not, and has no other value. */
  readonly presence?: boolean | undefined;
}

/**
 * An expression that is read from the packet, the connection or the host. `parts` are the types of fixed values in a concatenation,
 * where a named set tells them. Undefined when nft refuses it or it cannot be known.
 */
export function readOperand(
  context: LinearizeContext,
  expr: Expr,
  use: Use = ALONE,
  parts?: readonly DataType[],
): Read | undefined {
  switch (expr.kind) {
    case 'selector':
      return readSelector(context, expr, use);
    case 'variable':
      return resolved(context, expr, (value) => readOperand(context, value, use, parts));
    case 'hash': {
      const of = expr.of && readOperand(context, expr.of)?.operand;
      if (expr.of && !of) return undefined;
      const operand = { kind: 'other', name: 'hash', of, offset: 0, bits: 32, order: 'host', text: false } as const;
      return { operand: { ...operand, selector: 'hash' }, type: INTEGER, bits: 32, selector: 'hash' };
    }
    case 'concat':
      return readConcatenation(context, expr, parts);
    case 'binary':
      return readBinary(context, expr, use);
    case 'map': {
      const operand = mapOperand(context, expr, undefined);
      return operand && { operand, type: operand.set.type?.data ?? UNKNOWN, bits: operand.bits };
    }
    default:
      return undefined;
  }
}

function readConcatenation(
  context: LinearizeContext,
  expr: ConcatExpr,
  types: readonly DataType[] | undefined,
): Read | undefined {
  const reads: Read[] = [];
  for (const [i, part] of expr.parts.entries()) {
    const read = readPart(context, part, types?.[i]);
    if (!read) return undefined;
    reads.push(read);
  }
  const parts = reads.map(({ operand }) => operand);
  const bits = parts.reduce((sum, part) => sum + registerBits(part.bits), 0);
  const type = concatType(reads.map((read) => (read.type.bits === 0 ? { ...read.type, bits: read.bits } : read.type)));
  return { operand: { kind: 'concatenation', parts, bits, order: 'host', text: false }, type, bits };
}

function readPart(context: LinearizeContext, part: Expr, type: DataType | undefined): Read | undefined {
  const fixed = isFixed(context, part);
  if (fixed === undefined) return undefined;
  if (!fixed) return readOperand(context, part, { joined: true });
  if (!type) return undefined;
  const operand = constantOf(context, part, { type, bits: type.bits, order: isStringType(type) ? 'host' : 'big' });
  return operand && { operand, type, bits: type.bits };
}

function readBinary(context: LinearizeContext, expr: BinaryExpr, use: Use): Read | undefined {
  const leftFixed = isFixed(context, expr.left);
  const rightFixed = isFixed(context, expr.right);
  if (leftFixed === undefined || rightFixed === undefined || (leftFixed && rightFixed)) return undefined;
  // A fixed value is worked with as the right side.
  const [first, second] = leftFixed ? [expr.right, expr.left] : [expr.left, expr.right];
  const read = readOperand(context, first, use);
  if (!read) return undefined;
  const { operator } = expr;
  const result = (operand: Operand): Read => ({ ...read, operand, bits: Math.max(read.bits, context.targetBits) });
  if (operator === '<<' || operator === '>>') {
    const by = constantOf(context, second, { type: INTEGER, bits: 32, order: 'host' });
    if (by?.value === undefined || by.value > MAX_SHIFT) return undefined;
    return result({
      kind: 'shifted',
      operator,
      left: inOrder(read.operand, 'host'),
      by: Number(by.value),
      bits: Math.max(context.targetBits, read.operand.bits),
      order: 'host',
      text: false,
    });
  }
  const widened = context.targetBits > read.operand.bits;
  const left = widened ? inOrder(read.operand, 'host') : read.operand;
  const bits = widened ? context.targetBits : left.bits;
  const common = { operator, left, bits, order: left.order, text: false };
  if (leftFixed || rightFixed) {
    const wanted = { bits: Math.max(read.bits, context.targetBits), order: left.order };
    const right = constantOf(context, second, { type: read.type, selector: read.selector, presence: read.presence, ...wanted });
    return right && result({ ...common, kind: 'combined', right: right.value });
  }
  const right = readOperand(context, second, use);
  return right && result({ ...common, kind: 'joined', right: inOrder(right.operand, left.order) });
}

/** More than any register has; nft refuses it anyway. */
const MAX_SHIFT = 512n;
