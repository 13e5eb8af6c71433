import type { ElementExpr, Expr, SetExpr } from '../ast.ts';
import { evaluate } from '../evaluate/expression.ts';
import { type DataType, isStringType, partsOf, UNKNOWN } from '../evaluate/types.ts';
import type { Value } from '../evaluate/values.ts';
import type { LinearizeContext } from './context.ts';
import { type Constant, type Key, type Order, ones, type Right, type SetUse } from './operand.ts';

/** What a fixed value must be. */
export interface Expected {
  readonly type: DataType;
  readonly bits: number;
  readonly order: Order;
  /** The selector on the other side. */
  readonly selector?: string | undefined;
  /** Every number but 0 stands for "there". */
  readonly presence?: boolean | undefined;
}

/** Calls `inner` with the expression that variables stand for. Undefined when a variable is set outside the files. */
export function resolved<T>(context: LinearizeContext, expr: Expr, inner: (expr: Expr) => T | undefined): T | undefined {
  if (expr.kind !== 'variable') return inner(expr);
  const binding = context.evaluation.variable(expr.name);
  const value = binding?.value;
  if (!binding || !value) return undefined;
  return context.evaluation.through(expr, binding, () => resolved(context, value, inner), undefined);
}

/** True for what does not depend on the packet; undefined when it cannot be known. */
export function isFixed(context: LinearizeContext, expr: Expr): boolean | undefined {
  switch (expr.kind) {
    case 'variable':
      return resolved(context, expr, (value) => isFixed(context, value));
    case 'selector':
    case 'hash':
    case 'map':
      return false;
    case 'binary': {
      const left = isFixed(context, expr.left);
      const right = isFixed(context, expr.right);
      return left === undefined || right === undefined ? undefined : left && right;
    }
    case 'concat': {
      const parts = expr.parts.map((part) => isFixed(context, part));
      return parts.includes(undefined) ? undefined : parts.every((part) => part === true);
    }
    default:
      return true;
  }
}

/** A single fixed value. Undefined when it is none, or cannot be known. */
export function constantOf(context: LinearizeContext, expr: Expr, expected: Expected): Constant | undefined {
  const right = rightOf(context, expr, expected);
  return right?.kind === 'constant' ? right : undefined;
}

/** What stands on the right of a comparison, or between the braces of a set. */
export function rightOf(context: LinearizeContext, expr: Expr, expected: Expected): Right | undefined {
  switch (expr.kind) {
    case 'variable':
      return resolved(context, expr, (value) => rightOf(context, value, expected));
    case 'prefix': {
      const base = constantOf(context, expr.base, expected);
      if (!base) return undefined;
      const length = Number(expr.length.text);
      const host = ones(base.bits - length);
      return {
        kind: 'prefix',
        base: { ...base, value: base.value === undefined ? undefined : base.value & ~host },
        length,
      };
    }
    case 'range': {
      const low = constantOf(context, expr.low, expected);
      const high = constantOf(context, expr.high, expected);
      if (!low || !high) return undefined;
      const same = low.value !== undefined && low.value === high.value;
      return same && context.has('range of one value becomes the value') ? low : { kind: 'range', low, high };
    }
    case 'set': {
      const keys: Key[] = [];
      return addKeys(context, expr, expected, keys) ? { kind: 'elements', keys } : undefined;
    }
    case 'set-reference':
      return { kind: 'named-set', set: namedSet(context, expr.name) };
    default:
      return wordOf(context, expr, expected);
  }
}

/** A named set or map, as far as its declaration is here. */
export function namedSet(context: LinearizeContext, name: string): SetUse {
  const type = context.evaluation.set(name);
  return { name, type, interval: type?.flags.has('interval') ?? false, intervalData: type?.intervalData ?? false };
}

function wordOf(context: LinearizeContext, expr: Expr, expected: Expected): Right | undefined {
  const { type, bits, selector, order } = expected;
  if (type === UNKNOWN) return undefined;
  const result = evaluate(context.evaluation, expr, { type, bits, selector });
  if (!result) return undefined;
  const text = isStringType(type);
  if (result.shape === 'boolean')
    return { kind: 'constant', value: result.value.kind === 'integer' ? result.value.value : 0n, bits: 8, order, text: false };
  const { value } = result;
  const asked: Value = value.kind === 'integer' ? { kind: 'integer', value: kernelNumber(value.value, expected) } : value;
  return constantFromValue(asked, bits, order, text, expr.kind === 'symbol' ? expr.text : undefined);
}

/** The number that the kernel compares: seconds since 1970 in nanoseconds, and 1 for whatever means "there". */
function kernelNumber(value: bigint, { selector, presence }: Expected): bigint {
  if (presence) return value === 0n ? 0n : 1n;
  return selector === 'meta time' ? value * 1_000_000_000n : value;
}

function constantFromValue(
  value: Value,
  bits: number,
  order: Order,
  text: boolean,
  symbol: string | undefined,
): Right | undefined {
  switch (value.kind) {
    case 'integer':
      return { kind: 'constant', value: value.value, bits, order, text, symbol };
    case 'text': {
      const base: Constant = { kind: 'constant', value: undefined, letters: value.text, bits, order, text };
      return value.wildcard ? { kind: 'prefix', base, length: new TextEncoder().encode(value.text).length * 8 } : base;
    }
    case 'unknown':
      return { kind: 'constant', value: undefined, bits, order, text, symbol };
    default:
      return undefined;
  }
}

/** Adds the keys between braces, those of sets and variables inside them too. False when something cannot be known. */
function addKeys(context: LinearizeContext, set: SetExpr, expected: Expected, keys: Key[]): boolean {
  for (const item of set.elements) {
    if (item.kind === 'set') {
      if (!addKeys(context, item, expected, keys)) return false;
      continue;
    }
    const nested = item.data ? undefined : resolved(context, item.key, (value) => (value.kind === 'set' ? value : undefined));
    if (nested) {
      const inner = resolved(context, item.key, (value) =>
        value.kind === 'set' ? addKeys(context, value, expected, keys) : undefined,
      );
      if (!inner) return false;
      continue;
    }
    const key = keyOf(context, item, expected);
    if (!key) return false;
    keys.push(key);
  }
  return true;
}

function keyOf(context: LinearizeContext, item: ElementExpr, expected: Expected): Key | undefined {
  const plain = !item.options.some(({ option }) => option === 'statement');
  if (item.key.kind === 'catch-all') return { value: 'other', interval: false, plain };
  if (expected.type.parts) {
    const interval = resolved(context, item.key, (value) =>
      value.kind === 'concat' ? someInterval(context, value.parts, expected) : false,
    );
    return interval === undefined ? undefined : { value: 'other', interval, plain };
  }
  const value = rightOf(context, item.key, expected);
  if (!value || value.kind === 'elements' || value.kind === 'named-set') return undefined;
  return { value, interval: value.kind !== 'constant', plain };
}

function someInterval(context: LinearizeContext, parts: readonly Expr[], expected: Expected): boolean | undefined {
  const types = partsOf(expected.type);
  let interval = false;
  for (const [i, part] of parts.entries()) {
    const type = types[i];
    if (!type) return undefined;
    const value = rightOf(context, part, { type, bits: type.bits, order: 'big' });
    if (!value) return undefined;
    if (value.kind !== 'constant') interval = true;
  }
  return interval;
}
