/** Which program writes Docker's firewall rules; `auto` is answered from daemon.json, flags and the Docker version. */
export const FIREWALL_BACKENDS = ['auto', 'iptables-nft', 'iptables-legacy', 'nftables'] as const;
export type FirewallBackendSetting = (typeof FIREWALL_BACKENDS)[number];

/** Versions of the programs on the host that the files are meant for; undefined: the newest that Bridgekeeper knows. */
export interface ProgramVersions {
  readonly nft?: string | undefined;
  readonly docker?: string | undefined;
  readonly iptables?: string | undefined;
}

/** What is known to exist on a host. A part that is left out is unknown, and nothing is concluded from it. */
export interface HostInventory {
  /** Addresses (`192.0.2.1/24`) by interface: all interfaces but those that Docker makes. */
  readonly interfaces?: Readonly<Record<string, readonly string[]>>;
  /** Absolute paths: all programs and certificates that a configuration may name. */
  readonly files?: readonly string[];
  /** Names of all users. */
  readonly users?: readonly string[];
}

/** What the user may tell about one host beyond its files. Same names in `.bridgekeeper.jsonc` and in the editor's settings. */
export interface HostSettings {
  readonly firewallBackend: FirewallBackendSetting;
  readonly versions: ProgramVersions;
  /** Folders, relative to the host's root, in which nft's `include` looks. */
  readonly includePaths: readonly string[];
  /** nft variables that are set outside the files (`nft -D NAME=VALUE`). */
  readonly defines: Readonly<Record<string, string>>;
  /** `PREFIX # note` lines: address space that Docker must not use. */
  readonly reservedSubnets: readonly string[];
  readonly inventory: HostInventory;
}

export const DEFAULT_HOST_SETTINGS: HostSettings = {
  firewallBackend: 'auto',
  versions: {},
  includePaths: ['etc'],
  defines: {},
  reservedSubnets: [],
  inventory: {},
};
