import { BRIDGE_NAME_OPTION, PARENT_OPTION } from '../facts/network-options.ts';
import type { Host } from '../host/host.ts';
import type { NftFile } from '../nft/file.ts';

/** An interface that some file of a host names. */
export interface NamedInterface {
  readonly name: string;
  /** Who names it, for people. */
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
  for (const { parts } of host.nft)
    for (const part of parts)
      for (const name of interfacesIn(part))
        if (!found.has(name) && name !== 'lo')
          add(name, `matched in ${part.file.slice(part.file.lastIndexOf('/') + 1)}`, isBridgeLike(name), false);
  return [...found.values()];
}

function isBridgeLike(name: string): boolean {
  return /^(?:br|docker)/.test(name);
}

const MATCH = /\b[io]ifname\s+(?:[!=]=\s*)?(\{[^}]*\}|"[^"\n]*"|[\w.-]+)/g;
const known = new WeakMap<NftFile, ReadonlySet<string>>();

/** Names behind `iifname` and `oifname` in an nftables file, without patterns. Read off the text, so that unfinished files count too. */
function interfacesIn(file: NftFile): ReadonlySet<string> {
  let names = known.get(file);
  if (!names) {
    const found = [...file.text.matchAll(MATCH)].flatMap((match) => [...match[1]!.matchAll(/"([^"]+)"|([\w.-]+)/g)]);
    names = new Set(found.map((match) => match[1] ?? match[2]!).filter((name) => !name.includes('*')));
    known.set(file, names);
  }
  return names;
}
