import { IntervalSet } from '../../base/interval-set.ts';
import { HOOK_PRIORITIES, UNTRACKED_ICMPV6 } from '../../facts/nft-packets.ts';
import { type Field, fieldOf, IIFNAME, L4PROTO, OIFNAME } from '../meaning/field.ts';
import { textOfNumber } from '../meaning/text-number.ts';
import {
  addressFields,
  addStatus,
  type Connection,
  continueTracking,
  DPORT,
  type Network,
  networkOf,
  SPORT,
  startTracking,
  translate,
} from './connection.ts';
import type { Firewall, HookedChain } from './firewall.ts';
import { type Case, mergeUncertain } from './result.ts';
import type { Surroundings } from './surroundings.ts';
import type { ChainEnd, Walk } from './walk.ts';
import { type Known, type World, withEvent } from './world.ts';

export type Hook = 'prerouting' | 'input' | 'forward' | 'output' | 'postrouting';

/** What a packet meets on its way besides rules. */
export interface Way {
  readonly firewall: Firewall;
  readonly walk: Walk;
  readonly surroundings: Surroundings;
  readonly state: 'new' | 'related';
  /** The connection that the packet belongs to; undefined for its first packet. */
  readonly connection: Connection | undefined;
}

type Next = (world: World) => readonly Case[];

interface Stage {
  readonly priority: number;
  readonly order: number;
  run(world: World, next: Next): readonly Case[];
}

const FAMILIES: Readonly<Record<Network, readonly string[]>> = { ip: ['ip', 'inet'], ip6: ['ip6', 'inet'] };
const ICMPV6 = IntervalSet.point(58n);
const ICMPV6_TYPE = fieldOf('icmpv6 type', 8);
const UNTRACKED = IntervalSet.of(UNTRACKED_ICMPV6.map((type) => ({ low: BigInt(type), high: BigInt(type) })));

/** Leads an IPv4 or IPv6 packet through a hook: all base chains of all tables in their order, connection tracking and translation. */
export function runHook(way: Way, hook: Hook, world: World, next: Next): readonly Case[] {
  const network = networkOf(world);
  if (!network) return way.walk.end(world, 'unknown', { about: 'the network protocol', rule: undefined });
  const stages: Stage[] = way.firewall.chains(hook, FAMILIES[network], false).map((chain) => filterStage(way, chain));
  if (hook === 'prerouting' || hook === 'output')
    stages.push({ priority: HOOK_PRIORITIES.conntrack, order: -1, run: (at, then) => then(track(way, network, at)) });
  if (hook !== 'forward') stages.push(natStage(way, hook, network));
  stages.sort((a, b) => a.priority - b.priority || b.order - a.order);
  return runStages(stages, world, next);
}

/** Leads a packet through the base chains of a bridge hook. */
export function runBridgeHook(way: Way, hook: Hook, world: World, next: Next, between: readonly Stage[] = []): readonly Case[] {
  const stages: Stage[] = way.firewall.chains(hook, ['bridge'], false).map((chain) => filterStage(way, chain));
  stages.push(...between);
  stages.sort((a, b) => a.priority - b.priority || b.order - a.order);
  return runStages(stages, world, next);
}

/** Leads a packet through the chains that hang on devices. Of which device a chain sees packets is not known. */
export function runIngress(way: Way, world: World, next: Next): readonly Case[] {
  return runDevices(way, way.firewall.chains('ingress', ['netdev', 'inet'], false), 0, world, next);
}

export function runEgress(way: Way, world: World, next: Next): readonly Case[] {
  return runDevices(way, way.firewall.chains('egress', ['netdev'], false), 0, world, next);
}

function runDevices(way: Way, chains: readonly HookedChain[], index: number, world: World, next: Next): readonly Case[] {
  const chain = chains[index];
  if (!chain) return next({ ...world, nat: undefined });
  const rest: Next = (at) => runDevices(way, chains, index + 1, at, next);
  return mergeUncertain(filterStage(way, chain).run(world, rest), rest(world), { about: 'a device', rule: undefined });
}

function runStages(stages: readonly Stage[], world: World, next: Next): readonly Case[] {
  const from = (at: World, index: number): readonly Case[] => {
    const stage = stages[index];
    return stage ? stage.run(at, (after) => from(after, index + 1)) : next(after(at));
  };
  const after = (at: World): World => ({ ...at, nat: undefined });
  return from(world, 0);
}

/** A chain without a policy of its own accepts what comes to its end. */
function leaves(chain: HookedChain, end: ChainEnd): Exclude<ChainEnd, 'policy'> {
  return end === 'policy' ? (chain.base.policy ?? 'accept') : end;
}

function filterStage({ walk }: Way, chain: HookedChain): Stage {
  return {
    priority: chain.base.priority ?? 0,
    order: chain.order,
    run: (world, next) => runChain(walk, chain, world, next),
  };
}

/** Leads packets through one base chain and its policy; `next` is where those go that it accepts. */
export function runChain(walk: Walk, chain: HookedChain, world: World, next: Next): readonly Case[] {
  return walk.chain(chain, world, (end, left, met) => {
    const verdict = leaves(chain, end);
    const what = end === 'policy' ? (`policy ${chain.base.policy ?? 'accept'}` as const) : end;
    return conclude(walk, withEvent(left, { what, chain, rule: met?.rule }), verdict, next);
  });
}

