import type { SetType } from '../environment.ts';
import type { Data, PayloadBase } from './netlink.ts';

/** Byte order of a number in a register. */
export type Order = 'big' | 'host';

interface Sized {
  /** 0 when the length is not fixed. */
  readonly bits: number;
  readonly order: Order;
  /** A text: it has no byte order, and a prefix of it is its first letters. */
  readonly text: boolean;
}

/** A field of a header. */
export interface FieldLoad extends Sized {
  readonly kind: 'field';
  readonly base: PayloadBase;
  /** Bits from the start of the header. */
  readonly offset: number;
  /** Says which header follows: nft keeps such a match where it stands. */
  readonly protocol: boolean;
  /** The header that the field is of; undefined for raw offsets. */
  readonly header: string | undefined;
  /** Read behind a tunnel's header. */
  readonly tunnel: boolean;
}
export interface MetaLoad extends Sized {
  readonly kind: 'meta';
  readonly key: string;
  readonly protocol: boolean;
  readonly tunnel: boolean;
}
/** Everything else that is read with one expression: ct, fib, exthdr … */
export interface OtherLoad extends Sized {
  readonly kind: 'other';
  readonly name: 'ct' | 'exthdr' | 'fib' | 'hash' | 'inner' | 'numgen' | 'osf' | 'rt' | 'socket' | 'tunnel' | 'xfrm';
  /** Of a hash: what is hashed. */
  readonly of?: Operand | undefined;
  /** Bits into the first byte that is read. */
  readonly offset: number;
  /** The selector, for what else depends on it. */
  readonly selector: string;
}
/** `left & CONSTANT` and the like. */
export interface Combined extends Sized {
  readonly kind: 'combined';
  readonly operator: '&' | '|' | '^';
  readonly left: Operand;
  readonly right: bigint | undefined;
}
/** `left & right` where both are read from the packet. */
export interface Joined extends Sized {
  readonly kind: 'joined';
  readonly operator: '&' | '|' | '^';
  readonly left: Operand;
  readonly right: Operand;
}
export interface Shifted extends Sized {
  readonly kind: 'shifted';
  readonly operator: '<<' | '>>';
  readonly left: Operand;
  readonly by: number;
}
/** A conversion between byte orders; `order` is the one it gives. */
export interface Swapped extends Sized {
  readonly kind: 'swapped';
  readonly of: Operand;
}
export interface Constant extends Sized {
  readonly kind: 'constant';
  /** Undefined when only the host can tell. */
  readonly value: bigint | undefined;
  readonly letters?: string | undefined;
  readonly symbol?: string | undefined;
}
export interface Concatenation extends Sized {
  readonly kind: 'concatenation';
  readonly parts: readonly Operand[];
}
/** What a map gives for a key. */
export interface MapValue extends Sized {
  readonly kind: 'map';
  readonly key: Operand;
  readonly set: SetUse;
}
/** A value that a register is filled with. */
export type Operand =
  | FieldLoad
  | MetaLoad
  | OtherLoad
  | Combined
  | Joined
  | Shifted
  | Swapped
  | Constant
  | Concatenation
  | MapValue;

/** A set or map that something is looked up in. */
export interface SetUse {
  /** Undefined for a set in braces. */
  readonly name: string | undefined;
  readonly type: SetType | undefined;
  readonly interval: boolean;
  /** The answers of a map are ranges. */
  readonly intervalData: boolean;
}

export interface Prefix {
  readonly kind: 'prefix';
  readonly base: Constant;
  readonly length: number;
}
export interface Range {
  readonly kind: 'range';
  readonly low: Constant;
  readonly high: Constant;
}
export interface Elements {
  readonly kind: 'elements';
  readonly keys: readonly Key[];
}
export interface NamedSet {
  readonly kind: 'named-set';
  readonly set: SetUse;
}
/** A key of a set in braces; `plain` when nothing but the key is said of the element. */
export interface Key {
  readonly value: Constant | Prefix | Range | 'other';
  /** A prefix or a range, or holds one. */
  readonly interval: boolean;
  readonly plain: boolean;
}
/** What an operand is compared with. */
export type Right = Constant | Prefix | Range | Elements | NamedSet;

export type Relation = 'eq' | 'neq' | 'lt' | 'lte' | 'gt' | 'gte' | 'implicit' | 'none';

/** All bits of that many. */
export function ones(bits: number): bigint {
  return (1n << BigInt(Math.max(0, bits))) - 1n;
}

export function bytesFor(bits: number): number {
  return Math.ceil(bits / 8);
}

/** Length of a value in 4-byte registers, in bits. */
export function registerBits(bits: number): number {
  return Math.ceil(bits / 32) * 32;
}

/** The same operand under the name of another byte order: for what is one byte long, or constant. */
function relabel<T extends Operand>(operand: T, order: Order): T {
  return { ...operand, order };
}

/** Converts an operand to a byte order. */
export function inOrder(operand: Operand, order: Order): Operand {
  if (operand.kind === 'concatenation') return order === 'big' ? { ...operand, parts: operand.parts.map(partInOrder) } : operand;
  if (operand.order === order || operand.text) return operand;
  if (operand.kind === 'constant' || operand.bits <= 8) return relabel(operand, order);
  return { kind: 'swapped', of: operand, bits: operand.bits, order, text: false };
}

function partInOrder(part: Operand): Operand {
  if (part.order === 'big' || part.text || part.kind === 'constant') return inOrder(part, 'big');
  return { kind: 'swapped', of: part, bits: part.bits, order: 'big', text: false };
}

export function constantInOrder(constant: Constant, order: Order): Constant {
  return relabel(constant, order);
}

/** A number as that many bytes. */
export function numberBytes(value: bigint, length: number, order: Order): Uint8Array {
  const out = new Uint8Array(length);
  let rest = value;
  for (let i = 0; i < length; i++) {
    out[order === 'host' ? i : length - 1 - i] = Number(rest & 0xffn);
    rest >>= 8n;
  }
  return out;
}

/** A constant as data of `length` bytes. */
export function dataOf(constant: Constant, length: number): Data {
  if (constant.letters !== undefined) {
    const bytes = new Uint8Array(length);
    bytes.set(new TextEncoder().encode(constant.letters).slice(0, length));
    return { length, bytes };
  }
  return {
    length,
    bytes: constant.value === undefined ? undefined : numberBytes(constant.value, length, constant.order),
    symbol: constant.symbol,
  };
}

export function isConstant(operand: Operand): operand is Constant {
  return operand.kind === 'constant';
}
