/** A short fingerprint of a text: 16 hexadecimal digits, the same everywhere. Not for secrets. */
export function hashText(text: string): string {
  let a = 0x811c9dc5;
  let b = 0x9e3779b9;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    a = Math.imul(a ^ c, 0x01000193);
    b = Math.imul(b ^ c, 0x85ebca6b);
    b ^= b >>> 13;
  }
  return hex(a) + hex(b ^ Math.imul(a, 0xc2b2ae35));
}

function hex(word: number): string {
  return (word >>> 0).toString(16).padStart(8, '0');
}
