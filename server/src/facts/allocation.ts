import { type IpPrefix, parsePrefix } from '../base/ip.ts';
import data from './allocation.json';

/** A piece of address space that Docker cuts into subnets of one size. */
export interface PoolFact {
  readonly prefix: IpPrefix;
  readonly size: number;
}

function pools(facts: readonly { readonly base: string; readonly size: number }[]): readonly PoolFact[] {
  return facts.map(({ base, size }) => ({ prefix: parsePrefix(base)!.prefix, size }));
}

/** Where networks of one host come from when no pools are configured. */
export const LOCAL_POOLS = pools(data.localPools);
/** Where swarm's networks come from. */
export const GLOBAL_POOLS = pools(data.globalPools);
/** Space and lengths of the IPv6 pool that dockerd makes up. */
export const UNIQUE_LOCAL = {
  space: parsePrefix(data.uniqueLocal.space)!.prefix,
  bits: data.uniqueLocal.base,
  size: data.uniqueLocal.size,
};
/** The bridge of the predefined network. */
export const DEFAULT_BRIDGE = data.defaultBridge;
/** What the kernel takes as MTU of a bridge. */
export const BRIDGE_MTU: { readonly min: number; readonly max: number } = data.bridgeMtu;
export const LINK_LOCAL = parsePrefix(data.linkLocal)!.prefix;
/** From here on `--subnet 0.0.0.0/26` asks for any free /26. */
export const PREFIX_LENGTH_REQUEST_SINCE = data.prefixLengthRequestSince;
/** Address space for private use (RFC 1918, RFC 4193). */
export const PRIVATE_SPACE = data.privateSpace.map((text) => parsePrefix(text)!.prefix);
