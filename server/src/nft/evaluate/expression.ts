import { nearest } from '../../base/nearest.ts';
import { VALUE_KEYWORDS } from '../../facts/nft.ts';
import type { BinaryExpr, Expr, MapExpr, NumberExpr, SymbolExpr, VariableExpr } from '../ast.ts';
import type { SetType } from '../environment.ts';
import type { EvaluationContext, SetSketch } from './context.ts';
import { aType, capital, manyOf, quote, typeWords } from './messages.ts';
import { evaluateSelector } from './selectors.ts';
import { type EvaluatedSet, evaluateSet } from './sets.ts';
import {
  compatible,
  concatType,
  type DataType,
  dataType,
  declaredType,
  exampleOf,
  INTEGER,
  isBitmask,
  isStringType,
  partsOf,
  rootType,
  sameType,
  UNKNOWN,
} from './types.ts';
import { type BadValue, integer, maxOf, parseDate, parseValue, symbolsOf, UNKNOWN_VALUE, type Value } from './values.ts';

/** What is expected where an expression stands. */
export interface Wanted {
  readonly type: DataType;
  readonly bits: number;
  /** The selector on the other side, for what depends on it. */
  readonly selector?: string | undefined;
  /** The answer of a map: nft does not look at the type of a keyword there. */
  readonly answer?: boolean | undefined;
}

/** What an expression turned out to be. */
export interface Evaluated {
  readonly type: DataType;
  readonly bits: number;
  /** Its value does not depend on the packet. */
  readonly constant: boolean;
  readonly shape:
    | 'single'
    | 'list'
    | 'range'
    | 'prefix'
    | 'concat'
    | 'binary'
    | 'set'
    | 'set-reference'
    | 'map'
    | 'selector'
    | 'boolean'
    | 'unknown';
  /** Of a constant. */
  readonly value: Value;
  readonly set?: EvaluatedSet | undefined;
  readonly reference?: SetType | undefined;
  /** Of a selector: its name in the facts; of a concatenation: those of its parts. */
  readonly selector?: string | undefined;
}

function unknownResult(constant: boolean): Evaluated {
  return { type: UNKNOWN, bits: 0, constant, shape: 'unknown', value: UNKNOWN_VALUE };
}

const BOOLEAN = dataType('boolean')!;

/**
 * Evaluates an expression where `wanted` is expected (nothing on the left of a match). Undefined when a problem was reported,
 * here or before.
 */
export function evaluate(ctx: EvaluationContext, expr: Expr, wanted?: Wanted): Evaluated | undefined {
  switch (expr.kind) {
    case 'symbol':
      return evaluateWord(ctx, expr, expr.text, wanted);
    case 'number':
      return evaluateWord(ctx, expr, numberText(expr), wanted);
    case 'boolean':
      return { type: BOOLEAN, bits: 1, constant: true, shape: 'boolean', value: integer(expr.exists ? 1n : 0n) };
    case 'variable':
      return evaluateVariable(ctx, expr, (value) => evaluate(ctx, value, wanted), wanted?.type);
    case 'selector': {
      const selector = evaluateSelector(ctx, expr);
      return (
        selector && {
          type: selector.type,
          bits: selector.bits,
          constant: false,
          shape: 'selector',
          value: UNKNOWN_VALUE,
          selector: selector.name,
        }
      );
    }
    case 'hash':
      if (expr.of && !evaluate(ctx, expr.of)) return undefined;
      return { type: INTEGER, bits: 32, constant: false, shape: 'selector', value: UNKNOWN_VALUE, selector: 'hash' };
    case 'concat':
      return evaluateConcat(ctx, expr.parts, expr, wanted);
    case 'list':
      return evaluateList(ctx, expr.items, expr, wanted);
    case 'binary':
      return evaluateBinary(ctx, expr, wanted);
    case 'prefix':
      return evaluatePrefix(ctx, expr.base, expr.length, wanted);
    case 'range':
      return evaluateRange(ctx, expr.low, expr.high, expr, wanted);
    case 'set': {
      if (!wanted)
        return ctx.report(
          'type-mismatch',
          expr,
          'A set in braces has no type of its own here: nft wants a selector such as "ip saddr" before it.',
        );
      const set = evaluateSet(ctx, expr, {
        key: wanted.type,
        bits: wanted.bits,
        selector: wanted.selector,
        anonymous: true,
        what: 'set',
      });
      return set && { type: wanted.type, bits: wanted.bits, constant: true, shape: 'set', value: UNKNOWN_VALUE, set };
    }
    case 'set-reference': {
      const reference = ctx.set(expr.name);
      const declaration = reference ? undefined : sketchSet(wanted);
      ctx.refer({ kind: 'set', name: expr.name, declaration, start: expr.start, end: expr.end });
      if (!reference)
        return {
          type: wanted?.type ?? UNKNOWN,
          bits: wanted?.bits ?? 0,
          constant: true,
          shape: 'set-reference',
          value: UNKNOWN_VALUE,
        };
      return {
        type: reference.key,
        bits: reference.key.bits,
        constant: true,
        shape: 'set-reference',
        value: UNKNOWN_VALUE,
        reference,
      };
    }
    case 'map':
      return evaluateMap(ctx, expr, wanted);
    default:
      return unknownResult(true);
  }
}

