import { parseIp } from '../../base/ip.ts';
import { nearest } from '../../base/nearest.ts';
import { DATA_TYPES, SERVICES } from '../../facts/nft.ts';
import { typeWords } from './messages.ts';
import { type DataType, isBitmask, isStringType, rootType } from './types.ts';

/** A value whose meaning is known: a number, a closed interval of numbers, a text, the parts of a concatenation. */
export type Value =
  | { readonly kind: 'integer'; readonly value: bigint }
  | { readonly kind: 'interval'; readonly low: bigint; readonly high: bigint }
  | { readonly kind: 'text'; readonly text: string; readonly wildcard: boolean }
  | { readonly kind: 'concat'; readonly parts: readonly Value[] }
  | typeof UNKNOWN_VALUE;

/** What cannot be known from the files: a host name, an interface's index, a variable from outside. */
export const UNKNOWN_VALUE = { kind: 'unknown' } as const;

/** Why a text is no value of a type. */
export interface BadValue {
  readonly kind: 'bad';
  /** A sentence part: "is not an ICMP type". */
  readonly problem: string;
  readonly suggestion?: string | undefined;
  /** The text is of another type, rather than a wrong value of this one. */
  readonly mismatch?: boolean;
}

export function integer(value: bigint): Value {
  return { kind: 'integer', value };
}

/** A number as nft writes it: decimal, `0x…`, or octal with a leading zero; undefined for other text. */
export function parseInteger(text: string): bigint | undefined {
  if (/^0[xX][0-9a-fA-F]+$/.test(text)) return BigInt(text);
  if (/^0[0-7]+$/.test(text)) return BigInt(`0o${text.slice(1)}`);
  if (/^[0-9]+$/.test(text) && !/^0[0-9]/.test(text)) return BigInt(text);
  return undefined;
}

/** The largest number of that many bits. */
export function maxOf(bits: number): bigint {
  return (1n << BigInt(bits)) - 1n;
}

/**
 * Reads one word as a value of a type. Words that only the host can resolve (host names, interfaces behind an index, users, marks
 * with names) are unknown. Lengths are checked by whoever knows how long the value may be.
 */
export function parseValue(type: DataType, text: string): Value | BadValue {
  const special = PARSERS[type.name];
  if (special) return special(text, type);
  if (isStringType(type)) return parseText(text);
  if (type.symbols) {
    const symbol = type.symbols.get(text);
    if (symbol !== undefined) return integer(symbol);
  }
  const number = parseInteger(text);
  if (number !== undefined) return integer(number);
  return noSuch(type, text);
}

function noSuch(type: DataType, text: string): BadValue {
  const symbols = type.symbols ? [...type.symbols.keys()] : [];
  return { kind: 'bad', problem: `is no ${typeWords(type)}`, suggestion: nearest(text, symbols) };
}

function parseText(text: string): Value {
  const wildcard = text.endsWith('*') && !text.endsWith('\\*');
  return { kind: 'text', text: wildcard ? text.slice(0, -1) : text.replace(/\\\*$/, '*'), wildcard };
}

const PARSERS: Readonly<Record<string, (text: string, type: DataType) => Value | BadValue>> = {
  integer: (text) => number(text, 'number'),
  ipv4_addr: (text) => parseAddress(text, 4),
  ipv6_addr: (text) => parseAddress(text, 6),
  ether_addr: parseLinkLayer,
  ll_addr: parseLinkLayer,
  inet_proto: parseProtocol,
  inet_service: parseService,
  time: (text) => parseDuration(text),
  hour: parseHour,
  day: parseDay,
  classid: parseClassid,
  mark: namedNumber,
  realm: namedNumber,
  devgroup: namedNumber,
  uid: (text) => knownNumber(text),
  gid: (text) => knownNumber(text),
  iface_index: (text) => knownNumber(text),
  ct_label: parseLabel,
  cgroupsv2: () => UNKNOWN_VALUE,
};

function number(text: string, what: string): Value | BadValue {
  const value = parseInteger(text);
  return value === undefined ? { kind: 'bad', problem: `is no ${what}`, mismatch: true } : integer(value);
}

/** A number, or a name that only the host can tell. */
function knownNumber(text: string): Value {
  const value = parseInteger(text);
  return value === undefined ? UNKNOWN_VALUE : integer(value);
}

/** A number, a name that nft has itself, or one that a file of the host may define. */
function namedNumber(text: string, type: DataType): Value | BadValue {
  const value = type.symbols?.get(text) ?? parseInteger(text);
  if (value !== undefined) return integer(value);
  return /^[A-Za-z_][\w.-]*$/.test(text) ? UNKNOWN_VALUE : noSuch(type, text);
}

function parseAddress(text: string, family: 4 | 6): Value | BadValue {
  const bare = text.replace(/^\[(.*)\]$/, '$1');
  const address = parseIp(bare);
  if (address?.family === family) return integer(address.value);
  const wanted = family === 4 ? 'IPv4' : 'IPv6';
  if (address)
    return {
      kind: 'bad',
      problem: `is an IPv${address.family} address, and ${wanted} is wanted here`,
      mismatch: true,
    };
  if (family === 4 && parseInteger(bare) !== undefined && parseInteger(bare)! <= 0xffffffffn) return integer(parseInteger(bare)!);
  // A name may be resolved by the host; what is made of digits and dots, or holds a colon, cannot.
  if (/^[A-Za-z0-9_]([\w.-]*[A-Za-z0-9])?$/.test(bare) && /[A-Za-z]/.test(bare) && !/^0x/.test(bare)) return UNKNOWN_VALUE;
  return { kind: 'bad', problem: `is no ${wanted} address` };
}

