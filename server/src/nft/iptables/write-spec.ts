import { formatIp } from '../../base/ip.ts';
import { IPTABLES_PACKET_TYPES, IPTABLES_PROTOCOLS, IPTABLES_TCP_FLAGS } from '../../facts/iptables.ts';
import { DATA_TYPES } from '../../facts/nft.ts';
import { writtenRate } from './rate.ts';
import type { AddressSpec, InterfaceSpec, MatchSpec, PortsSpec, RuleSpec, TargetSpec, TransportMatch } from './spec.ts';
import { type IptablesProgramVersion, iptablesHas } from './version.ts';

const DEFAULT_BURST = 5;
const DEFAULT_THRESHOLD = 0;
const ALL_BITS = 0xffffffff;

/** A rule as `iptables -S` prints it behind the chain's name; empty when it asks and does nothing. */
export function writeSpec(spec: RuleSpec, program: IptablesProgramVersion): string {
  const words = [
    ...writeAddress('-s', spec.source, program),
    ...writeAddress('-d', spec.destination, program),
    ...writeInterface('-i', spec.input),
    ...writeInterface('-o', spec.output),
  ];
  const { protocol, fragment } = spec;
  if (protocol.number > 0) words.push(...not(protocol.inverted), '-p', protocolName(protocol.number, program));
  if (fragment) words.push(...not(fragment.inverted), '-f');
  for (const match of spec.matches) words.push(...writeMatch(match, program));
  if (spec.target) words.push('-j', spec.jumpTo ?? '', ...writeTarget(spec.target));
  else if (spec.jumpTo !== undefined) words.push(spec.goes ? '-g' : '-j', spec.jumpTo);
  return words.join(' ');
}

/** True when a rule holds something that its text does not show. */
export function hidesMore(spec: RuleSpec, program: IptablesProgramVersion): boolean {
  const { source, destination, input, output, protocol, matches } = spec;
  const hiddenAddress = (address: AddressSpec | undefined) =>
    address !== undefined &&
    !address.inverted &&
    prefixLength(address.mask) === 0 &&
    !address.address.every((byte) => byte === 0);
  const namelessCounts = !iptablesHas(program, 'an interface without a name is none');
  const hiddenInterface = (side: InterfaceSpec | undefined) => side?.name === '' && (side.inverted || namelessCounts);
  const hiddenPorts = ({ low, high, inverted }: PortsSpec) => inverted && low === 0 && high === 0xffff;
  return (
    (protocol.inverted && protocol.number === 0) ||
    [source, destination].some(hiddenAddress) ||
    [input, output].some(hiddenInterface) ||
    matches.some(
      (match) =>
        match.kind === 'ports' &&
        (hiddenPorts(match.source) ||
          hiddenPorts(match.destination) ||
          (match.flags?.mask === 0 && !match.flags.inverted && match.flags.compare !== 0)),
    )
  );
}

function not(inverted: boolean): string[] {
  return inverted ? ['!'] : [];
}

function writeAddress(option: string, spec: AddressSpec | undefined, { family }: IptablesProgramVersion): string[] {
  if (!spec) return [];
  const length = prefixLength(spec.mask);
  const any = length === 0 && (family === 'ip6' || spec.address.every((byte) => byte === 0));
  if (any && !spec.inverted) return [];
  return [...not(spec.inverted), option, `${ipText(spec.address)}/${length ?? ipText(spec.mask)}`];
}

function ipText(bytes: Uint8Array): string {
  return formatIp({ family: bytes.length === 4 ? 4 : 6, value: bytes.reduce((value, byte) => value * 256n + BigInt(byte), 0n) });
}

/** Bits; undefined when the ones are not all in front. */
function prefixLength(mask: Uint8Array): number | undefined {
  const bits = [...mask].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  const length = bits.indexOf('0');
  if (length < 0) return bits.length;
  return bits.includes('1', length) ? undefined : length;
}

function writeInterface(option: string, spec: InterfaceSpec | undefined): string[] {
  if (!spec || spec.name === '' || (spec.name === '+' && !spec.inverted)) return [];
  return [...not(spec.inverted), option, spec.name];
}

function protocolName(number: number, program: IptablesProgramVersion): string {
  const own = IPTABLES_PROTOCOLS[number];
  if (own !== undefined) return own;
  if (iptablesHas(program, 'names of protocols are iptables’ own')) return `${number}`;
  return Object.entries(DATA_TYPES.inet_proto?.symbols ?? {}).find(([, value]) => value === number)?.[0] ?? `${number}`;
}

