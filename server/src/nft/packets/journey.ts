import { IntervalSet } from '../../base/interval-set.ts';
import { HOOK_PRIORITIES, LOOPBACK } from '../../facts/nft-packets.ts';
import { fieldOf, IIFNAME, MARK, OIFNAME } from '../meaning/field.ts';
import { textInterval, textOfNumber } from '../meaning/text-number.ts';
import { addressFields, type Connection, connectionOf, networkOf, replyTo } from './connection.ts';
import type { Firewall, HookedChain } from './firewall.ts';
import { type Hook, runBridgeHook, runChain, runEgress, runHook, runIngress, type Stage, type Way } from './hook.ts';
import type { Packet } from './packet.ts';
import { type Case, type Outcome, outcomeOf } from './result.ts';
import { type Route, type Surroundings, viewOf } from './surroundings.ts';
import { DEFAULT_LIMITS, type Limits, Walk } from './walk.ts';
import { type Event, type Known, type World, withField, worldOf } from './world.ts';

/** Traffic that is asked about. */
export interface Traffic {
  /** The interface that it comes in by; `host` for what the host itself sends. */
  readonly from: string;
  /** Its first packet. */
  readonly packet: Packet;
  /** A connection of its own, or one that belongs to another (an error message, a data connection). */
  readonly state?: 'new' | 'related';
  /**
   * `packet`: only whether the first packet gets through. `connection` (the usual question): whether answers come back and more
   * packets follow, too.
   */
  readonly question?: 'packet' | 'connection';
}

/** What becomes of traffic. */
export interface Answer {
  /** Of all the packets that were asked about; `mixed` when it depends on the packet, which {@link cases} tell apart. */
  readonly outcome: Outcome | 'mixed';
  readonly cases: readonly Case[];
}

const NO_NAME: Known = { values: IntervalSet.point(0n), every: true };

function nameOf(name: string): Known {
  const { low, high } = textInterval(name.replace(/\*$/, ''), name.endsWith('*'));
  return { values: IntervalSet.range(low, high), every: low === high };
}

/** Follows traffic through all hooks of a host. */
export function follow(
  firewall: Firewall,
  traffic: Traffic,
  surroundings: Surroundings,
  limits: Limits = DEFAULT_LIMITS,
): Answer {
  const walk = new Walk(firewall, limits);
  const ask: World['ask'] = surroundings.answer && ((field, world) => surroundings.answer?.(field.key, viewOf(world)));
  const way: Way = { firewall, walk, surroundings, state: traffic.state ?? 'new', connection: undefined };
  const start = worldOf(traffic.packet, 'request', ask);
  const cases = send(way, start, traffic.from, (first) =>
    traffic.question === 'packet' ? walk.end(first, 'accepted') : answerBack(way, start, first, traffic.from),
  );
  return { outcome: outcomeOf(cases), cases };
}

/** Sends a packet from where it begins until it leaves the host or reaches a program on it. */
function send(way: Way, world: World, from: string, arrived: (world: World) => readonly Case[]): readonly Case[] {
  return from === 'host' ? sendFromHost(way, world, arrived) : receive(way, world, from, arrived);
}

/** The answer to a first packet, then one more packet in the first direction. */
function answerBack(way: Way, start: World, first: World, from: string): readonly Case[] {
  const network = networkOf(first);
  if (!network) return way.walk.end(first, 'unknown', { about: 'the network protocol', rule: undefined });
  const connection: Connection | undefined = first.tracking === 'tracked' ? connectionOf(first, network) : undefined;
  const known: Way = { ...way, connection };
  const out = first.fields.get(OIFNAME)?.values;
  const left = out && !out.has(0n);
  const reply = replyTo(first, network, start);
  const again = { ...start, leg: 'established' as const, last: first.last, entry: first.entry };
  const end = (world: World) => way.walk.end(world, 'accepted');
  const further = (world: World) => send(known, { ...again, entry: world.entry, last: world.last }, from, end);
  if (!left) return sendFromHost(known, reply, further);
  return receiveKnown(known, reply, out, further);
}

function withInterfaces(world: World, incoming: Known, outgoing: Known): World {
  return withField(withField(world, IIFNAME, incoming), OIFNAME, outgoing);
}

/** A packet comes in by an interface. */
function receive(way: Way, world: World, name: string, arrived: (world: World) => readonly Case[]): readonly Case[] {
  return comesIn(way, world, nameOf(name), arrived);
}

function receiveKnown(way: Way, world: World, name: IntervalSet, arrived: (world: World) => readonly Case[]): readonly Case[] {
  return comesIn(way, world, { values: name, every: true }, arrived);
}

