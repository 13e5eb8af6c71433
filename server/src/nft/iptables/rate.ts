/** iptables counts limits in parts of a second. */
export const LIMIT_SCALE = 10000;

export interface WrittenRate {
  readonly rate: number;
  /** Seconds. */
  readonly unit: number;
  readonly name: string;
}
const UNITS: readonly WrittenRate[] = [
  { rate: 0, unit: 86400, name: 'day' },
  { rate: 0, unit: 3600, name: 'hour' },
  { rate: 0, unit: 60, name: 'min' },
  { rate: 0, unit: 1, name: 'sec' },
];

/** How iptables writes a limit of one packet per `period` parts of a second; undefined: without end. */
export function writtenRate(period: number): WrittenRate | undefined {
  if (period === 0) return undefined;
  let i = 1;
  for (; i < UNITS.length; i++) {
    const all = UNITS[i]!.unit * LIMIT_SCALE;
    if (period > all || Math.floor(all / period) < all % period) break;
  }
  const { unit, name } = UNITS[i - 1]!;
  return { rate: Math.floor((unit * LIMIT_SCALE) / period), unit, name };
}
