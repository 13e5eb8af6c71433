import { DATA_TYPES } from '../../facts/nft.ts';

/** A type of values. */
export interface DataType {
  readonly name: string;
  /** As nft names it in messages. */
  readonly description: string;
  /** 0 when the length is not fixed. */
  readonly bits: number;
  readonly base?: DataType | undefined;
  readonly symbols?: ReadonlyMap<string, bigint> | undefined;
  /** Of a concatenation: the types of its parts. */
  readonly parts?: readonly DataType[] | undefined;
}

const cache = new Map<string, DataType>();

/** The type of that name, or undefined. */
export function dataType(name: string): DataType | undefined {
  const known = cache.get(name);
  if (known) return known;
  const fact = DATA_TYPES[name];
  if (!fact) return undefined;
  const type: DataType = {
    name,
    description: fact.description,
    bits: fact.bits,
    base: fact.base === undefined ? undefined : dataType(fact.base),
    symbols: fact.symbols && new Map(Object.entries(fact.symbols).map(([symbol, value]) => [symbol, BigInt(value)])),
  };
  cache.set(name, type);
  return type;
}

function required(name: string): DataType {
  const type = dataType(name);
  if (!type) throw new Error(`the facts lack the type ${name}`);
  return type;
}

export const INTEGER = required('integer');
export const STRING = required('string');
export const VERDICT = required('verdict');
export const MARK = required('mark');
export const IPV4 = required('ipv4_addr');
export const IPV6 = required('ipv6_addr');
export const SERVICE = required('inet_service');
export const IFNAME = required('ifname');

/** A type that only has a name because nothing is known about it (a variable or set from outside). */
export const UNKNOWN: DataType = { name: 'unknown', description: 'unknown', bits: 0 };

/** The type of `a . b`. Each part takes whole 32-bit words. */
export function concatType(parts: readonly DataType[]): DataType {
  return {
    name: parts.map((part) => part.name).join(' . '),
    description: `concatenation of (${parts.map((part) => part.description).join(', ')})`,
    bits: parts.reduce((sum, part) => sum + Math.ceil(part.bits / 32) * 32, 0),
    parts,
  };
}

/** The parts of a type: its own if it is a concatenation, else itself. */
export function partsOf(type: DataType): readonly DataType[] {
  return type.parts ?? [type];
}

/** True when one type is the other or descends from it. */
export function isKindOf(type: DataType, base: DataType): boolean {
  for (let t: DataType | undefined = type; t; t = t.base) if (t.name === base.name) return true;
  return false;
}

/** The type at the end of the chain: integer, string, verdict. */
export function rootType(type: DataType): DataType {
  let root = type;
  while (root.base) root = root.base;
  return root;
}

/** True for types whose values are sets of bits: ct state, tcp flags. */
export function isBitmask(type: DataType): boolean {
  return isKindOf(type, BITMASK);
}
const BITMASK = required('bitmask');

/** True when values are texts, not numbers. */
export function isStringType(type: DataType): boolean {
  return rootType(type).name === 'string';
}

/**
 * True when nft takes a value of type `given` where `wanted` is expected: equal types, or one that descends from the other.
 * Unknown types go with everything.
 */
export function compatible(wanted: DataType, given: DataType): boolean {
  if (wanted === UNKNOWN || given === UNKNOWN) return true;
  if (wanted.parts || given.parts) {
    const a = partsOf(wanted);
    const b = partsOf(given);
    return a.length === b.length && a.every((part, i) => compatible(part, b[i]!));
  }
  return isKindOf(given, wanted) || isKindOf(wanted, given);
}

/** True when two types are the same, part by part. Unknown types go with everything. */
export function sameType(a: DataType, b: DataType): boolean {
  if (a === UNKNOWN || b === UNKNOWN) return true;
  const x = partsOf(a);
  const y = partsOf(b);
  return x.length === y.length && x.every((part, i) => part.name === y[i]!.name || part === UNKNOWN || y[i] === UNKNOWN);
}

/** Types whose values have no length of their own: nft wants `typeof SELECTOR` for them. */
export const UNQUALIFIED: ReadonlySet<string> = new Set(['integer', 'string', 'bitmask', 'll_addr']);

/** How the declaration of a set names a type. Undefined when it cannot, or nothing is known. */
export function declaredType(type: DataType): string | undefined {
  const parts = partsOf(type);
  return parts.every((part) => part === VERDICT || (DATA_TYPES[part.name]?.bits === part.bits && !UNQUALIFIED.has(part.name)))
    ? parts.map(({ name }) => name).join(' . ')
    : undefined;
}

/** Values for documentation (RFC 5737, RFC 3849, RFC 7042), by type. */
const EXAMPLES: Readonly<Record<string, string>> = {
  ipv4_addr: '192.0.2.1',
  ipv6_addr: '2001:db8::1',
  ether_addr: '00:00:5e:00:53:01',
  ifname: '"eth0"',
  iface_index: '"lo"',
  inet_service: '443',
  time: '1h',
};

/** A value of a type, to be replaced by the one that is meant. Undefined when none is simple. */
export function exampleOf(type: DataType): string | undefined {
  if (type.parts) return undefined;
  const known = EXAMPLES[type.name] ?? type.symbols?.keys().next().value;
  return known ?? (rootType(type) === INTEGER && type.bits > 0 ? '1' : undefined);
}
