import { contains, type IpAddress, type IpFamily, sameIp } from '../../base/ip.ts';
import { type BridgeEndpoint, type BridgeNetwork, isAny } from '../../docker/firewall/bridge.ts';
import { isLoopback } from '../../docker/firewall/iptables-daemon.ts';
import type { PortProtocol } from '../../docker/network.ts';
import type { EvaluatedRule, ProgramEvaluation } from '../../nft/evaluation.ts';
import type { Answers } from './condition.ts';

/** Somebody on the host who answers on a port. */
export interface HostListener {
  readonly protocol: PortProtocol;
  /** 0.0.0.0 and :: stand for all addresses of the family. */
  readonly address: IpAddress;
  readonly port: number;
  readonly name: string;
  /** docker-proxy: it asks a container itself, and hands on what that one answers. */
  readonly proxyFor?: { readonly endpoint: BridgeEndpoint; readonly address: IpAddress; readonly port: number };
}

/** A program in a container that answers. */
export interface ContainerListener {
  readonly endpoint: BridgeEndpoint;
  readonly protocol: PortProtocol;
  readonly port: number;
  readonly name: string;
}

/** An interface of the host that Docker did not make, with the host's addresses on it. */
export interface OuterInterface {
  readonly name: string;
  readonly addresses: readonly IpAddress[];
}

/** Everything that decides where packets on a host go. */
export interface World {
  readonly evaluation: ProgramEvaluation;
  readonly answers: Answers;
  readonly networks: readonly BridgeNetwork[];
  readonly endpoints: readonly BridgeEndpoint[];
  /** The way to everything that is not on a bridge. */
  readonly outer: OuterInterface;
  readonly hostListeners: readonly HostListener[];
  /** Undefined: containers answer on every port. */
  readonly containerListeners: readonly ContainerListener[] | undefined;
  readonly forwarding: Readonly<Record<IpFamily, boolean>>;
  /** Bridged packets pass the chains of ip and ip6. */
  readonly bridgeNetfilter: boolean;
  /** A bridge gives a packet back to the port that it came from, and 127.0.0.1 can be routed: so it is without docker-proxy. */
  readonly hairpin: boolean;
}

/** A rule as it is written. */
export function textOf({ text, at, unit }: EvaluatedRule): string {
  return text.slice(at, at + unit.length);
}

/** The name of the interface that every host has. */
export const LOOPBACK_INTERFACE = 'lo';

/** An address of the host itself. */
export function isLocal(world: World, address: IpAddress): boolean {
  return isLoopback(address) || hostAddresses(world).some(([, own]) => sameIp(own, address));
}

/** All addresses of the host with their interfaces, loopback left out. */
export function hostAddresses({ networks, outer }: World): [name: string, address: IpAddress][] {
  return [
    ...outer.addresses.map((address): [string, IpAddress] => [outer.name, address]),
    ...networks.flatMap(({ bridge, families }) =>
      [families[4]?.gateway, families[6]?.gateway].flatMap((address): [string, IpAddress][] =>
        address ? [[bridge, address]] : [],
      ),
    ),
  ];
}

/** The bridge network that an address is in. */
export function networkOf({ networks }: World, address: IpAddress): BridgeNetwork | undefined {
  return networks.find(({ families }) => {
    const own = families[address.family];
    return own !== undefined && contains(own.subnet, address);
  });
}

/** The interface towards an address. */
export function routeTo(world: World, address: IpAddress): string {
  if (isLocal(world, address)) return LOOPBACK_INTERFACE;
  return networkOf(world, address)?.bridge ?? world.outer.name;
}

/** The address that packets get that leave through an interface. */
export function addressOn(world: World, name: string, family: IpFamily): IpAddress | undefined {
  return hostAddresses(world).find(([on, address]) => on === name && address.family === family)?.[1];
}

/** The container that has an address. */
export function endpointAt({ endpoints }: World, address: IpAddress): BridgeEndpoint | undefined {
  return endpoints.find(({ addresses }) => {
    const own = addresses[address.family];
    return own !== undefined && sameIp(own, address);
  });
}

/** Who answers on an address and port of the host: one that asked for this very address comes before one that took all. */
export function hostListener(
  { hostListeners }: World,
  protocol: PortProtocol,
  address: IpAddress,
  port: number,
): HostListener | undefined {
  const fits = hostListeners.filter((listener) => listener.protocol === protocol && listener.port === port);
  return (
    fits.find((listener) => sameIp(listener.address, address)) ??
    fits.find((listener) => listener.address.family === address.family && isAny(listener.address))
  );
}