/** A set that holds what is looked up in it. */
function sketchSet(wanted: Wanted | undefined): SetSketch | undefined {
  const type = wanted && declaredType(wanted.type);
  if (type !== undefined) return { kind: 'set', lines: [`type ${type}`] };
  const selector = wanted?.selector;
  return selector !== undefined && /^[a-z]/.test(selector) ? { kind: 'set', lines: [`typeof ${selector}`] } : undefined;
}

/** A map from what is looked up in it to what is expected of it. */
export function sketchMap(key: DataType, data: DataType | undefined): SetSketch | undefined {
  const from = declaredType(key);
  const to = data && declaredType(data);
  return from === undefined || to === undefined ? undefined : { kind: 'map', lines: [`type ${from} : ${to}`] };
}

/** A number as nft passes it on: hexadecimal and octal become decimal. */
function numberText(expr: NumberExpr): string {
  return expr.negative ? `-${expr.text}` : expr.text;
}

/** Evaluates the value of a variable in place of its use; a variable that nobody defines is reported, one from outside is unknown. */
export function evaluateVariable<T>(
  ctx: EvaluationContext,
  expr: VariableExpr,
  inner: (value: Expr) => T | undefined,
  wanted?: DataType,
): T | Evaluated | undefined {
  const binding = ctx.variable(expr.name);
  if (!binding) {
    const near = nearest(expr.name, ctx.visibleVariables());
    const fixes =
      near && !ctx.inVariable
        ? [{ title: `Use $${near}`, safe: true, edits: [{ start: expr.start, end: expr.end, newText: `$${near}` }] }]
        : undefined;
    return ctx.report(
      'undefined-variable',
      expr,
      `The variable $${expr.name} is not defined here, so nft refuses the file. ${near ? `Did you mean $${near}?` : `Write "define ${expr.name} = …" before it, or name it in the setting "defines" if it is set outside.`}`,
      fixes,
      undefined,
      { name: expr.name, example: wanted && exampleOf(wanted) },
    );
  }
  const { value } = binding;
  if (!value) return unknownResult(true);
  return ctx.through(expr, binding, () => inner(value), undefined) ?? (ctx.failed ? undefined : unknownResult(true));
}

