import type { RelationStep } from './context.ts';
import { load, numberData, roomFor } from './emit.ts';
import type { CompareOperation } from './netlink.ts';
import { bytesFor, type Constant, dataOf, type Operand, ones, type Prefix, type Range, type Relation } from './operand.ts';
import { type Registers, registerOf } from './registers.ts';

/** Writes the expressions of a comparison. `rangeForEquality`: the nft that loads the rule has one expression for a range. */
export function emitRelation(registers: Registers, step: RelationStep, rangeForEquality: boolean): void {
  const { left, right } = step;
  const room = roomFor(left);
  const word = registers.take(room);
  switch (right.kind) {
    case 'range':
      load(registers, left, word);
      emitRange(registers, word, step.relation, right, rangeForEquality);
      break;
    case 'elements':
    case 'named-set':
      load(registers, left, word);
      registers.add({
        name: 'lookup',
        from: registerOf(word),
        set: right.kind === 'named-set' ? right.set.name : undefined,
        inverted: step.relation === 'neq',
      });
      break;
    case 'prefix':
      emitPrefix(registers, word, left, step.relation, right);
      break;
    default:
      load(registers, left, word);
      if (step.flags && (step.relation === 'implicit' || step.relation === 'none'))
        emitFlags(registers, word, left, step.relation, right);
      else
        registers.add({
          name: 'cmp',
          from: registerOf(word),
          operation: operationOf(step.relation),
          data: dataOf(right, bytesFor(right.bits)),
        });
  }
  registers.release(room);
}

function operationOf(relation: Relation): CompareOperation {
  return relation === 'implicit' || relation === 'none' ? 'eq' : relation;
}

function emitRange(registers: Registers, word: number, relation: Relation, range: Range, one: boolean): void {
  const from = registerOf(word);
  const low = dataOf(range.low, bytesFor(range.low.bits));
  const high = dataOf(range.high, bytesFor(range.high.bits));
  if (relation === 'neq' || one) {
    registers.add({ name: 'range', from, operation: relation === 'neq' ? 'neq' : 'eq', low, high });
    return;
  }
  registers.add({ name: 'cmp', from, operation: 'gte', data: low });
  registers.add({ name: 'cmp', from, operation: 'lte', data: high });
}

/** A prefix of whole bytes is compared by reading less; any other by masking. */
function emitPrefix(registers: Registers, word: number, left: Operand, relation: Relation, prefix: Prefix): void {
  const { base, length } = prefix;
  const from = registerOf(word);
  const operation = operationOf(relation);
  if (!left.text && (base.order !== 'big' || length === 0 || length % 8 !== 0)) {
    load(registers, left, word);
    const bytes = bytesFor(base.bits);
    const mask = ones(base.bits) & ~ones(base.bits - length);
    registers.add({
      name: 'bitwise',
      operation: 'mask-xor',
      from,
      to: from,
      mask: numberData(mask, bytes, base.order),
      xor: numberData(0n, bytes, base.order),
    });
    registers.add({ name: 'cmp', from, operation, data: dataOf(base, bytes) });
    return;
  }
  const bytes = bytesFor(length);
  load(registers, { ...left, bits: length }, word);
  const data = dataOf(base, bytesFor(base.bits));
  registers.add({ name: 'cmp', from, operation, data: { ...data, length: bytes, bytes: data.bytes?.slice(0, bytes) } });
}

/** `tcp flags syn,ack`: any of the flags is set; with "!" none is. */
function emitFlags(registers: Registers, word: number, left: Operand, relation: Relation, right: Constant): void {
  const from = registerOf(word);
  const bytes = bytesFor(left.bits);
  if (left.kind === 'combined') {
    registers.add({ name: 'cmp', from, operation: 'eq', data: dataOf(right, bytesFor(right.bits)) });
    return;
  }
  const zero = numberData(0n, bytes, right.order);
  registers.add({
    name: 'bitwise',
    operation: 'mask-xor',
    from,
    to: from,
    mask: dataOf(right, bytesFor(right.bits)),
    xor: zero,
  });
  registers.add({ name: 'cmp', from, operation: relation === 'none' ? 'eq' : 'neq', data: zero });
}
