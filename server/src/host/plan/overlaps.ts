import { containsPrefix, type IpFamily, type IpPrefix, overlaps, samePrefix } from '../../base/ip.ts';
import { freePieces } from '../../docker/pools.ts';
import { sharesWord } from './defined-space.ts';
import type { AddressPlan, PlanNetwork, PlanSubnet, ReservedSpace } from './model.ts';
import { compareOwners } from './order.ts';

/** A subnet that cannot stand beside others. */
export interface SubnetConflict {
  readonly subnet: PlanSubnet;
  /** Those that came first, in the order of addresses. */
  readonly others: readonly PlanSubnet[];
}

/** So many others are named at most. */
const MOST_OTHERS = 5;

/**
 * Subnets of different networks of one address space that share addresses: Docker refuses the later one. Networks that exist only on
 * demand are left out. Each conflict is told once, at the subnet that comes later; O(n log n) for plans without mass conflicts.
 */
export function subnetConflicts(plan: AddressPlan): SubnetConflict[] {
  const found = new Map<PlanSubnet, PlanSubnet[]>();
  const open: PlanSubnet[] = [];
  for (const subnet of plan.subnets) {
    if (!subnet.network.always) continue;
    while (open.length > 0 && !containsPrefix(open.at(-1)!.prefix, subnet.prefix)) open.pop();
    for (const other of open) {
      if (other.network === subnet.network || other.network.space !== subnet.network.space) continue;
      const [first, later] = compareOwners(owner(other), owner(subnet)) <= 0 ? [other, subnet] : [subnet, other];
      const known = found.get(later);
      if (known === undefined) found.set(later, [first]);
      else if (known.length < MOST_OTHERS) known.push(first);
    }
    open.push(subnet);
  }
  return [...found]
    .map(([subnet, others]) => ({ subnet, others }))
    .sort((a, b) => compareOwners(owner(a.subnet), owner(b.subnet)));
}

function owner({ network, place }: PlanSubnet) {
  return { origin: network.origin, place };
}

/** A subnet in space that belongs to somebody else. */
export interface ReservedUse {
  readonly subnet: PlanSubnet;
  readonly reserved: ReservedSpace;
}

/** Subnets in reserved space. Networks that hang on a host interface (macvlan, ipvlan) share its subnet on purpose. */
export function reservedUses(plan: AddressPlan): ReservedUse[] {
  return plan.subnets.flatMap((subnet) => {
    const { network, prefix } = subnet;
    if (network.space === 'swarm') return [];
    const reserved = plan.reserved.find((space) => overlaps(space.prefix, prefix) && !isOwn(space, subnet));
    return reserved ? [{ subnet, reserved }] : [];
  });
}

/** True when the space is the network's own: its interface's subnet, or what the firewall calls this very network. */
function isOwn(space: ReservedSpace, { network, prefix }: PlanSubnet): boolean {
  if (space.kind === 'told') return false;
  if (onInterface(network)) return true;
  return (
    space.kind === 'defined' && (samePrefix(space.prefix, prefix) || sharesWord(space.name, `${network.name} ${network.label}`))
  );
}

/** True for networks whose containers stand in the subnet of a host interface. */
export function onInterface({ driver }: PlanNetwork): boolean {
  return driver === 'macvlan' || driver === 'ipvlan';
}

/**
 * Fixed subnets that Docker may give to another network first: it fills its pools from the bottom, so a fixed subnet within the
 * first pieces is free only while its network is created before the automatic ones.
 */
export function racedSubnets(plan: AddressPlan): PlanSubnet[] {
  const out: PlanSubnet[] = [];
  for (const family of [4, 6] as const) {
    const waiting = automaticNetworks(plan, family).length;
    if (waiting === 0) continue;
    const pools = plan.pools.filter(({ prefix }) => prefix.family === family);
    const fixed = plan.subnets.filter(
      (subnet) => subnet.prefix.family === family && subnet.network.space === 'local' && subnet.network.always,
    );
    for (const subnet of fixed) {
      if (subnet.network.origin === 'daemon' || !pools.some((pool) => overlaps(pool.prefix, subnet.prefix))) continue;
      const others = fixed.filter((other) => other !== subnet).map(({ prefix }) => prefix);
      if (firstPieces(plan, family, others, waiting).some((piece) => overlaps(piece, subnet.prefix))) out.push(subnet);
    }
  }
  return out;
}

/** Networks to which Docker gives a local subnet of a family. */
export function automaticNetworks(plan: AddressPlan, family: IpFamily): PlanNetwork[] {
  return plan.networks.filter(({ automatic, space, always }) => space === 'local' && always && automatic.includes(family));
}

/** The pieces of the pools that go to the first `count` automatic networks, with these subnets and the host's interfaces in the way. */
export function firstPieces(plan: AddressPlan, family: IpFamily, taken: readonly IpPrefix[], count: number): IpPrefix[] {
  const pools = plan.pools.filter(({ prefix }) => prefix.family === family);
  const blocked = [...taken, ...plan.reserved.filter(({ kind }) => kind === 'interface').map(({ prefix }) => prefix)];
  const out: IpPrefix[] = [];
  for (const piece of freePieces(pools, blocked)) {
    if (out.length >= count) break;
    out.push(piece);
  }
  return out;
}

/**
 * The subnet that Docker probably gives to each automatic network of a family, when they are created in the order of the plan and
 * after all fixed ones. Networks behind the end of the pools get none.
 */
export function probableSubnets(plan: AddressPlan, family: IpFamily): Map<PlanNetwork, IpPrefix> {
  const networks = automaticNetworks(plan, family);
  const taken = plan.subnets.filter(({ network }) => network.space === 'local').map(({ prefix }) => prefix);
  const pieces = firstPieces(plan, family, taken, networks.length);
  return new Map(networks.slice(0, pieces.length).map((network, i) => [network, pieces[i]!]));
}
