import { BRIDGE_NAME_OPTION, PARENT_OPTION } from '../facts/network-options.ts';
import type { Host } from '../host/host.ts';

/** An interface that some file of a host names. */
export interface NamedInterface {
  readonly name: string;
  /** The file that names it, for people. */
  readonly where: string;
  /** Named like a bridge of Docker, or made one by a file here. */
  readonly isBridge: boolean;
  /** True when a file here makes it. */
  readonly isDefined: boolean;
}

/** Interfaces that the files of a host name: bridges and parents of networks, and those that firewall rules match. Each once. */
export function hostInterfaces(host: Host | undefined): NamedInterface[] {
  if (!host) return [];
  const found = new Map<string, NamedInterface>();
  const add = (name: string | undefined, where: string, isBridge: boolean, isDefined: boolean) => {
    if (name && !found.get(name)?.isDefined) found.set(name, { name, where, isBridge, isDefined });
  };
  for (const { label, options } of host.networks)
    for (const { key, value } of options) {
      if (key === BRIDGE_NAME_OPTION) add(value.text, `bridge of ${label}`, true, true);
      if (key === PARENT_OPTION) add(value.text, `parent of ${label}`, false, false);
    }
  return [...found.values()];
}
