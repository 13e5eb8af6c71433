import type { FirewallBackendSetting } from '../../../server/src/base/settings.ts';

/** An engine that the records were made with. */
export interface Flavour {
  readonly name: string;
  /** The name of its reference results. */
  readonly reference: string;
  readonly docker: string;
  readonly backend: FirewallBackendSetting & ('iptables-nft' | 'nftables');
  readonly iptables: string;
}

/** The versions that stand behind the short names. */
const ENGINES: Readonly<Record<string, string>> = { 28: '28.5.2', 29: '29.7.2' };
const IPTABLES = '1.8.13';

/** Reads the name of a flavour: `29-nftables`, `28-iptables with iptables 1.8.9 (Debian 12)`. */
export function flavourOf(name: string): Flavour {
  const match = /^(\d+)-(iptables|nftables)/.exec(name);
  if (!match) throw new Error(`unknown engine ${name}`);
  return {
    name,
    reference: match[0],
    docker: ENGINES[match[1]!] ?? match[1]!,
    backend: match[2] === 'nftables' ? 'nftables' : 'iptables-nft',
    iptables: /iptables (\d[\d.]*)/.exec(name)?.[1] ?? IPTABLES,
  };
}
