import { parseIp } from '../base/ip.ts';
import type { Location } from '../base/range.ts';
import type { LocatedMap, LocatedScalar, LocatedValue } from '../syntax/located.ts';
import { placeOf, textOf, valueAt } from '../syntax/located.ts';
import { part } from './part.ts';
import { isWrittenWhole } from './shape.ts';

/** Ports from `low` to `high`, both included. */
export interface PortRange {
  readonly low: number;
  readonly high: number;
}

export type PortProblemKind =
  | 'no-port'
  | 'bad-port'
  | 'bad-host-port'
  | 'bad-address'
  | 'bad-protocol'
  | 'range-mismatch'
  | 'zero-port'
  | 'bad-type';

export interface PortProblem {
  readonly kind: PortProblemKind;
  /** The wrong part as written. */
  readonly text: string;
  readonly at: Location;
  /** Who refuses it: compose when it reads the file, or the Engine at `up`. */
  readonly by: 'compose' | 'engine';
}

/** One item of a service's `ports`. */
export interface ComposePort {
  readonly form: 'short' | 'long';
  readonly value: LocatedValue;
  readonly at: Location;
  /** Ports of the container; undefined when unknown or wrong. */
  readonly target: PortRange | undefined;
  readonly targetAt: Location;
  /**
   * Ports of the host. `any`: the Engine picks free ones. Undefined when unknown or wrong. For one container port a range is where
   * the first free port is taken from; otherwise the ranges are equally long.
   */
  readonly published: PortRange | 'any' | undefined;
  readonly publishedAt: Location;
  /** Address of the host as written; undefined when there is none (all addresses) or it is unknown. */
  readonly hostIp: string | undefined;
  readonly hostIpAt: Location | undefined;
  /** `tcp`, `udp`, `sctp`; undefined when unknown or wrong. */
  readonly protocol: string | undefined;
  /** A part of the item depends on a variable that is set outside the files. */
  readonly unknown: boolean;
  readonly problems: readonly PortProblem[];
}

export const PROTOCOLS: readonly string[] = ['tcp', 'udp', 'sctp'];
const MAX_PORT = 65535;

/** Reads `80` or `80-90`. Undefined when it is no port or a range that runs backwards; 0 is a port here. */
export function parsePortRange(text: string): PortRange | undefined {
  const match = /^(\d+)(?:-(\d+)(?:-.*)?)?$/s.exec(text);
  if (!match) return undefined;
  const low = Number(match[1]);
  const high = match[2] === undefined ? low : Number(match[2]);
  return low <= MAX_PORT && high <= MAX_PORT && low <= high ? { low, high } : undefined;
}

/** Reads one item of `ports`. Total: what is wrong becomes problems. */
export function readPort(value: LocatedValue): ComposePort {
  if (value.kind === 'map') return readLong(value);
  if (value.kind === 'scalar') return readShort(value);
  return nothing(value, []);
}

function nothing(value: LocatedValue, problems: readonly PortProblem[], unknown = false): ComposePort {
  const at = placeOf(value);
  return {
    form: value.kind === 'map' ? 'long' : 'short',
    value,
    at,
    target: undefined,
    targetAt: at,
    published: undefined,
    publishedAt: at,
    hostIp: undefined,
    hostIpAt: undefined,
    protocol: undefined,
    unknown,
    problems,
  };
}

/** `[[ADDRESS:][HOST-PORT]:]PORT[/PROTOCOL]`, as go-connections 0.4 reads it. */
function readShort(scalar: LocatedScalar): ComposePort {
  if (scalar.substituted === 'unknown') return nothing(scalar, [], true);
  const at = placeOf(scalar);
  if (typeof scalar.value === 'number' && !isWrittenWhole(scalar))
    return nothing(scalar, [{ kind: 'bad-type', text: scalar.source, at, by: 'compose' }]);
  if (scalar.value === null || typeof scalar.value === 'boolean') return nothing(scalar, []);
  const text = String(scalar.value);
  const pieces = text.split(':');
  const container = pieces.at(-1)!;
  const host = pieces.length > 1 ? pieces.at(-2)! : '';
  const address = pieces.slice(0, -2).join(':');
  const hostStart = pieces.length > 2 ? address.length + 1 : 0;
  const containerStart = text.length - container.length;
  const [port = '', protocolPart] = splitProtocol(container);
  const protocolStart = containerStart + port.length + 1;
  const problems: PortProblem[] = [];
  const problem = (kind: PortProblemKind, start: number, end: number) => {
    problems.push({ kind, text: text.slice(start, end), at: part(scalar, start, end), by: 'compose' });
  };
  const ip = hostAddress(address);
  if (ip === undefined) problem('bad-address', 0, address.length);
  const target = parsePortRange(port);
  if (port === '') problem('no-port', containerStart, text.length);
  else if (!target) problem('bad-port', containerStart, containerStart + port.length);
  const hostRange = host === '' ? undefined : parsePortRange(host);
  if (host !== '' && !hostRange) problem('bad-host-port', hostStart, hostStart + host.length);
  if (target && hostRange && length(target) !== length(hostRange) && length(target) !== 0)
    problem('range-mismatch', hostStart, containerStart + port.length);
  const protocol = (protocolPart || 'tcp').toLowerCase();
  if (!PROTOCOLS.includes(protocol)) problem('bad-protocol', protocolStart, protocolStart + protocolPart!.length);
  if (target?.low === 0 && problems.length === 0) problem('zero-port', containerStart, containerStart + port.length);
  const wrong = problems.length > 0;
  return {
    form: 'short',
    value: scalar,
    at,
    target: wrong ? undefined : target,
    targetAt: part(scalar, containerStart, containerStart + port.length),
    published: wrong ? undefined : publishedOf(hostRange),
    publishedAt: host === '' ? at : part(scalar, hostStart, hostStart + host.length),
    hostIp: ip || undefined,
    hostIpAt: ip ? part(scalar, 0, address.length) : undefined,
    protocol: wrong ? undefined : protocol,
    unknown: false,
    problems,
  };
}

