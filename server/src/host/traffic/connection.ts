import { IntervalSet } from '../../base/interval-set.ts';
import { type IpAddress, type IpFamily, sameIp } from '../../base/ip.ts';
import { isLoopback } from '../../docker/firewall/iptables-daemon.ts';
import { ADDRESS_TYPE, CONNECTION_STATE, CONNECTION_STATUS } from '../../facts/packet-path.ts';
import { fieldOf } from '../../nft/meaning/field.ts';
import { addressField, FIELDS, only, type Packet, point, tupleField } from './packet.ts';
import { hostAddresses, isLocal, LOOPBACK_INTERFACE, routeTo, type World } from './world.ts';

/** Addresses and ports of one direction. */
export interface Tuple {
  readonly source: IntervalSet;
  readonly destination: IntervalSet;
  /** Undefined: the protocol has no ports. */
  readonly sourcePort: IntervalSet | undefined;
  readonly destinationPort: IntervalSet | undefined;
}

/** What the kernel remembers of a connection. */
export interface Connection {
  readonly family: IpFamily;
  readonly protocol: 'tcp' | 'udp' | 'sctp' | 'icmp';
  readonly original: Tuple;
  /** What the destination became; undefined when it stayed. */
  readonly destination: NewEnd | undefined;
  readonly source: NewEnd | undefined;
  /** The kernel made no connection of it. */
  readonly untracked: boolean;
  readonly seenReply: boolean;
  /** `ct mark`. */
  readonly mark: IntervalSet;
}

/** A translated end of a connection. */
export interface NewEnd {
  readonly address: IntervalSet;
  readonly port: IntervalSet | undefined;
}

export type Direction = 'original' | 'reply';

const NO_CONNECTION = [
  FIELDS.status,
  FIELDS.direction,
  FIELDS.connectionMark,
  FIELDS.originalSourcePort,
  FIELDS.originalDestinationPort,
  FIELDS.replySourcePort,
  FIELDS.replyDestinationPort,
] as const;

/** The packet's fields about its connection, where there is none. */
export function withoutConnection(packet: Packet, family: IpFamily, state: keyof typeof CONNECTION_STATE): Packet {
  const tuples = (['original', 'reply'] as const).flatMap((direction) =>
    (['source', 'destination'] as const).map((which) => tupleField(family, direction, which)),
  );
  return packet.with(
    [FIELDS.state, point(CONNECTION_STATE[state])],
    ...[...NO_CONNECTION, ...tuples].map((field) => [field, IntervalSet.EMPTY] as const),
  );
}

/** The packet's fields about its connection. */
export function withConnection(packet: Packet, connection: Connection, direction: Direction, first: boolean): Packet {
  const { family, original, source, destination } = connection;
  const reply: Tuple = {
    source: destination?.address ?? original.destination,
    destination: source?.address ?? original.source,
    sourcePort: destination?.port ?? original.destinationPort,
    destinationPort: source?.port ?? original.sourcePort,
  };
  const status =
    (source ? CONNECTION_STATUS.sourceNat : 0) |
    (destination ? CONNECTION_STATUS.destinationNat : 0) |
    (first ? 0 : CONNECTION_STATUS.confirmed | CONNECTION_STATUS.sourceNatDone | CONNECTION_STATUS.destinationNatDone) |
    (direction === 'reply' || connection.seenReply ? CONNECTION_STATUS.seenReply : 0);
  return packet.with(
    [FIELDS.state, point(first ? CONNECTION_STATE.new : CONNECTION_STATE.established)],
    [FIELDS.status, point(status)],
    [FIELDS.direction, point(direction === 'original' ? 0 : 1)],
    [FIELDS.connectionMark, connection.mark],
    [tupleField(family, 'original', 'source'), original.source],
    [tupleField(family, 'original', 'destination'), original.destination],
    [tupleField(family, 'reply', 'source'), reply.source],
    [tupleField(family, 'reply', 'destination'), reply.destination],
    [FIELDS.originalSourcePort, original.sourcePort ?? IntervalSet.EMPTY],
    [FIELDS.originalDestinationPort, original.destinationPort ?? IntervalSet.EMPTY],
    [FIELDS.replySourcePort, reply.sourcePort ?? IntervalSet.EMPTY],
    [FIELDS.replyDestinationPort, reply.destinationPort ?? IntervalSet.EMPTY],
  );
}

/** Another address and port at one end of the packet. */
export function withEnd(packet: Packet, family: IpFamily, which: 'source' | 'destination', end: NewEnd): Packet {
  const port = which === 'source' ? FIELDS.sourcePort : FIELDS.destinationPort;
  return packet.with([addressField(family, which), end.address], ...(end.port ? [[port, end.port] as const] : []));
}

const FIB_TYPES = {
  source: [fieldOf('fib saddr type', 32), fieldOf('fib iif . saddr type', 32)],
  destination: [fieldOf('fib daddr type', 32), fieldOf('fib daddr . iif type', 32)],
} as const;
const FIB_WAYS = {
  source: ['fib saddr', 'fib iif . saddr'],
  destination: ['fib daddr', 'fib daddr . iif'],
} as const;
/** True when an interface has an address of the host; packets from programs of the host have no interface. */
function isOn(world: World, address: IpAddress | undefined, name: string): boolean {
  if (!address || name === '') return true;
  if (isLoopback(address)) return name === LOOPBACK_INTERFACE;
  return hostAddresses(world).some(([on, own]) => on === name && sameIp(own, address));
}

const ANY_INDEX = IntervalSet.range(1n, 0xffff_ffffn);

/** What the routing table says of the packet's addresses, as `fib` asks for it. */
export function withRoutes(world: World, packet: Packet, family: IpFamily, input: string): Packet {
  const changes: (readonly [Parameters<Packet['get']>[0], IntervalSet])[] = [];
  for (const which of ['source', 'destination'] as const) {
    const value = only(packet.get(addressField(family, which)));
    const address = value === undefined ? undefined : { family, value };
    const local = address !== undefined && isLocal(world, address);
    for (const [index, field] of FIB_TYPES[which].entries()) {
      // asked for one interface, only its own addresses are local
      const here = index === 0 || isOn(world, address, input);
      changes.push([field, point(local && here ? ADDRESS_TYPE.local : ADDRESS_TYPE.unicast)]);
    }
    const out = address ? routeTo(world, address) : world.outer.name;
    for (const [index, key] of FIB_WAYS[which].entries()) {
      // asked for the interface that the packet came from, there is only an answer when the way back leads there
      const there = index === 0 || out === input || input === 'lo' || input === '';
      changes.push([fieldOf(`${key} oif`, 32), there ? ANY_INDEX : point(0)]);
    }
  }
  return packet.with(...changes);
}
