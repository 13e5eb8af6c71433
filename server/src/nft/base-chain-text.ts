import { PRIORITIES } from '../facts/nft.ts';

/** A priority as nft writes it for a hook: by its name where it has one, else the number. */
export function priorityText(family: string, hook: string, priority: number): string {
  const names = PRIORITIES[`${family}/${hook}`] ?? {};
  return Object.entries(names).find(([, value]) => value === priority)?.[0] ?? `${priority}`;
}

/** The line that hangs a chain on a hook, with its semicolon. */
export function hookText(
  family: string,
  base: { readonly type: string; readonly hook: string; readonly priority: number },
): string {
  return `type ${base.type} hook ${base.hook} priority ${priorityText(family, base.hook, base.priority)};`;
}
