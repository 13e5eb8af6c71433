import type { IpPrefix } from '../base/ip.ts';
import type { Location } from '../base/range.ts';
import { UNIQUE_LOCAL } from '../facts/allocation.ts';
import { defaultBridge } from './default-bridge.ts';
import type { DockerEngine } from './engine.ts';
import { inventoryPrefixes } from './inventory.ts';
import { enginePools, nextPiece } from './pools.ts';

/** The subnet of docker0, and how sure it is. */
export interface BridgePrefix {
  readonly prefix: IpPrefix;
  /** False for a guess: the first piece of the pools, when nobody said what the host's own interfaces use. */
  readonly certain: boolean;
  /** False when only the space is known that the subnet is taken from. */
  readonly exact: boolean;
  readonly place?: Location;
}

/**
 * The subnet that docker0 gets in a family: that of bip, else fixed-cidr, else the first free piece of the pools. The bridge is taken
 * to be Docker's own and new. Undefined when the pools give nothing.
 */
export function bridgePrefix(engine: DockerEngine, family: 4 | 6): BridgePrefix | undefined {
  const { address, range } = defaultBridge(engine, family);
  const given = address ?? range;
  if (given)
    return given.value.prefix.family === family
      ? { prefix: given.value.prefix, certain: true, exact: true, place: given.place }
      : undefined;
  const { inventory } = engine.hostSettings;
  const pools = enginePools(engine, family);
  if (family === 6 && pools.length === 0) return { prefix: UNIQUE_LOCAL.space, certain: true, exact: false };
  const prefix = nextPiece(pools, inventoryPrefixes(inventory));
  return prefix && { prefix, certain: inventory.interfaces !== undefined, exact: true };
}
