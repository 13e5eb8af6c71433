import { IntervalSet } from '../../base/interval-set.ts';
import type { IpAddress, IpFamily } from '../../base/ip.ts';
import {
  EPHEMERAL_PORTS,
  ETHER_TYPES,
  NEIGHBOUR_SOLICITATION,
  NFPROTO_NUMBERS,
  PROTOCOL_NUMBERS,
} from '../../facts/packet-path.ts';
import type { Connection } from './connection.ts';
import { addressField, addressPoint, FIELDS, only, Packet, point } from './packet.ts';
import { rejection } from './rejection.ts';
import { FLAGS, type Journey, type Loss, type Place, solicit, travel } from './travel.ts';
import { addressOn, type HostListener, hostListener, isLocal, LOOPBACK_INTERFACE, routeTo, type World } from './world.ts';

/** Somebody who wants to talk to an address. */
export interface Attempt {
  readonly from: Place;
  /** The address that the packets come from; undefined: the one that the way out has. */
  readonly source?: IntervalSet;
  readonly to: IpAddress;
  readonly protocol: 'tcp' | 'udp' | 'sctp' | 'icmp';
  /** None for icmp. */
  readonly port: IntervalSet | undefined;
}

/** How an attempt ends for the one who makes it. */
export type Result =
  /** Somebody answered; `source` is the address that they saw. */
  | { readonly kind: 'answered'; readonly by: string; readonly source: IntervalSet | undefined; readonly assumed: boolean }
  /** Nothing comes back. */
  | { readonly kind: 'lost'; readonly loss: Loss; readonly stage: Stage; readonly assumed: boolean }
  /** Somebody says no: nobody listens, or a rule rejects. */
  | {
      readonly kind: 'refused';
      readonly how: Refusal;
      readonly loss: Loss | undefined;
      readonly stage: Stage;
      readonly assumed: boolean;
    }
  /** It cannot be said. */
  | { readonly kind: 'unknown'; readonly loss: Loss; readonly assumed: boolean };

export type Refusal = 'refused' | 'unreachable' | 'no-network' | 'reset';

/** Which packet met the end: the first one, the answer, or one behind those; `inside` the connection that docker-proxy makes. */
export type Stage = 'first' | 'answer' | 'later' | 'inside';

const UNKNOWN_SOURCE: Readonly<Record<IpFamily, IntervalSet>> = { 4: IntervalSet.full(32), 6: IntervalSet.full(128) };

/** Makes an attempt: the first packet, the answer, and one more packet each way. Several results when packets that are alike part ways. */
export function attempt(world: World, wanted: Attempt): Result[] {
  return exchange(world, wanted, 0);
}

function exchange(world: World, wanted: Attempt, depth: number): Result[] {
  const { family } = wanted.to;
  const source = wanted.source ?? sourceOf(world, wanted);
  const { packet, connection } = opening(wanted, source);
  const results: Result[] = [];
  if (wanted.from.kind === 'outside' && family === 6) {
    const asked = neighbours(world, packet, connection);
    if (asked.length > 0) return asked;
  }
  for (const first of travel(world, wanted.from, packet, connection, 'original', true)) {
    if (first.end.kind === 'lost') {
      results.push(resultOf(first, first.end.loss, 'first'));
      continue;
    }
    const place = first.end.place;
    const { by, proxy, listens } = receiver(world, place, first.packet, wanted, family);
    for (const second of answer(world, place, first)) {
      if (second.end.kind === 'lost') {
        results.push(resultOf(second, second.end.loss, 'answer'));
        continue;
      }
      const { assumed } = second.packet;
      if (!samePlace(second.end.place, wanted.from))
        results.push({ kind: 'lost', loss: { kind: 'not-translated' }, stage: 'answer', assumed });
      else if (!listens) results.push({ kind: 'refused', how: 'refused', loss: undefined, stage: 'first', assumed });
      else results.push(...afterwards(world, wanted, first, second, by, proxy, depth));
    }
  }
  return results;
}

