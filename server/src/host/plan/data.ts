import { firstAddress, formatIp, formatPrefix, type IpPrefix, prefixSize } from '../../base/ip.ts';
import type { Location } from '../../base/range.ts';
import { readAddress, readPrefix, type Written } from '../../docker/network.ts';
import { countFree, poolCapacity } from '../../docker/pools.ts';
import type { Host } from '../host.ts';
import { addressConflicts } from './addresses.ts';
import type { AddressPlan, PlanNetwork, PlanSubnet } from './model.ts';
import { probableSubnets, racedSubnets, reservedUses, subnetConflicts } from './overlaps.ts';
import { portConflicts } from './ports.ts';
import { networkWords, ownerWords, subnetWords } from './words.ts';

/** An address plan as plain data: texts and places, for printing, drawing and other programs. Places are left out where nothing is written. */
export interface PlanData {
  readonly host: string;
  readonly networks: readonly NetworkData[];
  readonly ports: readonly PortData[];
  readonly reserved: readonly {
    readonly prefix: string;
    readonly name: string;
    readonly kind: string;
    readonly place?: Location;
  }[];
  readonly pools: readonly PoolData[];
  readonly conflicts: readonly ConflictData[];
}

export interface NetworkData {
  /** The engine's name; null when it cannot be known. */
  readonly name: string | null;
  readonly label: string;
  readonly driver: string | null;
  readonly space: 'local' | 'swarm';
  readonly internal: boolean;
  /** Declared nowhere in these files. */
  readonly external: boolean;
  readonly onDemand: boolean;
  readonly place?: Location;
  readonly bridge?: NamedPlace;
  readonly parent?: NamedPlace;
  readonly subnets: readonly SubnetData[];
  /** Subnets that Docker will probably choose. */
  readonly probable: readonly string[];
  readonly addresses: readonly {
    readonly address: string;
    readonly owner: string;
    readonly place: Location;
    readonly conflict: boolean;
  }[];
}

export interface NamedPlace {
  readonly name: string;
  readonly place?: Location;
}

export interface SubnetData {
  readonly prefix: string;
  /** Number of addresses, as a decimal text. */
  readonly size: string;
  /** False for docker0's usual subnet. */
  readonly certain: boolean;
  readonly conflict: boolean;
  readonly place?: Location;
  readonly gateway?: { readonly address: string; readonly chosen: boolean; readonly place?: Location };
  readonly range?: { readonly prefix: string; readonly place: Location };
  readonly reserved: readonly { readonly name: string; readonly address: string; readonly place: Location }[];
}

export interface PortData {
  readonly protocol: string;
  /** Null: all addresses of the host. */
  readonly address: string | null;
  /** Null: Docker picks one. */
  readonly hostPorts: { readonly first: number; readonly last: number } | null;
  readonly containerPorts: { readonly first: number; readonly last: number };
  readonly owner: string;
  readonly onDemand: boolean;
  readonly conflict: boolean;
  readonly place: Location;
}

export interface PoolData {
  readonly prefix: string;
  readonly size: number;
  readonly total: string;
  /** Subnets that nobody has; counted up to a million. */
  readonly free: number;
  readonly place?: Location;
}

export interface ConflictData {
  readonly kind: 'subnet' | 'reserved' | 'race' | 'address' | 'port';
  readonly message: string;
  readonly places: readonly Location[];
}

function placed(place: Location): { place?: Location } {
  return place.file === '' ? {} : { place };
}

/** The plan of a host as data. */
export function planData(host: Host): PlanData {
  const { plan } = host;
  const conflicts = conflictsOf(plan);
  const marked = new Set(conflicts.flatMap(({ marks }) => marks));
  const probable = [probableSubnets(plan, 4), probableSubnets(plan, 6)];
  const taken = plan.subnets.filter(({ network }) => network.space === 'local').map(({ prefix }) => prefix);
  return {
    host: host.name,
    networks: plan.networks.map((network) =>
      networkData(
        network,
        marked,
        probable.flatMap((map) => map.get(network) ?? []),
      ),
    ),
    ports: plan.ports.map((port) => ({
      protocol: port.protocol,
      address: port.hostAddress ? formatIp(port.hostAddress) : null,
      hostPorts: port.hostPorts ?? null,
      containerPorts: port.containerPorts,
      owner: port.owner,
      onDemand: !port.always,
      conflict: marked.has(port),
      place: port.place,
    })),
    reserved: plan.reserved.map(({ prefix, name, kind, place }) => ({
      prefix: formatPrefix(prefix),
      name,
      kind,
      ...(place ? { place } : {}),
    })),
    pools: plan.pools.map((pool) => ({
      prefix: formatPrefix(pool.prefix),
      size: pool.size,
      total: String(poolCapacity(pool)),
      free: countFree([pool], taken),
      ...(pool.place ? { place: pool.place } : {}),
    })),
    conflicts: conflicts.map(({ marks: _, ...conflict }) => conflict),
  };
}

