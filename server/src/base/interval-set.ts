/** A closed interval of whole numbers. */
export interface Interval {
  readonly low: bigint;
  readonly high: bigint;
}

/**
 * A set of whole numbers as sorted, disjoint, non-adjacent closed intervals. The algebra behind reachability and overlap checks:
 * addresses, ports, marks and protocol numbers are all intervals of numbers.
 */
export class IntervalSet {
  static readonly EMPTY = new IntervalSet([]);

  private constructor(readonly intervals: readonly Interval[]) {}

  /** The set of all given intervals, in any order; reversed ones (low above high) hold nothing. */
  static of(intervals: Iterable<Interval>): IntervalSet {
    const sorted = [...intervals].filter((i) => i.low <= i.high).sort((a, b) => (a.low < b.low ? -1 : a.low > b.low ? 1 : 0));
    const out: { low: bigint; high: bigint }[] = [];
    for (const { low, high } of sorted) {
      const last = out[out.length - 1];
      if (last && low <= last.high + 1n) {
        if (high > last.high) last.high = high;
      } else out.push({ low, high });
    }
    return out.length === 0 ? IntervalSet.EMPTY : new IntervalSet(out);
  }

  /** All numbers from `low` to `high`; none when `low` is above `high`. */
  static range(low: bigint, high: bigint): IntervalSet {
    return low > high ? IntervalSet.EMPTY : new IntervalSet([{ low, high }]);
  }

  static point(value: bigint): IntervalSet {
    return new IntervalSet([{ low: value, high: value }]);
  }

  /** All numbers of that many bits. */
  static full(bits: number): IntervalSet {
    return new IntervalSet([{ low: 0n, high: (1n << BigInt(bits)) - 1n }]);
  }

  get isEmpty(): boolean {
    return this.intervals.length === 0;
  }

  /** How many numbers the set holds. */
  get size(): bigint {
    let total = 0n;
    for (const { low, high } of this.intervals) total += high - low + 1n;
    return total;
  }

  has(value: bigint): boolean {
    let low = 0;
    let high = this.intervals.length - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const i = this.intervals[middle]!;
      if (value < i.low) high = middle - 1;
      else if (value > i.high) low = middle + 1;
      else return true;
    }
    return false;
  }

  union(other: IntervalSet): IntervalSet {
    return IntervalSet.of([...this.intervals, ...other.intervals]);
  }

  intersect(other: IntervalSet): IntervalSet {
    const out: Interval[] = [];
    let i = 0;
    let j = 0;
    while (i < this.intervals.length && j < other.intervals.length) {
      const a = this.intervals[i]!;
      const b = other.intervals[j]!;
      const low = a.low > b.low ? a.low : b.low;
      const high = a.high < b.high ? a.high : b.high;
      if (low <= high) out.push({ low, high });
      if (a.high < b.high) i++;
      else j++;
    }
    return out.length === 0 ? IntervalSet.EMPTY : new IntervalSet(out);
  }

  /** What is in this set and not in the other. */
  subtract(other: IntervalSet): IntervalSet {
    const out: Interval[] = [];
    let j = 0;
    for (const { low, high } of this.intervals) {
      let from = low;
      while (j < other.intervals.length && other.intervals[j]!.high < from) j++;
      for (let k = j; k < other.intervals.length && other.intervals[k]!.low <= high; k++) {
        const cut = other.intervals[k]!;
        if (cut.low > from) out.push({ low: from, high: cut.low - 1n });
        from = cut.high + 1n;
      }
      if (from <= high) out.push({ low: from, high });
    }
    return out.length === 0 ? IntervalSet.EMPTY : new IntervalSet(out);
  }

  /** True when every number of `other` is in this set. */
  includes(other: IntervalSet): boolean {
    const own = this.intervals;
    const others = other.intervals;
    let i = 0;
    for (let j = 0; j < others.length; j++) {
      const { low, high } = others[j]!;
      while (i < own.length && own[i]!.high < low) i++;
      const holder = own[i];
      if (!holder || holder.low > low || holder.high < high) return false;
    }
    return true;
  }

  intersects(other: IntervalSet): boolean {
    let i = 0;
    let j = 0;
    while (i < this.intervals.length && j < other.intervals.length) {
      const a = this.intervals[i]!;
      const b = other.intervals[j]!;
      if (a.low <= b.high && b.low <= a.high) return true;
      if (a.high < b.high) i++;
      else j++;
    }
    return false;
  }

  equals(other: IntervalSet): boolean {
    const own = this.intervals;
    const others = other.intervals;
    if (own.length !== others.length) return false;
    for (let i = 0; i < own.length; i++) if (own[i]!.low !== others[i]!.low || own[i]!.high !== others[i]!.high) return false;
    return true;
  }
}
