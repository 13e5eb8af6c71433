/** Asked between steps of longer work; the work gives up by throwing {@link Cancelled} when it says true. */
export interface Cancellation {
  readonly isCancelled: boolean;
}

export const NEVER: Cancellation = { isCancelled: false };

/** Thrown (and only caught at the rim) when somebody no longer wants the answer. */
export class Cancelled extends Error {
  constructor() {
    super('cancelled');
  }
}

export function throwIfCancelled(cancellation: Cancellation): void {
  if (cancellation.isCancelled) throw new Cancelled();
}
