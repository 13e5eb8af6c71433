/** Random choices that are the same on every run. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** From 0 up to 1. */
  next(): number {
    this.#state = (Math.imul(this.#state, 1664525) + 1013904223) >>> 0;
    // The low bits of such a generator are poor.
    const mixed = Math.imul(this.#state ^ (this.#state >>> 15), 2246822519);
    return ((mixed ^ (mixed >>> 13)) >>> 0) / 4294967296;
  }

  /** A whole number from 0 up to, and without, `count`. */
  below(count: number): number {
    return Math.floor(this.next() * count);
  }

  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)]!;
  }

  /** True in that share of the cases. */
  chance(share: number): boolean {
    return this.next() < share;
  }

  /** A few of a list, in its order, at least one. */
  some<T>(list: readonly T[]): T[] {
    const out = list.filter(() => this.chance(0.4));
    return out.length > 0 ? out : [this.pick(list)];
  }
}
