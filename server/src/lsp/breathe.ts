/** Lets others have a turn when the present piece of work has lasted for a while. */
export class Breather {
  #since = performance.now();

  /** @param slice milliseconds of work after which a pause is due */
  constructor(private readonly slice = 10) {}

  /** Resolves at once, or after everything that waits has been handled when a pause is due. */
  async pause(): Promise<void> {
    if (performance.now() - this.#since < this.slice) return;
    await nextTurn();
    this.#since = performance.now();
  }
}

/** Resolves when everything that waits now has been handled. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => {
      channel.port1.close();
      resolve();
    };
    channel.port2.postMessage(undefined);
  });
}
