import { parseIp } from '../../base/ip.ts';
import type { Expr, MatchStatement } from '../ast.ts';
import type { EvaluationContext } from './context.ts';
import { type Evaluated, evaluate, reportKey, type Wanted } from './expression.ts';
import { aType, capital, conflictMessage } from './messages.ts';
import { compatible, isBitmask, rootType, sameType, UNKNOWN } from './types.ts';

/** Keys that a fixed value cannot be compared with. Source: nft 1.1.7 ("Cannot be used with right hand side constant value"). */
const NOT_COMPARABLE = new Set(['meta secmark', 'ct secmark']);

/** Selectors for which `exists` and `missing` are answers, besides those of type boolean: whole options and headers, routes. */
function canExist(left: Evaluated): boolean {
  return (
    left.type.name === 'boolean' ||
    /^(?:(?:tcp|ip|dccp) option \S+|sctp chunk \S+|exthdr \S+|fib .* oif)$/.test(left.selector ?? '')
  );
}

/** What a match compares, for those who reason about which packets it can see. */
export interface MatchResult {
  readonly left: Evaluated;
  readonly right: Evaluated;
}

/** Evaluates `LEFT [OP] RIGHT [/ MASK]`. Undefined when a problem was reported. */
export function evaluateMatch(ctx: EvaluationContext, match: MatchStatement): MatchResult | undefined {
  const left = evaluate(ctx, match.left, wantedByReference(ctx, match));
  if (!left) return undefined;
  if (left.constant && left.shape !== 'unknown')
    return ctx.report(
      'type-mismatch',
      match.left,
      'The left side of a match must be read from the packet or the connection; a fixed value always gives the same answer, and nft refuses the file.',
    );
  if (left.selector && NOT_COMPARABLE.has(left.selector))
    return ctx.report(
      'statement-context',
      match.left,
      `"${left.selector}" is a number that only the kernel can read, so it cannot be compared with a value; nft refuses the file.`,
    );
  if (left.selector === 'meta nftrace') ctx.use('meta nftrace', match.left);
  const right = evaluateRight(ctx, match.right, left);
  if (!right) {
    suggestOtherFamily(ctx, match, left);
    return undefined;
  }
  if (match.mask && !evaluateRight(ctx, match.mask, left)) return undefined;
  if (!checkOperator(ctx, match, left, right)) return undefined;
  if (!learn(ctx, match, left, right)) return undefined;
  return { left, right };
}

/** `ip saddr` with IPv6 addresses is meant as `ip6 saddr`, where the table sees both families. */
function suggestOtherFamily(ctx: EvaluationContext, { left, right }: MatchStatement, { selector }: Evaluated): void {
  const field = /^(ip6?) ([sd]addr)$/.exec(selector ?? '');
  if (!field || left.kind !== 'selector' || ['ip', 'ip6', 'arp'].includes(ctx.family)) return;
  if (!addressesIn(right).every((text) => parseIp(text)?.family === (field[1] === 'ip' ? 6 : 4))) return;
  const instead = `${field[1] === 'ip' ? 'ip6' : 'ip'} ${field[2]}`;
  ctx.suggest({ title: `Use ${instead}`, safe: true, edits: [{ start: left.start, end: left.end, newText: instead }] });
}

/** The words in a value that stand for addresses. */
function addressesIn(expr: Expr): readonly string[] {
  switch (expr.kind) {
    case 'symbol':
      return [expr.text];
    case 'prefix':
      return addressesIn(expr.base);
    case 'range':
      return [...addressesIn(expr.low), ...addressesIn(expr.high)];
    case 'set':
      return expr.elements.flatMap(addressesIn);
    case 'element':
      return addressesIn(expr.key);
    default:
      return [''];
  }
}

/** Fixed values may stand among joined selectors when a named set says of which type they are. */
function wantedByReference(ctx: EvaluationContext, match: MatchStatement): Wanted | undefined {
  if (match.left.kind !== 'concat' || match.right.kind !== 'set-reference') return undefined;
  if (!match.left.parts.some((part) => part.kind === 'symbol' || part.kind === 'number' || part.kind === 'variable'))
    return undefined;
  const type = ctx.set(match.right.name)?.key ?? UNKNOWN;
  return { type, bits: type.bits };
}

