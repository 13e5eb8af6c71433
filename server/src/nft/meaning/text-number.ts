import type { Interval } from '../../base/interval-set.ts';

/** Bytes of an interface's name in the kernel, with the closing zero. */
const BYTES = 16;

const encoder = new TextEncoder();

/**
 * A text as the kernel compares it: a number of 16 bytes, filled up with zeros. A wildcard (`eth*`, given without the star) is the
 * interval of all texts that begin so. Texts longer than 16 bytes are cut.
 */
export function textInterval(text: string, wildcard: boolean): Interval {
  const bytes = encoder.encode(text).subarray(0, BYTES);
  let low = 0n;
  for (const byte of bytes) low = (low << 8n) | BigInt(byte);
  const rest = BigInt(8 * (BYTES - bytes.length));
  low <<= rest;
  return { low, high: wildcard ? low | ((1n << rest) - 1n) : low };
}

/** The text of a number made by {@link textInterval}. */
export function textOfNumber(value: bigint): string {
  const bytes: number[] = [];
  for (let shift = 8 * (BYTES - 1); shift >= 0; shift -= 8) {
    const byte = Number((value >> BigInt(shift)) & 0xffn);
    if (byte === 0) break;
    bytes.push(byte);
  }
  return new TextDecoder().decode(new Uint8Array(bytes));
}
