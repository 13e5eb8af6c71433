import type { ElementExpr, Expr, SetExpr } from '../ast.ts';
import type { EvaluationContext } from './context.ts';
import { checkOverlaps } from './elements.ts';
import { evaluate, evaluateVariable } from './expression.ts';
import { quote } from './messages.ts';
import { compatible, type DataType, UNKNOWN, VERDICT } from './types.ts';
import { UNKNOWN_VALUE, type Value } from './values.ts';

/** What the elements of a set must be. */
export interface SetSpec {
  readonly key: DataType;
  readonly bits: number;
  readonly selector?: string | undefined;
  /** Of a map: the type of its answers. */
  readonly data?: DataType | undefined;
  readonly dataBits?: number | undefined;
  readonly dataSelector?: string | undefined;
  /** Of a map whose answers are objects. */
  readonly objectData?: string | undefined;
  readonly intervalData?: boolean | undefined;
  readonly anonymous: boolean;
  readonly what: 'set' | 'map';
  /** Of a named set. */
  readonly flags?: ReadonlySet<string> | undefined;
  readonly name?: string | undefined;
  /** Where `flags interval` can be put. */
  readonly flagsAt?: number | undefined;
}

export interface EvaluatedElement {
  readonly key: Value;
  readonly data: Value | undefined;
  readonly expr: ElementExpr;
  readonly catchAll: boolean;
}

export interface EvaluatedSet {
  readonly elements: readonly EvaluatedElement[];
  /** Every element's value is known. */
  readonly complete: boolean;
}

/** Evaluates the elements between braces. Undefined when a problem was reported. */
export function evaluateSet(ctx: EvaluationContext, set: SetExpr, spec: SetSpec): EvaluatedSet | undefined {
  const result = evaluateElements(ctx, set, spec);
  if (result && spec.anonymous) checkOverlaps(ctx, result, [], { map: spec.what === 'map', interval: false, autoMerge: false });
  return ctx.failed ? undefined : result;
}

function evaluateElements(ctx: EvaluationContext, set: SetExpr, spec: SetSpec): EvaluatedSet | undefined {
  const elements: EvaluatedElement[] = [];
  let complete = true;
  for (const item of set.elements) {
    if (item.kind === 'set') {
      const inner = evaluateElements(ctx, item, spec);
      if (!inner) return undefined;
      elements.push(...inner.elements);
      complete &&= inner.complete;
      continue;
    }
    // `{ $a, $b }` where a variable is itself a set.
    if (item.key.kind === 'variable' && !item.data) {
      const nested = variableSet(ctx, item.key, spec);
      if (nested === undefined && ctx.failed) return undefined;
      if (nested) {
        elements.push(...nested.elements);
        complete &&= nested.complete;
        continue;
      }
    }
    const element = evaluateElement(ctx, item, spec);
    if (!element) return undefined;
    if (!isKnown(element.key) || (element.data && !isKnown(element.data))) complete = false;
    elements.push(element);
  }
  return { elements, complete };
}

function isKnown(value: Value): boolean {
  return value.kind === 'concat' ? value.parts.every(isKnown) : value.kind !== 'unknown';
}

/** The elements of a variable that holds a set; undefined when it holds something else. */
function variableSet(ctx: EvaluationContext, expr: Expr & { kind: 'variable' }, spec: SetSpec): EvaluatedSet | undefined {
  const binding = ctx.variable(expr.name);
  let value = binding?.value;
  // A variable may hold the name of another one.
  for (let i = 0; value?.kind === 'variable' && i < 32; i++) value = binding?.scope?.lookup(value.name)?.value;
  if (!binding || value?.kind !== 'set') return undefined;
  const held = value;
  return ctx.through(expr, binding, () => evaluateElements(ctx, held, spec), undefined);
}

function evaluateElement(ctx: EvaluationContext, item: ElementExpr, spec: SetSpec): EvaluatedElement | undefined {
  if (!checkOptions(ctx, item, spec)) return undefined;
  let key: Value = UNKNOWN_VALUE;
  const catchAll = item.key.kind === 'catch-all';
  if (!catchAll) {
    const result = evaluate(ctx, item.key, { type: spec.key, bits: spec.bits, selector: spec.selector });
    if (!result) return undefined;
    if (!result.constant)
      return ctx.report(
        'type-mismatch',
        item.key,
        'An element of a set must be a fixed value, not something read from the packet; nft refuses it.',
      );
    if (result.shape === 'set-reference')
      return ctx.report(
        'type-mismatch',
        item.key,
        'A set cannot be an element of another set; nft refuses it. Write its elements instead.',
      );
    if (!compatible(spec.key, result.type) && result.shape !== 'boolean')
      return ctx.report(
        'type-mismatch',
        item.key,
        `This element is a ${result.type.description}, but the ${spec.what} holds values of type ${spec.key.description}; nft refuses it.`,
      );
    if (!checkInterval(ctx, item.key, spec, result.shape, result.value)) return undefined;
    key = result.value;
  }
  if (spec.what === 'set') {
    if (item.data)
      return ctx.report(
        'type-mismatch',
        item.data,
        'An answer behind ":" belongs into a map; here nft expects a set. Use "map" or "vmap", or remove it.',
      );
    return { key, data: undefined, expr: item, catchAll };
  }
  if (!item.data)
    return ctx.report('type-mismatch', item, `This element of a map has no answer: write "${'KEY : VALUE'}". nft refuses it.`);
  const data = evaluateData(ctx, item.data, spec);
  return data && { key, data, expr: item, catchAll };
}

