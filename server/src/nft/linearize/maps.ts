import type { Expr, MapExpr } from '../ast.ts';
import { type DataType, partsOf } from '../evaluate/types.ts';
import { namedSet, resolved, rightOf } from './constants.ts';
import type { LinearizeContext } from './context.ts';
import { inOrder, type MapValue, type Operand, type SetUse } from './operand.ts';
import { type Read, readOperand } from './operands.ts';
import { moveToRight } from './transfer.ts';

/** The answer that a map is wanted for. */
export interface Answer {
  readonly type: DataType;
  readonly bits: number;
}

/** `KEY map { … }`: the key that is looked up, and where. Undefined when it cannot be known. */
export function mapOperand(context: LinearizeContext, expr: MapExpr, answer: Answer | undefined): MapValue | undefined {
  const looked = lookup(context, expr.key, expr.map);
  if (!looked) return undefined;
  const data = looked.set.type?.data;
  return {
    kind: 'map',
    key: looked.key,
    set: looked.set,
    bits: answer?.bits ?? data?.bits ?? 32,
    order: 'big',
    text: false,
  };
}

/** A key and the map it is looked up in, for maps of values, verdicts and objects. */
export function lookup(
  context: LinearizeContext,
  keyExpr: Expr,
  mapExpr: Expr,
): { readonly key: Operand; readonly set: SetUse } | undefined {
  const declared = mapExpr.kind === 'set-reference' ? namedSet(context, mapExpr.name) : undefined;
  const read = readOperand(context, keyExpr, undefined, declared?.type && partsOf(declared.type.key));
  context.targetBits = 0;
  if (!read) return undefined;
  if (declared) return { key: declared.interval ? inOrder(read.operand, 'big') : read.operand, set: declared };
  return resolved(context, mapExpr, (map) => (map.kind === 'set' ? inBraces(context, read, map) : undefined));
}

function inBraces(context: LinearizeContext, read: Read, map: Expr) {
  const keys = rightOf(context, map, {
    type: read.type,
    bits: read.bits,
    order: read.operand.order,
    selector: read.selector,
  });
  if (keys?.kind !== 'elements') return undefined;
  const interval = keys.keys.some((key) => key.interval);
  const moved = moveToRight(read.operand, keys, context.has('sets with ranges are compared as they are'));
  const set: SetUse = { name: undefined, type: undefined, interval, intervalData: hasIntervalData(context, map) };
  return { key: interval ? inOrder(moved.left, 'big') : moved.left, set };
}

/** True when an answer of the map is a range or a prefix. */
function hasIntervalData(context: LinearizeContext, map: Expr): boolean {
  if (map.kind !== 'set') return false;
  const isInterval = (expr: Expr): boolean =>
    expr.kind === 'range' || expr.kind === 'prefix' || (expr.kind === 'concat' && expr.parts.some(isInterval));
  return map.elements.some(
    (element) =>
      element.kind === 'element' &&
      element.data !== undefined &&
      resolved(context, element.data, (data) => isInterval(data)) === true,
  );
}
