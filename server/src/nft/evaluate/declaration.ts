import { nearest } from '../../base/nearest.ts';
import { DATA_TYPES } from '../../facts/nft.ts';
import type { Expr, Name, ObjectDeclaration, Property, SetDeclaration, SetTypeSpec } from '../ast.ts';
import type { DeclaredAt, SetType } from '../environment.ts';
import type { EvaluationContext } from './context.ts';
import { evaluate } from './expression.ts';
import { quote } from './messages.ts';
import { checkRate } from './statement.ts';
import { concatType, type DataType, dataType, UNKNOWN, VERDICT } from './types.ts';
import { parseDuration } from './values.ts';

/** Types whose values have no length of their own: nft wants `typeof SELECTOR` for them. */
const UNQUALIFIED = new Set(['integer', 'string', 'bitmask', 'll_addr']);

/** Checks a set's declaration apart from its elements. The type is UNKNOWN where it cannot be told. */
export function evaluateSetType(ctx: EvaluationContext, set: SetDeclaration, at: DeclaredAt, name: string): SetType {
  const spec = set.items.find((item) => item.kind === 'set-type');
  const flags = new Set<string>();
  const state = set.items.flatMap((item) => (item.kind === 'state' ? item.statements : []));
  let autoMerge = false;
  for (const item of set.items) {
    if (item.kind !== 'property') continue;
    if (item.property === 'flags') for (const flag of item.values) flags.add(flag.text);
    if (item.property === 'timeout' || item.property === 'gc-interval') {
      flags.add('timeout');
      const value = item.values[0];
      if (value && parseDuration(value.text).kind === 'bad')
        ctx.report('invalid-value', value, `${quote(value.text)} is no span of time such as 1d2h; nft refuses it.`);
    }
    if (item.property === 'auto-merge') autoMerge = true;
  }
  reportTwice(
    ctx,
    set.items.filter((item): item is Property => item.kind === 'property'),
    ['timeout', 'gc-interval', 'size', 'policy', 'comment', 'auto-merge'],
  );
  // An interval in the data, or prefixes in the elements of a concatenation, need no flag of their own; the key does.
  let key: DataType = UNKNOWN;
  let data: DataType | undefined;
  if (spec) {
    key = typeOf(ctx, set, spec, spec.key) ?? UNKNOWN;
    if (spec.data) data = typeOf(ctx, set, spec, spec.data) ?? UNKNOWN;
  } else if (!set.items.some((item) => item.kind === 'include')) {
    ctx.report(
      'type-mismatch',
      set.name,
      `The ${set.kind} "${name}" says no type, so nft refuses it. Write "type ipv4_addr" or "typeof ip saddr".`,
    );
  }
  if (spec && set.kind === 'map' && !spec.data && !spec.objectData)
    ctx.report(
      'type-mismatch',
      spec,
      `The map "${name}" says no type for its answers, so nft refuses it. Write "type ipv4_addr : verdict" or the like.`,
    );
  return {
    kind: set.kind,
    name,
    key,
    data,
    objectData: spec?.objectData,
    flags,
    autoMerge,
    intervalData: spec?.intervalData ?? false,
    state,
    at,
  };
}

function typeOf(
  ctx: EvaluationContext,
  set: SetDeclaration,
  spec: SetTypeSpec,
  parts: readonly (Name | Expr)[],
): DataType | undefined {
  const types: DataType[] = [];
  for (const part of parts) {
    const type = 'kind' in part ? typeOfExpression(ctx, part) : typeByName(ctx, set, part, spec, parts.length > 1);
    if (!type) return undefined;
    types.push(type);
  }
  if (types.length === 1) return types[0];
  if (types.some((type) => type === UNKNOWN)) return UNKNOWN;
  const bad = types.find((type) => type.bits === 0);
  if (bad) {
    ctx.report(
      'type-mismatch',
      spec,
      `A ${bad.description} has no fixed length, so it cannot be joined with other values; nft refuses it.`,
    );
    return undefined;
  }
  return concatType(types);
}

function typeOfExpression(ctx: EvaluationContext, expr: Expr): DataType | undefined {
  // A type is asked for, not a packet: what one part says about the headers does not bind the next.
  const result = evaluate(ctx, expr);
  if (!result) return undefined;
  return result.bits > 0 && result.type !== UNKNOWN && result.type.bits !== result.bits
    ? { ...result.type, bits: result.bits }
    : result.type;
}

