import { nearest } from '../../base/nearest.ts';
import { CHAINS, CONTEXTS, NAT_PRIORITY_ABOVE, PRIORITIES } from '../../facts/nft.ts';
import type { BaseChainSpec, Expr, Family, PriorityExpr, Span } from '../ast.ts';
import type { BaseChain } from '../environment.ts';
import type { ProblemFix, UnitEdit } from '../problems.ts';
import type { ContextUse, EvaluationContext } from './context.ts';
import { evaluate, evaluateVariable } from './expression.ts';
import { quote } from './messages.ts';
import { IFNAME } from './types.ts';
import { parseInteger } from './values.ts';

/** All hook names that some family has. */
export const HOOKS = [...new Set(Object.keys(CHAINS).map((key) => key.split('/')[1]!))];

/** Checks the `type … hook … priority …` line of a chain and says what it makes of the chain. Undefined when nft refuses it. */
export function evaluateBaseChain(ctx: EvaluationContext, spec: BaseChainSpec): BaseChain | undefined {
  const { family } = ctx;
  const type = spec.type.text;
  const hook = spec.hook.text;
  if (!HOOKS.includes(hook)) {
    const near = nearest(hook, HOOKS);
    return ctx.report(
      'invalid-hook',
      spec.hook,
      `There is no hook ${quote(hook)}; nft refuses the file.${near ? ` Did you mean "${near}"?` : ` nft knows ${HOOKS.join(', ')}.`}`,
      replace(spec.hook, near),
    );
  }
  const chain = CHAINS[`${family}/${hook}/${type}`];
  if (!chain) {
    const hooks = Object.keys(CHAINS).filter((key) => key.startsWith(`${family}/`));
    const ofHook = hooks.filter((key) => key.split('/')[1] === hook).map((key) => key.split('/')[2]!);
    const ofType = hooks.filter((key) => key.split('/')[2] === type).map((key) => key.split('/')[1]!);
    if (ofHook.length === 0)
      return ctx.report(
        'invalid-hook',
        spec.hook,
        `Tables of family ${family} have no hook "${hook}", so nft refuses the file. Family ${family} has ${[...new Set(hooks.map((key) => key.split('/')[1]))].join(', ')}.`,
      );
    return ctx.report(
      'invalid-hook',
      spec.type,
      ofType.length > 0
        ? `A chain of type ${type} cannot hang on hook ${hook} in family ${family}; the kernel refuses the file. Type ${type} goes with hook ${anyOf(ofType)}, hook ${hook} with type ${anyOf(ofHook)}.`
        : `Tables of family ${family} have no chains of type ${type}; the kernel refuses the file. Hook ${hook} goes with type ${anyOf(ofHook)}.`,
    );
  }
  if (spec.hasDevices && chain.device === 'refused')
    return ctx.report(
      'invalid-hook',
      spec.devices[0] ?? spec.hook,
      `Only ingress and egress chains belong to a device; a chain on hook ${hook} sees all interfaces, and nft refuses the file. Match "iifname" in the rules instead.`,
    );
  const priority = evaluatePriority(ctx, spec.priority, hook);
  if (ctx.failed) return undefined;
  if (type === 'nat' && priority !== undefined && priority <= NAT_PRIORITY_ABOVE)
    return ctx.report(
      'invalid-priority',
      spec.priority,
      `Address translation works behind connection tracking, so a nat chain needs a priority above ${NAT_PRIORITY_ABOVE}; at ${priority} the kernel refuses the file.`,
      replace(spec.priority, natPriority(hook)),
    );
  for (const device of spec.devices) checkDevice(ctx, device);
  const devices = spec.devices.length > 0 ? deviceNames(ctx, spec.devices) : undefined;
  return ctx.failed ? undefined : { type, hook, priority, policy: undefined, devices };
}

/** The names among devices, those in variables too. */
export function deviceNames(ctx: EvaluationContext, devices: readonly Expr[]): string[] {
  return devices.flatMap((device) => {
    if (device.kind === 'symbol') return [device.text];
    if (device.kind === 'element') return deviceNames(ctx, [device.key]);
    if (device.kind === 'set') return deviceNames(ctx, device.elements);
    const names: string[] = [];
    if (device.kind === 'variable')
      evaluateVariable(ctx, device, (value) => {
        names.push(...deviceNames(ctx, [value]));
        return undefined;
      });
    return names;
  });
}

function replace(span: Span, text: string | undefined): ProblemFix[] | undefined {
  return text === undefined
    ? undefined
    : [{ title: `Use ${text}`, safe: true, edits: [{ start: span.start, end: span.end, newText: text }] }];
}