function evaluateWord(
  ctx: EvaluationContext,
  expr: SymbolExpr | NumberExpr,
  text: string,
  wanted: Wanted | undefined,
): Evaluated | undefined {
  if (!wanted) {
    return ctx.report(
      'type-mismatch',
      expr,
      `${quote(text)} is a value where nft expects what it is compared with, such as "ip saddr" or "tcp dport"; nft refuses the file. Put that before it.`,
    );
  }
  const { type, bits } = wanted;
  if (type === UNKNOWN) return unknownResult(true);
  if (type.parts) {
    return ctx.report(
      'type-mismatch',
      expr,
      `${quote(text)} is one value, but ${type.parts.length} joined by dots are expected here (${typeWords(type)}); nft refuses the file.`,
    );
  }
  const own = expr.kind === 'symbol' && expr.keyword ? dataType(VALUE_KEYWORDS[text] ?? '') : undefined;
  if (own && own.name !== type.name && !wanted.answer)
    return ctx.report(
      'type-mismatch',
      expr,
      `${quote(text)} is a word of the language with a meaning of its own (${aType(own)}), but ${aType(type)} is expected here; nft refuses the file.${isStringType(type) ? ' Put it in quotes if it is a name.' : ''}`,
      isStringType(type)
        ? [{ title: 'Put it in quotes', safe: true, edits: [{ start: expr.start, end: expr.end, newText: `"${text}"` }] }]
        : undefined,
    );
  if (type.name === 'time' && wanted.selector === 'meta time') {
    const date = parseDate(text);
    if (date.kind === 'bad') return reportBad(ctx, expr, text, type, date);
    return single(type, bits, date);
  }
  const value = parseValue(type, text);
  if (value.kind === 'bad') return reportBad(ctx, expr, text, type, value);
  if (value.kind === 'text' && isStringType(type)) {
    if (text === '')
      return ctx.report('invalid-value', expr, `An empty text is no ${typeWords(type)}; nft refuses the file. Write a name.`);
    if (value.wildcard && value.text === '')
      return ctx.report('invalid-value', expr, 'A lone "*" matches every name; nft refuses the file. Leave the match out.');
    const length = new TextEncoder().encode(value.text).length;
    if (bits > 0 && length + (value.wildcard ? 0 : 1) > bits / 8)
      return ctx.report(
        'invalid-value',
        expr,
        `${quote(text)} has ${length} bytes; ${aType(type)} has at most ${bits / 8 - 1}, so nft refuses the file.`,
      );
  } else if (value.kind === 'integer') {
    if (!fits(ctx, expr, text, value.value, wanted)) return undefined;
  }
  return single(type, bits, value);
}

function single(type: DataType, bits: number, value: Value): Evaluated {
  return { type, bits, constant: true, shape: value.kind === 'unknown' ? 'single' : 'single', value };
}

/** Values that have fewer possibilities than their bits. */
const MAXIMUM: Readonly<Record<string, bigint>> = { 'meta day': 6n, day: 6n, 'socket transparent': 1n, 'socket wildcard': 1n };

/** `numgen` and hashes give numbers below their modulus, from their offset on. */
function generatorMax(selector: string | undefined): bigint | undefined {
  const match = selector && /^numgen (?:inc|random) mod (\d+)(?: offset (\d+))?$/.exec(selector);
  return match ? BigInt(match[1]!) + BigInt(match[2] ?? 0) - 1n : undefined;
}

function fits(ctx: EvaluationContext, expr: Expr, text: string, value: bigint, wanted: Wanted): boolean {
  if (wanted.type.name === 'boolean') return true;
  const bits = wanted.bits || wanted.type.bits;
  const max =
    generatorMax(wanted.selector) ??
    MAXIMUM[wanted.selector ?? ''] ??
    MAXIMUM[wanted.type.name] ??
    (bits > 0 ? maxOf(bits) : undefined);
  if (max === undefined || value <= max) return true;
  ctx.report(
    'invalid-value',
    expr,
    `${quote(text)} is too large: ${wanted.selector ? `"${wanted.selector}"` : aType(wanted.type)} has ${bits} bits and is at most ${max}, so nft refuses the file.`,
  );
  return false;
}

/** More words than these are not listed in a message. */
const MAX_LISTED = 16;

/** Reports a text that is no value of a type, with the nearest value as the fix. */
export function reportBad(ctx: EvaluationContext, expr: Expr, text: string, type: DataType, bad: BadValue): undefined {
  const fix =
    bad.suggestion === undefined
      ? undefined
      : [{ title: `Use ${bad.suggestion}`, safe: true, edits: [{ start: expr.start, end: expr.end, newText: bad.suggestion }] }];
  const known = bad.mismatch ? [] : symbolsOf(type);
  let then = '';
  if (bad.suggestion !== undefined) then = ` Did you mean ${quote(bad.suggestion)}?`;
  else if (known.length > 0 && known.length <= MAX_LISTED) then = ` It knows ${known.join(', ')}.`;
  return ctx.report(
    bad.mismatch ? 'type-mismatch' : 'invalid-value',
    expr,
    `${quote(text)} ${bad.problem}; nft refuses the file.${then}`,
    fix,
  );
}

