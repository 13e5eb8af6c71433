import {
  contains,
  firstAddress,
  type IpAddress,
  type IpFamily,
  type IpPrefix,
  lastAddress,
  parseIp,
  parsePrefix,
  prefixSize,
  sameIp,
  type WrittenPrefix,
  width,
} from '../base/ip.ts';
import { BOOLEAN_WORDS, DEFAULT_DRIVER, type DriverFact, driverFact } from '../docker/drivers.ts';
import { FAMILY_OPTIONS, GATEWAY_MODE_OPTIONS, INHIBIT_IPV4_OPTION } from '../facts/network-options.ts';
import type { ComposeNetwork, DriverOption, IpamEntry, Text } from './model.ts';

/** An `ipam` entry whose subnet could be read. */
export interface SubnetEntry {
  readonly entry: IpamEntry;
  readonly text: Text;
  readonly written: WrittenPrefix;
  readonly prefix: IpPrefix;
  /** `0.0.0.0/26`: a wish for a size, not for an address (from Engine 29 on). */
  readonly unspecified: boolean;
}

/** What the Engine would make of a network's addresses. */
export interface Addressing {
  /** The driver's name; undefined when a variable decides. */
  readonly driverName: string | undefined;
  /** What is known of the driver; undefined for plugins and unknown names. */
  readonly driver: DriverFact | undefined;
  /** Families that are on; undefined when a variable decides. */
  readonly ipv4: boolean | undefined;
  readonly ipv6: boolean | undefined;
  readonly subnets: readonly SubnetEntry[];
  /** False when a subnet is unknown or wrong, so that nothing can be said about what lies outside all of them. */
  readonly subnetsKnown: boolean;
}

const made = new WeakMap<ComposeNetwork, Addressing>();

/** The addressing of a network; computed once per network. */
export function addressingOf(network: ComposeNetwork): Addressing {
  let addressing = made.get(network);
  if (!addressing) {
    addressing = compute(network);
    made.set(network, addressing);
  }
  return addressing;
}

function compute(network: ComposeNetwork): Addressing {
  const driverName = network.driver ? network.driver.text : DEFAULT_DRIVER;
  const subnets: SubnetEntry[] = [];
  let subnetsKnown = true;
  for (const entry of network.ipam) {
    if (!entry.subnet || entry.subnet.text === '') continue;
    const written = entry.subnet.text === undefined ? undefined : parsePrefix(entry.subnet.text);
    if (!written) subnetsKnown = false;
    else {
      const unspecified = written.address.value === 0n;
      subnets.push({ entry, text: entry.subnet, written, prefix: written.prefix, unspecified });
    }
  }
  return {
    driverName,
    driver: driverName === undefined ? undefined : driverFact(driverName),
    ipv4: familyOn(network, 4),
    ipv6: familyOn(network, 6),
    subnets,
    subnetsKnown,
  };
}

/** An explicit key wins over the driver option of that name. */
function familyOn(network: ComposeNetwork, family: IpFamily): boolean | undefined {
  const flag = family === 4 ? network.enableIpv4 : network.enableIpv6;
  if (flag) return flag.on;
  const option = optionOf(network, FAMILY_OPTIONS[family]);
  if (!option) return family === 4;
  return option.value.text === undefined ? undefined : isTrue(option.value.text);
}

function isTrue(word: string): boolean {
  return BOOLEAN_WORDS.slice(0, BOOLEAN_WORDS.length / 2).includes(word);
}

/** A driver option of a network by name. */
export function optionOf(network: ComposeNetwork, key: string): DriverOption | undefined {
  return network.driverOptions.find((option) => option.key === key);
}

/** True when the driver option is set to a true word. */
export function optionIsTrue(network: ComposeNetwork, key: string): boolean {
  const text = optionOf(network, key)?.value.text;
  return text !== undefined && isTrue(text);
}

export function isFamilyOn(addressing: Addressing, family: IpFamily): boolean | undefined {
  return family === 4 ? addressing.ipv4 : addressing.ipv6;
}

