import { IntervalSet } from '../../base/interval-set.ts';
import { type IpAddress, sameIp } from '../../base/ip.ts';
import type { BridgeEndpoint, BridgeNetwork } from '../../docker/firewall/bridge.ts';
import { BRIDGE_NETFILTER, TCP_FLAGS } from '../../facts/packet-path.ts';
import type { ChainVerdict, Decision } from './chain.ts';
import {
  type Connection,
  type Direction,
  type NewEnd,
  withConnection,
  withEnd,
  withoutConnection,
  withRoutes,
} from './connection.ts';
import { type HookedChain, type HookWork, runHook } from './hook.ts';
import { addressField, addressPoint, FIELDS, nameValue, only, type Packet, point, type Translation } from './packet.ts';
import { addressOn, endpointAt, isLocal, LOOPBACK_INTERFACE, networkOf, routeTo, type World } from './world.ts';

/** Where a packet begins or ends. */
export type Place =
  | { readonly kind: 'container'; readonly endpoint: BridgeEndpoint }
  | { readonly kind: 'host' }
  | { readonly kind: 'outside' };

/** Why a packet did not arrive. */
export type Loss =
  | {
      readonly kind: 'verdict';
      readonly verdict: Exclude<ChainVerdict, 'accept'>;
      readonly decision: Decision;
      readonly hook: string;
    }
  /** The host does not forward packets of the family. */
  | { readonly kind: 'forwarding-off' }
  /** Nobody has the address. */
  | { readonly kind: 'nobody' }
  /** The sender has no way out: its network is internal. */
  | { readonly kind: 'no-route' }
  /** The bridge does not give a packet back to where it came from, or the receiver drops a packet from its own address. */
  | { readonly kind: 'own-address' }
  /** It came with an address that its receiver does not know. */
  | { readonly kind: 'not-translated' };

/** A packet that arrived, or was lost on its way. */
export interface Journey {
  readonly packet: Packet;
  readonly connection: Connection;
  readonly end: { readonly kind: 'arrived'; readonly place: Place } | { readonly kind: 'lost'; readonly loss: Loss };
}

/** A packet on its way, with what the kernel knows of its connection. */
interface OnTheWay {
  readonly packet: Packet;
  readonly connection: Connection;
}

/** Sends one packet of a connection through the host and says where it ends; several answers when packets that are alike part ways. */
export function travel(
  world: World,
  from: Place,
  packet: Packet,
  connection: Connection,
  direction: Direction,
  first: boolean,
): Journey[] {
  return new Trip(world, direction, first).from(from, { packet, connection });
}

/** Sends the question for a neighbour that comes before packets over IPv6. */
export function solicit(world: World, packet: Packet, connection: Connection): Journey[] {
  return new Trip(world, 'original', true).solicitation({ packet, connection });
}

class Trip {
  readonly #done: Journey[] = [];

  constructor(
    private readonly world: World,
    private readonly direction: Direction,
    private readonly first: boolean,
  ) {}

  from(place: Place, start: OnTheWay): Journey[] {
    switch (place.kind) {
      case 'host':
        this.#output(start);
        break;
      case 'outside':
        this.#enter(this.world.outer.name, start);
        break;
      case 'container':
        this.#leaveContainer(place.endpoint, start);
    }
    return this.#done;
  }

