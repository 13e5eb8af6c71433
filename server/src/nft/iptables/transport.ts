import type { NetlinkExpr } from '../linearize/netlink.ts';
import { bigEndian } from './data.ts';
import { type Comparison, isPlain, type Reader } from './reader.ts';
import type { PortsSpec } from './spec.ts';

const ICMP = 1;
const TCP = 6;
const UDP = 17;
const ICMPV6 = 58;
/** Bytes of the TCP and UDP headers that iptables reads. */
const SOURCE_PORT = 0;
const DESTINATION_PORT = 2;
const TCP_FLAGS = 13;
const MAX_PORT = 0xffff;
/** A type of ICMP message that stands for all of them. */
const ANY_TYPE = 255;

/** Reads a comparison with bytes behind the IP header. Which header it is, the rule has to have said before. */
export function readTransportField(reader: Reader, offset: number, compared: Comparison): void {
  const { number } = reader.spec.protocol;
  switch (number) {
    case TCP:
    case UDP:
      break;
    case ICMP:
    case ICMPV6:
      readIcmp(reader, offset, compared);
      return;
    default:
      reader.error('unsupported layer 4 protocol value');
      return;
  }
  const { length } = compared.data;
  if (offset === SOURCE_PORT && (length === 2 || length === 4)) {
    readPort(reader, 'source', bigEndian(compared.data, 2), compared);
    if (length === 4) readPort(reader, 'destination', bigEndian(compared.data, 4) % (MAX_PORT + 1), compared);
    if (compared.operation !== 'eq' && length === 4) reader.lose('comparison');
  } else if (offset === DESTINATION_PORT && length === 2) readPort(reader, 'destination', bigEndian(compared.data, 2), compared);
  else if (offset === TCP_FLAGS && length === 1 && number === TCP) readFlags(reader, compared);
  else reader.lose('field');
}

function readPort(reader: Reader, side: 'source' | 'destination', port: number, compared: Comparison): void {
  const ports = transportOf(reader)[side];
  if (compared.mask || compared.xor) reader.lose('comparison');
  switch (compared.operation) {
    case 'eq':
      setPorts(reader, side, ports, port, port, false);
      return;
    case 'neq':
      setPorts(reader, side, ports, port, port, true);
      return;
    case 'lt':
      if (port < 2) reader.lose('comparison');
      setPorts(reader, side, ports, undefined, Math.max(port - 1, 1), false);
      return;
    case 'lte':
      setPorts(reader, side, ports, undefined, port, false);
      return;
    case 'gt':
      if (port === MAX_PORT) reader.lose('comparison');
      setPorts(reader, side, ports, Math.min(port + 1, MAX_PORT), undefined, false);
      return;
    default:
      setPorts(reader, side, ports, port, undefined, false);
  }
}

function transportOf(reader: Reader) {
  return reader.transport(reader.spec.protocol.number === TCP ? 'tcp' : 'udp');
}

/** Sets the ends that are given; "not" stays once it is said. */
function setPorts(
  reader: Reader,
  side: 'source' | 'destination',
  ports: PortsSpec,
  low: number | undefined,
  high: number | undefined,
  inverted: boolean,
): void {
  if (low !== undefined) {
    reader.claim(`${side} port low`, `${low}`);
    ports.low = low;
  }
  if (high !== undefined) {
    reader.claim(`${side} port high`, `${high}`);
    ports.high = high;
  }
  reader.claim(`${side} port inverted`, `${inverted}`);
  ports.inverted ||= inverted;
}

function readFlags(reader: Reader, { operation, data, mask, xor }: Comparison): void {
  const inverted = operation === 'neq' || transportOf(reader).flags?.inverted === true;
  const flags = { mask: mask ? bigEndian(mask, 1) : 0xff, compare: bigEndian(data, 1), inverted };
  reader.claim('flags', `${flags.mask} ${flags.compare} ${inverted}`);
  if ((operation !== 'eq' && operation !== 'neq') || (xor && bigEndian(xor, 1) !== 0)) reader.lose('comparison');
  else if (flags.compare & ~flags.mask) reader.lose('comparison');
  else if (inverted && operation !== 'neq') reader.lose('overwritten');
  transportOf(reader).flags = flags;
}

function readIcmp(reader: Reader, offset: number, compared: Comparison): void {
  const { data } = compared;
  const problem = offset > 1 ? 'unexpected payload offset' : data.length > 2 - offset ? 'unexpected RHS data length' : undefined;
  if (problem !== undefined) {
    reader.error(problem);
    return;
  }
  const type = offset === 0 ? bigEndian(data, 1) : ANY_TYPE;
  const code = offset === 0 && data.length === 1 ? undefined : (data.bytes?.at(-1) ?? 0);
  const { family } = reader.program;
  if (family === 'ip6' && type === ANY_TYPE) {
    reader.error('icmp6 code with any type match not supported');
    return;
  }
  if (!isPlain(compared, data.length) || compared.operation === 'neq' || type === ANY_TYPE) reader.lose('comparison');
  reader.addMatch({ kind: 'icmp', name: family === 'ip' ? 'icmp' : 'icmp6', type, code });
}

/** Reads a comparison with a range of values of a register. */
export function readRange(reader: Reader, range: NetlinkExpr & { readonly name: 'range' }): void {
  const { content, mask } = reader.registers.get(range.from);
  if (content?.kind !== 'payload' || content.base !== 'transport') {
    reader.error(
      !content
        ? 'range sreg undef'
        : content.kind === 'payload'
          ? 'range with unknown payload base'
          : 'range sreg type unsupported',
    );
    return;
  }
  const { number } = reader.spec.protocol;
  const { offset } = content;
  const side = offset === SOURCE_PORT ? 'source' : offset === DESTINATION_PORT ? 'destination' : undefined;
  if (!side || range.low.length !== 2 || (number !== TCP && number !== UDP)) {
    reader.lose('field');
    return;
  }
  if (mask) reader.lose('comparison');
  const ports = transportOf(reader)[side];
  setPorts(reader, side, ports, bigEndian(range.low, 2), bigEndian(range.high, 2), range.operation === 'neq');
}
