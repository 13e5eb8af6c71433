import type { IpAddress, IpFamily, IpPrefix } from '../../base/ip.ts';
import type { Location } from '../../base/range.ts';
import type { DockerNetwork, KnownSubnet, NetworkOrigin, PublishedPort, Written } from '../../docker/network.ts';
import type { AddressPool } from '../../docker/pools.ts';

/**
 * Which of Docker's two address books a network is in. Networks meet only within one: a swarm network and a local one may have the
 * same subnet.
 */
export type AddressSpace = 'local' | 'swarm';

/** A subnet of a network, written somewhere or certain by Docker's own rules. */
export interface PlanSubnet {
  readonly network: PlanNetwork;
  readonly prefix: IpPrefix;
  readonly place: Location;
  /** False for docker0's usual subnet, when nothing says that it is not another one. */
  readonly certain: boolean;
  /** What is written with it; undefined for docker0's own choice. */
  readonly written: KnownSubnet | undefined;
}

/** A container's fixed address. */
export interface PlanAddress {
  readonly network: PlanNetwork;
  readonly owner: string;
  readonly address: IpAddress;
  readonly written: Written;
  /** False when its container need not run together with others (profiles, other files). */
  readonly always: boolean;
}

/** One network of the host, as all files together declare and use it. */
export interface PlanNetwork {
  /** The engine's name; undefined when it cannot be known. */
  readonly name: string | undefined;
  /** As the first file that declares it calls it. */
  readonly label: string;
  readonly origin: NetworkOrigin;
  /** The first declaration; a use, when no file here declares it. */
  readonly place: Location;
  readonly declarations: readonly DockerNetwork[];
  /** True when no file here declares it. */
  readonly external: boolean;
  readonly driver: string | undefined;
  readonly internal: boolean;
  readonly space: AddressSpace;
  /** False when it exists on demand only: it need not meet others. */
  readonly always: boolean;
  readonly subnets: readonly PlanSubnet[];
  /** Families in which Docker chooses a subnet. */
  readonly automatic: readonly IpFamily[];
  readonly addresses: readonly PlanAddress[];
  readonly bridgeName: Written | undefined;
  readonly parent: Written | undefined;
}

/** Address space that something other than Docker has. */
export interface ReservedSpace {
  readonly prefix: IpPrefix;
  /** For people: `VPN`, `eth0`. */
  readonly name: string;
  /** `told` by the user's settings, `interface` of the host, `defined` in an nftables file. */
  readonly kind: 'told' | 'interface' | 'defined';
  readonly place?: Location | undefined;
}

/** Where every address of a host is written. */
export interface AddressPlan {
  readonly networks: readonly PlanNetwork[];
  /** All subnets in the order of addresses. */
  readonly subnets: readonly PlanSubnet[];
  readonly ports: readonly PublishedPort[];
  readonly reserved: readonly ReservedSpace[];
  readonly pools: readonly AddressPool[];
}
