import type { IpAddress, IpPrefix, WrittenPrefix } from '../base/ip.ts';
import { parseIp, parsePrefix } from '../base/ip.ts';
import type { Location } from '../base/range.ts';
import { oncePer } from '../base/remember.ts';

/**
 * What compose files, daemon.json and scripts say about Docker networks, in one shape. Whoever reads such a file produces a
 * {@link NetworkContribution}; the host joins them (names that meet are one network) and judges addresses, names and ports.
 */
export interface NetworkContribution {
  readonly networks: readonly DockerNetwork[];
  readonly ports: readonly PublishedPort[];
}

export const NO_NETWORKS: NetworkContribution = { networks: [], ports: [] };

/** A text where it stands. `text` is undefined when something is written there whose value cannot be known (`${SUBNET}` without a default). */
export interface Written {
  readonly text: string | undefined;
  /** The value alone, quotes and keys left out. */
  readonly place: Location;
}

/** Where a network or port was found. */
export type NetworkOrigin = 'compose' | 'daemon' | 'script';

/** One network as one file declares or uses it. */
export interface DockerNetwork {
  readonly origin: NetworkOrigin;
  /** The name that the engine knows (`shop_front`, `name:`, the argument of `docker network create`); undefined when it cannot be known. */
  readonly name: string | undefined;
  /** As its file calls it, for messages: `front`. */
  readonly label: string;
  /** Key, command or value that declares it. */
  readonly place: Location;
  /** Declared elsewhere (`external: true`): it only brings what uses it, such as static addresses. */
  readonly external: boolean;
  /** `bridge` when none is written; undefined when it cannot be known. */
  readonly driver: string | undefined;
  readonly internal: boolean;
  /** Address families that are on; undefined when it cannot be known. */
  readonly ipv4: boolean | undefined;
  readonly ipv6: boolean | undefined;
  /** IPAM entries as written, in their order. Empty: Docker chooses from its pools. */
  readonly ipam: readonly IpamEntry[];
  readonly options: readonly DriverOption[];
  /** Static addresses of containers in it. */
  readonly endpoints: readonly StaticEndpoint[];
  /** False for an IPAM driver other than the built-in one: its pools and rules are its own. */
  readonly defaultIpam: boolean;
  /** False for a network of files that are only loaded on demand (`-f`, profiles) or that nothing uses: it need not meet others. */
  readonly always?: boolean;
}

/** One IPAM entry: a subnet with what belongs to it. */
export interface IpamEntry {
  readonly subnet?: Written | undefined;
  readonly gateway?: Written | undefined;
  /** `ip_range`, `--ip-range`, fixed-cidr: where automatic addresses come from. */
  readonly range?: Written | undefined;
  /** `aux_addresses`: never given to containers. */
  readonly reserved: readonly { readonly name: string; readonly address: Written }[];
}

/** A driver option (`driver_opts`, `-o`). */
export interface DriverOption {
  readonly key: string;
  readonly keyPlace: Location;
  readonly value: Written;
}

/** A container that wants one certain address. */
export interface StaticEndpoint {
  /** Service or container, for messages. */
  readonly owner: string;
  readonly address: Written;
  /** False when the container runs only on demand (profiles). */
  readonly always?: boolean;
}

export type PortProtocol = 'tcp' | 'udp' | 'sctp';

/** A closed range of port numbers. */
export interface PortSpan {
  readonly first: number;
  readonly last: number;
}

/** A port that a container publishes on the host. */
export interface PublishedPort {
  readonly origin: NetworkOrigin;
  /** Service or container, for messages. */
  readonly owner: string;
  readonly protocol: PortProtocol;
  /** The address on the host; undefined: all addresses of both families. */
  readonly hostAddress: IpAddress | undefined;
  /** Ports on the host; undefined: Docker picks any. With a longer span than `containerPorts`, Docker picks one of the span. */
  readonly hostPorts: PortSpan | undefined;
  readonly containerPorts: PortSpan;
  /** The networks of its container by the engine's names, undefined for those that cannot be known; left out when nothing is known. */
  readonly networks?: readonly (string | undefined)[];
  /** The whole entry. */
  readonly place: Location;
  /** The digits of the host port, for fixes; undefined when they are not written as such. */
  readonly hostPortPlace?: Location | undefined;
  /** The digits of the host address; undefined when none is written. */
  readonly hostAddressPlace?: Location | undefined;
  /** False when the entry runs only on demand (compose profiles): it need not meet others. */
  readonly always: boolean;
}

/** An IPAM entry whose subnet could be read. */
export interface KnownSubnet {
  readonly entry: IpamEntry;
  readonly written: WrittenPrefix;
  readonly prefix: IpPrefix;
  readonly place: Location;
}

/** The subnets of a network that could be read; bad and unknown ones are left out. */
export const knownSubnets = oncePer((network: DockerNetwork): readonly KnownSubnet[] =>
  network.ipam.flatMap((entry) => {
    const written = readPrefix(entry.subnet);
    return written ? [{ entry, written, prefix: written.prefix, place: entry.subnet!.place }] : [];
  }),
);

/** The prefix that is written, or undefined when nothing is, or nothing that can be read. */
export function readPrefix(written: Written | undefined): WrittenPrefix | undefined {
  return written?.text === undefined ? undefined : parsePrefix(written.text);
}

/** The address that is written, or undefined when nothing is, or nothing that can be read. */
export function readAddress(written: Written | undefined): IpAddress | undefined {
  return written && addressIn(written);
}

const addressIn = oncePer(({ text }: Written) => (text === undefined ? undefined : parseIp(text)));

/** The value of a driver option (the last one written), or undefined. */
export function driverOption(network: DockerNetwork, key: string): Written | undefined {
  return network.options.findLast((option) => option.key === key)?.value;
}
