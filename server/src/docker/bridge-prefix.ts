import { contains, type IpFamily, type IpPrefix, prefixOf, type WrittenPrefix } from '../base/ip.ts';
import type { Location } from '../base/range.ts';
import { DEFAULT_BRIDGE, LINK_LOCAL, UNIQUE_LOCAL } from '../facts/allocation.ts';
import { defaultBridge, userBridge } from './default-bridge.ts';
import type { DockerEngine } from './engine.ts';
import { goParseCidr } from './go/net.ts';
import { inventoryPrefixes } from './inventory.ts';
import { enginePools, nextPiece } from './pools.ts';

/** The subnet of the predefined network, and how sure it is. */
export interface BridgePrefix {
  readonly prefix: IpPrefix;
  /** The bridge's own address, when it is known. */
  readonly address?: WrittenPrefix['address'];
  /** False for a guess: the first piece of the pools, when nobody said what the host's own interfaces use. */
  readonly certain: boolean;
  /** False when only the space is known that the subnet is taken from. */
  readonly exact: boolean;
  readonly place?: Location;
}

/**
 * The subnet that the predefined network gets in a family: that of bip, else of an address that the bridge already has (by the
 * inventory), else fixed-cidr, else the first free piece of the pools. Undefined when that cannot be said: the pools give nothing, or
 * the bridge is the user's own and no inventory tells its addresses.
 */
export function bridgePrefix(engine: DockerEngine, family: IpFamily): BridgePrefix | undefined {
  const { address, range } = defaultBridge(engine, family);
  const { inventory } = engine.hostSettings;
  const known = inventory.interfaces !== undefined;
  if (address) return ofFamily(family, { ...address.value, place: address.place });
  if (userBridge(engine) && !known) return undefined;
  const there = existingAddress(engine, family, range?.value);
  if (there) return { prefix: there.prefix, address: there.address, certain: true, exact: true };
  if (range) return ofFamily(family, { prefix: range.value.prefix, place: range.place });
  const pools = enginePools(engine, family);
  if (family === 6 && pools.length === 0) return { prefix: UNIQUE_LOCAL.space, certain: true, exact: false };
  const prefix = nextPiece(pools, inventoryPrefixes(inventory));
  return prefix && { prefix, certain: known, exact: true };
}

function ofFamily(family: IpFamily, found: Pick<BridgePrefix, 'prefix' | 'address' | 'place'>): BridgePrefix | undefined {
  return found.prefix.family === family ? { ...found, certain: true, exact: true } : undefined;
}

/** The address of the bridge that Docker builds on: the first one, or the one that fixed-cidr fits to. */
function existingAddress(engine: DockerEngine, family: IpFamily, fixed: WrittenPrefix | undefined): WrittenPrefix | undefined {
  const own = userBridge(engine);
  const addresses = (engine.hostSettings.inventory.interfaces?.[own?.value ?? DEFAULT_BRIDGE] ?? [])
    .flatMap((text) => goParseCidr(text) ?? [])
    .filter(({ address }) => address.family === family && !contains(LINK_LOCAL, address));
  const [first] = addresses;
  if (!first || !fixed) return first;
  const chosen =
    addresses.find(({ prefix }) => contains(prefix, fixed.address)) ??
    addresses.find(({ address }) => contains(fixed.prefix, address)) ??
    first;
  if (own) return chosen;
  // docker0 is Docker's own: an address that does not fit to fixed-cidr is forgotten, a subnet that is too small grows
  if (!contains(chosen.prefix, fixed.address)) return undefined;
  const bits = Math.min(chosen.prefix.bits, fixed.prefix.bits);
  return { ...chosen, prefix: prefixOf(chosen.address, bits) };
}
