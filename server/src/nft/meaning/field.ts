import { IntervalSet } from '../../base/interval-set.ts';
import { DOMAINS, LOOPBACK } from '../../facts/nft-packets.ts';
import { textInterval } from './text-number.ts';

/**
 * Something of a packet or its connection that rules ask for, under one name however a rule writes it: `tcp dport`, `udp dport` and
 * `@th,16,16` are all `th dport`. There is one object per name.
 */
export interface Field {
  /** The selector's name in facts/nft/selectors.json where it has one: `ip saddr`, `meta iifname`, `ct state`. */
  readonly key: string;
  /** Length of the value. Texts are numbers of 128 bits: their bytes, filled up with zeros. */
  readonly bits: number;
  /** Small and unique: orders fields. */
  readonly id: number;
  /** All values that the field can have. */
  readonly domain: IntervalSet;
  /** The largest number of its length. */
  readonly ones: bigint;
  /** There are so few values that all can be tried. */
  readonly few: boolean;
}

const FEW_VALUES = 256n;

const fields = new Map<string, Field>();
const domains = new Map<number, IntervalSet>();

/** The field of that name. `bits` is 1..128 and the same in every call for a name. */
export function fieldOf(key: string, bits: number): Field {
  let field = fields.get(key);
  if (!field) {
    const domain = domainOf(key, bits);
    field = { key, bits, id: fields.size, domain, ones: (1n << BigInt(bits)) - 1n, few: domain.size <= FEW_VALUES };
    fields.set(key, field);
  }
  return field;
}

function domainOf(key: string, bits: number): IntervalSet {
  const few = DOMAINS[key];
  if (few) return IntervalSet.of(few.map((value) => ({ low: BigInt(value), high: BigInt(value) })));
  let full = domains.get(bits);
  if (!full) {
    full = IntervalSet.full(bits);
    domains.set(bits, full);
  }
  return full;
}

/** Protocols that rules of a network family can tell apart: ip, ip6, or both in inet. */
export const NFPROTO = fieldOf('meta nfproto', 8);
export const PROTOCOL = fieldOf('meta protocol', 16);
export const L4PROTO = fieldOf('meta l4proto', 8);
export const IIFNAME = fieldOf('meta iifname', 128);
export const OIFNAME = fieldOf('meta oifname', 128);
export const CT_STATE = fieldOf('ct state', 32);
export const CT_STATUS = fieldOf('ct status', 32);
export const MARK = fieldOf('meta mark', 32);

/** The name of the loopback interface. */
export const LOOPBACK_NAME = IntervalSet.of([textInterval(LOOPBACK.name, false)]);
