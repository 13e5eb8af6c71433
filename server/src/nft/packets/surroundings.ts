import { IntervalSet } from '../../base/interval-set.ts';
import { contains, type IpAddress, type IpFamily, type IpPrefix } from '../../base/ip.ts';
import { fieldByName } from './packet.ts';
import { lookup, type World } from './world.ts';

/** A packet on its way, for those who say where it goes. */
export interface PacketView {
  /** The values that a field may have; undefined when nothing is known. */
  values(field: string): IntervalSet | undefined;
  /** The value of a field when there is only one. */
  value(field: string): bigint | undefined;
}

export function viewOf(world: World): PacketView {
  const values = (name: string) => {
    const field = fieldByName(name);
    const known = field && lookup({ ...world, ask: undefined }, field);
    return known === 'absent' ? undefined : known?.values;
  };
  return {
    values,
    value: (name) => {
      const set = values(name);
      return set?.size === 1n ? set.intervals[0]!.low : undefined;
    },
  };
}

/** Where the host sends a packet. */
export type Route = { readonly to: 'host' } | { readonly to: 'interface'; readonly name: string } | { readonly to: 'nowhere' };

/** The host around its firewall: what routing, addresses and devices decide. */
export interface Surroundings {
  /** Where a packet goes by its destination. Undefined when that cannot be told. */
  route(packet: PacketView): Route | undefined;
  /** True for a bridge, whose ports' frames pass hooks of their own. */
  isBridge?(name: string): boolean;
  /** The address that the host uses on an interface. */
  addressOf?(name: string, family: IpFamily): IpAddress | undefined;
  /** The values of a field that hangs on routes or addresses, such as `fib daddr type`. */
  answer?(field: string, packet: PacketView): IntervalSet | undefined;
}

export interface HostInterface {
  readonly name: string;
  readonly bridge?: boolean;
  /** Its own addresses, each with the subnet that lies behind the interface. */
  readonly addresses: readonly { readonly address: IpAddress; readonly subnet: IpPrefix }[];
}

/** `fib … type`. Source: include/uapi/linux/rtnetlink.h. */
const FIB_TYPES = { unicast: 1n, local: 2n } as const;

/**
 * A host with these interfaces and a default route.
 * @param defaultInterface where everything goes that is in no subnet; undefined: nowhere
 */
export function hostSurroundings(interfaces: readonly HostInterface[], defaultInterface: string | undefined): Surroundings {
  const owns = ({ family, value }: IpAddress) =>
    (family === 4 ? value >> 24n === 127n : value === 1n) ||
    interfaces.some(({ addresses }) => addresses.some(({ address }) => address.family === family && address.value === value));
  const interfaceTo = (address: IpAddress) =>
    interfaces.find(({ addresses }) => addresses.some(({ subnet }) => contains(subnet, address)))?.name ?? defaultInterface;
  const addressIn = (packet: PacketView, side: 'saddr' | 'daddr'): IpAddress | undefined => {
    const nfproto = packet.value('meta nfproto');
    const value = packet.value(`${nfproto === 10n ? 'ip6' : 'ip'} ${side}`);
    return nfproto === undefined || value === undefined ? undefined : { family: nfproto === 10n ? 6 : 4, value };
  };
  return {
    route(packet) {
      const address = addressIn(packet, 'daddr');
      if (!address) return undefined;
      if (owns(address)) return { to: 'host' };
      const name = interfaceTo(address);
      return name === undefined ? { to: 'nowhere' } : { to: 'interface', name };
    },
    isBridge: (name) => interfaces.some((item) => item.name === name && item.bridge === true),
    addressOf(name, family) {
      const own = interfaces.find((item) => item.name === name);
      return own?.addresses.find(({ address }) => address.family === family)?.address;
    },
    answer(field, packet) {
      const [, side, result] = /^fib (?:iif \. |oif \. |mark \. )*([sd]addr)(?: \. (?:iif|oif|mark))* (\w+)$/.exec(field) ?? [];
      const address = side === undefined ? undefined : addressIn(packet, side as 'saddr');
      if (!address || result !== 'type' || /\biif\b|\boif\b/.test(field)) return undefined;
      return IntervalSet.point(owns(address) ? FIB_TYPES.local : FIB_TYPES.unicast);
    },
  };
}