function comesIn(way: Way, world: World, incoming: Known, arrived: (world: World) => readonly Case[]): readonly Case[] {
  const marked = withInterfaces(withMark(world), incoming, NO_NAME);
  return runIngress(way, marked, (entered) => fromBridge(way, entered, (frame) => routed(way, frame, arrived)));
}

function routed(way: Way, world: World, arrived: (world: World) => readonly Case[]): readonly Case[] {
  return runHook(way, 'prerouting', world, (routed) => {
    const route = routeOf(way, routed);
    if (!route) return way.walk.end(routed, 'unknown', { about: 'the route', rule: undefined });
    switch (route.to) {
      case 'host':
        return runHook(way, 'input', routed, arrived);
      case 'nowhere':
        return way.walk.end(routed, 'dropped', { about: 'no route', rule: undefined });
      case 'interface':
        return runHook(way, 'forward', withField(routed, OIFNAME, nameOf(route.name)), (forwarded) =>
          leave(way, forwarded, arrived),
        );
    }
  });
}

/** A packet leaves by the interface that was chosen. */
function leave(way: Way, world: World, arrived: (world: World) => readonly Case[]): readonly Case[] {
  return runHook(way, 'postrouting', world, (left) => toBridge(way, left, (frame) => runEgress(way, frame, arrived)));
}

function withMark(world: World): World {
  return world.fields.has(MARK) ? world : withField(world, MARK, NO_NAME);
}

/** What comes in by a bridge has passed hooks of the bridge before; the rules there see the bridge's port. */
function fromBridge(way: Way, world: World, next: (world: World) => readonly Case[]): readonly Case[] {
  const incoming = world.fields.get(IIFNAME);
  if (!incoming || !isBridge(way, incoming)) return next(world);
  const frame = withField(withField(world, IIFNAME, undefined), IBRNAME, incoming);
  return runBridgeHook(way, 'prerouting', frame, (second) =>
    runBridgeHook(way, 'input', second, (last) => next(withField(last, IIFNAME, incoming))),
  );
}

function toBridge(way: Way, world: World, next: (world: World) => readonly Case[]): readonly Case[] {
  const outgoing = world.fields.get(OIFNAME);
  if (!outgoing || !isBridge(way, outgoing)) return next(world);
  const frame = withField(withField(world, OIFNAME, undefined), OBRNAME, outgoing);
  return runBridgeHook(way, 'output', frame, (second) =>
    runBridgeHook(way, 'postrouting', second, (last) => next(withField(last, OIFNAME, outgoing))),
  );
}

function isBridge({ surroundings }: Way, { values }: Known): boolean {
  return values.size === 1n && surroundings.isBridge?.(textOfNumber(values.intervals[0]!.low)) === true;
}

/** A redirected packet goes to an address of the host, be it one that nobody knows. */
function routeOf(way: Way, world: World): Route | undefined {
  if (world.leg === 'reply') return way.surroundings.route(viewOf(world));
  for (let event: Event | undefined = world.last; event; event = event.before)
    if (event.what === 'redirect') return { to: 'host' };
  return way.surroundings.route(viewOf(world));
}

/** The host itself sends a packet. */
function sendFromHost(way: Way, world: World, arrived: (world: World) => readonly Case[]): readonly Case[] {
  const route = way.surroundings.route(viewOf(world));
  if (!route) return way.walk.end(world, 'unknown', { about: 'the route', rule: undefined });
  if (route.to === 'nowhere') return way.walk.end(world, 'dropped', { about: 'no route', rule: undefined });
  return runHook(way, 'output', withInterfaces(withMark(world), NO_NAME, wayOut(route)), (sent) => {
    // Rules of the hook see the interface of the first decision; after a translation the host decides again.
    const again = isRerouted(world, sent) ? routeOf(way, sent) : route;
    if (!again) return way.walk.end(sent, 'unknown', { about: 'the route', rule: undefined });
    if (again.to === 'nowhere') return way.walk.end(sent, 'dropped', { about: 'no route', rule: undefined });
    const out = withField(sent, OIFNAME, wayOut(again));
    if (again.to !== 'host') return leave(way, out, arrived);
    // What goes to the host itself comes in again by the loopback interface.
    return runHook(way, 'postrouting', out, (left) =>
      runHook(way, 'prerouting', withInterfaces(left, nameOf(LOOPBACK.name), NO_NAME), (back) =>
        runHook(way, 'input', back, arrived),
      ),
    );
  });
}

