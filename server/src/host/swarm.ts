import type { Location } from '../base/range.ts';
import type { Host } from './host.ts';

/** Something on a host that works in swarm mode only, or undefined. */
export function swarmUse(host: Host): { readonly what: string; readonly place: Location } | undefined {
  const overlay = host.networks.find(({ driver, external }) => driver === 'overlay' && !external);
  return overlay && { what: `the overlay network "${overlay.label}"`, place: overlay.place };
}