function conclude(walk: Walk, world: World, verdict: Exclude<ChainEnd, 'policy'>, next: Next): readonly Case[] {
  switch (verdict) {
    case 'accept':
      return next(world);
    case 'drop':
      return walk.end(world, 'dropped');
    case 'reject':
      return walk.end(world, 'rejected');
    default:
      return walk.end(world, 'unknown', { about: verdict, rule: world.last?.rule });
  }
}

// --- connection tracking

function track(way: Way, network: Network, world: World): World {
  if (world.tracking !== 'before') return world;
  const protocol = world.fields.get(L4PROTO)?.values;
  const type = world.fields.get(ICMPV6_TYPE)?.values;
  if (protocol?.equals(ICMPV6) && type && UNTRACKED.includes(type)) return { ...world, tracking: 'untracked' };
  return way.connection
    ? continueTracking(world, network, way.connection, world.leg === 'reply')
    : startTracking(world, network, way.state);
}

// --- translation

/** All nat chains of a hook stand where the kernel translates, whatever their priority; that only orders them among each other. */
function natStage(way: Way, hook: Hook, network: Network): Stage {
  const chains = way.firewall.chains(hook, FAMILIES[network], true);
  const side = hook === 'prerouting' || hook === 'output' ? 'destination' : 'source';
  const priority = side === 'destination' ? HOOK_PRIORITIES.dstnat : HOOK_PRIORITIES.srcnat;
  const order = Math.min(...chains.map((chain) => chain.order), Number.MAX_SAFE_INTEGER);
  return {
    priority,
    order,
    run: (world, next) => {
      if (world.tracking !== 'tracked') return next(world);
      if (way.connection) return next(translateKnown(world, network, side, way.connection));
      if (world.settled.has(side)) return next(world);
      const settle = (at: World): World => ({ ...at, nat: undefined, settled: new Set([...at.settled, side]) });
      return runNatChains(way, chains, 0, world, (translated) => next(settle(translated)), network, side);
    },
  };
}

function runNatChains(
  way: Way,
  chains: readonly HookedChain[],
  index: number,
  world: World,
  next: Next,
  network: Network,
  side: 'source' | 'destination',
): readonly Case[] {
  const chain = chains[index];
  if (!chain) return next(world);
  return way.walk.chain(chain, world, (end, left, met) => {
    const verdict = leaves(chain, end);
    if (verdict !== 'accept') {
      const what = end === 'policy' ? ('policy drop' as const) : verdict;
      return conclude(way.walk, withEvent(left, { what, chain, rule: met?.rule }), verdict, next);
    }
    // The first chain that translates decides; the others are not asked any more.
    if (left.nat) return next(applyNat(way, left, network, side));
    return runNatChains(way, chains, index + 1, left, next, network, side);
  });
}

/** Carries out what a nat rule asked for. */
function applyNat(way: Way, world: World, network: Network, side: 'source' | 'destination'): World {
  const { step, address, port, known } = world.nat!;
  const some = (values: IntervalSet | undefined): Known | undefined => values && { values, every: values.size === 1n };
  let newAddress: Known | 'unknown' | undefined = known ? some(address) : 'unknown';
  if (step.type === 'masquerade') newAddress = ownAddress(way, world, network, OIFNAME);
  if (step.type === 'redirect') newAddress = redirectAddress(way, world, network);
  const newPort: Known | 'unknown' | undefined = known ? some(port) : 'unknown';
  const { source, destination } = addressFields(network);
  const before = world.fields.get(side === 'source' ? source : destination);
  const portBefore = world.fields.get(side === 'source' ? SPORT : DPORT);
  const out = translate(world, network, side, newAddress, newPort);
  const same = isSame(before, newAddress) && isSame(portBefore, newPort);
  const bits = side === 'source' ? (['snat', 'snat-done'] as const) : (['dnat', 'dnat-done'] as const);
  return addStatus(out, same ? bits.slice(1) : bits);
}

function isSame(before: Known | undefined, now: Known | 'unknown' | undefined): boolean {
  if (now === undefined) return true;
  return now !== 'unknown' && before !== undefined && before.values.size === 1n && before.values.equals(now.values);
}

/** The address that masquerade gives to packets that leave by an interface. */
function ownAddress(way: Way, world: World, network: Network, field: Field): Known | 'unknown' {
  const name = world.fields.get(field)?.values;
  if (name?.size !== 1n) return 'unknown';
  const address = way.surroundings.addressOf?.(textOfNumber(name.intervals[0]!.low), network === 'ip' ? 4 : 6);
  return address ? { values: IntervalSet.point(address.value), every: true } : 'unknown';
}

/** A redirected packet goes to the host: to the address of the interface that it came in by, or to the loopback address. */
function redirectAddress(way: Way, world: World, network: Network): Known | 'unknown' {
  const from = world.fields.get(IIFNAME)?.values;
  if (from && !from.has(0n)) return ownAddress(way, world, network, IIFNAME);
  return { values: IntervalSet.point(network === 'ip' ? 0x7f000001n : 1n), every: true };
}

/** The translation of a connection that is known, undone for answers. */
function translateKnown(world: World, network: Network, side: 'source' | 'destination', connection: Connection): World {
  const { original, translated } = connection;
  if (world.leg !== 'reply') {
    const [address, port] =
      side === 'source' ? [translated.source, translated.sport] : [translated.destination, translated.dport];
    return translate(world, network, side, address ?? 'unknown', port);
  }
  const [address, port] = side === 'destination' ? [original.source, original.sport] : [original.destination, original.dport];
  return translate(world, network, side, address ?? 'unknown', port);
}

export type { Stage };
