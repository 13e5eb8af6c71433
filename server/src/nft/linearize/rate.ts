import type { NetlinkExpr } from './netlink.ts';

const UNITS: Readonly<Record<string, number>> = { second: 1, minute: 60, hour: 3600, day: 86_400, week: 604_800 };
const BYTES: Readonly<Record<string, number>> = { bytes: 1, kbytes: 1024, mbytes: 1024 * 1024 };
/** What nft sets when a rate of packets has no burst. */
const DEFAULT_BURST = 5;

/** Reads the words behind `limit`: `rate [over] NUMBER [bytes] / UNIT [burst …]`. */
export function parseLimit(text: string): (NetlinkExpr & { name: 'limit' }) | undefined {
  const match =
    /^rate (?:(over|until) )?(\d+)\s*(bytes|kbytes|mbytes)?\s*\/\s*(second|minute|hour|day|week)(?: burst (\d+)\s*(packets|bytes|kbytes|mbytes))?$/.exec(
      text,
    );
  if (!match) return undefined;
  const [, mode, rate, amount, unit, burst, burstAmount] = match;
  const bytes = amount !== undefined;
  return {
    name: 'limit',
    type: bytes ? 'bytes' : 'packets',
    rate: Number(rate) * (BYTES[amount ?? ''] ?? 1),
    unit: UNITS[unit!]!,
    burst: burst === undefined ? (bytes ? 0 : DEFAULT_BURST) : Number(burst) * (BYTES[burstAmount ?? ''] ?? 1),
    over: mode === 'over',
  };
}
