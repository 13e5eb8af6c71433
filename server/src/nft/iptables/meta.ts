import type { Data } from '../linearize/netlink.ts';
import { hostNumber, isZero, numberOfLength } from './data.ts';
import { readProtocol } from './network.ts';
import { type Comparison, isPlain, type Reader } from './reader.ts';
import { iptablesHas } from './version.ts';

/** Bytes of the name of an interface, with the closing zero. */
const NAME_BYTES = 16;
/** The number of the loopback interface, in every network namespace. */
const LOOPBACK_INDEX = 1;
const MAX_INDEX = 0xffffff;
/** How iptables says that an interface is none. */
const NO_INTERFACE = 'INVAL/D';

/** Reads a comparison with what the kernel knows about a packet. */
export function readMetaField(reader: Reader, key: string, compared: Comparison): void {
  switch (key) {
    case 'l4proto':
      readProtocol(reader, numberOfLength(compared.data, 1), compared);
      return;
    case 'iif':
    case 'oif':
      readInterfaceIndex(reader, key === 'iif' ? 'input' : 'output', compared);
      return;
    case 'iifname':
    case 'oifname':
      readInterfaceName(reader, key === 'iifname' ? 'input' : 'output', compared);
      return;
    case 'mark':
      readMark(reader, compared);
      return;
    case 'pkttype':
      if (!isPlain(compared, 1)) reader.lose('comparison');
      reader.addMatch({
        kind: 'packet-type',
        type: numberOfLength(compared.data, 1),
        inverted: compared.operation === 'neq',
      });
      return;
    default:
      reader.error(reader.program.family === 'ip' ? 'unknown ipv4 meta key' : 'unknown ipv6 meta key');
  }
}

function readInterfaceIndex(reader: Reader, side: 'input' | 'output', compared: Comparison): void {
  const { bytes, symbol } = compared.data;
  const index = bytes && numberOfLength(compared.data, 4);
  const known = index === LOOPBACK_INDEX ? 'lo' : bytes ? undefined : symbol;
  // No interface has number 0, and no host has one whose number begins in the highest byte.
  const none = bytes ? index === 0 || index! > MAX_INDEX : compared.swapped;
  const name = none ? '' : known;
  if (name === undefined) reader.uncertain = true;
  if (!isPlain(compared, 4)) reader.lose('comparison');
  setInterface(reader, side, name ?? '', compared);
}

function readInterfaceName(reader: Reader, side: 'input' | 'output', compared: Comparison): void {
  const name = nameIn(compared.data);
  if (name.endsWith('+') && compared.data.bytes?.at(-1) === 0) reader.lose('name');
  const comparable = compared.operation === 'eq' || compared.operation === 'neq';
  if (!comparable || compared.mask || compared.xor) reader.lose('comparison');
  if (name === NO_INTERFACE && compared.operation === 'eq') {
    reader.claim(side, name);
    reader.spec[side] = { name: '+', inverted: true };
    return;
  }
  setInterface(reader, side, name, compared);
}

function nameIn(data: Data): string {
  const bytes = data.bytes ?? new Uint8Array(0);
  const end = bytes.indexOf(0);
  const name = String.fromCharCode(...bytes.subarray(0, end < 0 ? bytes.length : end));
  return end < 0 && bytes.length > 0 && bytes.length < NAME_BYTES ? `${name}+` : name;
}

function setInterface(reader: Reader, side: 'input' | 'output', name: string, { operation }: Comparison): void {
  const inverted = operation === 'neq' || reader.spec[side]?.inverted === true;
  reader.claim(side, `${inverted} ${name}`);
  if (inverted && operation !== 'neq') reader.lose('overwritten');
  reader.spec[side] = { name, inverted };
}

function readMark(reader: Reader, { operation, data, mask, xor }: Comparison): void {
  const comparable = operation === 'eq' || operation === 'neq';
  const value = numberOfLength(data, 4);
  const bits = mask ? hostNumber(mask, 4) : 0xffffffff;
  if (!comparable || data.length !== 4 || !isZero(xor)) reader.lose('comparison');
  reader.addMatch({ kind: 'mark', mark: value, mask: bits, inverted: operation === 'neq' });
}

/** Reads what a rule sets on a packet: of that iptables knows the mark and tracing, set to a constant. */
export function readMetaSet(reader: Reader, key: string, from: number): void {
  const held = reader.registers.get(from);
  const constant = held.content?.kind === 'immediate' ? held.content.data : undefined;
  const readsMark = iptablesHas(reader.program, 'a mark set to a constant is read');
  switch (key) {
    case 'nftrace':
      if (!constant) reader.error(readsMark ? 'meta sreg is not an immediate' : 'meta nftrace but reg not immediate');
      else if (hostNumber(constant, 4) === 0) reader.error(readsMark ? 'meta sreg immediate is 0' : 'trace is cleared');
      else {
        reader.claim('target', 'trace');
        reader.spec.target = { kind: 'trace' };
        reader.spec.jumpTo = 'TRACE';
      }
      return;
    case 'mark': {
      if (!readsMark) break;
      if (!constant) {
        reader.error('meta sreg is not an immediate');
        return;
      }
      const mark = hostNumber(constant, 4);
      const mask = held.mask ? hostNumber(held.mask, 4) : 0xffffffff;
      if (held.mask) reader.lose('effect');
      reader.claim('target', `mark ${mark} ${mask}`);
      reader.spec.target = { kind: 'mark', mark, mask };
      reader.spec.jumpTo = 'MARK';
      return;
    }
    default:
  }
  reader.error('meta sreg key not supported');
}