  #lost({ packet, connection }: OnTheWay, loss: Loss): void {
    this.#done.push({ packet, connection, end: { kind: 'lost', loss } });
  }

  #arrived({ packet, connection }: OnTheWay, place: Place): void {
    this.#done.push({ packet, connection, end: { kind: 'arrived', place } });
  }

  #address(packet: Packet, which: 'source' | 'destination', { family }: Connection): IpAddress | undefined {
    const value = only(packet.get(addressField(family, which)));
    return value === undefined ? undefined : { family, value };
  }

  // --- ways

  #leaveContainer(endpoint: BridgeEndpoint, start: OnTheWay): void {
    const { network } = endpoint;
    const to = this.#address(start.packet, 'destination', start.connection);
    const own = network.families[start.connection.family];
    if (to && endpointAt(this.world, to) === endpoint) this.#arrived(start, { kind: 'container', endpoint });
    else if (to && networkOf(this.world, to) === network && !isLocal(this.world, to)) this.#bridged(network, endpoint, start, to);
    else if (network.internal && to && !(own?.gateway && sameIp(own.gateway, to)) && !this.#onLink(network, to))
      this.#lost(start, { kind: 'no-route' });
    else this.#enter(network.bridge, start);
  }

  #onLink(network: BridgeNetwork, address: IpAddress): boolean {
    return networkOf(this.world, address) === network;
  }

  /** From one port of a bridge to another: the host's chains see it only when bridge-nf-call-iptables is on. */
  #bridged(network: BridgeNetwork, sender: BridgeEndpoint, start: OnTheWay, to: IpAddress): void {
    const receiver = endpointAt(this.world, to);
    const { bridge } = network;
    const call = this.world.bridgeNetfilter;
    this.#bridgeHook('prerouting', bridge, bridge, start, (one) => {
      const forward = (two: OnTheWay) =>
        this.#bridgeHook('forward', bridge, bridge, two, (three) => {
          const end = (four: OnTheWay) =>
            this.#bridgeHook('postrouting', bridge, bridge, four, (last) => {
              if (!receiver) this.#lost(last, { kind: 'nobody' });
              else if (receiver === sender && !this.world.hairpin) this.#lost(last, { kind: 'own-address' });
              else this.#arrived(last, { kind: 'container', endpoint: receiver });
            });
          if (!call) return end(three);
          return this.#ipHook('forward', bridge, bridge, three, (four) => this.#ipHook('postrouting', bridge, bridge, four, end));
        });
      return call ? this.#ipHook('prerouting', bridge, '', one, forward) : forward(one);
    });
  }

  /** Into the host through an interface. */
  #enter(name: string, start: OnTheWay): void {
    const isBridge = this.world.networks.some(({ bridge }) => bridge === name);
    const network = (packet: OnTheWay) => this.#ipHook('prerouting', name, '', packet, (inside) => this.#route(name, inside));
    this.#ingress(name, start, (entered) => {
      if (isBridge) this.#bridgeHook('prerouting', name, '', entered, (one) => this.#bridgeHook('input', name, '', one, network));
      else network(entered);
    });
  }

  /** The question for the host's hardware address, which a neighbour asks before it sends anything over IPv6. */
  solicitation(start: OnTheWay): Journey[] {
    const { name } = this.world.outer;
    this.#ingress(name, start, (entered) =>
      this.#ipHook('prerouting', name, '', entered, (one) =>
        this.#ipHook('input', name, '', one, (inside) => this.#arrived(inside, { kind: 'host' })),
      ),
    );
    return this.#done;
  }

  /** The chains on an interface itself, before everything else. */
  #ingress(name: string, { packet, connection }: OnTheWay, next: (packet: OnTheWay) => void): void {
    const { family } = connection;
    const { evaluation, answers } = this.world;
    const bare = withoutConnection(packet.with([FIELDS.in, nameValue(name)]), family, 'invalid');
    for (const first of runHook(evaluation, 'netdev', 'ingress', bare, answers, { device: name }))
      this.#after(first, 'ingress', connection, (entered) => {
        for (const second of runHook(evaluation, family, 'ingress', entered.packet, answers, { device: name }))
          this.#after(second, 'ingress', connection, next);
      });
  }

  #route(from: string, packet: OnTheWay): void {
    const to = this.#address(packet.packet, 'destination', packet.connection);
    if (!to || isLocal(this.world, to))
      this.#ipHook('input', from, '', packet, (inside) => this.#arrived(inside, { kind: 'host' }));
    else if (!this.world.forwarding[packet.connection.family]) this.#lost(packet, { kind: 'forwarding-off' });
    else {
      const out = routeTo(this.world, to);
      this.#ipHook('forward', from, out, packet, (forwarded) => this.#leave(from, out, forwarded));
    }
  }

  /** From a program on the host. */
  #output(start: OnTheWay): void {
    const to = this.#address(start.packet, 'destination', start.connection);
    const out = to ? routeTo(this.world, to) : this.world.outer.name;
    // the chains of a hook are told the interface that was chosen before the hook, also behind a translation
    this.#ipHook('output', '', out, start, (sent) => {
      const now = this.#address(sent.packet, 'destination', sent.connection);
      this.#leave('', now ? routeTo(this.world, now) : out, sent);
    });
  }

  #leave(from: string, out: string, packet: OnTheWay): void {
    this.#ipHook('postrouting', from, out, packet, (leaving) => {
      if (out === LOOPBACK_INTERFACE) this.#again(leaving);
      else if (out === this.world.outer.name)
        if (from === out && !leaving.connection.source)
          // what came from outside and goes there again is answered past this host
          this.#lost(leaving, { kind: 'not-translated' });
        else this.#arrived(leaving, { kind: 'outside' });
      else
        this.#bridgeHook('output', '', out, leaving, (one) =>
          this.#bridgeHook('postrouting', '', out, one, (last) => this.#toContainer(from, out, last)),
        );
    });
  }

  /** What goes out on loopback comes in again. */
  #again(packet: OnTheWay): void {
    this.#ipHook('prerouting', LOOPBACK_INTERFACE, '', packet, (inside) => this.#route(LOOPBACK_INTERFACE, inside), true);
  }

  #toContainer(from: string, out: string, packet: OnTheWay): void {
    const to = this.#address(packet.packet, 'destination', packet.connection);
    const receiver = to && endpointAt(this.world, to);
    const source = this.#address(packet.packet, 'source', packet.connection);
    const own = source !== undefined && endpointAt(this.world, source) === receiver;
    const sender = endpointOfOriginal(this.world, packet.connection, this.direction);
    if (!receiver) this.#lost(packet, { kind: 'nobody' });
    else if (own || (from === out && sender === receiver && !this.world.hairpin)) this.#lost(packet, { kind: 'own-address' });
    else this.#arrived(packet, { kind: 'container', endpoint: receiver });
  }

  // --- hooks

  #bridgeHook(hook: string, input: string, out: string, packet: OnTheWay, next: (packet: OnTheWay) => void): void {
    const { evaluation } = this.world;
    const named = packet.packet.with([FIELDS.in, nameValue(input)], [FIELDS.out, nameValue(out)]);
    const work = hook === 'forward' && this.world.bridgeNetfilter ? { skips: isPassedBy } : {};
    for (const outcome of runHook(evaluation, 'bridge', hook, named, this.world.answers, work))
      this.#after(outcome, `bridge ${hook}`, packet.connection, next);
  }

  #ipHook(
    hook: 'prerouting' | 'input' | 'forward' | 'output' | 'postrouting',
    input: string,
    out: string,
    { packet, connection }: OnTheWay,
    next: (packet: OnTheWay) => void,
    again = false,
  ): void {
    const { family } = connection;
    const begins = (hook === 'prerouting' || hook === 'output') && !again;
    const named = packet.with([FIELDS.in, nameValue(input)], [FIELDS.out, nameValue(out)]);
    const start = withRoutes(this.world, begins ? withoutConnection(named, family, 'invalid') : named, family, input);
    const side = hook === 'prerouting' || hook === 'output' ? 'destination' : 'source';
    const done = again || (side === 'source' && hook === 'input' && input === LOOPBACK_INTERFACE);
    const work: HookWork = {
      ...(begins ? { track: (each) => this.#track(each, connection) } : {}),
      ...(hook === 'forward'
        ? {}
        : {
            wantsNat: (each) => this.first && !done && !each.untracked && !connection.untracked,
            translate: (each) => withRoutes(this.world, this.#translate(each, connection, hook, out), family, input),
          }),
    };
    for (const outcome of runHook(this.world.evaluation, family, hook, start, this.world.answers, work)) {
      const { translation, untracked } = outcome.packet;
      const end = translation && this.#newEnd(translation, connection, outcome.packet, hook, out);
      const mark = outcome.packet.get(FIELDS.connectionMark);
      this.#after(
        { ...outcome, packet: outcome.packet.translated(undefined) },
        hook,
        {
          ...connection,
          untracked: this.direction === 'original' && this.first ? untracked : connection.untracked,
          mark: mark?.isEmpty === false ? mark : connection.mark,
          ...(end ? { [side]: end } : {}),
        },
        next,
      );
    }
  }

  #after(
    outcome: ReturnType<typeof runHook>[number],
    hook: string,
    connection: Connection,
    next: (packet: OnTheWay) => void,
  ): void {
    const { packet, verdict, decision } = outcome;
    if (verdict === 'accept') next({ packet, connection });
    else this.#lost({ packet, connection }, { kind: 'verdict', verdict, decision, hook });
  }

  // --- connections

  #track(packet: Packet, connection: Connection): Packet {
    const { family, protocol } = connection;
    if (packet.untracked) return withoutConnection(packet, family, 'untracked');
    if (connection.untracked && this.direction === 'reply')
      // the kernel sees an answer without a question
      return withoutConnection(packet, family, protocol === 'tcp' ? 'invalid' : 'new');
    if (connection.untracked) return withoutConnection(packet, family, 'untracked');
    return withConnection(packet, connection, this.direction, this.first);
  }

  #translate(packet: Packet, connection: Connection, hook: string, out: string): Packet {
    if (packet.untracked || connection.untracked) return packet;
    const { family, original } = connection;
    const early = hook === 'prerouting' || hook === 'output';
    if (this.direction === 'reply') {
      if (early && connection.source)
        return withEnd(packet, family, 'destination', { address: original.source, port: original.sourcePort });
      if (!early && connection.destination)
        return withEnd(packet, family, 'source', { address: original.destination, port: original.destinationPort });
      return packet;
    }
    const { translation } = packet;
    const end = translation
      ? this.#newEnd(translation, connection, packet, hook, out)
      : early
        ? connection.destination
        : connection.source;
    if (!end) return packet;
    const moved = withEnd(packet, family, early ? 'destination' : 'source', end);
    const known = early ? { ...connection, destination: end } : { ...connection, source: end };
    return withConnection(moved, known, this.direction, this.first);
  }

  /** What an end of the connection becomes; undefined when it stays or is not known. */
  #newEnd({ type, target }: Translation, connection: Connection, packet: Packet, hook: string, out: string): NewEnd | undefined {
    const { family, original } = connection;
    const port = target?.port;
    switch (type) {
      case 'dnat':
        return { address: target?.address ?? original.destination, port: port ?? original.destinationPort };
      case 'redirect': {
        const input =
          hook === 'output'
            ? LOOPBACK_INTERFACE
            : [...this.world.networks.map(({ bridge }) => bridge), this.world.outer.name].find((name) =>
                packet.get(FIELDS.in)?.equals(nameValue(name)),
              );
        const own =
          input === undefined || input === LOOPBACK_INTERFACE ? LOOPBACK_ADDRESS[family] : addressOn(this.world, input, family);
        return { address: own ? addressPoint(own) : original.destination, port: port ?? original.destinationPort };
      }
      case 'snat':
        return { address: target?.address ?? original.source, port: port ?? original.sourcePort };
      case 'masquerade': {
        const own = out === LOOPBACK_INTERFACE ? LOOPBACK_ADDRESS[family] : addressOn(this.world, out, family);
        return { address: own ? addressPoint(own) : UNKNOWN_OUTSIDE[family], port: port ?? original.sourcePort };
      }
    }
  }
}

const LOOPBACK_ADDRESS = { 4: { family: 4, value: 0x7f000001n }, 6: { family: 6, value: 1n } } as const;
const UNKNOWN_OUTSIDE = { 4: IntervalSet.full(32), 6: IntervalSet.full(128) } as const;

/** The container that a packet of this direction really comes from. */
function endpointOfOriginal(world: World, connection: Connection, direction: Direction): BridgeEndpoint | undefined {
  const set =
    direction === 'original' ? connection.original.source : (connection.destination?.address ?? connection.original.destination);
  const value = only(set);
  return value === undefined ? undefined : endpointAt(world, { family: connection.family, value });
}

/** Bridge chains that IP packets pass by while bridge-nf-call-iptables is on. */
function isPassedBy({ priority }: HookedChain): boolean {
  return priority >= BRIDGE_NETFILTER.from && priority <= BRIDGE_NETFILTER.to;
}

/** The flags of the packets of a TCP connection, in their order. */
export const FLAGS = { first: point(TCP_FLAGS.syn), answer: point(TCP_FLAGS.synAck), later: point(TCP_FLAGS.ack) } as const;
