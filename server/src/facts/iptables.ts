import data from './iptables.json' with { type: 'json' };

/** Since which version of iptables something is so, by what it is. */
export const IPTABLES_SINCE: Readonly<Record<keyof typeof data.since, string>> = data.since;
/** Names of the tables that iptables knows, in the order iptables-save writes them. */
export const IPTABLES_TABLES: readonly string[] = data.tables.names;
/** Hooks in the order in which iptables lists builtin chains. */
export const IPTABLES_HOOKS: readonly string[] = data.hooks.names;
/** Names of netlink expressions that iptables lists without conditions. */
export const IPTABLES_EXPRESSIONS: ReadonlySet<string> = new Set(data.expressions.names);
/** Protocols that iptables has own names for, by number. */
export const IPTABLES_PROTOCOLS: Readonly<Record<string, string>> = data.protocols.names;
/** Names of -m pkttype by number. */
export const IPTABLES_PACKET_TYPES: readonly string[] = data.packetTypes.names;
/** Names of TCP flags, from the lowest bit. */
export const IPTABLES_TCP_FLAGS: readonly string[] = data.tcpFlags.names;
/** Chains in which iptables takes no -o, and those in which it takes no -i. */
export const OUTPUTLESS_CHAINS: readonly string[] = data.outputlessChains.names;
export const INPUTLESS_CHAINS: readonly string[] = data.inputlessChains.names;
/** The largest burst that -m limit takes. */
export const MAX_LIMIT_BURST: number = data.limits.burst;
/** Targets that work on one hook only. */
export const TARGET_HOOKS: Readonly<Record<string, string>> = data.targetHooks.names;
