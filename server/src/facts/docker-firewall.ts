import data from './docker-firewall.json';

/** A chain that Docker makes, rewrites and, but for its user chain, flushes at start. */
export interface DockerChainFact {
  readonly table: string;
  readonly name: string;
  readonly purpose: string;
  readonly since?: string;
  readonly until?: string;
}

interface BaseChainFact {
  readonly name: string;
  readonly type: string;
  readonly hook: string;
  readonly priority: number;
}

interface DockerTablesFact {
  readonly iptables: {
    /** The chain for the user's own rules. */
    readonly userChain: string;
    /** The chain that FORWARD jumps to, with all forward rules of Docker. */
    readonly jumpChain: string;
    /** A priority on hook forward before that of Docker's rules, with both backends. */
    readonly beforeForward: number;
    readonly noIsolationSince: string;
    /** The tables of iptables in which it has rules. */
    readonly tables: readonly string[];
    readonly chains: readonly DockerChainFact[];
  };
  readonly nftables: {
    readonly since: string;
    readonly table: string;
    readonly otherTables: readonly { readonly name: string; readonly purpose: string; readonly since?: string }[];
    readonly baseChains: readonly BaseChainFact[];
    readonly natChain: string;
    readonly maps: Readonly<Record<BridgeChainKind, string>>;
    readonly bridgeChains: Readonly<Record<BridgeChainKind, string>>;
  };
}

export type BridgeChainKind = 'forwardIn' | 'forwardOut' | 'postroutingIn' | 'postroutingOut';

/** Names of what Docker writes into the ruleset, for both backends. */
export const DOCKER_TABLES: DockerTablesFact = data;

/** The builtin chains of iptables by table and name: type, hook, priority. */
export const IPTABLES_BUILTINS = data.builtins as unknown as Readonly<
  Record<string, Readonly<Record<string, readonly [type: string, hook: string, priority: number]>>>
>;

/** Names that every nft prints for priorities of families ip and ip6; those without a hook are right on every hook. */
export const PRIORITY_NAMES: readonly { readonly name: string; readonly priority: number; readonly hook?: string }[] =
  data.priorityNames;

/** What fails when Docker cannot get a builtin chain of iptables: the daemon's start, or the start of a container. */
export type BuiltinNeed = 'daemon' | 'container';

/** What of Docker needs a builtin chain of iptables; undefined: Docker leaves it alone. */
export function builtinNeed(table: string, chain: string): BuiltinNeed | undefined {
  const { daemon, container } = data.needs as Readonly<Record<BuiltinNeed, Readonly<Record<string, readonly string[]>>>>;
  if (daemon[table]?.includes(chain)) return 'daemon';
  return container[table]?.includes(chain) ? 'container' : undefined;
}

/** Names of bridges that nobody named: a prefix, and hexadecimal digits of the network's id. */
export const GENERATED_BRIDGE: { readonly prefix: string; readonly digits: number } = data.generatedBridge;
