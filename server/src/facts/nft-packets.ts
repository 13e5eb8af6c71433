import data from './nft/packets.json' with { type: 'json' };

/** Protocol numbers by the word that names the header in nft. */
export const TRANSPORTS: Readonly<Record<string, number>> = data.transports;
/** Transport headers that nft takes for part of one network protocol, and adds a match on that protocol for. */
export const TRANSPORT_NETWORKS: Readonly<Record<string, string>> = data.transportNetworks;
/** How network protocols are numbered in `meta nfproto` and in `meta protocol` and `ether type`. */
export const NETWORKS: Readonly<Record<string, { readonly nfproto?: number; readonly etherType: number }>> = data.networks;
/** Message types that have a field of ICMP or ICMPv6; nft adds a match on the type to a rule that reads the field. */
export const ICMP_FIELD_TYPES: Readonly<Record<string, readonly number[]>> = data.icmpFieldTypes;
/** Values of `ether type` that announce a VLAN tag. */
export const VLAN_ETHER_TYPES: readonly number[] = data.vlanEtherTypes;
/** `meta iiftype` of Ethernet, which nft asks for before it reads an Ethernet header in a table of a network family. */
export const ETHER_LINK_TYPE: number = data.etherLinkType;
/** Fields that lie at the start of every header with ports: `th sport` and `th dport`. */
export const PORT_SELECTORS: ReadonlySet<string> = new Set(data.ports);
/** Second names of selectors that nft still takes. */
export const SYNONYMS: Readonly<Record<string, string>> = data.synonyms;
/** Raw payload expressions that read the ports. */
export const RAW_PORTS: Readonly<Record<string, string>> = data.rawPorts;
/** IPv6 next headers behind which another header can follow: with them `ip6 nexthdr` says nothing of the transport protocol. */
export const IP6_EXTENSIONS: ReadonlySet<number> = new Set(data.ip6Extensions);
/** All values that a field can have, where they are few. */
export const DOMAINS: Readonly<Record<string, readonly number[]>> = data.domains;
/** The interface that every network namespace has. */
export const LOOPBACK: { readonly name: string; readonly index: number } = data.loopback;
/** Selectors that can give another answer when they are asked again for the same packet. */
export const CHANGING_SELECTORS: readonly string[] = data.changing;
/** Where the kernel's own work stands among the chains of a hook. Source: include/uapi/linux/netfilter_ipv4.h, netfilter_bridge.h. */
export const HOOK_PRIORITIES: {
  readonly conntrack: number;
  readonly dstnat: number;
  readonly srcnat: number;
  readonly bridgeNetfilter: number;
} = data.hookPriorities;
/** Values of `ct state`. */
export const CT_STATES: {
  readonly invalid: number;
  readonly established: number;
  readonly related: number;
  readonly new: number;
  readonly untracked: number;
} = data.ctStates;
/** Bits of `ct status`. */
export const CT_STATUS_BITS = data.ctStatus;
/** Message types of requests and their replies. */
export const ECHO_TYPES: Readonly<Record<string, { readonly request: number; readonly reply: number }>> = data.echo;
/** Messages of IPv6 neighbour discovery and multicast that are never tracked. */
export const UNTRACKED_ICMPV6: readonly number[] = data.untrackedIcmpv6;
/** Selectors that have a value for every packet. */
export const ALWAYS_THERE: readonly string[] = data.always;
/** `family/hook` where a packet has no incoming, or no outgoing interface: its name is empty there, and its index 0. */
export const NO_INTERFACE: { readonly incoming: readonly string[]; readonly outgoing: readonly string[] } = data.noInterface;
/** Names of interfaces that programs make after the firewall is loaded at boot, and take away again; `*` stands for any ending. */
export const MADE_LATER: readonly string[] = data.madeLater;
/**
 * Values of fields of traffic that comes to a host: ports that Linux gives to outgoing connections (ip_local_port_range), ports of
 * services (all but those of DHCP clients), addresses of other hosts, RTN_LOCAL, types of neighbour discovery (RFC 4861).
 */
export const INPUT_TRAFFIC = data.inputTraffic;