function evaluateRight(ctx: EvaluationContext, expr: Expr, left: Evaluated): Evaluated | undefined {
  const right = evaluate(ctx, expr, {
    type: left.type,
    bits: left.bits,
    selector: left.shape === 'binary' ? undefined : left.selector,
  });
  if (!right) return undefined;
  if (right.shape === 'boolean') {
    if (left.type === UNKNOWN || canExist(left) || left.shape === 'binary') return right;
    return ctx.report(
      'type-mismatch',
      expr,
      `"exists" and "missing" ask for headers and options; ${aType(left.type)} is always there, so nft refuses the file.`,
    );
  }
  if (right.reference && left.selector !== 'hash' && !sameType(right.reference.key, left.type))
    return reportKey(ctx, expr, right.reference, left.type);
  if (
    right.reference &&
    right.reference.kind === 'map' &&
    right.reference.objectData === undefined &&
    right.reference.data === undefined
  )
    return right;
  if (!compatible(left.type, right.type))
    return ctx.report(
      'type-mismatch',
      expr,
      `${capital(aType(left.type))} is compared with ${aType(right.type)}; nft refuses the file.`,
    );
  return right;
}

const SHAPES: Readonly<Record<string, string>> = {
  set: 'a set',
  'set-reference': 'a set',
  range: 'a range',
  prefix: 'a prefix',
  list: 'a list',
  concat: 'joined values',
};

function checkOperator(ctx: EvaluationContext, match: MatchStatement, left: Evaluated, right: Evaluated): boolean {
  const { operator } = match;
  if (left.shape === 'concat' && right.shape === 'concat') {
    ctx.report(
      'type-mismatch',
      match.left,
      'Joined values are compared with sets, not with a single combination; nft refuses the file. Put the right side in braces.',
      [
        {
          title: 'Put the values in braces',
          safe: true,
          edits: [
            { start: match.right.start, end: match.right.start, newText: '{ ' },
            { start: match.right.end, end: match.right.end, newText: ' }' },
          ],
        },
      ],
    );
    return false;
  }
  switch (operator) {
    case '<':
    case '>':
    case '<=':
    case '>=':
      if (SHAPES[right.shape] && (right.shape !== 'list' || !isBitmask(left.type))) {
        ctx.report(
          'type-mismatch',
          match.right,
          `"${operator}" compares with one value, and this is ${SHAPES[right.shape]}; nft refuses the file. Use "==" or "!=".`,
        );
        return false;
      }
      return true;
    case '!':
      if (left.type === UNKNOWN) return true;
      if (left.shape === 'binary') {
        ctx.report(
          'type-mismatch',
          match,
          '"!" asks whether flags are all unset and cannot be combined with a mask; nft refuses the file. Use "!=".',
        );
        return false;
      }
      if (
        !isBitmask(left.type) ||
        (right.shape !== 'single' && right.shape !== 'list' && right.shape !== 'binary' && right.shape !== 'unknown')
      ) {
        ctx.report(
          'type-mismatch',
          match,
          '"!" asks whether flags are all unset, and this has no flags; nft refuses the file. Write "!=".',
          undefined,
        );
        return false;
      }
      return true;
    default:
      if (right.shape === 'range' && rootType(left.type).name !== 'integer' && left.type !== UNKNOWN) {
        ctx.report(
          'type-mismatch',
          match.right,
          `A range needs an order, and ${aType(left.type)} has none; nft refuses the file.`,
        );
        return false;
      }
      return true;
  }
}

/** An equality with one value tells about the headers of the packet. */
function learn(ctx: EvaluationContext, match: MatchStatement, left: Evaluated, right: Evaluated): boolean {
  if (match.operator !== 'implicit' && match.operator !== '==') return true;
  if (left.shape !== 'selector' || !left.selector || right.value.kind !== 'integer' || match.mask) return true;
  if (right.shape !== 'single' && right.shape !== 'binary') return true;
  const conflict = ctx.protocol.learn(left.selector, right.value.value);
  if (conflict) ctx.report('family-mismatch', match, conflictMessage(left.selector, conflict));
  return !conflict;
}