function evaluateConcat(
  ctx: EvaluationContext,
  parts: readonly Expr[],
  expr: Expr,
  wanted: Wanted | undefined,
): Evaluated | undefined {
  const wantedParts = wanted && wanted.type !== UNKNOWN ? partsOf(wanted.type) : undefined;
  if (wantedParts && wantedParts.length !== parts.length) {
    const expected =
      wantedParts.length === 1
        ? `one value (${typeWords(wantedParts[0]!)}) is`
        : `${wantedParts.length} values (${wantedParts.map(typeWords).join(' . ')}) are`;
    return ctx.report(
      'type-mismatch',
      expr,
      `${parts.length} values are joined by dots here, but ${expected} expected; nft refuses the file.`,
    );
  }
  const results: Evaluated[] = [];
  for (const [i, part] of parts.entries()) {
    const type = wantedParts?.[i];
    const result = evaluate(ctx, part, wanted && { type: type ?? UNKNOWN, bits: type?.bits ?? 0 });
    if (!result) return undefined;
    if (!wanted && !checkAddressFamily(ctx, part)) return undefined;
    if (!wanted && result.type !== UNKNOWN && result.type.bits === 0 && result.bits === 0)
      return ctx.report(
        'type-mismatch',
        part,
        `${capital(aType(result.type))} has no fixed length here, so it cannot be joined with other values; nft refuses the file.`,
      );
    if (type && !compatible(type, result.type))
      return ctx.report(
        'type-mismatch',
        part,
        `This part is ${aType(result.type)}, but ${aType(type)} is expected here; nft refuses the file.`,
      );
    results.push(result);
  }
  const types = results.map((result, i) => withBits(wantedParts?.[i] ?? result.type, result.bits));
  const type = types.some((part) => part === UNKNOWN) ? UNKNOWN : concatType(types);
  if (type.bits > 512)
    return ctx.report('type-mismatch', expr, `These values are ${type.bits / 8} bytes together; nft joins at most 64.`);
  return {
    type,
    bits: type.bits,
    constant: results.every((result) => result.constant),
    shape: 'concat',
    value: { kind: 'concat', parts: results.map((result) => result.value) },
    selector: results.every((result) => result.selector !== undefined)
      ? results.map((result) => result.selector).join(' . ')
      : undefined,
  };
}

/** A type of no length of its own with the length it has in this place. */
function withBits(type: DataType, bits: number): DataType {
  return type.bits === bits || type === UNKNOWN || bits === 0 ? type : { ...type, bits };
}

function evaluateList(
  ctx: EvaluationContext,
  items: readonly Expr[],
  expr: Expr,
  wanted: Wanted | undefined,
): Evaluated | undefined {
  if (wanted && wanted.type !== UNKNOWN && !isBitmask(wanted.type)) {
    const text = 'Put the values in braces to match any of them: { a, b }.';
    return ctx.report(
      'type-mismatch',
      expr,
      `A list without braces joins flags, and ${aType(wanted.type)} has none; nft refuses the file. ${text}`,
      [
        {
          title: 'Put the values in braces',
          safe: true,
          edits: [
            { start: expr.start, end: expr.start, newText: '{ ' },
            { start: expr.end, end: expr.end, newText: ' }' },
          ],
        },
      ],
    );
  }
  let value = 0n;
  let known = true;
  for (const item of items) {
    const result = evaluate(ctx, item, wanted);
    if (!result) return undefined;
    if (result.value.kind === 'integer') value |= result.value.value;
    else known = false;
  }
  return {
    type: wanted?.type ?? UNKNOWN,
    bits: wanted?.bits ?? 0,
    constant: true,
    shape: 'list',
    value: known ? integer(value) : UNKNOWN_VALUE,
  };
}

const OPERATOR_NAMES = { '&': 'and', '|': 'or', '^': 'xor', '<<': 'left shift', '>>': 'right shift' } as const;

