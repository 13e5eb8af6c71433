import type { IpAddress, IpFamily, IpPrefix } from '../../base/ip.ts';
import type { PortProtocol } from '../network.ts';

export type GatewayMode = 'nat' | 'nat-unprotected' | 'routed' | 'isolated';

/** One address family of a bridge network. */
export interface BridgeFamily {
  readonly subnet: IpPrefix;
  /** The bridge's own address; undefined when it has none (isolated) or it is not known. */
  readonly gateway: IpAddress | undefined;
  readonly mode: GatewayMode;
  /** `host_ipv4`, `host_ipv6`: outgoing packets get this source address; undefined: the address of the way out. */
  readonly hostAddress: IpAddress | undefined;
}

/** A bridge network as the firewall rules need to know it. */
export interface BridgeNetwork {
  /** The bridge device. */
  readonly bridge: string;
  /** As users know it, for messages. */
  readonly label: string;
  readonly internal: boolean;
  /** Containers of it may talk to each other. */
  readonly icc: boolean;
  readonly masquerade: boolean;
  /** Host interfaces that count as part of the network. */
  readonly trusted: readonly string[];
  readonly families: Readonly<Partial<Record<IpFamily, BridgeFamily>>>;
}

/** A container's connection to a bridge network. */
export interface BridgeEndpoint {
  readonly owner: string;
  readonly network: BridgeNetwork;
  readonly addresses: Readonly<Partial<Record<IpFamily, IpAddress>>>;
}

/** A published port of an endpoint as a user writes it. */
export interface PortMapping {
  readonly protocol: PortProtocol;
  /** Undefined: the daemon's default, which is all addresses of both families. */
  readonly hostAddress: IpAddress | undefined;
  readonly hostPort: number;
  readonly containerPort: number;
}

/** A published port as dockerd binds it: one host address, one container address. */
export interface PortBinding {
  readonly protocol: PortProtocol;
  /** 0.0.0.0 and :: stand for all addresses of the family. */
  readonly hostAddress: IpAddress;
  /** Undefined in routed networks: the port is opened, and nothing is translated or bound. */
  readonly hostPort: number | undefined;
  readonly address: IpAddress;
  readonly port: number;
}

const ANY: Readonly<Record<IpFamily, IpAddress>> = { 4: { family: 4, value: 0n }, 6: { family: 6, value: 0n } };

/** True for 0.0.0.0 and ::. */
export function isAny(address: IpAddress): boolean {
  return address.value === 0n;
}

/**
 * The bindings that dockerd makes of a published port. Without a host address there is one per family; the one on IPv6 leads to the
 * container's IPv4 address (through docker-proxy) when it has no other. Internal networks publish nothing.
 * @param fallback the daemon's `ip`, when it is not 0.0.0.0
 */
export function bindingsOf(
  { network, addresses }: BridgeEndpoint,
  mapping: PortMapping,
  userlandProxy: boolean,
  fallback: IpAddress | undefined,
): PortBinding[] {
  if (network.internal) return [];
  const wanted = mapping.hostAddress ?? fallback;
  const out: PortBinding[] = [];
  for (const family of [4, 6] as const) {
    if (wanted && wanted.family !== family) continue;
    const own = addresses[family];
    const address = own ?? (family === 6 && userlandProxy ? addresses[4] : undefined);
    if (!address) continue;
    const routed = network.families[family]?.mode === 'routed';
    out.push({
      protocol: mapping.protocol,
      hostAddress: routed ? ANY[family] : (wanted ?? ANY[family]),
      hostPort: routed ? undefined : mapping.hostPort,
      address,
      port: mapping.containerPort,
    });
  }
  return out;
}