/** What keeps a neighbour from finding the host, if anything does. */
function neighbours(world: World, packet: Packet, connection: Connection): Result[] {
  const question = packet
    .with(
      [FIELDS.l4proto, point(PROTOCOL_NUMBERS.icmpv6!)],
      [FIELDS.icmp6Type, point(NEIGHBOUR_SOLICITATION)],
      [FIELDS.sourcePort, IntervalSet.EMPTY],
      [FIELDS.destinationPort, IntervalSet.EMPTY],
      [FIELDS.flags, IntervalSet.EMPTY],
    )
    .without(addressField(6, 'destination'));
  // the kernel does not track these
  const asked = solicit(world, question, { ...connection, protocol: 'icmp', untracked: true });
  return asked.flatMap((journey) => (journey.end.kind === 'lost' ? [resultOf(journey, journey.end.loss, 'first')] : []));
}

/** The packets behind the answer, and what docker-proxy does with them. */
function afterwards(
  world: World,
  wanted: Attempt,
  first: Journey,
  second: Journey,
  by: string,
  proxy: HostListener['proxyFor'],
  depth: number,
): Result[] {
  const { family } = wanted.to;
  const seen = first.packet.get(addressField(family, 'source'));
  const connection: Connection = { ...second.connection, seenReply: true };
  const third =
    wanted.protocol === 'icmp'
      ? []
      : travel(
          world,
          wanted.from,
          opening(wanted, connection.original.source).packet.with([FIELDS.flags, FLAGS.later]),
          connection,
          'original',
          false,
        );
  const lost = third.filter(({ end }) => end.kind === 'lost');
  if (lost.length > 0) {
    const stopped = lost.map((journey) =>
      resultOf(journey, journey.end.kind === 'lost' ? journey.end.loss : { kind: 'nobody' }, 'later'),
    );
    if (lost.length === third.length) return stopped;
    return [...stopped, { kind: 'answered', by, source: seen, assumed: third.some(({ packet }) => packet.assumed) }];
  }
  const assumed = first.packet.assumed || second.packet.assumed || third.some(({ packet }) => packet.assumed);
  if (!proxy) return [{ kind: 'answered', by, source: seen, assumed }];
  if (depth > 0) return [{ kind: 'lost', loss: { kind: 'nobody' }, stage: 'inside', assumed }];
  const inside = exchange(
    world,
    { from: { kind: 'host' }, to: proxy.address, protocol: wanted.protocol, port: point(proxy.port) },
    depth + 1,
  );
  return inside.map((result): Result => {
    if (result.kind === 'answered') return { ...result, by, assumed: assumed || result.assumed };
    if (result.kind === 'refused') return { ...result, how: 'reset', stage: 'inside', assumed: assumed || result.assumed };
    return result.kind === 'lost'
      ? { ...result, stage: 'inside', assumed: assumed || result.assumed }
      : { ...result, assumed: assumed || result.assumed };
  });
}

/** Who gets the packet at its end. */
function receiver(world: World, place: Place, packet: Packet, { protocol }: Attempt, family: IpFamily) {
  const port = Number(only(packet.get(FIELDS.destinationPort)) ?? -1n);
  if (protocol === 'icmp') return { by: '', proxy: undefined, listens: true };
  if (place.kind === 'outside') return { by: 'ext', proxy: undefined, listens: true };
  if (place.kind === 'container') {
    const { endpoint } = place;
    const known = world.containerListeners?.find(
      (listener) => listener.endpoint === endpoint && listener.port === port && listener.protocol === protocol,
    );
    return {
      by: known?.name ?? endpoint.owner,
      proxy: undefined,
      listens: world.containerListeners === undefined || known !== undefined,
    };
  }
  const value = only(packet.get(addressField(family, 'destination')));
  const listener = value === undefined ? undefined : hostListener(world, protocol, { family, value }, port);
  return { by: listener?.name ?? '', proxy: listener?.proxyFor, listens: listener !== undefined };
}

