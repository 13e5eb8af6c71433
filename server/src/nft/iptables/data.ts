import type { Data } from '../linearize/netlink.ts';

/** A number in the byte order of the network; bytes that are not there count as 0. */
export function bigEndian(data: Data, length: number): number {
  let value = 0;
  for (let i = 0; i < length; i++) value = value * 256 + (data.bytes?.[i] ?? 0);
  return value;
}

/** A number in the byte order of the host. */
export function hostNumber(data: Data, length: number): number {
  let value = 0;
  for (let i = length - 1; i >= 0; i--) value = value * 256 + (data.bytes?.[i] ?? 0);
  return value;
}

/** A number of just this length; 0 when the data have another one. */
export function numberOfLength(data: Data, length: number): number {
  return data.length === length ? hostNumber(data, length) : 0;
}

export function isZero(data: Data | undefined): boolean {
  return !data || (data.bytes?.every((byte) => byte === 0) ?? false);
}

/** The first bytes, filled up with zeros. */
export function firstBytes(data: Data, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  bytes.set((data.bytes ?? new Uint8Array(0)).subarray(0, length));
  return bytes;
}
