import type { MatchOperator, MatchStatement } from '../ast.ts';
import type { DataType } from '../evaluate/types.ts';
import { rightOf } from './constants.ts';
import type { LinearizeContext, RelationStep } from './context.ts';
import type { HeaderContext } from './headers.ts';
import { constantInOrder, inOrder, type Operand, type Order, type Relation, type Right } from './operand.ts';
import { readOperand } from './operands.ts';
import { ALONE } from './selectors.ts';
import { moveToRight } from './transfer.ts';

const RELATIONS: Readonly<Record<MatchOperator, Relation>> = {
  implicit: 'implicit',
  '==': 'eq',
  '!=': 'neq',
  '<': 'lt',
  '>': 'gt',
  '<=': 'lte',
  '>=': 'gte',
  '!': 'none',
};

/** Adds a match. False when nft refuses it or it cannot be known. */
export function addMatch(context: LinearizeContext, match: MatchStatement): boolean {
  const presence = match.right.kind === 'boolean';
  const declared = match.right.kind === 'set-reference' ? context.evaluation.set(match.right.name)?.key.parts : undefined;
  const read = readOperand(context, match.left, presence ? { ...ALONE, presence } : ALONE, declared);
  if (!read) return false;
  const { type, bits, selector } = read;
  const expected = { type, bits, order: read.operand.order, selector, presence: read.presence };
  let left = read.operand;
  let relation = RELATIONS[match.operator];
  if (match.mask) {
    const mask = rightOf(context, match.mask, expected);
    if (mask?.kind !== 'constant') return false;
    left = { kind: 'combined', operator: '&', left, right: mask.value, bits: left.bits, order: left.order, text: false };
    if (relation === 'implicit') relation = 'eq';
    else if (relation === 'none') relation = 'neq';
  }
  const right = rightOf(context, match.right, expected);
  if (!right) return false;
  if (relation === 'eq' || relation === 'implicit') tellEvaluation(context, read.selector, right);
  const flags = isFlags(read.type);
  const step: RelationStep = { kind: 'relation', left, relation, right, flags };
  addRelation(context, context.headers, read.selector, oneElement(context, overMidnight(step, read.selector), read.type));
  return true;
}

const TRANSPORT_KEYS = new Set(['ip protocol', 'ip6 nexthdr', 'meta l4proto']);

/** The evaluation of later selectors wants to know the transport: a tunnel has to be behind UDP. */
function tellEvaluation(context: LinearizeContext, selector: string | undefined, right: Right): void {
  if (selector && TRANSPORT_KEYS.has(selector) && right.kind === 'constant' && right.value !== undefined)
    context.evaluation.protocol.learn(selector, right.value);
}

/** True for types whose values are sets of bits. */
function isFlags(type: DataType): boolean {
  return type.base?.name === 'bitmask';
}

/** From 23:00 to 02:00 is every hour that is not between 02:00 and 23:00. */
function overMidnight(step: RelationStep, selector: string | undefined): RelationStep {
  const { right, relation } = step;
  if ((selector !== 'meta hour' && selector !== 'meta day') || right.kind !== 'range') return step;
  const { low, high } = right;
  if (low.value === undefined || high.value === undefined || low.value <= high.value) return step;
  const other = relation === 'neq' ? 'eq' : 'neq';
  return { ...step, relation: other, right: { kind: 'range', low: high, high: low } };
}

/** A set of one element is that element. Flags are then compared as a whole, but for the state of a connection. */
function oneElement(context: LinearizeContext, step: RelationStep, type: DataType): RelationStep {
  const { right, relation, left } = step;
  if (right.kind !== 'elements' || right.keys.length !== 1) return step;
  if (left.kind === 'concatenation' || (relation !== 'eq' && relation !== 'neq' && relation !== 'implicit')) return step;
  const key = right.keys[0]!;
  const folded = key.plain && key.value !== 'other' ? { ...step, right: key.value } : step;
  const whole = step.flags && type.name !== 'ct_state' && context.has('flags in a set are compared as a whole');
  return whole && relation === 'implicit' ? { ...folded, relation: 'eq' } : folded;
}

/** Adds a comparison as nft makes it ready for the kernel, and remembers what it says about the packet's headers. */
export function addRelation(
  context: LinearizeContext,
  headers: HeaderContext,
  selector: string | undefined,
  step: RelationStep,
): void {
  if (selector && (step.relation === 'eq' || step.relation === 'implicit')) learn(headers, selector, step);
  const ordered = inCommonOrder(step);
  const moved = moveToRight(ordered.left, ordered.right, context.has('sets with ranges are compared as they are'));
  context.steps.push({ ...ordered, left: moved.left, right: moved.right });
}

function learn(headers: HeaderContext, selector: string, { left, right }: RelationStep): void {
  const protocol = (left.kind === 'meta' || left.kind === 'field') && left.protocol;
  const connection = selector === 'ct protocol' || selector === 'ct l3proto';
  if (!protocol && !connection) return;
  const header = left.kind === 'field' ? left.header : undefined;
  const compared = (value: bigint | undefined) => {
    if (value !== undefined && value <= 0xffffn) headers.compared(selector, header, Number(value));
  };
  if (right.kind === 'constant') compared(right.value);
  else if (right.kind === 'elements') {
    for (const { value } of right.keys) if (value !== 'other' && value.kind === 'constant') compared(value.value);
  } else if (right.kind === 'named-set' && left.kind === 'meta') compared(0n);
}

/** Puts both sides in one byte order: ranges and "less than" need the highest byte first. */
function inCommonOrder(step: RelationStep): RelationStep {
  const { left, right, relation } = step;
  const less = relation !== 'eq' && relation !== 'neq' && relation !== 'implicit' && relation !== 'none';
  const interval =
    less ||
    right.kind === 'range' ||
    (right.kind === 'elements' && right.keys.some((key) => key.interval)) ||
    (right.kind === 'named-set' && right.set.interval);
  const ordered = interval ? inOrder(left, 'big') : left;
  return { ...step, left: ordered, right: rightInOrder(right, ordered) };
}

function rightInOrder(right: Right, left: Operand): Right {
  const order: Order = left.order;
  switch (right.kind) {
    case 'constant':
      return constantInOrder(right, order);
    case 'prefix':
      return { ...right, base: constantInOrder(right.base, order) };
    case 'range':
      return { kind: 'range', low: constantInOrder(right.low, order), high: constantInOrder(right.high, order) };
    default:
      return right;
  }
}
