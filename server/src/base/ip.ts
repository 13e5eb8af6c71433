import ipaddr from 'ipaddr.js';

export type IpFamily = 4 | 6;

/** An address as a number: 32 bits for family 4, 128 for family 6. */
export interface IpAddress {
  readonly family: IpFamily;
  readonly value: bigint;
}

/** A prefix: `network` has no host bits; `bits` is the prefix length. */
export interface IpPrefix {
  readonly family: IpFamily;
  readonly network: bigint;
  readonly bits: number;
}

/** A prefix as somebody wrote it: the address may have host bits. */
export interface WrittenPrefix {
  readonly address: IpAddress;
  readonly prefix: IpPrefix;
  readonly hostBits: boolean;
}

/** Bits of an address: 32 or 128. */
export function width(family: IpFamily): number {
  return family === 4 ? 32 : 128;
}

function fromBytes(bytes: readonly number[]): bigint {
  let value = 0n;
  for (const byte of bytes) value = (value << 8n) | BigInt(byte);
  return value;
}

/**
 * Reads an address as inet_pton and Go's netip do: four decimal parts without leading zeros, or IPv6 (with an embedded IPv4
 * tail if wanted). Zone ids, short forms (`10.1`) and octal parts are refused: undefined.
 */
export function parseIp(text: string): IpAddress | undefined {
  if (text.includes(':')) {
    if (text.includes('%') || !ipaddr.IPv6.isValid(text)) return undefined;
    const tail = /(\d+\.[\d.]*)$/.exec(text)?.[1];
    if (tail !== undefined && parseIp(tail) === undefined) return undefined;
    return { family: 6, value: fromBytes(ipaddr.IPv6.parse(text).toByteArray()) };
  }
  if (!/^(?:0|[1-9]\d{0,2})(?:\.(?:0|[1-9]\d{0,2})){3}$/.test(text)) return undefined;
  const parts = text.split('.').map(Number);
  if (parts.some((part) => part > 255)) return undefined;
  return { family: 4, value: BigInt(parts.reduce((sum, part) => sum * 256 + part, 0)) };
}

/** Writes an address; IPv6 in the shortest form (RFC 5952). */
export function formatIp(address: IpAddress): string {
  const bytes: number[] = [];
  for (let shift = width(address.family) - 8; shift >= 0; shift -= 8)
    bytes.push(Number((address.value >> BigInt(shift)) & 0xffn));
  if (address.family === 4) return bytes.join('.');
  return new ipaddr.IPv6(bytes).toRFC5952String();
}

/** All ones in the host part of a prefix of that length. */
function hostMask(family: IpFamily, bits: number): bigint {
  return (1n << BigInt(width(family) - bits)) - 1n;
}

/** The prefix of that length that holds an address. */
export function prefixOf(address: IpAddress, bits: number): IpPrefix {
  return { family: address.family, network: address.value & ~hostMask(address.family, bits), bits };
}

/** Reads `ADDRESS/BITS`. Undefined when the address or the length (0..32, 0..128, no sign, no leading zero) is bad. */
export function parsePrefix(text: string): WrittenPrefix | undefined {
  const slash = text.indexOf('/');
  if (slash < 0) return undefined;
  const address = parseIp(text.slice(0, slash));
  const length = text.slice(slash + 1);
  if (!address || !/^(?:0|[1-9]\d{0,2})$/.test(length)) return undefined;
  const bits = Number(length);
  if (bits > width(address.family)) return undefined;
  const prefix = prefixOf(address, bits);
  return { address, prefix, hostBits: prefix.network !== address.value };
}

/** Writes a prefix as `NETWORK/BITS`. */
export function formatPrefix(prefix: IpPrefix): string {
  return `${formatIp({ family: prefix.family, value: prefix.network })}/${prefix.bits}`;
}

/** First address: the network address. */
export function firstAddress(prefix: IpPrefix): IpAddress {
  return { family: prefix.family, value: prefix.network };
}

/** Last address: the broadcast address of an IPv4 subnet. */
export function lastAddress(prefix: IpPrefix): IpAddress {
  return { family: prefix.family, value: prefix.network | hostMask(prefix.family, prefix.bits) };
}

/** True when the prefix holds the address. */
export function contains(prefix: IpPrefix, address: IpAddress): boolean {
  return prefix.family === address.family && (address.value & ~hostMask(prefix.family, prefix.bits)) === prefix.network;
}

/** True when `outer` holds all of `inner` (equal prefixes too). */
export function containsPrefix(outer: IpPrefix, inner: IpPrefix): boolean {
  return outer.bits <= inner.bits && contains(outer, firstAddress(inner));
}

/** True when the two prefixes share an address: one holds the other. */
export function overlaps(a: IpPrefix, b: IpPrefix): boolean {
  return containsPrefix(a, b) || containsPrefix(b, a);
}

/** Number of addresses in a prefix. */
export function prefixSize(prefix: IpPrefix): bigint {
  return 1n << BigInt(width(prefix.family) - prefix.bits);
}

/** Orders prefixes by family, network, then the longer one last. */
export function comparePrefixes(a: IpPrefix, b: IpPrefix): number {
  if (a.family !== b.family) return a.family - b.family;
  if (a.network !== b.network) return a.network < b.network ? -1 : 1;
  return a.bits - b.bits;
}

export function sameIp(a: IpAddress, b: IpAddress): boolean {
  return a.family === b.family && a.value === b.value;
}

export function samePrefix(a: IpPrefix, b: IpPrefix): boolean {
  return a.family === b.family && a.bits === b.bits && a.network === b.network;
}
