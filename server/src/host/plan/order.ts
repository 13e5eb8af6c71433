import type { Location } from '../../base/range.ts';
import type { NetworkOrigin } from '../../docker/network.ts';

const ORIGINS: readonly NetworkOrigin[] = ['daemon', 'compose', 'script'];

/** Orders what meets: the daemon first, then by file and place. Of two that exclude each other the later one is told to move. */
export function compareOwners(
  a: { origin: NetworkOrigin; place: Location },
  b: { origin: NetworkOrigin; place: Location },
): number {
  const [x, y] = [ORIGINS.indexOf(a.origin), ORIGINS.indexOf(b.origin)];
  if (x !== y) return x - y;
  if (a.place.file !== b.place.file) return a.place.file < b.place.file ? -1 : 1;
  return a.place.range.start - b.place.range.start;
}