function networkData(network: PlanNetwork, marked: ReadonlySet<object>, probable: readonly IpPrefix[]): NetworkData {
  return {
    name: network.name ?? null,
    label: network.label,
    driver: network.driver ?? null,
    space: network.space,
    internal: network.internal,
    external: network.external,
    onDemand: !network.always,
    ...placed(network.place),
    ...named('bridge', network.bridgeName),
    ...named('parent', network.parent),
    subnets: network.subnets.map((subnet) => subnetData(subnet, marked)),
    probable: probable.map(formatPrefix),
    addresses: network.addresses.map((address) => ({
      address: formatIp(address.address),
      owner: address.owner,
      place: address.written.place,
      conflict: marked.has(address),
    })),
  };
}

function named<K extends string>(key: K, written: Written | undefined): { [P in K]?: NamedPlace } {
  if (written?.text === undefined) return {};
  return { [key]: { name: written.text, ...placed(written.place) } } as { [P in K]?: NamedPlace };
}

function subnetData(subnet: PlanSubnet, marked: ReadonlySet<object>): SubnetData {
  const { prefix, written, network } = subnet;
  const entry = written?.entry;
  const range = readPrefix(entry?.range)?.prefix;
  return {
    prefix: formatPrefix(prefix),
    size: String(prefixSize(prefix)),
    certain: subnet.certain,
    conflict: marked.has(subnet),
    ...placed(subnet.place),
    ...gatewayData(subnet, range),
    ...(entry?.range && range ? { range: { prefix: formatPrefix(range), place: entry.range.place } } : {}),
    reserved: (entry?.reserved ?? []).flatMap(({ name, address }) => {
      const ip = readAddress(address);
      return ip && network ? [{ name, address: formatIp(ip), place: address.place }] : [];
    }),
  };
}

/** The gateway as written, or the one that Docker chooses: bip itself, else the first address of the range or subnet. */
function gatewayData({ prefix, written, network }: PlanSubnet, range: IpPrefix | undefined): Pick<SubnetData, 'gateway'> {
  const given = readAddress(written?.entry.gateway);
  if (given) return { gateway: { address: formatIp(given), chosen: false, place: written!.entry.gateway!.place } };
  if (network.origin === 'daemon' && written?.written.hostBits)
    return { gateway: { address: formatIp(written.written.address), chosen: false, place: written.place } };
  const within = range && range.bits > prefix.bits ? range : prefix;
  const first = firstAddress(within);
  const usable =
    within.network === prefix.network && prefix.bits < (prefix.family === 4 ? 31 : 128) ? first.value + 1n : first.value;
  return { gateway: { address: formatIp({ family: prefix.family, value: usable }), chosen: true } };
}

interface MarkedConflict extends ConflictData {
  /** What is drawn in red. */
  readonly marks: readonly object[];
}

function conflictsOf(plan: AddressPlan): MarkedConflict[] {
  const out: MarkedConflict[] = [];
  const places = (...list: readonly Location[]) => list.filter(({ file }) => file !== '');
  for (const { subnet, others } of subnetConflicts(plan))
    out.push({
      kind: 'subnet',
      message: `${subnetWords(subnet, '')} overlaps ${others.map((other) => subnetWords(other, '')).join(', ')}`,
      places: places(subnet.place, ...others.map(({ place }) => place)),
      marks: [subnet, ...others],
    });
  for (const { subnet, reserved } of reservedUses(plan))
    out.push({
      kind: 'reserved',
      message: `${subnetWords(subnet, '')} overlaps ${formatPrefix(reserved.prefix)} (${reserved.name})`,
      places: places(subnet.place, ...(reserved.place ? [reserved.place] : [])),
      marks: [subnet, reserved],
    });
  for (const subnet of racedSubnets(plan))
    out.push({
      kind: 'race',
      message: `${subnetWords(subnet, '')} may be given to another network first`,
      places: places(subnet.place),
      marks: [subnet],
    });
  for (const network of plan.networks)
    for (const { address, other } of addressConflicts(network))
      out.push({
        kind: 'address',
        message: `${formatIp(address.address)} in ${networkWords(network)} is wanted by "${address.owner}" and ${other.words}`,
        places: places(address.written.place, other.place),
        marks: [address],
      });
  for (const { port, other, number } of portConflicts(plan.ports))
    out.push({
      kind: 'port',
      message: `port ${number}/${port.protocol} is published by ${ownerWords(port)} and ${ownerWords(other)}`,
      places: places(port.place, other.place),
      marks: [port, other],
    });
  return out;
}