/** The subnets of one family. */
export function subnetsOf(addressing: Addressing, family: IpFamily): readonly SubnetEntry[] {
  return addressing.subnets.filter(({ prefix }) => prefix.family === family);
}

/** The address of a text, or undefined when it is none or is not known. */
export function addressOf(text: Text | undefined): IpAddress | undefined {
  return text?.text === undefined ? undefined : parseIp(text.text);
}

/** The network and broadcast address of an IPv4 subnet (not of a /31 or /32), the first address of an IPv6 subnet. */
export function reservedAddresses(prefix: IpPrefix): readonly IpAddress[] {
  const hostBits = width(prefix.family) - prefix.bits;
  if (prefix.family === 6) return [firstAddress(prefix)];
  return hostBits > 1 ? [firstAddress(prefix), lastAddress(prefix)] : [];
}

/** True when the Engine takes no container and no gateway at this address of the subnet. */
export function isReserved(prefix: IpPrefix, address: IpAddress): boolean {
  return reservedAddresses(prefix).some((reserved) => sameIp(reserved, address));
}

/**
 * The gateway that a subnet gets: the one written, else the first free address of the range for drivers that put one on the host.
 * Undefined when there is none or it is not known.
 */
export function gatewayOf(network: ComposeNetwork, { entry, prefix }: SubnetEntry): IpAddress | undefined {
  if (entry.gateway && entry.gateway.text !== '') return addressOf(entry.gateway);
  const { driver } = addressingOf(network);
  if (!driver || driver.hostCannotReach || driver.platform !== 'linux' || skipsGateway(network, prefix.family)) return undefined;
  const range = entry.ipRange && entry.ipRange.text !== '' ? parsePrefix(entry.ipRange.text ?? '')?.prefix : prefix;
  if (!range || range.family !== prefix.family) return undefined;
  for (let value = range.network; value <= lastAddress(range).value; value++) {
    const address: IpAddress = { family: prefix.family, value };
    if (!isReserved(prefix, address)) return contains(prefix, address) ? address : undefined;
  }
  return undefined;
}

/** Bridge networks without an address of the host: isolated ones, and internal ones with inhibit_ipv4. */
function skipsGateway(network: ComposeNetwork, family: IpFamily): boolean {
  const mode = optionOf(network, GATEWAY_MODE_OPTIONS[family])?.value.text;
  if (mode === 'isolated') return true;
  return family === 4 && network.internal?.on === true && optionIsTrue(network, INHIBIT_IPV4_OPTION);
}

/** Every address of a subnet that somebody has or that nobody can have. */
export function takenAddresses(network: ComposeNetwork, subnet: SubnetEntry): IpAddress[] {
  const gateway = gatewayOf(network, subnet);
  const texts = [
    ...subnet.entry.auxAddresses,
    ...network.users.flatMap((user) =>
      user.networks.filter(({ key }) => key === network.key).flatMap(({ ipv4, ipv6 }) => [ipv4, ipv6]),
    ),
  ];
  return [
    ...reservedAddresses(subnet.prefix),
    ...(gateway ? [gateway] : []),
    ...texts.map(addressOf).filter((address) => address !== undefined && contains(subnet.prefix, address)),
  ] as IpAddress[];
}

/** A free address of a subnet: the one with the host part of `like` when that is free, else the first one behind it. */
export function freeAddress(network: ComposeNetwork, subnet: SubnetEntry, like: IpAddress | undefined): IpAddress | undefined {
  const { prefix } = subnet;
  const taken = new Set(takenAddresses(network, subnet).map(({ value }) => value));
  const size = prefixSize(prefix);
  const offset = like ? like.value % size : 0n;
  const tries = size < 70_000n ? size : 70_000n;
  for (let step = 0n; step < tries; step++) {
    const value = prefix.network + ((offset + step) % size);
    if (!taken.has(value)) return { family: prefix.family, value };
  }
  return undefined;
}