function typeByName(
  ctx: EvaluationContext,
  set: SetDeclaration,
  name: Name,
  spec: SetTypeSpec,
  joined: boolean,
): DataType | undefined {
  if (spec.typeof) return name.text === 'verdict' ? VERDICT : UNKNOWN;
  const type = dataType(name.text);
  if (!type) {
    const near = nearest(name.text, Object.keys(DATA_TYPES));
    const fixes =
      near && !joined
        ? [{ title: `Use ${near}`, safe: true, edits: [{ start: name.start, end: name.end, newText: near }] }]
        : undefined;
    return ctx.report(
      'invalid-value',
      name,
      `There is no type ${quote(name.text)}; nft refuses the ${set.kind}.${near ? ` Did you mean "${near}"?` : ''}`,
      fixes,
    );
  }
  if (UNQUALIFIED.has(type.name))
    return ctx.report(
      'type-mismatch',
      name,
      `Values of type ${type.name} can have any length, so nft refuses it as the type of a ${set.kind}. Write "typeof" and the selector whose values it holds.`,
    );
  return type;
}

/** Reports a property that stands twice in one block. */
export function reportTwice(ctx: EvaluationContext, items: readonly Property[], once: readonly string[]): void {
  const seen = new Set<string>();
  for (const item of items) {
    if (!once.includes(item.property)) continue;
    if (seen.has(item.property)) {
      ctx.report('syntax', item, `"${item.property}" can only be given once in a block; nft refuses the second one. Remove it.`, [
        {
          title: `Remove the second "${item.property}"`,
          safe: false,
          edits: [{ start: item.start, end: item.end, newText: '' }],
        },
      ]);
      return;
    }
    seen.add(item.property);
  }
}

const TIMEOUT_STATES: Readonly<Record<string, readonly string[]>> = {
  tcp: [
    'syn_sent',
    'syn_recv',
    'established',
    'fin_wait',
    'close_wait',
    'last_ack',
    'time_wait',
    'close',
    'syn_sent2',
    'retrans',
    'unack',
  ],
  udp: ['unreplied', 'replied'],
};

/** Checks the properties of a counter, quota, ct helper … */
export function evaluateObjectDeclaration(ctx: EvaluationContext, object: ObjectDeclaration): void {
  const properties = object.items.filter((item): item is Property => item.kind === 'property');
  reportTwice(ctx, properties, ['comment', 'timeout', 'size', 'dport', 'type', 'protocol', 'l3proto', 'policy']);
  for (const item of properties) {
    const text = item.values.map((value) => value.text).join(' ');
    if (item.property === 'comment' && text.length > 128)
      ctx.report('invalid-value', item, `A comment has at most 128 characters; this one has ${text.length}, so nft refuses it.`);
    if (item.property === 'rate') checkRate(ctx, `rate ${text}`, item);
    if (object.type === 'synproxy' && item.property === 'values') {
      const scale = item.values[item.values.findIndex((value) => value.text === 'wscale') + 1];
      if (scale && Number(scale.text) > 14)
        ctx.report('invalid-value', scale, `A TCP window scale is at most 14; nft refuses ${scale.text}.`);
    }
  }
  const of = (name: string) => properties.find((item) => item.property === name);
  const protocol = of('protocol')?.values[0]?.text;
  if (object.type === 'ct timeout') {
    const states = TIMEOUT_STATES[protocol ?? 'tcp'];
    for (const value of of('policy')?.values ?? []) {
      const state = value.text.split(':')[0]!.trim();
      if (states && !states.includes(state)) {
        ctx.report(
          'invalid-value',
          value,
          `A ${protocol ?? 'tcp'} connection has no state ${quote(state)}; nft refuses the timeout. It has ${states.join(', ')}.`,
        );
        return;
      }
    }
  }
  if (object.type === 'ct expectation') {
    const missing = ['protocol', 'dport', 'timeout', 'size'].filter((name) => !of(name));
    if (missing.length > 0)
      ctx.report('syntax', object.name, `A ct expectation needs ${missing.join(', ')} too; nft refuses it without.`);
  }
}