function evaluateData(ctx: EvaluationContext, data: Expr, spec: SetSpec): Value | undefined {
  if (data.kind === 'variable') {
    const result = evaluateVariable(ctx, data, (value) => evaluateData(ctx, value, spec));
    return result && ('shape' in result ? UNKNOWN_VALUE : (result as Value));
  }
  if (data.kind === 'verdict') {
    if (spec.data && spec.data !== VERDICT && spec.data !== UNKNOWN)
      return ctx.report(
        'type-mismatch',
        data,
        `A verdict stands here, but this map gives values of type ${spec.data.description}; nft refuses it.`,
      );
    if (spec.objectData)
      return ctx.report(
        'type-mismatch',
        data,
        `A verdict stands here, but this map gives the name of a ${spec.objectData}; nft refuses it.`,
      );
    if (data.chain) referChain(ctx, data);
    const chain = data.chain === undefined ? '' : data.chain.kind === 'symbol' ? data.chain.text : `$${data.chain.name}`;
    return { kind: 'text', text: `${data.verdict} ${chain}`, wildcard: false };
  }
  if (spec.objectData) {
    if (data.kind === 'symbol')
      ctx.refer({ kind: 'object', object: spec.objectData, name: data.text, start: data.start, end: data.end });
    else if (data.kind === 'prefix' || data.kind === 'range')
      return ctx.report(
        'type-mismatch',
        data,
        `The answer of this map is the name of a ${spec.objectData}, not a ${data.kind}; nft refuses it.`,
      );
    return UNKNOWN_VALUE;
  }
  if (!spec.data || spec.data === UNKNOWN) return UNKNOWN_VALUE;
  if (spec.data === VERDICT)
    return ctx.report(
      'type-mismatch',
      data,
      `${data.kind === 'symbol' ? quote(data.text) : 'This'} is no verdict: the map wants accept, drop, continue, return, jump or goto.`,
    );
  const result = evaluate(ctx, data, {
    type: spec.data,
    bits: spec.dataBits ?? spec.data.bits,
    selector: spec.dataSelector,
    answer: true,
  });
  if (!result) return undefined;
  if (!result.constant)
    return ctx.report(
      'type-mismatch',
      data,
      'The answer of a map must be a fixed value, not something read from the packet; nft refuses it.',
    );
  if (!compatible(spec.data, result.type))
    return ctx.report(
      'type-mismatch',
      data,
      `This answer is a ${result.type.description}, but the map gives values of type ${spec.data.description}; nft refuses it.`,
    );
  return result.value;
}

/** Remembers the chain of a verdict for the program to look up. */
export function referChain(ctx: EvaluationContext, verdict: Expr & { kind: 'verdict' }): void {
  const { chain } = verdict;
  if (!chain || (verdict.verdict !== 'jump' && verdict.verdict !== 'goto')) return;
  if (chain.kind === 'symbol')
    ctx.refer({ kind: 'chain', verdict: verdict.verdict, name: chain.text, start: chain.start, end: chain.end });
  else
    evaluateVariable(ctx, chain, (value) => {
      if (value.kind === 'symbol')
        ctx.refer({
          kind: 'chain',
          verdict: verdict.verdict as 'jump' | 'goto',
          name: value.text,
          start: chain.start,
          end: chain.end,
        });
      return undefined;
    });
}

function checkOptions(ctx: EvaluationContext, item: ElementExpr, spec: SetSpec): boolean {
  for (const option of item.options)
    if (option.option === 'comment' && option.text.length > 128) {
      ctx.report(
        'invalid-value',
        option,
        `A comment has at most 128 characters; this one has ${option.text.length}, so nft refuses it.`,
      );
      return false;
    }
  return spec !== undefined;
}

/** A named set without `flags interval` holds single values only. */
function checkInterval(ctx: EvaluationContext, expr: Expr, spec: SetSpec, shape: string, value: Value): boolean {
  if (spec.anonymous || !spec.flags || spec.flags.has('interval')) return true;
  const isInterval =
    shape === 'range' ||
    (shape === 'prefix' && !(value.kind === 'interval' && value.low === value.high)) ||
    (value.kind === 'concat' && value.parts.some((part) => part.kind === 'interval' && part.low !== part.high));
  const wildcard = value.kind === 'text' && value.wildcard;
  if (!isInterval && !wildcard) return true;
  const what = wildcard ? 'a wildcard' : shape === 'prefix' ? 'a prefix' : 'a range';
  const fix =
    spec.flagsAt === undefined
      ? undefined
      : [
          {
            title: 'Add "flags interval"',
            safe: true,
            edits: [{ start: spec.flagsAt, end: spec.flagsAt, newText: 'flags interval; ' }],
          },
        ];
  ctx.report(
    'missing-interval-flag',
    expr,
    `This element is ${what}, but the ${spec.what} ${spec.name ? `@${spec.name} ` : ''}has no "flags interval", so it holds single values only and nft refuses it. Add the flag.`,
    fix,
  );
  return false;
}
