import type { ComposeService, ServiceNetwork } from './model.ts';

/** The connection that compose makes first: the one with the highest priority, of equal ones the first by name. */
export function mainConnection({ networks }: ComposeService): ServiceNetwork | undefined {
  return [...networks].sort((a, b) => (b.priority ?? 0) - (a.priority ?? 0) || (a.key < b.key ? -1 : 1))[0];
}