function writeMatch(match: MatchSpec, program: IptablesProgramVersion): string[] {
  switch (match.kind) {
    case 'ports':
      return [
        '-m',
        match.protocol,
        ...writePorts('--sport', match.source, program),
        ...writePorts('--dport', match.destination, program),
        ...writeFlags(match.flags),
      ];
    case 'icmp':
      return ['-m', match.name, ...writeIcmp(match, program)];
    case 'hops':
      return ['-m', match.name, ...not(match.relation === 'neq'), `--${match.name}-${HOPS[match.relation]}`, `${match.value}`];
    case 'mark':
      return ['-m', 'mark', ...not(match.inverted), '--mark', maskedHex(match.mark, match.mask)];
    case 'packet-type':
      return ['-m', 'pkttype', ...not(match.inverted), '--pkt-type', IPTABLES_PACKET_TYPES[match.type] ?? `${match.type}`];
    case 'limit': {
      const rate = writtenRate(match.average);
      const burst = match.burst === DEFAULT_BURST ? [] : ['--limit-burst', `${match.burst}`];
      return ['-m', 'limit', '--limit', rate ? `${rate.rate}/${rate.name}` : 'inf', ...burst];
    }
    default:
      return ['-m', 'comment', '--comment', quoted(match.text)];
  }
}
const HOPS = { eq: 'eq', neq: 'eq', lt: 'lt', gt: 'gt' } as const;

function writePorts(option: string, { low, high, inverted }: PortsSpec, program: IptablesProgramVersion): string[] {
  const all = low === 0 && high === 0xffff;
  if (all && !(inverted && iptablesHas(program, 'inverted matches of all ports are written'))) return [];
  return [...not(inverted), option, low === high ? `${low}` : `${low}:${high}`];
}

/** False: writing these flags ends the program with a segmentation fault, as it looks for a name that is not there. */
export function writesFlags({ mask, compare, inverted }: NonNullable<TransportMatch['flags']>): boolean {
  const known = 2 ** IPTABLES_TCP_FLAGS.length - 1;
  return (mask === 0 && !inverted) || ((mask | compare) & ~known) === 0;
}

function writeFlags(flags: TransportMatch['flags']): string[] {
  if (!flags || (flags.mask === 0 && !flags.inverted)) return [];
  return [...not(flags.inverted), '--tcp-flags', flagNames(flags.mask), flagNames(flags.compare)];
}

function flagNames(flags: number): string {
  return IPTABLES_TCP_FLAGS.filter((_, bit) => flags & (1 << bit)).join(',') || 'NONE';
}

function writeIcmp({ name, type, code }: MatchSpec & { kind: 'icmp' }, program: IptablesProgramVersion): string[] {
  const option = name === 'icmp' ? '--icmp-type' : '--icmpv6-type';
  const any = type === 255 && (code === undefined || !iptablesHas(program, 'icmp type 255 with a code is not any'));
  if (name === 'icmp' && any) return [option, 'any'];
  return [option, code === undefined ? `${type}` : `${type}/${code}`];
}

function maskedHex(value: number, mask: number): string {
  return mask === ALL_BITS ? hex(value) : `${hex(value)}/${hex(mask)}`;
}

function hex(value: number): string {
  return `0x${value.toString(16)}`;
}

/** The options behind -j, with their values. */
export function targetOptions({ target }: RuleSpec): string[] {
  return target ? writeTarget(target) : [];
}

function writeTarget(target: TargetSpec): string[] {
  switch (target.kind) {
    case 'mark':
      return ['--set-xmark', `${hex(target.mark)}/${hex(target.mask)}`];
    case 'nflog':
      return [
        ...(target.prefix === '' ? [] : ['--nflog-prefix', quoted(target.prefix)]),
        ...(target.group === 0 ? [] : ['--nflog-group', `${target.group}`]),
        ...(target.size === undefined ? [] : ['--nflog-size', `${target.size}`]),
        ...(target.threshold === DEFAULT_THRESHOLD ? [] : ['--nflog-threshold', `${target.threshold}`]),
      ];
    default:
      return [];
  }
}

/** Text in double quotes when there is more in it than letters, digits, "_" and "-". */
function quoted(text: string): string {
  return /^[\w-]+$/.test(text) ? text : `"${text.replace(/["\\']/g, '\\$&')}"`;
}
