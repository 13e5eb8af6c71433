import {
  contains,
  firstAddress,
  type IpAddress,
  type IpPrefix,
  lastAddress,
  sameIp,
  type WrittenPrefix,
  width,
} from '../base/ip.ts';
import type { DockerEngine, Effective } from './engine.ts';
import { goParseCidr } from './go/net.ts';

/** The predefined network in one address family, as the options set it. */
export interface DefaultBridge {
  /** bip or bip6. */
  readonly address: Effective<WrittenPrefix> | undefined;
  /** fixed-cidr or fixed-cidr-v6. */
  readonly range: Effective<WrittenPrefix> | undefined;
  readonly gateway: Effective<string> | undefined;
}

/** Option names of the two families. */
export const BRIDGE_KEYS = {
  4: { address: 'bip', range: 'fixed-cidr', gateway: 'default-gateway' },
  6: { address: 'bip6', range: 'fixed-cidr-v6', gateway: 'default-gateway-v6' },
} as const;

/** What the options say about docker0 in a family. Values that cannot be read are left out. */
export function defaultBridge(engine: DockerEngine, family: 4 | 6): DefaultBridge {
  const keys = BRIDGE_KEYS[family];
  return { address: cidr(engine, keys.address), range: cidr(engine, keys.range), gateway: engine.text(keys.gateway) };
}

function cidr(engine: DockerEngine, key: string): Effective<WrittenPrefix> | undefined {
  const text = engine.text(key);
  const value = text && goParseCidr(text.value);
  return text && value ? { ...text, value } : undefined;
}

/** True when the predefined network does not exist: `bridge: "none"`. */
export function bridgeIsOff(engine: DockerEngine): boolean {
  return engine.text('bridge')?.value === 'none';
}

/** The bridge that the user manages instead of docker0, or undefined. */
export function userBridge(engine: DockerEngine): Effective<string> | undefined {
  const bridge = engine.text('bridge');
  return bridge === undefined || bridge.value === 'none' ? undefined : bridge;
}

/**
 * Addresses of a subnet that Docker gives to nobody: network and broadcast address in IPv4 (not of /31 and /32), the first address
 * (subnet-router anycast) in IPv6.
 */
export function reservedAddresses(prefix: IpPrefix): IpAddress[] {
  if (prefix.family === 6) return [firstAddress(prefix)];
  return width(4) - prefix.bits > 1 ? [firstAddress(prefix), lastAddress(prefix)] : [];
}

/** What makes an address unusable in a subnet, or undefined. */
export function addressTrouble(prefix: IpPrefix, address: IpAddress): 'outside' | 'network' | 'broadcast' | undefined {
  if (!contains(prefix, address)) return 'outside';
  const index = reservedAddresses(prefix).findIndex((reserved) => sameIp(reserved, address));
  return index < 0 ? undefined : index === 0 ? 'network' : 'broadcast';
}

/** An address of a subnet that a host can have and that is not `taken`: the first or the last such one. */
export function usableAddress(
  prefix: IpPrefix,
  taken: readonly IpAddress[],
  which: 'first' | 'last' = 'first',
): IpAddress | undefined {
  const [low, high] = [firstAddress(prefix).value, lastAddress(prefix).value];
  const used = [...reservedAddresses(prefix), ...taken];
  const step = which === 'first' ? 1n : -1n;
  for (
    let value = which === 'first' ? low : high, tries = 0;
    value >= low && value <= high && tries <= used.length;
    value += step, tries++
  ) {
    const address = { family: prefix.family, value };
    if (!used.some((other) => sameIp(other, address))) return address;
  }
  return undefined;
}
