/** Bytes that the kernel has for an interface name, without the closing zero (IFNAMSIZ - 1). */
export const MAX_INTERFACE_NAME_BYTES = 15;

/** Length in bytes, as the kernel counts. */
export function interfaceNameBytes(name: string): number {
  return new TextEncoder().encode(name).length;
}

/** True when an interface `name` is matched by `pattern`, where one `*` at the end stands for any rest (nft's wildcard). */
export function matchesInterface(pattern: string, name: string): boolean {
  return pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : pattern === name;
}

/** True when some interface name could be matched by both patterns. */
export function interfacePatternsMeet(a: string, b: string): boolean {
  const aWild = a.endsWith('*');
  const bWild = b.endsWith('*');
  if (!aWild) return matchesInterface(b, a);
  if (!bWild) return matchesInterface(a, b);
  const x = a.slice(0, -1);
  const y = b.slice(0, -1);
  return x.startsWith(y) || y.startsWith(x);
}
