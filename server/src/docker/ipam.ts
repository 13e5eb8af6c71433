import { contains, firstAddress, type IpAddress, type IpPrefix, lastAddress, overlaps, sameIp, samePrefix } from '../base/ip.ts';
import { PREFIX_LENGTH_REQUEST_SINCE } from '../facts/allocation.ts';
import { reservedAddresses } from './default-bridge.ts';
import { type AddressPool, nextPiece } from './pools.ts';
import { dockerHas } from './version.ts';

/** What somebody asks Docker's built-in IPAM for: one subnet of a network. Everything may be left out. */
export interface SubnetRequest {
  readonly subnet?: IpPrefix;
  readonly range?: IpPrefix;
  readonly gateway?: IpAddress;
  readonly reserved?: readonly IpAddress[];
}

/** Why Docker refuses a request. */
export type Refusal =
  /** All predefined address pools have been fully subnetted. */
  | 'pools-empty'
  /** Pool overlaps with other one on this address space. */
  | 'overlap'
  /** The bridge driver: networks have overlapping IPv4. An `ip_range` keeps IPAM from looking, the driver looks later. */
  | 'bridge-conflict'
  /** The gateway is the network or broadcast address, or lies outside. */
  | 'gateway';

/** A subnet that was given to a network. */
export interface Lease {
  readonly prefix: IpPrefix;
  readonly gateway: IpAddress;
  /** Where automatic addresses come from. */
  readonly range: IpPrefix;
  /** Taken by somebody: gateway, reserved and given addresses. */
  readonly taken: IpAddress[];
}

/**
 * Docker's address book of one host and family, as libnetwork's default IPAM keeps it. Predicts what creating networks and containers
 * in a certain order gives.
 */
export class Ipam {
  readonly #leases: { prefix: IpPrefix; range: IpPrefix | undefined }[] = [];

  constructor(
    private readonly pools: readonly AddressPool[],
    /** What the automatic choice keeps off: on-link routes and name servers of the host. */
    private readonly hostSpace: readonly IpPrefix[] = [],
    private readonly version: string | undefined = undefined,
  ) {}

  /** A subnet for a network; or why there is none. */
  request(wanted: SubnetRequest = {}): Lease | Refusal {
    const prefix = this.#subnet(wanted);
    if (typeof prefix === 'string') return prefix;
    const gateway = wanted.gateway ?? freeAddress(prefix, wanted.range, []);
    if (!gateway || !contains(prefix, gateway) || reservedAddresses(prefix).some((other) => sameIp(other, gateway)))
      return 'gateway';
    this.#leases.push({ prefix, range: wanted.range });
    return { prefix, gateway, range: wanted.range ?? prefix, taken: [gateway, ...(wanted.reserved ?? [])] };
  }

  /** Gives a subnet back: it is free at once. */
  release(prefix: IpPrefix): void {
    const index = this.#leases.findIndex((lease) => samePrefix(lease.prefix, prefix));
    if (index >= 0) this.#leases.splice(index, 1);
  }

  #subnet({ subnet, range }: SubnetRequest): IpPrefix | Refusal {
    const taken = this.#leases.map(({ prefix }) => prefix);
    if (!subnet) return nextPiece(this.pools, [...taken, ...this.hostSpace]) ?? 'pools-empty';
    if (subnet.network === 0n && dockerHas(this.version, PREFIX_LENGTH_REQUEST_SINCE)) return this.#ofLength(subnet.bits, taken);
    if (!range) return taken.some((other) => overlaps(other, subnet)) ? 'overlap' : subnet;
    if (this.#leases.some((lease) => samePrefix(lease.prefix, subnet) && lease.range && samePrefix(lease.range, range)))
      return 'overlap';
    return taken.some((other) => overlaps(other, subnet)) ? 'bridge-conflict' : subnet;
  }

  /** `--subnet 0.0.0.0/26`: any free subnet of that length, out of the pools that are big enough. */
  #ofLength(bits: number, taken: readonly IpPrefix[]): IpPrefix | Refusal {
    if (bits === 0) return nextPiece(this.pools, [...taken, ...this.hostSpace]) ?? 'pools-empty';
    const pools = this.pools.filter(({ prefix }) => prefix.bits <= bits).map((pool) => ({ ...pool, size: bits }));
    return nextPiece(pools, [...taken, ...this.hostSpace]) ?? 'pools-empty';
  }
}

/** The address that the next container of a network gets, or undefined when there is none left. Marks it as taken. */
export function nextAddress(lease: Lease): IpAddress | undefined {
  const address = freeAddress(lease.prefix, lease.range, lease.taken);
  if (address) lease.taken.push(address);
  return address;
}

/** A static address: true when Docker gives it. It may lie outside the range, but not outside the subnet. */
export function takeAddress(lease: Lease, address: IpAddress): boolean {
  const used = [...lease.taken, ...reservedAddresses(lease.prefix)];
  if (!contains(lease.prefix, address) || used.some((other) => sameIp(other, address))) return false;
  lease.taken.push(address);
  return true;
}

/** The lowest free address of a range. Network and broadcast addresses of the subnet are nobody's; those of the range may be given. */
function freeAddress(prefix: IpPrefix, range: IpPrefix | undefined, taken: readonly IpAddress[]): IpAddress | undefined {
  const used = new Set([...reservedAddresses(prefix), ...taken].map(({ value }) => value));
  const within = range && range.bits > prefix.bits ? range : prefix;
  const end = lastAddress(within).value;
  for (let value = firstAddress(within).value; value <= end; value++)
    if (!used.has(value)) return { family: prefix.family, value };
  return undefined;
}
