import { bigEndian, firstBytes, isZero, numberOfLength } from './data.ts';
import { type Comparison, isPlain, type Reader } from './reader.ts';

/** Bytes of the network header that iptables reads, by where they begin. */
const FIELDS = {
  ip: { 6: 'fragment', 8: 'hops', 9: 'protocol', 12: 'source', 16: 'destination' },
  ip6: { 6: 'protocol', 7: 'hops', 8: 'source', 24: 'destination' },
} as const;
const ADDRESS_BYTES = { ip: 4, ip6: 16 } as const;
/** The offset of a fragment: the rest of the field are flags. */
const FRAGMENT_OFFSET = 0x1fff;

/** Reads a comparison with bytes of the IP header. `length` is how many are compared. */
export function readNetworkField(reader: Reader, offset: number, length: number, compared: Comparison): void {
  const { family } = reader.program;
  const field = (FIELDS[family] as Readonly<Record<number, string>>)[offset];
  switch (field) {
    case 'source':
    case 'destination':
      readAddress(reader, field, length, compared);
      return;
    case 'protocol':
      readProtocol(reader, firstBytes(compared.data, 1)[0]!, compared);
      // ip6tables goes on to the hop limit from here.
      if (family === 'ip6') {
        const before = reader.losses.length;
        readHops(reader, compared);
        reader.losses.length = before;
        reader.lose('added');
      }
      return;
    case 'fragment':
      readFragment(reader, compared);
      return;
    case 'hops':
      readHops(reader, compared);
      return;
    default:
      reader.error('unknown payload offset');
  }
}

function readAddress(reader: Reader, field: 'source' | 'destination', length: number, compared: Comparison): void {
  const bytes = ADDRESS_BYTES[reader.program.family];
  const address = firstBytes(compared.data, bytes);
  const mask = compared.mask ? firstBytes(compared.mask, bytes) : new Uint8Array(bytes).fill(0xff, 0, Math.min(length, bytes));
  const inverted = compared.operation === 'neq' || reader.spec[field]?.inverted === true;
  reader.claim(field, `${inverted} ${address.join('.')}/${mask.join('.')}`);
  const whole = compared.data.length <= bytes && (compared.operation === 'eq' || compared.operation === 'neq');
  const inside = address.every((byte, i) => (byte & ~mask[i]!) === 0);
  if (!whole || !isZero(compared.xor) || !inside) reader.lose('comparison');
  else if (inverted && compared.operation !== 'neq') reader.lose('overwritten');
  reader.spec[field] = { address, mask, inverted };
}

/** Reads a comparison of the transport protocol, from the IP header or from what the kernel found. */
export function readProtocol(reader: Reader, number: number, compared: Comparison): void {
  const inverted = compared.operation === 'neq' || reader.spec.protocol.inverted;
  reader.claim('protocol', `${inverted} ${number}`);
  if (!isPlain(compared, 1) || number === 0) reader.lose('comparison');
  else if (inverted && compared.operation !== 'neq') reader.lose('overwritten');
  reader.spec.protocol = { number, inverted };
}

function readFragment(reader: Reader, { operation, data, mask, xor }: Comparison): void {
  const inverted = (mask !== undefined && operation === 'eq') || reader.spec.fragment?.inverted === true;
  reader.claim('fragment', `${inverted}`);
  const right =
    mask !== undefined &&
    data.length === 2 &&
    bigEndian(mask, 2) === FRAGMENT_OFFSET &&
    isZero(data) &&
    isZero(xor) &&
    (operation === 'eq' || operation === 'neq') &&
    inverted === (operation === 'eq');
  if (!right) reader.lose('comparison');
  reader.spec.fragment = { inverted };
}

const INVALID_HOPS = 'invalid ttl field match';

/** The time to live or hop limit; relations with "or equal" are moved by one. */
function readHops(reader: Reader, compared: Comparison): void {
  const { operation, data } = compared;
  let value = numberOfLength(data, 1);
  let relation: 'eq' | 'neq' | 'lt' | 'gt';
  switch (operation) {
    case 'lte':
      if (value === 255) {
        reader.error(INVALID_HOPS);
        return;
      }
      relation = 'lt';
      value++;
      break;
    case 'gte':
      if (value === 0) {
        reader.error(INVALID_HOPS);
        return;
      }
      relation = 'gt';
      value--;
      break;
    default:
      relation = operation;
  }
  if (data.length !== 1 || compared.mask || compared.xor) reader.lose('comparison');
  reader.addMatch({ kind: 'hops', name: reader.program.family === 'ip' ? 'ttl' : 'hl', relation, value });
}