function parseLinkLayer(text: string): Value | BadValue {
  const parts = text.split(':');
  if (parts.length > 6 || !parts.every((part) => /^[0-9a-fA-F]{1,2}$/.test(part)))
    return { kind: 'bad', problem: 'is no Ethernet address', mismatch: true };
  return integer(parts.reduce((sum, part) => (sum << 8n) | BigInt(`0x${part}`), 0n));
}

function parseProtocol(text: string, type: DataType): Value | BadValue {
  const value = parseInteger(text);
  if (value !== undefined)
    return value > 255n ? { kind: 'bad', problem: 'is above 255, the largest protocol number' } : integer(value);
  const known = type.symbols?.get(text) ?? PROTOCOL_ALIASES[text];
  return known === undefined ? noSuch(type, text) : integer(known);
}

/** Second names of /etc/protocols that nft's own keywords use. */
const PROTOCOL_ALIASES: Readonly<Record<string, bigint>> = {
  icmpv6: 58n,
  comp: 108n,
};

function parseService(text: string): Value | BadValue {
  const value = parseInteger(text);
  if (value !== undefined) return value > 65535n ? { kind: 'bad', problem: 'is above 65535, the largest port' } : integer(value);
  const port = SERVICES[text];
  if (port !== undefined) return integer(BigInt(port));
  if (/^[0-9]+$/.test(text)) return integer(BigInt(Number(text)));
  return { kind: 'bad', problem: 'is no port and no service that nft knows', suggestion: nearest(text, Object.keys(SERVICES)) };
}

const UNIT_SECONDS: Readonly<Record<string, number>> = { w: 604_800_000, d: 86_400_000, h: 3_600_000, m: 60_000, s: 1000, ms: 1 };

/** A span of time in milliseconds: units in falling order, or a bare number of seconds. */
export function parseDuration(text: string): Value | BadValue {
  const seconds = parseInteger(text);
  if (seconds !== undefined) return integer(seconds * 1000n);
  const match = /^(?:(\d+)w)?(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?(?:(\d+)ms)?$/.exec(text);
  if (!match || text === '') return { kind: 'bad', problem: 'is no span of time such as 1d2h3m4s' };
  const units = ['w', 'd', 'h', 'm', 's', 'ms'];
  let total = 0n;
  for (const [i, unit] of units.entries()) if (match[i + 1]) total += BigInt(match[i + 1]!) * BigInt(UNIT_SECONDS[unit]!);
  return integer(total);
}

/** A point in time, as `meta time` takes it: `YYYY-MM-DD [HH:MM[:SS]]` or a number. */
export function parseDate(text: string): Value | BadValue {
  const seconds = parseInteger(text);
  if (seconds !== undefined) return integer(seconds);
  return /^\d{4}-\d{1,2}-\d{1,2}( \d{1,2}:\d{1,2}(:\d{1,2})?)?$/.test(text)
    ? UNKNOWN_VALUE
    : { kind: 'bad', problem: 'is no date such as "2025-01-31 12:00:00"' };
}

function parseHour(text: string): Value | BadValue {
  const seconds = parseInteger(text);
  if (seconds !== undefined) return integer(seconds);
  const match = /^(\d{1,2}):(\d{1,2})(?::(\d{1,2}))?$/.exec(text);
  if (!match || Number(match[1]) > 24 || Number(match[2]) > 59 || Number(match[3] ?? 0) > 60)
    return { kind: 'bad', problem: 'is no time of day such as "18:30"' };
  return integer(BigInt(Number(match[1]) * 3600 + Number(match[2]) * 60 + Number(match[3] ?? 0)));
}

function parseDay(text: string, type: DataType): Value | BadValue {
  const value = parseInteger(text);
  if (value !== undefined) return integer(value);
  const lower = text.toLowerCase();
  for (const [name, day] of type.symbols ?? [])
    if (lower.length >= 3 && name.toLowerCase().startsWith(lower)) return integer(day);
  return noSuch(type, text);
}

function parseClassid(text: string): Value | BadValue {
  if (text === 'none') return integer(0n);
  if (text === 'root') return integer(0xffffffffn);
  // nft reads text without a colon as a number, and as 0 when it is none.
  if (!text.includes(':')) return integer(parseInteger(text) ?? 0n);
  const match = /^(?:0x)?([0-9a-fA-F]{1,4}):(?:0x)?([0-9a-fA-F]{1,4})$/.exec(text);
  if (!match) return { kind: 'bad', problem: 'is no class such as 1:10' };
  return integer((BigInt(`0x${match[1]}`) << 16n) | BigInt(`0x${match[2]}`));
}

function parseLabel(text: string): Value | BadValue {
  const bit = parseInteger(text);
  if (bit === undefined) return /^[A-Za-z_]/.test(text) ? UNKNOWN_VALUE : { kind: 'bad', problem: 'is no label of a connection' };
  if (bit > 127n) return { kind: 'bad', problem: 'is above 127, the last label bit' };
  return integer(1n << bit);
}

/** Writes a value for a message. */
export function showValue(type: DataType, value: Value): string {
  switch (value.kind) {
    case 'integer':
      return String(value.value);
    case 'interval':
      return `${value.low}-${value.high}`;
    case 'text':
      return value.text + (value.wildcard ? '*' : '');
    case 'concat':
      return value.parts.map((part) => showValue(type, part)).join(' . ');
    default:
      return '?';
  }
}

/** Names that a type knows, for completion and suggestions. */
export function symbolsOf(type: DataType): readonly string[] {
  if (type.name === 'inet_service') return Object.keys(SERVICES);
  return Object.keys(DATA_TYPES[type.name]?.symbols ?? {});
}

export { isBitmask, rootType };
