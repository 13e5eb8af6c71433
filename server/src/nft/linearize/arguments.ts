import type { Expr } from '../ast.ts';
import { type DataType, INTEGER, IPV4, IPV6, MARK } from '../evaluate/types.ts';
import { isFixed, resolved, rightOf } from './constants.ts';
import type { LinearizeContext } from './context.ts';
import { mapOperand } from './maps.ts';
import { inOrder, type Operand, type Order, ones, type Range } from './operand.ts';
import { readOperand } from './operands.ts';
import { ALONE } from './selectors.ts';

/** What a statement takes. */
export interface Parameter {
  readonly type: DataType;
  readonly bits: number;
  readonly order: Order;
  readonly selector?: string | undefined;
}

/** The value that a statement is given: one value, or a range where addresses and ports are. Undefined when it cannot be known. */
export function argumentOf(context: LinearizeContext, expr: Expr, parameter: Parameter): Operand | Range | undefined {
  if (expr.kind === 'variable') return resolved(context, expr, (value) => argumentOf(context, value, parameter));
  if (expr.kind === 'map') return mapOperand(context, expr, { type: parameter.type, bits: parameter.bits });
  const fixed = isFixed(context, expr);
  if (fixed === undefined) return undefined;
  if (!fixed) {
    const read = readOperand(context, expr, ALONE);
    if (!read) return undefined;
    return convert(context, read.operand, parameter);
  }
  const right = rightOf(context, expr, parameter);
  switch (right?.kind) {
    case 'constant':
    case 'range':
      return right;
    case 'prefix': {
      const { base, length } = right;
      const host = ones(base.bits - length);
      return {
        kind: 'range',
        low: base,
        high: { ...base, value: base.value === undefined ? undefined : base.value | host },
      };
    }
    default:
      return undefined;
  }
}

/** What is read from the packet is put in the order of its target where nft takes care of it. */
function convert(context: LinearizeContext, operand: Operand, { type, order }: Parameter): Operand {
  const balanced = (type === IPV4 || type === IPV6) && context.has('byte order of generated addresses');
  const read = operand.kind === 'other' && (operand.name === 'rt' || (operand.name === 'numgen' && balanced));
  return type === MARK || read ? inOrder(operand, order) : operand;
}

/** One value that is no range. */
export function singleValue(context: LinearizeContext, expr: Expr, parameter: Parameter): Operand | undefined {
  const value = argumentOf(context, expr, parameter);
  return value?.kind === 'range' ? undefined : value;
}

export const NUMBER: Parameter = { type: INTEGER, bits: 16, order: 'host' };
