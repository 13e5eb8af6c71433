import type { NetlinkExpr, Register } from './netlink.ts';

/** Register space is counted in words of 4 bytes, 16 of them; a value takes whole 16-byte registers unless it is joined of parts. */
const WORDS_PER_REGISTER = 4;

/** Gives out registers in the order nft does, and collects the expressions that use them. */
export class Registers {
  readonly expressions: NetlinkExpr[] = [];
  #next = 0;

  /** Takes room for a value; the number is of the first word. */
  take(words = WORDS_PER_REGISTER): number {
    const word = this.#next;
    this.#next += words;
    return word;
  }

  release(words = WORDS_PER_REGISTER): void {
    this.#next -= words;
  }

  add(expression: NetlinkExpr): void {
    this.expressions.push(expression);
  }
}

/** A register's number in netlink, from the word it begins with. */
export function registerOf(word: number): Register {
  return word % WORDS_PER_REGISTER === 0 ? 1 + word / WORDS_PER_REGISTER : 8 + word;
}