function evaluateBinary(ctx: EvaluationContext, expr: BinaryExpr, wanted: Wanted | undefined): Evaluated | undefined {
  const left = evaluate(ctx, expr.left, wanted);
  if (!left) return undefined;
  const shift = expr.operator === '<<' || expr.operator === '>>';
  const base = left.type === UNKNOWN ? (wanted?.type ?? UNKNOWN) : left.type;
  const right = evaluate(
    ctx,
    expr.right,
    shift
      ? { type: INTEGER, bits: 32 }
      : { type: base, bits: Math.max(left.bits, wanted?.bits ?? 0), selector: wanted ? undefined : left.selector },
  );
  if (!right) return undefined;
  if (base !== UNKNOWN && (!hasBits(base) || (shift && rootType(base).name === 'string')))
    return ctx.report(
      'type-mismatch',
      expr,
      `"${expr.operator}" works on numbers, and ${aType(base)} is none; nft refuses the file.`,
    );
  if (shift && right.value.kind === 'integer') {
    // A field is read in whole bytes; a value that is set is as long as what it is given to.
    const bits = Math.max(left.constant ? 0 : Math.ceil(left.bits / 8) * 8, wanted?.bits ?? 0);
    if (bits > 0 && right.value.value >= BigInt(bits))
      return ctx.report(
        'invalid-value',
        expr.right,
        `A ${OPERATOR_NAMES[expr.operator]} by ${right.value.value} moves all ${bits} bits out; nft refuses the file. Shift by less.`,
      );
  }
  const constant = left.constant && right.constant;
  return {
    type: wanted && !constant && compatibleNumbers(wanted.type, base) ? wanted.type : base,
    bits: Math.max(left.bits, wanted?.bits ?? 0),
    constant,
    shape: 'binary',
    value: constant ? combine(expr.operator, left.value, right.value) : UNKNOWN_VALUE,
    selector: left.selector ?? right.selector,
  };
}

/** Names of interfaces are bits to nft, too. */
function hasBits(type: DataType): boolean {
  const root = rootType(type).name;
  return root === 'integer' || root === 'string';
}

/** An expression with operators takes the type of its place when both are plain numbers. */
function compatibleNumbers(wanted: DataType, type: DataType): boolean {
  return wanted.base?.name === 'integer' && (type === INTEGER || type.base?.name === 'integer');
}

function combine(operator: BinaryExpr['operator'], left: Value, right: Value): Value {
  if (left.kind !== 'integer' || right.kind !== 'integer') return UNKNOWN_VALUE;
  switch (operator) {
    case '&':
      return integer(left.value & right.value);
    case '|':
      return integer(left.value | right.value);
    case '^':
      return integer(left.value ^ right.value);
    case '<<':
      return right.value < 256n ? integer(left.value << right.value) : UNKNOWN_VALUE;
    default:
      return integer(left.value >> right.value);
  }
}

function evaluatePrefix(
  ctx: EvaluationContext,
  baseExpr: Expr,
  length: NumberExpr,
  wanted: Wanted | undefined,
): Evaluated | undefined {
  const base = evaluate(ctx, baseExpr, wanted);
  if (!base) return undefined;
  if (base.type === UNKNOWN) return unknownResult(true);
  if (!hasBits(base.type))
    return ctx.report(
      'type-mismatch',
      length,
      `A prefix needs an address or a number; ${aType(base.type)} has none, so nft refuses the file.`,
    );
  const bits = base.bits || base.type.bits;
  const ones = Number(length.text);
  if (bits > 0 && ones > bits)
    return ctx.report(
      'invalid-value',
      length,
      `A prefix of ${ones} bits is too long: ${aType(base.type)} has ${bits}, so nft refuses the file. Write /${bits} or less.`,
    );
  let value: Value = UNKNOWN_VALUE;
  if (base.value.kind === 'integer' && bits > 0) {
    const host = maxOf(bits - ones);
    value = { kind: 'interval', low: base.value.value & ~host, high: (base.value.value & ~host) | host };
  }
  return { type: base.type, bits: base.bits, constant: base.constant, shape: 'prefix', value };
}

function evaluateRange(
  ctx: EvaluationContext,
  lowExpr: Expr,
  highExpr: Expr,
  expr: Expr,
  wanted: Wanted | undefined,
): Evaluated | undefined {
  const low = evaluate(ctx, lowExpr, wanted);
  if (!low) return undefined;
  const high = evaluate(ctx, highExpr, wanted);
  if (!high) return undefined;
  if (low.type === UNKNOWN) return unknownResult(true);
  if (rootType(low.type).name !== 'integer' && wanted?.selector !== undefined)
    return ctx.report('type-mismatch', expr, `A range needs an order, and ${aType(low.type)} has none; nft refuses the file.`);
  if (low.value.kind === 'integer' && high.value.kind === 'integer') {
    // A range of hours may go over midnight.
    if (low.value.value > high.value.value && low.type.name !== 'hour')
      return ctx.report(
        'invalid-value',
        expr,
        `The range begins above its end (${low.value.value} is larger than ${high.value.value}), so nft refuses the file. Swap the two.`,
        [
          {
            title: 'Swap the ends of the range',
            safe: true,
            edits: [
              { start: lowExpr.start, end: lowExpr.end, newText: highExpr },
              { start: highExpr.start, end: highExpr.end, newText: lowExpr },
            ],
          },
        ],
      );
    return {
      type: low.type,
      bits: low.bits,
      constant: true,
      shape: 'range',
      value: { kind: 'interval', low: low.value.value, high: high.value.value },
    };
  }
  return { type: low.type, bits: low.bits, constant: low.constant && high.constant, shape: 'range', value: UNKNOWN_VALUE };
}

