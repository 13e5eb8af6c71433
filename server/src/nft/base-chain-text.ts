import { PRIORITIES } from '../facts/nft.ts';

/** Priorities this near to one with a name are written with it: `filter - 1`. */
const NEAR = 10;

/** A priority as nft writes it for a hook: by its name where it has or is near one, else the number. */
export function priorityText(family: string, hook: string, priority: number): string {
  const names = Object.entries(PRIORITIES[`${family}/${hook}`] ?? {});
  const exact = names.find(([, value]) => value === priority)?.[0];
  if (exact !== undefined) return exact;
  const near = names.find(([, value]) => Math.abs(value - priority) <= NEAR);
  if (!near) return `${priority}`;
  const [name, value] = near;
  return `${name} ${priority < value ? '-' : '+'} ${Math.abs(priority - value)}`;
}

/** The line that hangs a chain on a hook, with its semicolon. */
export function hookText(
  family: string,
  base: { readonly type: string; readonly hook: string; readonly priority: number },
): string {
  return `type ${base.type} hook ${base.hook} priority ${priorityText(family, base.hook, base.priority)};`;
}
