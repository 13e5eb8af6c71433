import type { ElementExpr, Expr, SetExpr, Span, Statement } from '../ast.ts';
import type { PlacedEdit } from '../problems.ts';
import type { EvaluationContext } from './context.ts';
import { checkOverlaps } from './elements.ts';
import { evaluate, evaluateVariable } from './expression.ts';
import { aType, manyOf, quote } from './messages.ts';
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
  /** What a named set keeps for each element. */
  readonly state?: readonly Statement[] | undefined;
  /** Puts `timeout` among the flags of the declaration. */
  readonly addTimeout?: PlacedEdit | undefined;
  /** Puts `interval` among the flags of the declaration. */
  readonly addInterval?: PlacedEdit | undefined;
}

export interface EvaluatedElement {
  readonly key: Value;
  readonly data: Value | undefined;
  readonly expr: ElementExpr;
  /** Where it stands: the expression itself, or the use of the variable that holds it. */
  readonly place: Span;
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
  if (result && spec.anonymous)
    checkOverlaps(ctx, result, [], { key: spec.key, map: spec.what === 'map', interval: false, autoMerge: false });
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
        'An element of a set must be a fixed value, not something read from the packet; nft refuses the file.',
      );
    if (result.shape === 'set-reference')
      return ctx.report(
        'type-mismatch',
        item.key,
        'A set cannot be an element of another set; nft refuses the file. Write its elements instead.',
      );
    if (!compatible(spec.key, result.type) && result.shape !== 'boolean')
      return ctx.report(
        'type-mismatch',
        item.key,
        `This element is ${aType(result.type)}, but the ${spec.what}${spec.name ? ` @${spec.name}` : ''} holds ${manyOf(spec.key)}; nft refuses the file.`,
      );
    if (!checkInterval(ctx, item.key, spec, result.shape, result.value)) return undefined;
    key = result.value;
  }
  if (spec.what === 'set') {
    if (item.data)
      return ctx.report(
        'type-mismatch',
        item.data,
        'An answer behind ":" belongs into a map, and this is a set; nft refuses the file. Use "map" or "vmap", or remove the answer.',
      );
    return { key, data: undefined, expr: item, place: ctx.placeOf(item), catchAll };
  }
  if (!item.data)
    return ctx.report(
      'type-mismatch',
      item,
      'This element of a map has no answer behind ":", so nft refuses the file. Write it as "key : answer".',
    );
  const data = evaluateData(ctx, item.data, spec);
  return data && { key, data, expr: item, place: ctx.placeOf(item), catchAll };
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
        `A verdict stands here, but the answers of this map are ${manyOf(spec.data)}; nft refuses the file.`,
      );
    if (spec.objectData)
      return ctx.report(
        'type-mismatch',
        data,
        `A verdict stands here, but the answers of this map are names of a ${spec.objectData}; nft refuses the file.`,
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
        `The answer of this map is the name of a ${spec.objectData}, not a ${data.kind}; nft refuses the file.`,
      );
    return UNKNOWN_VALUE;
  }
  if (!spec.data || spec.data === UNKNOWN) return UNKNOWN_VALUE;
  if (spec.data === VERDICT)
    return ctx.report(
      'type-mismatch',
      data,
      `${data.kind === 'symbol' ? quote(data.text) : 'This'} is no verdict, so nft refuses the file. The answers of this map are accept, drop, continue, return, jump or goto.`,
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
      'The answer of a map must be a fixed value, not something read from the packet; nft refuses the file.',
    );
  if (!compatible(spec.data, result.type))
    return ctx.report(
      'type-mismatch',
      data,
      `This answer is ${aType(result.type)}, but ${aType(spec.data)} is expected here; nft refuses the file.`,
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
  for (const option of item.options) {
    if (option.option === 'comment' && option.text.length > 128)
      ctx.report(
        'invalid-value',
        option,
        `A comment has at most 128 characters; this one has ${option.text.length}, so nft refuses the file.`,
      );
    else if ((option.option === 'timeout' || option.option === 'expires') && spec.flags && !spec.flags.has('timeout'))
      ctx.report(
        'statement-context',
        option,
        `The ${spec.what}${spec.name ? ` @${spec.name}` : ''} has no "flags timeout", so its elements cannot have a time of their own; the kernel refuses the file. Add the flag to the ${spec.what}.`,
        option.option === 'expires' || !spec.addTimeout
          ? undefined
          : [{ title: 'Add "flags timeout"', safe: true, edits: [spec.addTimeout] }],
      );
  }
  return !ctx.failed && checkStates(ctx, item, spec);
}

/** The counters and limits of an element are those that the set declares for all of them. */
function checkStates(ctx: EvaluationContext, item: ElementExpr, { state, what, name, flags }: SetSpec): boolean {
  const own = item.options.flatMap(({ statement }) => (statement ? [statement] : []));
  if (!state || own.length === 0 || (state.length === 0 && flags?.has('dynamic'))) return true;
  const wrong = own.find((statement, i) => statement.kind !== state[i]?.kind);
  if (!wrong && own.length === state.length) return true;
  const declared = state.map(({ kind }) => wordOf(kind)).join(', ');
  ctx.report(
    'statement-context',
    wrong ?? own[0]!,
    state.length === 0
      ? `The ${what}${name ? ` @${name}` : ''} keeps no ${wordOf(own[0]!.kind)} for its elements; nft refuses the file. Write "${wordOf(own[0]!.kind)}" into the ${what} too, or remove it here.`
      : `The ${what}${name ? ` @${name}` : ''} keeps ${declared} for its elements, and this element says otherwise; nft refuses the file. Write the same for each element, or nothing.`,
  );
  return false;
}

function wordOf(kind: Statement['kind']): string {
  return kind === 'connlimit' ? 'ct count' : kind;
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
  const fix = spec.addInterval && [{ title: 'Add "flags interval"', safe: true, edits: [spec.addInterval] }];
  ctx.report(
    'missing-interval-flag',
    expr,
    `This element is ${what}, but the ${spec.what} ${spec.name ? `@${spec.name} ` : ''}has no "flags interval" and holds single values only; nft refuses the file. Add the flag.`,
    fix,
  );
  return false;
}
