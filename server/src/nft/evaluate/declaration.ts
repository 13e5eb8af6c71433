import { nearest } from '../../base/nearest.ts';
import { DATA_TYPES } from '../../facts/nft.ts';
import type { Expr, Name, ObjectDeclaration, Property, SetDeclaration, SetItem, SetTypeSpec, Span } from '../ast.ts';
import type { DeclaredAt, SetType } from '../environment.ts';
import type { ProblemFix } from '../problems.ts';
import type { EvaluationContext } from './context.ts';
import { evaluate } from './expression.ts';
import { aType, capital, quote } from './messages.ts';
import { checkRate } from './statement.ts';
import { concatType, type DataType, dataType, UNKNOWN, UNQUALIFIED, VERDICT } from './types.ts';
import { parseDuration } from './values.ts';

/** Checks a set's declaration apart from its elements. The type is UNKNOWN where it cannot be told. */
export function evaluateSetType(ctx: EvaluationContext, set: SetDeclaration, at: DeclaredAt, name: string): SetType {
  const spec = set.items.find((item) => item.kind === 'set-type');
  const flags = new Set<string>();
  const state = set.items.flatMap((item) => (item.kind === 'state' ? item.statements : []));
  let autoMerge = false;
  const properties = set.items.filter((item): item is Property => item.kind === 'property');
  for (const item of properties) {
    if (item.property === 'flags') {
      // The flags of a set are those of its last such line; a map collects them.
      if (set.kind === 'set') flags.clear();
      for (const flag of item.values) flags.add(flag.text);
    }
    if (item.property === 'timeout' || item.property === 'gc-interval') {
      const value = item.values[0];
      if (value && parseDuration(value.text).kind === 'bad')
        ctx.report('invalid-value', value, `${quote(value.text)} is no span of time such as 1d2h; nft refuses the file.`);
    }
    if (item.property === 'auto-merge') autoMerge = true;
  }
  if (properties.some(({ property }) => property === 'timeout')) flags.add('timeout');
  reportTwice(ctx, properties, ['comment']);
  reportTwiceOf(ctx, set, 'set-type', 'type');
  if (set.kind === 'set') reportTwiceOf(ctx, set, 'elements', 'elements');
  checkFlags(ctx, set, properties, flags, spec);
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
      `The ${set.kind} "${name}" says no type, so nft refuses the file. Write "type ipv4_addr" or "typeof ip saddr".`,
    );
  }
  if (spec && set.kind === 'map' && !spec.data && !spec.objectData)
    ctx.report(
      'type-mismatch',
      spec,
      `The map "${name}" says no type for its answers, so nft refuses the file. Write "type ipv4_addr : verdict" or the like.`,
    );
  return {
    kind: set.kind,
    name,
    key,
    data,
    objectData: spec?.objectData,
    flags,
    autoMerge,
    size: sizeOf(properties),
    intervalData: spec?.intervalData ?? false,
    state,
    at,
  };
}

/** What the last `size` says. */
function sizeOf(properties: readonly Property[]): number | undefined {
  const sizes = properties.filter(({ property }) => property === 'size');
  const size = Number(sizes[sizes.length - 1]?.values[0]?.text ?? Number.NaN);
  // Zero is no limit.
  return Number.isSafeInteger(size) && size > 0 ? size : undefined;
}

