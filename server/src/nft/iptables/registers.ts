import type { Data, PayloadBase, Register } from '../linearize/netlink.ts';

export type Content =
  | { readonly kind: 'payload'; readonly base: PayloadBase; readonly offset: number; readonly length: number }
  | { readonly kind: 'meta'; readonly key: string }
  | { readonly kind: 'immediate'; readonly data: Data };

export interface Held {
  readonly content: Content | undefined;
  /** Its bytes were turned round since it was loaded; iptables does not know that. */
  readonly swapped: boolean;
  readonly mask: Data | undefined;
  readonly xor: Data | undefined;
}

const EMPTY: Held = { content: undefined, swapped: false, mask: undefined, xor: undefined };
const WORDS_PER_REGISTER = 4;

/**
 * The registers as iptables follows them. Only what loads something that iptables knows clears a register: behind any other
 * expression it still takes the register for what it held before.
 */
export class FollowedRegisters {
  readonly #held = new Map<number, Held>();

  get(register: Register): Held {
    return this.#held.get(slotOf(register)) ?? EMPTY;
  }

  load(register: Register, content: Content): void {
    this.#held.set(slotOf(register), { content, swapped: false, mask: undefined, xor: undefined });
  }

  swap(register: Register): void {
    const held = this.get(register);
    this.#held.set(slotOf(register), { ...held, swapped: !held.swapped });
  }

  /** A mask is kept beside what the register holds. */
  mask(from: Register, to: Register, mask: Data, xor: Data): void {
    this.#held.set(slotOf(to), { ...this.get(from), mask, xor });
  }
}

/** Registers of 16 bytes and their 4-byte parts are kept apart, each at the place of its first part. */
function slotOf(register: Register): number {
  if (register < WORDS_PER_REGISTER + 1) return register === 0 ? 0 : 1 + WORDS_PER_REGISTER * (register - 1);
  return register - 2 * WORDS_PER_REGISTER;
}
