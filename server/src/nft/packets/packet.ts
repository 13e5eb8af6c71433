import { IntervalSet } from '../../base/interval-set.ts';
import { SELECTORS } from '../../facts/nft.ts';
import { dataType, INTEGER } from '../evaluate/types.ts';
import { maxOf, parseValue } from '../evaluate/values.ts';
import { type Field, fieldOf } from '../meaning/field.ts';
import { valueSet } from '../meaning/value-set.ts';

/**
 * Which packets are asked about. A field that is given stands for all its values: the answer is about every one of them. A field that
 * is left out is not known: an answer that hangs on it is `unknown`.
 */
export type Packet = ReadonlyMap<Field, IntervalSet>;

/** How values are written: `10.0.0.0/8`, `1024-65535`, `eth*`, `tcp`, `new`, a number, `any` for all values, or several of them. */
export type WrittenValue = string | number | bigint | IntervalSet | readonly (string | number | bigint)[];

/** The field of a selector's name in facts/nft/selectors.json; undefined for a name that is not there. */
export function fieldByName(name: string): Field | undefined {
  const fact = SELECTORS[name.replace(/^ct reply /, 'ct original ')];
  if (!fact) return undefined;
  const bits = fact.bits ?? dataType(fact.type)?.bits ?? 0;
  return bits > 0 && bits <= 128 ? fieldOf(name, bits) : undefined;
}

/**
 * Makes a packet out of field names and values. Names are those of the meaning of rules: ports are `th sport` and `th dport`, the
 * transport protocol is `meta l4proto`, the network protocol `meta nfproto`. Throws nothing: what is not understood is left out.
 */
export function packetOf(fields: Readonly<Record<string, WrittenValue>>): Packet {
  const packet = new Map<Field, IntervalSet>();
  for (const [name, written] of Object.entries(fields)) {
    const field = fieldByName(name);
    const values = field && valuesOf(field, name, written);
    if (field && values) packet.set(field, values);
  }
  return packet;
}

function valuesOf(field: Field, name: string, written: WrittenValue): IntervalSet | undefined {
  if (written instanceof IntervalSet) return written;
  if (typeof written === 'bigint' || typeof written === 'number') return IntervalSet.point(BigInt(written));
  if (typeof written === 'string') return written === 'any' ? field.domain : readText(field, name, written);
  let out = IntervalSet.EMPTY;
  for (const one of written) {
    const values = valuesOf(field, name, one);
    if (!values) return undefined;
    out = out.union(values);
  }
  return out;
}

function readText(field: Field, name: string, text: string): IntervalSet | undefined {
  const type = dataType(SELECTORS[name]?.type ?? '') ?? INTEGER;
  const read = (part: string) => {
    const value = parseValue(type, part);
    return value.kind === 'bad' ? undefined : valueSet(value);
  };
  const prefix = /^(.+)\/(\d+)$/.exec(text);
  if (prefix) {
    const base = read(prefix[1]!)?.intervals[0]?.low;
    const host = maxOf(Math.max(0, field.bits - Number(prefix[2])));
    return base === undefined ? undefined : IntervalSet.range(base & ~host, base | host);
  }
  const whole = read(text);
  const dash = text.indexOf('-');
  if (whole || dash < 0) return whole;
  const low = read(text.slice(0, dash))?.intervals[0]?.low;
  const high = read(text.slice(dash + 1))?.intervals[0]?.high;
  return low === undefined || high === undefined ? undefined : IntervalSet.range(low, high);
}
