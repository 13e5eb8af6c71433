import { formatIp, formatPrefix, type IpAddress, type IpFamily, type IpPrefix, width } from '../../base/ip.ts';
import type { PortProtocol } from '../network.ts';
import type { AcceptedMark } from './config.ts';

/** A value that a rule wants, or that it must not be. */
export interface Wanted<T> {
  readonly value: T;
  readonly not?: boolean;
}

/** What Docker's iptables rules look at. */
export interface IptablesMatch {
  readonly source?: Wanted<IpPrefix>;
  readonly destination?: Wanted<IpPrefix>;
  readonly in?: Wanted<string>;
  readonly out?: Wanted<string>;
  readonly protocol?: PortProtocol | 'icmp';
  readonly port?: number;
  /** Replies and related packets only. */
  readonly established?: boolean;
  /** The source or destination is an address of the host. */
  readonly local?: 'source' | 'destination';
  readonly mark?: AcceptedMark;
}

export type IptablesTarget =
  | { readonly kind: 'ACCEPT' | 'DROP' | 'RETURN' | 'MASQUERADE' }
  | { readonly kind: 'jump'; readonly chain: string }
  | { readonly kind: 'DNAT'; readonly address: IpAddress; readonly port: number }
  | { readonly kind: 'SNAT'; readonly address: IpAddress };

/** A rule that Docker writes with iptables, in both of its shapes. */
export interface IptablesRule {
  /** As `iptables -S` prints it behind the chain's name: rules with the same text are the same rule to iptables. */
  readonly spec: string;
  /** As nft prints it, counters without their numbers. */
  readonly nft: string;
}

export const ACCEPT: IptablesTarget = { kind: 'ACCEPT' };
export const DROP: IptablesTarget = { kind: 'DROP' };
export const RETURN: IptablesTarget = { kind: 'RETURN' };
export const MASQUERADE: IptablesTarget = { kind: 'MASQUERADE' };

export function jumpTo(chain: string): IptablesTarget {
  return { kind: 'jump', chain };
}

export function is<T>(value: T): Wanted<T> {
  return { value };
}

export function isNot<T>(value: T): Wanted<T> {
  return { value, not: true };
}

/** One address as a prefix. */
export function single(address: IpAddress): IpPrefix {
  return { family: address.family, network: address.value, bits: width(address.family) };
}

/** Writes a rule as iptables and nft do: both have a fixed order of matches. */
export function iptablesRule(family: IpFamily, match: IptablesMatch, target: IptablesTarget): IptablesRule {
  return { spec: specOf(family, match, target), nft: nftOf(family, match, target) };
}

function specOf(family: IpFamily, match: IptablesMatch, target: IptablesTarget): string {
  const { source, destination, in: input, out, protocol, port, established, local, mark } = match;
  const words: string[] = [];
  const add = (wanted: Wanted<unknown> | undefined, option: string, text: string) => {
    if (wanted) words.push(wanted.not ? `! ${option} ${text}` : `${option} ${text}`);
  };
  add(source, '-s', source ? formatPrefix(source.value) : '');
  add(destination, '-d', destination ? formatPrefix(destination.value) : '');
  add(input, '-i', input?.value ?? '');
  add(out, '-o', out?.value ?? '');
  if (protocol) words.push(`-p ${protocol === 'icmp' && family === 6 ? 'ipv6-icmp' : protocol}`);
  if (port !== undefined) words.push(`-m ${protocol} --dport ${port}`);
  if (mark)
    words.push(`-m mark --mark 0x${mark.mark.toString(16)}${mark.mask === undefined ? '' : `/0x${mark.mask.toString(16)}`}`);
  if (local) words.push(`-m addrtype --${local === 'source' ? 'src' : 'dst'}-type LOCAL`);
  if (established) words.push('-m conntrack --ctstate RELATED,ESTABLISHED');
  words.push(`-j ${targetSpec(target)}`);
  return words.join(' ');
}

function targetSpec(target: IptablesTarget): string {
  switch (target.kind) {
    case 'jump':
      return target.chain;
    case 'DNAT':
      return `DNAT --to-destination ${addressAndPort(target.address, target.port)}`;
    case 'SNAT':
      return `SNAT --to-source ${formatIp(target.address)}`;
    default:
      return target.kind;
  }
}

function nftOf(family: IpFamily, match: IptablesMatch, target: IptablesTarget): string {
  const ip = family === 4 ? 'ip' : 'ip6';
  const words: string[] = [];
  const add = (wanted: Wanted<unknown> | undefined, selector: string, text: string) => {
    if (wanted) words.push(wanted.not ? `${selector} != ${text}` : `${selector} ${text}`);
  };
  const { source, destination, in: input, out, protocol, port, established, local, mark } = match;
  add(source, `${ip} saddr`, source ? prefixOrAddress(source.value) : '');
  add(destination, `${ip} daddr`, destination ? prefixOrAddress(destination.value) : '');
  add(input, 'iifname', `"${input?.value}"`);
  add(out, 'oifname', `"${out?.value}"`);
  if (protocol === 'icmp') words.push(family === 4 ? 'ip protocol icmp' : 'meta l4proto ipv6-icmp');
  // iptables-nft leaves ports of SCTP to a match of its own, which implies no protocol as those of TCP and UDP do.
  else if (protocol === 'sctp') words.push(family === 4 ? 'ip protocol sctp' : 'meta l4proto sctp');
  if (port !== undefined) words.push(`${protocol} dport ${port}`);
  if (mark)
    words.push(mark.mask === undefined ? `meta mark ${hex(mark.mark)}` : `meta mark & ${hex(mark.mask)} == ${hex(mark.mark)}`);
  if (local) words.push(`fib ${local === 'source' ? 'saddr' : 'daddr'} type local`);
  if (established) words.push('ct state related,established');
  words.push('counter', verdict(target));
  return words.join(' ');
}

function verdict(target: IptablesTarget): string {
  switch (target.kind) {
    case 'jump':
      return `jump ${target.chain}`;
    case 'DNAT':
      return `dnat to ${addressAndPort(target.address, target.port)}`;
    case 'SNAT':
      return `snat to ${formatIp(target.address)}`;
    default:
      return target.kind.toLowerCase();
  }
}

export function addressAndPort(address: IpAddress, port: number): string {
  return address.family === 4 ? `${formatIp(address)}:${port}` : `[${formatIp(address)}]:${port}`;
}

/** A prefix as nft prints it: a single address without its length. */
export function prefixOrAddress(prefix: IpPrefix): string {
  return prefix.bits === width(prefix.family) ? formatIp({ family: prefix.family, value: prefix.network }) : formatPrefix(prefix);
}

function hex(value: number): string {
  return `0x${value.toString(16).padStart(8, '0')}`;
}
