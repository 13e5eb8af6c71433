import { type IpAddress, parseIp, parsePrefix, prefixOf, type WrittenPrefix, width } from '../../base/ip.ts';

/** What Go's net and netip packages accept. Undefined stands for their error. */

const MAPPED = 0xffffn << 32n;

/** True for an IPv6 address of the form ::ffff:a.b.c.d. */
export function isMapped(address: IpAddress): boolean {
  return address.family === 6 && address.value >> 32n === 0xffffn;
}

/** The IPv4 address inside ::ffff:a.b.c.d; others are returned as they are. */
export function unmap(address: IpAddress): IpAddress {
  return isMapped(address) ? { family: 4, value: address.value - MAPPED } : address;
}

/** net.ParseIP; IPv4-mapped addresses are IPv4 ones there. */
export function goParseIp(text: string): IpAddress | undefined {
  const address = parseIp(text);
  return address && unmap(address);
}

/** netip.ParseAddr: like net.ParseIP, but an IPv6 address may have a zone (which is left out), and mapped ones stay IPv6. */
export function goParseAddr(text: string): IpAddress | undefined {
  const zone = text.indexOf('%');
  if (zone < 0) return parseIp(text);
  if (zone === text.length - 1 || !text.slice(0, zone).includes(':')) return undefined;
  return parseIp(text.slice(0, zone));
}

/** net.ParseCIDR; unlike netip.ParsePrefix it takes leading zeros in the length, and mapped addresses are IPv6. */
export function goParseCidr(text: string): WrittenPrefix | undefined {
  const match = /^([^/]+)\/(\d{1,8})$/.exec(text);
  const address = match ? parseIp(match[1]!) : undefined;
  if (!address) return undefined;
  const bits = Number(match![2]);
  if (bits > width(address.family)) return undefined;
  const prefix = prefixOf(address, bits);
  return { address, prefix, hostBits: prefix.network !== address.value };
}

/** netip.ParsePrefix. */
export function goParsePrefix(text: string): WrittenPrefix | undefined {
  return parsePrefix(text);
}