/** Properties that go only with some flags. Source: nft 1.1.7 and the set backends of Linux. */
function checkFlags(
  ctx: EvaluationContext,
  set: SetDeclaration,
  properties: readonly Property[],
  flags: ReadonlySet<string>,
  type: SetTypeSpec | undefined,
): void {
  const of = (name: string) => properties.find(({ property }) => property === name);
  const collect = of('gc-interval');
  if (collect && !flags.has('timeout'))
    ctx.report(
      'statement-context',
      collect,
      `"gc-interval" says how often elements are removed whose time is over, but this ${set.kind} has no "flags timeout"; the kernel refuses the file. Add the flag, or remove the line.`,
    );
  const merge = of('auto-merge');
  if (merge && !flags.has('interval'))
    ctx.report(
      'missing-interval-flag',
      merge,
      '"auto-merge" joins intervals, but this set has no "flags interval" and holds single values only; nft refuses the file. Add the flag.',
      [flagsFix(of('flags'), merge, 'interval')],
    );
  const flagsLine = of('flags');
  if (flagsLine && flags.has('dynamic') && (flags.has('interval') || type?.objectData !== undefined))
    ctx.report(
      'statement-context',
      flagsLine,
      `"dynamic" lets rules add elements, and the kernel has no ${set.kind} that can do that ${flags.has('interval') ? 'together with "interval"' : 'with named objects'}; it refuses the file. Remove the flag.`,
    );
}

/** Adds a flag to the line of flags, or puts such a line before another property. */
function flagsFix(flags: Property | undefined, before: Property, flag: string): ProblemFix {
  const end = flags?.end ?? before.start;
  const newText = flags ? `, ${flag}` : `flags ${flag}; `;
  return { title: `Add "flags ${flag}"`, safe: true, edits: [{ start: end, end, newText }] };
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
      `${capital(aType(bad))} has no fixed length, so it cannot be joined with other values; nft refuses the file.`,
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
      `There is no type ${quote(name.text)}; nft refuses the file.${near ? ` Did you mean "${near}"?` : ''}`,
      fixes,
    );
  }
  if (UNQUALIFIED.has(type.name))
    return ctx.report(
      'type-mismatch',
      name,
      `Values of type ${type.name} can have any length, so nft refuses the file: a ${set.kind} needs to know. Write "typeof" and the selector whose values it holds, as in "typeof ip saddr".`,
    );
  return type;
}

/** Reports a property that stands twice in one block. */
export function reportTwice(ctx: EvaluationContext, items: readonly Property[], once: readonly string[]): void {
  for (const name of once) {
    const second = items.filter(({ property }) => property === name)[1];
    if (second) reportSecond(ctx, second, name);
  }
}

function reportTwiceOf(ctx: EvaluationContext, set: SetDeclaration, kind: SetItem['kind'], name: string): void {
  const second = set.items.filter((item) => item.kind === kind)[1];
  if (second) reportSecond(ctx, second, name);
}

function reportSecond(ctx: EvaluationContext, second: Span, name: string): void {
  ctx.report('syntax', second, `"${name}" can stand only once in a block; with a second one, nft refuses the file. Remove it.`, [
    { title: `Remove the second "${name}"`, safe: false, edits: [{ start: second.start, end: second.end, newText: '' }] },
  ]);
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
  reportTwice(ctx, properties, object.type === 'ct helper' ? ['comment', 'type'] : ['comment']);
  for (const item of properties) {
    const text = item.values.map((value) => value.text).join(' ');
    if (item.property === 'comment' && text.length > 128)
      ctx.report(
        'invalid-value',
        item,
        `A comment has at most 128 characters; this one has ${text.length}, so nft refuses the file.`,
      );
    if (item.property === 'rate') checkRate(ctx, `rate ${text}`, item);
    if (object.type === 'synproxy' && item.property === 'values') {
      const scale = item.values[item.values.findIndex((value) => value.text === 'wscale') + 1];
      if (scale && Number(scale.text) > 14)
        ctx.report('invalid-value', scale, `A TCP window scale is at most 14; with ${scale.text}, nft refuses the file.`);
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
          `A ${protocol ?? 'tcp'} connection has no state ${quote(state)}; nft refuses the file. It has ${states.join(', ')}.`,
        );
        return;
      }
    }
  }
  if (object.type === 'ct expectation') {
    const missing = ['protocol', 'dport', 'timeout', 'size'].filter((name) => !of(name));
    if (missing.length > 0)
      ctx.report('syntax', object.name, `A ct expectation needs ${missing.join(', ')} too; without, nft refuses the file.`);
  }
}