function wayOut(route: Route): Known {
  return nameOf(route.to === 'interface' ? route.name : LOOPBACK.name);
}

function isRerouted(before: World, after: World): boolean {
  const network = networkOf(after);
  if (!network) return false;
  const { destination } = addressFields(network);
  return before.fields.get(destination) !== after.fields.get(destination);
}

/** What a packet is asked about in a single base chain. */
export interface ChainQuestion {
  readonly packet: Packet;
  /** What connection tracking says of it; fields of the connection (`ct state`) are given with the packet. */
  readonly tracking?: World['tracking'];
}

/** What a single base chain does with packets, its policy included; `accepted` means that other chains may still drop them. */
export function judge(firewall: Firewall, chain: HookedChain, question: ChainQuestion, limits: Limits = DEFAULT_LIMITS): Answer {
  const walk = new Walk(firewall, limits);
  const world = { ...worldOf(question.packet), tracking: question.tracking ?? 'tracked' };
  const cases = runChain(walk, chain, world, (left) => walk.end(left, 'accepted'));
  return { outcome: outcomeOf(cases), cases };
}

/** Traffic between two ports of one bridge. */
export interface BridgedTraffic {
  readonly bridge: string;
  /** The bridge's ports that it comes in and leaves by, as names or patterns; undefined: not known. */
  readonly from?: string;
  readonly to?: string;
  readonly packet: Packet;
  /** Bridged packets also pass the chains of ip and ip6 (`bridge-nf-call-iptables`). */
  readonly netfilter: boolean;
}

const IBRNAME = fieldOf('meta ibrname', 128);
const OBRNAME = fieldOf('meta obrname', 128);

/** Follows a packet from one port of a bridge to another one, in both directions. */
export function followBridged(
  firewall: Firewall,
  traffic: BridgedTraffic,
  surroundings: Surroundings,
  limits: Limits = DEFAULT_LIMITS,
): Answer {
  const walk = new Walk(firewall, limits);
  const way: Way = { firewall, walk, surroundings, state: 'new', connection: undefined };
  const ask: World['ask'] = surroundings.answer && ((field, world) => surroundings.answer?.(field.key, viewOf(world)));
  const start = worldOf(traffic.packet, 'request', ask);
  const cases = cross(way, traffic, start, (first) => {
    const network = networkOf(first);
    if (!network) return walk.end(first, 'accepted');
    const connection = first.tracking === 'tracked' ? connectionOf(first, network) : undefined;
    const back = { ...traffic, ...(traffic.to ? { from: traffic.to } : {}), ...(traffic.from ? { to: traffic.from } : {}) };
    return cross({ ...way, connection }, back, replyTo(first, network, start), (last) => walk.end(last, 'accepted'));
  });
  return { outcome: outcomeOf(cases), cases };
}

/** A frame goes through the three hooks of a bridge, and through those of IP between them when the kernel is told so. */
function cross(way: Way, traffic: BridgedTraffic, world: World, arrived: (world: World) => readonly Case[]): readonly Case[] {
  const bridge = nameOf(traffic.bridge);
  const from = traffic.from === undefined ? undefined : nameOf(traffic.from);
  const to = traffic.to === undefined ? undefined : nameOf(traffic.to);
  const asFrame = (at: World, incoming: Known | undefined, outgoing: Known | undefined): World =>
    withField(withField(at, IIFNAME, incoming), OIFNAME, outgoing);
  const marked = withField(withMark(world), IBRNAME, bridge);
  const ipStage = (hook: Hook, priority: number): readonly Stage[] =>
    traffic.netfilter
      ? [
          {
            priority,
            order: -1,
            run: (at, next) =>
              runHook(way, hook, asFrame(at, bridge, hook === 'prerouting' ? NO_NAME : bridge), (after) =>
                next(asFrame(after, at.fields.get(IIFNAME), at.fields.get(OIFNAME))),
              ),
          },
        ]
      : [];
  const { bridgeNetfilter } = HOOK_PRIORITIES;
  return runBridgeHook(
    way,
    'prerouting',
    asFrame(marked, from, NO_NAME),
    (second) =>
      runBridgeHook(
        way,
        'forward',
        withField(asFrame(second, from, to), OBRNAME, bridge),
        (third) =>
          runBridgeHook(way, 'postrouting', asFrame(third, from, to), arrived, ipStage('postrouting', Number.MAX_SAFE_INTEGER)),
        ipStage('forward', bridgeNetfilter - 1),
      ),
    ipStage('prerouting', bridgeNetfilter),
  );
}