/** Port 0 stands for any free port. */
function publishedOf(range: PortRange | undefined): PortRange | 'any' {
  return range === undefined || (range.low === 0 && range.high === 0) ? 'any' : range;
}

function length({ low, high }: PortRange): number {
  return high - low;
}

/** The port and what stands behind the first slash; nothing at all when the port is missing. */
function splitProtocol(text: string): string[] {
  const pieces = text.split('/');
  return pieces[0] === '' ? ['', ''] : pieces;
}

/** The address without brackets, `''` for none, undefined for none that compose takes. */
function hostAddress(text: string): string | undefined {
  if (text === '') return '';
  const bracketed = /^\[([^[\]]*)\]$/.exec(text);
  if (!bracketed && /[:[\]]/.test(text)) return undefined;
  const address = bracketed ? bracketed[1]! : text;
  return address === '' || parseIp(address) ? address : undefined;
}

function readLong(map: LocatedMap): ComposePort {
  const problems: PortProblem[] = [];
  const at = placeOf(map);
  const fields = ['target', 'published', 'host_ip', 'protocol'].map((key) => valueAt(map, key));
  const unknown = fields.some((field) => field?.kind === 'scalar' && field.substituted === 'unknown');
  const [target, published, hostIp, protocol] = fields;
  const check = (kind: PortProblemKind, value: LocatedValue | undefined, by: PortProblem['by'], fine: boolean) => {
    if (!fine && value) problems.push({ kind, text: written(value), at: placeOf(value), by });
    return fine;
  };
  const number =
    target?.kind === 'scalar' && target.substituted !== 'unknown' && typeof target.value === 'number' ? target.value : undefined;
  if (number !== undefined) {
    if (number < 0) check('bad-port', target, 'compose', false);
    else if (number === 0) check('zero-port', target, 'engine', false);
    else check('bad-port', target, 'engine', Number.isInteger(number) && number <= MAX_PORT);
  }
  const ip = textOf(hostIp);
  if (hostIp?.kind === 'scalar' && ip !== undefined) check('bad-address', hostIp, 'compose', parseIp(ip) !== undefined);
  const hostText =
    published?.kind === 'scalar' && typeof published.value === 'number' ? String(published.value) : textOf(published);
  const range = hostText === undefined || hostText === '' ? undefined : parsePortRange(hostText);
  if (hostText !== undefined && hostText !== '') check('bad-host-port', published, 'engine', range !== undefined);
  const spoken = protocol === undefined ? 'tcp' : textOf(protocol)?.toLowerCase();
  if (protocol && spoken !== undefined && spoken !== '') check('bad-protocol', protocol, 'engine', PROTOCOLS.includes(spoken));
  const wrong = problems.length > 0;
  const isUnknown = (value: LocatedValue | undefined) => value?.kind === 'scalar' && value.substituted === 'unknown';
  return {
    form: 'long',
    value: map,
    at,
    target: wrong || number === undefined ? undefined : { low: number, high: number },
    targetAt: target ? placeOf(target) : at,
    published: wrong || isUnknown(published) ? undefined : publishedOf(range),
    publishedAt: published ? placeOf(published) : at,
    hostIp: wrong ? undefined : ip,
    hostIpAt: hostIp ? placeOf(hostIp) : undefined,
    protocol: wrong ? undefined : spoken || 'tcp',
    unknown,
    problems,
  };
}

function written(value: LocatedValue): string {
  return value.kind === 'scalar' ? String(value.value ?? '') : '';
}
