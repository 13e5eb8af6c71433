import type { Data } from './netlink.ts';
import { bytesFor, type Combined, dataOf, numberBytes, type Operand, type Order, ones, registerBits } from './operand.ts';
import { type Registers, registerOf } from './registers.ts';

function words(bits: number): number {
  return registerBits(bits) / 32;
}

/** Words that a value takes when it is given room of its own. */
export function roomFor(operand: Operand | undefined): number | undefined {
  return operand?.kind === 'concatenation' ? words(operand.bits) : undefined;
}

/** Writes the expressions that fill the register at `word`. */
export function load(registers: Registers, operand: Operand, word: number): void {
  const to = registerOf(word);
  switch (operand.kind) {
    case 'field':
      if (operand.tunnel) registers.add({ name: 'inner', to });
      else
        registers.add({
          name: 'payload',
          base: operand.base,
          offset: Math.floor(operand.offset / 8),
          length: bytesFor(operand.bits),
          to,
        });
      return;
    case 'meta':
      registers.add(operand.tunnel ? { name: 'inner', to } : { name: 'meta', key: operand.key, to });
      return;
    case 'other':
      if (operand.of) {
        const room = roomFor(operand.of);
        const source = registers.take(room);
        load(registers, operand.of, source);
        registers.release(room);
      }
      registers.add({ name: operand.name, to });
      return;
    case 'constant':
      registers.add({ name: 'immediate', to, data: dataOf(operand, bytesFor(operand.bits)) });
      return;
    case 'concatenation': {
      let at = word;
      for (const part of operand.parts) {
        load(registers, part, at);
        at += words(part.bits);
      }
      return;
    }
    case 'combined':
      combine(registers, operand, word);
      return;
    case 'joined': {
      load(registers, operand.left, word);
      const room = roomFor(operand.right);
      const second = registers.take(room);
      load(registers, operand.right, second);
      registers.release(room);
      registers.add({ name: 'bitwise', operation: JOINS[operand.operator], from: to, second: registerOf(second), to });
      return;
    }
    case 'shifted':
      load(registers, operand.left, word);
      registers.add({
        name: 'bitwise',
        operation: operand.operator === '<<' ? 'left-shift' : 'right-shift',
        from: to,
        to,
        by: operand.by,
      });
      return;
    case 'swapped': {
      load(registers, operand.of, word);
      const { bits } = operand.of;
      registers.add({
        name: 'byteorder',
        operation: operand.order === 'big' ? 'hton' : 'ntoh',
        from: to,
        to,
        size: bits % 64 === 0 ? 8 : bits % 32 === 0 ? 4 : 2,
        length: bytesFor(bits),
      });
      return;
    }
    default:
      load(registers, operand.key, word);
      registers.add({ name: 'lookup', from: to, to, set: operand.set.name, inverted: false });
  }
}

const JOINS = { '&': 'and', '|': 'or', '^': 'xor' } as const;

/** A chain of operations with constants is one expression: `(value & mask) ^ xor`. */
function combine(registers: Registers, operand: Combined, word: number): void {
  const chain: Combined[] = [];
  let innermost: Operand = operand;
  while (innermost.kind === 'combined') {
    chain.unshift(innermost);
    innermost = innermost.left;
  }
  load(registers, innermost, word);
  const all = ones(operand.bits);
  let mask: bigint | undefined = all;
  let xor: bigint | undefined = 0n;
  for (const { operator, right } of chain) {
    if (right === undefined || mask === undefined || xor === undefined) {
      mask = undefined;
      xor = undefined;
      break;
    }
    const [keep, flip]: readonly [bigint, bigint] =
      operator === '&' ? [right, 0n] : operator === '|' ? [~right & all, right] : [all, right];
    xor = flip ^ (xor & keep);
    mask &= keep;
  }
  const length = bytesFor(operand.bits);
  const to = registerOf(word);
  registers.add({
    name: 'bitwise',
    operation: 'mask-xor',
    from: to,
    to,
    mask: numberData(mask, length, operand.order),
    xor: numberData(xor, length, operand.order),
  });
}

export function numberData(value: bigint | undefined, length: number, order: Order): Data {
  return { length, bytes: value === undefined ? undefined : numberBytes(value, length, order) };
}