/** The first packet of a connection. */
function opening({ to, protocol, port }: Attempt, source: IntervalSet) {
  const { family } = to;
  const [low, high] = EPHEMERAL_PORTS;
  const sourcePort = port && IntervalSet.range(BigInt(low), BigInt(high));
  const connection: Connection = {
    family,
    protocol,
    original: { source, destination: addressPoint(to), sourcePort, destinationPort: port },
    destination: undefined,
    source: undefined,
    untracked: false,
    seenReply: false,
    mark: point(0),
  };
  const number = protocol === 'icmp' && family === 6 ? PROTOCOL_NUMBERS.icmpv6! : PROTOCOL_NUMBERS[protocol]!;
  const packet = Packet.of([
    [FIELDS.nfproto, point(NFPROTO_NUMBERS[family])],
    [FIELDS.protocol, point(ETHER_TYPES[family])],
    [FIELDS.l4proto, point(number)],
    [addressField(family, 'source'), source],
    [addressField(family, 'destination'), addressPoint(to)],
    [FIELDS.sourcePort, sourcePort ?? IntervalSet.EMPTY],
    [FIELDS.destinationPort, port ?? IntervalSet.EMPTY],
    [FIELDS.flags, protocol === 'tcp' ? FLAGS.first : IntervalSet.EMPTY],
    [FIELDS.mark, point(0)],
    [FIELDS.packetType, point(0)],
  ]);
  return { packet, connection };
}

/** The answer to a packet that arrived somewhere. */
function answer(world: World, from: Place, { packet, connection }: Journey): Journey[] {
  const { family, protocol } = connection;
  const end = (which: 'source' | 'destination') => packet.get(addressField(family, which)) ?? UNKNOWN_SOURCE[family];
  const back = packet
    .renewed()
    .with(
      [addressField(family, 'source'), end('destination')],
      [addressField(family, 'destination'), end('source')],
      [FIELDS.sourcePort, packet.get(FIELDS.destinationPort) ?? IntervalSet.EMPTY],
      [FIELDS.destinationPort, packet.get(FIELDS.sourcePort) ?? IntervalSet.EMPTY],
      [FIELDS.flags, protocol === 'tcp' ? FLAGS.answer : IntervalSet.EMPTY],
      [FIELDS.mark, point(0)],
    );
  return travel(world, from, back, connection, 'reply', false);
}

/** The address that a program on the host or in a container gets when it asks for none. */
function sourceOf(world: World, { from, to }: Attempt): IntervalSet {
  const { family } = to;
  if (from.kind === 'container') {
    const own = from.endpoint.addresses[family];
    return own ? addressPoint(own) : UNKNOWN_SOURCE[family];
  }
  if (from.kind === 'outside') return UNKNOWN_SOURCE[family];
  const out = routeTo(world, to);
  if (out === LOOPBACK_INTERFACE && isLocal(world, to)) return addressPoint(to);
  const own = addressOn(world, out, family);
  return own ? addressPoint(own) : UNKNOWN_SOURCE[family];
}

function samePlace(a: Place, b: Place): boolean {
  return a.kind === 'container' ? b.kind === 'container' && a.endpoint === b.endpoint : a.kind === b.kind;
}

function resultOf({ packet }: Journey, loss: Loss, stage: Stage): Result {
  const { assumed } = packet;
  if (loss.kind === 'no-route') return { kind: 'refused', how: 'no-network', loss, stage, assumed };
  if (loss.kind !== 'verdict') return { kind: 'lost', loss, stage, assumed };
  if (loss.verdict === 'unknown') return { kind: 'unknown', loss, assumed };
  if (loss.verdict === 'reject' && stage === 'first')
    return { kind: 'refused', how: rejection(loss.decision.rule), loss, stage, assumed };
  return { kind: 'lost', loss, stage, assumed };
}
