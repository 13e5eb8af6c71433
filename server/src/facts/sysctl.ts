import data from './sysctl.json';

/** The kernel's switches for forwarding, by family; several names for one switch, or several that have to agree. */
export const FORWARDING_SYSCTLS = data.forwarding as readonly { readonly family: 4 | 6; readonly keys: readonly string[] }[];
