/** Length of a comparison of whole pieces, which is much faster than one of single characters. */
const CHUNK = 1 << 14;

/** How two texts differ, as one replacement: what is equal at both ends is left out. Offsets are UTF-16 units. */
export interface TextChange {
  readonly start: number;
  /** Where what was replaced ends in the text before. */
  readonly oldEnd: number;
  /** Where what replaces it ends in the text after. */
  readonly newEnd: number;
}

/** The smallest single replacement that makes one text of another. Of equal texts it is empty and stands at the end. */
export function changeBetween(before: string, after: string): TextChange {
  const start = commonPrefix(before, after);
  const tail = commonSuffix(before, after, start);
  return { start, oldEnd: before.length - tail, newEnd: after.length - tail };
}

function commonPrefix(a: string, b: string): number {
  const shorter = Math.min(a.length, b.length);
  let at = 0;
  while (at + CHUNK <= shorter && a.slice(at, at + CHUNK) === b.slice(at, at + CHUNK)) at += CHUNK;
  while (at < shorter && a.charCodeAt(at) === b.charCodeAt(at)) at++;
  return at;
}

/** What two texts end with in common, behind what they begin with in common. */
function commonSuffix(a: string, b: string, prefix: number): number {
  const shorter = Math.min(a.length, b.length) - prefix;
  let tail = 0;
  while (tail + CHUNK <= shorter) {
    const fromA = a.length - tail - CHUNK;
    const fromB = b.length - tail - CHUNK;
    if (a.slice(fromA, fromA + CHUNK) !== b.slice(fromB, fromB + CHUNK)) break;
    tail += CHUNK;
  }
  while (tail < shorter && a.charCodeAt(a.length - 1 - tail) === b.charCodeAt(b.length - 1 - tail)) tail++;
  return tail;
}
