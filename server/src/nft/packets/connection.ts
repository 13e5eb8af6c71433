import { IntervalSet } from '../../base/interval-set.ts';
import { CT_STATES, CT_STATUS_BITS, ECHO_TYPES } from '../../facts/nft-packets.ts';
import { CT_STATE, CT_STATUS, type Field, fieldOf, L4PROTO, MARK, NFPROTO } from '../meaning/field.ts';
import { type Known, lookup, rewrite, type World, withField, worldOf } from './world.ts';

export const SPORT = fieldOf('th sport', 16);
export const DPORT = fieldOf('th dport', 16);
export const CT_MARK = fieldOf('ct mark', 32);
const CT_DIRECTION = fieldOf('ct direction', 8);
const ADDRESSES = {
  ip: { source: fieldOf('ip saddr', 32), destination: fieldOf('ip daddr', 32) },
  ip6: { source: fieldOf('ip6 saddr', 128), destination: fieldOf('ip6 daddr', 128) },
} as const;
export type Network = keyof typeof ADDRESSES;

/** The fields that hold the addresses of a network protocol. */
export function addressFields(network: Network): { readonly source: Field; readonly destination: Field } {
  return ADDRESSES[network];
}

/** Which network protocol a packet has; undefined when it is not known. */
export function networkOf(world: World): Network | undefined {
  const values = world.fields.get(NFPROTO)?.values;
  if (values?.size !== 1n) return undefined;
  return values.has(2n) ? 'ip' : values.has(10n) ? 'ip6' : undefined;
}

/** The ends of a packet. Undefined where nothing is known. */
export interface Tuple {
  readonly source: Known | undefined;
  readonly destination: Known | undefined;
  readonly sport: Known | undefined;
  readonly dport: Known | undefined;
}

export function tupleOf(world: World, network: Network): Tuple {
  const { source, destination } = ADDRESSES[network];
  return {
    source: world.fields.get(source),
    destination: world.fields.get(destination),
    sport: world.fields.get(SPORT),
    dport: world.fields.get(DPORT),
  };
}

/** What connection tracking knows of the connection that a packet belongs to. */
export interface Connection {
  /** As the first packet came, and as it left. */
  readonly original: Tuple;
  readonly translated: Tuple;
  readonly mark: Known | undefined;
  readonly status: Known | undefined;
}

const point = (value: number): Known => ({ values: IntervalSet.point(BigInt(value)), every: true });

/** A new connection begins with this packet. */
export function startTracking(world: World, network: Network | undefined, state: 'new' | 'related'): World {
  let out: World = { ...world, tracking: 'tracked' };
  out = withField(out, CT_STATE, point(CT_STATES[state]));
  out = withField(out, CT_DIRECTION, point(0));
  out = withField(out, CT_STATUS, state === 'new' ? point(0) : undefined);
  if (state === 'new') out = withField(out, CT_MARK, point(0));
  return network ? noteTuple(out, network, tupleOf(out, network)) : out;
}

function noteTuple(world: World, network: Network, tuple: Tuple): World {
  let out = world;
  const bits = network === 'ip' ? 32 : 128;
  const set = (key: string, length: number, known: Known | undefined) => {
    out = withField(out, fieldOf(key, length), known);
  };
  set(`ct original ${network} saddr`, bits, tuple.source);
  set(`ct original ${network} daddr`, bits, tuple.destination);
  set('ct original proto-src', 16, tuple.sport);
  set('ct original proto-dst', 16, tuple.dport);
  const protocol = world.fields.get(L4PROTO);
  set('ct original protocol', 8, protocol);
  set('ct protocol', 8, protocol);
  return out;
}

/** A packet of a connection that is known already. */
export function continueTracking(world: World, network: Network, connection: Connection, reply: boolean): World {
  let out: World = { ...world, tracking: 'tracked' };
  out = withField(out, CT_STATE, point(CT_STATES.established));
  out = withField(out, CT_DIRECTION, point(reply ? 1 : 0));
  out = withField(out, CT_MARK, connection.mark);
  const { 'seen-reply': seen, confirmed, assured } = CT_STATUS_BITS;
  const status = connection.status && mapValues(connection.status.values, (value) => value | BigInt(seen | confirmed));
  // Whether a connection is assured yet depends on what was said so far.
  const assuredToo = status?.union(mapValues(status, (value) => value | BigInt(assured)));
  out = withField(out, CT_STATUS, assuredToo && { values: assuredToo, every: false });
  return noteTuple(out, network, connection.original);
}

function mapValues(values: IntervalSet, change: (value: bigint) => bigint): IntervalSet {
  const out: { low: bigint; high: bigint }[] = [];
  for (const { low, high } of values.intervals)
    for (let value = low; value <= high && out.length < 1024; value++) out.push({ low: change(value), high: change(value) });
  return IntervalSet.of(out);
}

/** What is to be known of a connection after its first packet has passed. */
export function connectionOf(first: World, network: Network): Connection {
  const bits = network === 'ip' ? 32 : 128;
  const known = (key: string, length: number) => first.fields.get(fieldOf(key, length));
  return {
    original: {
      source: known(`ct original ${network} saddr`, bits),
      destination: known(`ct original ${network} daddr`, bits),
      sport: known('ct original proto-src', 16),
      dport: known('ct original proto-dst', 16),
    },
    translated: tupleOf(first, network),
    mark: first.fields.get(CT_MARK),
    status: first.fields.get(CT_STATUS),
  };
}

/** The answer to a packet as it leaves the one who answers. */
export function replyTo(first: World, network: Network, asked: World): World {
  const { source, destination } = ADDRESSES[network];
  const ends = tupleOf(first, network);
  const fields = new Map<Field, Known>();
  for (const field of [NFPROTO, L4PROTO]) {
    const known = asked.fields.get(field);
    if (known) fields.set(field, known);
  }
  const put = (field: Field, known: Known | undefined) => {
    if (known) fields.set(field, known);
  };
  put(source, ends.destination);
  put(destination, ends.source);
  put(SPORT, ends.dport);
  put(DPORT, ends.sport);
  put(MARK, point(0));
  for (const [name, { request, reply }] of Object.entries(ECHO_TYPES)) {
    const type = asked.fields.get(fieldOf(name, 8));
    if (type?.values.equals(IntervalSet.point(BigInt(request)))) put(fieldOf(name, 8), point(reply));
  }
  return { ...worldOf(first.entry, 'reply', first.ask), fields, rewritten: new Set(fields.keys()), last: first.last };
}

/** Gives a packet another destination or source, as translation does. What is undefined stays, or is not known when `unknown`. */
export function translate(
  world: World,
  network: Network,
  side: 'source' | 'destination',
  address: Known | 'unknown' | undefined,
  port: Known | 'unknown' | undefined,
): World {
  let out = world;
  if (address) out = rewrite(out, ADDRESSES[network][side], address === 'unknown' ? undefined : address);
  if (port) out = rewrite(out, side === 'source' ? SPORT : DPORT, port === 'unknown' ? undefined : port);
  return out;
}

/** Sets a bit of the connection's status. */
export function addStatus(world: World, bits: readonly (keyof typeof CT_STATUS_BITS)[]): World {
  const known = lookup(world, CT_STATUS);
  if (!known || known === 'absent') return world;
  const added = bits.reduce((sum, bit) => sum | BigInt(CT_STATUS_BITS[bit]), 0n);
  return withField(world, CT_STATUS, { values: mapValues(known.values, (value) => value | added), every: known.every });
}