/** Joined with others or as the key of a map, an address of a connection must say its family. */
export function checkAddressFamily(ctx: EvaluationContext, expr: Expr): boolean {
  if (expr.kind !== 'selector' || !/^ct (?:(?:original|reply) )?[sd]addr$/.test(expr.text)) return true;
  const direction = expr.text.replace(/ ?[sd]addr$/, '');
  const field = expr.text.slice(-5);
  ctx.report(
    'type-mismatch',
    expr,
    `"${expr.text}" must say which kind of address it is here; nft refuses the file. Write "${direction} ip ${field}" or "${direction} ip6 ${field}".`,
  );
  return false;
}

function evaluateMap(ctx: EvaluationContext, expr: MapExpr, wanted: Wanted | undefined): Evaluated | undefined {
  const key = evaluate(ctx, expr.key);
  if (!key || !checkAddressFamily(ctx, expr.key)) return undefined;
  if (key.constant)
    return ctx.report(
      'type-mismatch',
      expr.key,
      'The key of a map must be read from the packet: a fixed value has only one answer, and nft refuses the file.',
    );
  const result = evaluateMapArgument(ctx, expr.map, key, wanted);
  return result && { ...result, constant: false, shape: 'map', selector: undefined };
}

/** The map behind the word `map` (or `vmap`): what it gives for a key of that type. */
function evaluateMapArgument(
  ctx: EvaluationContext,
  map: Expr,
  key: Evaluated,
  wanted: Wanted | undefined,
): Evaluated | undefined {
  if (map.kind === 'variable') return evaluateVariable(ctx, map, (value) => evaluateMapArgument(ctx, value, key, wanted));
  if (map.kind === 'set') {
    if (!wanted)
      return ctx.report(
        'type-mismatch',
        map,
        'nft cannot tell what this map gives, because nothing says what is expected here; nft refuses the file.',
      );
    const set = evaluateSet(ctx, map, {
      key: key.type,
      bits: key.bits,
      selector: key.selector,
      data: wanted.type,
      dataBits: wanted.bits,
      dataSelector: wanted.selector,
      anonymous: true,
      what: 'map',
    });
    return set && { type: wanted.type, bits: wanted.bits, constant: false, shape: 'map', value: UNKNOWN_VALUE, set };
  }
  if (map.kind === 'set-reference') {
    const reference = ctx.set(map.name);
    const declaration = reference ? undefined : sketchMap(key.type, wanted?.type);
    ctx.refer({ kind: 'set', name: map.name, declaration, start: map.start, end: map.end });
    if (!reference) return unknownResult(false);
    if (reference.kind !== 'map')
      return ctx.report(
        'type-mismatch',
        map,
        `@${map.name} is a set: it gives no values, so it cannot be used as a map and nft refuses the file. Declare it as a map.`,
        undefined,
        { message: `@${map.name} is declared here`, ...reference.at },
      );
    if (!sameType(reference.key, key.type)) return reportKey(ctx, map, reference, key.type);
    const type = reference.objectData ? UNKNOWN : (reference.data ?? UNKNOWN);
    return { type, bits: type.bits, constant: false, shape: 'map', value: UNKNOWN_VALUE, reference };
  }
  return ctx.report('type-mismatch', map, 'Behind "map" stands a map in braces, @name or a variable; nft refuses the file.');
}

/** Reports that a set's keys are of another type than what is looked up in it. */
export function reportKey(ctx: EvaluationContext, expr: Expr, set: SetType, type: DataType): undefined {
  return ctx.report(
    'type-mismatch',
    expr,
    `@${set.name} holds ${manyOf(set.key)}, but ${aType(type)} is looked up in it; nft refuses the file.`,
    undefined,
    { message: `@${set.name} is declared here`, ...set.at },
  );
}