function anyOf(words: readonly string[]): string {
  return words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} or ${words[words.length - 1]}`;
}

/**
 * The chains that exist instead of one whose type and hook do not go together: each differs in one of the two words and can hold what
 * the chain's rules do (`uses`). Safe is what can only be meant: the sole possibility, or the sole one that sees the same packets.
 */
export function possibleChains(family: Family, spec: BaseChainSpec, uses: readonly ContextUse[]): ProblemFix[] {
  const found = Object.entries(CHAINS).flatMap(([key, { device }]) => {
    const [ofFamily, hook, type] = key.split('/') as [string, string, string];
    if (ofFamily !== family || (hook !== spec.hook.text && type !== spec.type.text)) return [];
    if (device === 'refused' ? spec.hasDevices : device === 'required' && !spec.hasDevices) return [];
    const fits = uses.every(({ use }) => !CONTEXTS[use] || CONTEXTS[use][family]?.includes(`${hook}/${type}`));
    return fits ? [{ hook, type }] : [];
  });
  const onHook = found.filter(({ hook }) => hook === spec.hook.text);
  return found.map(({ hook, type }) => {
    const edits = [hook === spec.hook.text ? change(spec.type, type) : change(spec.hook, hook)];
    const { name, offset, variable } = spec.priority;
    const unknown = name !== undefined && !(name in (PRIORITIES[`${family}/${hook}`] ?? {}));
    const early = type === 'nat' && name === undefined && !variable && offset <= NAT_PRIORITY_ABOVE;
    if (unknown || early) edits.push(change(spec.priority, type === 'nat' ? natPriority(hook) : 'filter'));
    const safe = found.length === 1 || (onHook.length === 1 && hook === spec.hook.text);
    return { title: `Use type ${type} hook ${hook}`, safe, edits };
  });
}

function change({ start, end }: Span, newText: string): UnitEdit {
  return { start, end, newText };
}

function natPriority(hook: string): string {
  return hook === 'prerouting' || hook === 'output' ? 'dstnat' : 'srcnat';
}

/** Checks the name of an interface that a chain or flowtable names. */
export function checkDevice(ctx: EvaluationContext, device: Expr): void {
  if (device.kind === 'symbol' && device.text === '') {
    ctx.report('invalid-value', device, 'An empty text names no interface; nft refuses the file.');
    return;
  }
  if (device.kind === 'variable') {
    evaluateVariable(ctx, device, (value) => {
      for (const item of value.kind === 'set' ? value.elements : [value])
        checkDevice(ctx, item.kind === 'element' ? item.key : item);
      return undefined;
    });
    return;
  }
  if (device.kind === 'symbol') evaluate(ctx, device, { type: IFNAME, bits: IFNAME.bits });
}

/** The number of a priority; undefined when it is unknown or was reported. */
export function evaluatePriority(
  ctx: EvaluationContext,
  priority: PriorityExpr,
  hook: string,
  family: Family = ctx.family,
): number | undefined {
  if (priority.variable) {
    const expr = priority.variable;
    let number: number | undefined;
    evaluateVariable(ctx, expr, (value) => {
      number = priorityOf(ctx, value, hook, family, expr);
      return undefined;
    });
    return number;
  }
  if (priority.name === undefined) return toInt32(priority.offset);
  const named = priorityByName(ctx, priority.name, hook, family, priority);
  return named === undefined ? undefined : toInt32(named + priority.offset);
}

/** nft keeps priorities in 32 bits and lets larger numbers wrap. */
function toInt32(value: number): number {
  return value | 0;
}

function priorityByName(ctx: EvaluationContext, name: string, hook: string, family: Family, at: Span): number | undefined {
  const names = PRIORITIES[`${family}/${hook}`] ?? {};
  const value = names[name];
  if (value !== undefined) return value;
  const known = [...new Set(Object.values(PRIORITIES).flatMap((table) => Object.keys(table)))];
  const elsewhere = known.includes(name);
  const reason = elsewhere
    ? `The priority "${name}" does not exist on hook ${hook} in family ${family}`
    : `There is no priority ${quote(name)}`;
  // Address translation has one usual place on each hook.
  const instead = elsewhere
    ? ['dstnat', 'srcnat'].find((usual) => /nat$/.test(name) && usual in names)
    : nearest(name, Object.keys(names));
  return ctx.report(
    'invalid-priority',
    at,
    `${reason}; nft refuses the file. Here it knows ${Object.keys(names).join(', ') || 'numbers only'}.`,
    replace(at, instead),
  );
}

/** What a variable's value is as a priority: a number, a name, or a text such as "filter + 10". */
function priorityOf(ctx: EvaluationContext, value: Expr, hook: string, family: Family, at: Span): number | undefined {
  if (value.kind === 'number') {
    const number = parseInteger(value.text);
    return number === undefined ? undefined : toInt32(Number(number) * (value.negative ? -1 : 1));
  }
  if (value.kind !== 'symbol') return undefined;
  const match = /^([A-Za-z]\w*)(?:\s*([+-])\s*(\d+))?$/.exec(value.text.trim());
  if (match) {
    const base = priorityByName(ctx, match[1]!, hook, family, at);
    return base === undefined ? undefined : toInt32(base + (match[2] === '-' ? -1 : 1) * Number(match[3] ?? 0));
  }
  const number = /^-?\d+$/.test(value.text) ? Number(value.text) : undefined;
  return number === undefined
    ? ctx.report(
        'invalid-priority',
        at,
        `${quote(value.text)} is no priority; nft refuses the file. Write a number, or a name such as filter.`,
      )
    : toInt32(number);
}
