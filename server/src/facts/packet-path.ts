import data from './packet-path.json';

/** Chains of prerouting and output above this priority see the connection of a packet. */
export const CONNTRACK_PRIORITY: number = data.conntrackPriority;
/** Where translations are made, by hook. */
export const NAT_PRIORITIES: Readonly<Record<string, number>> = data.natPriorities;
/** Priorities of bridge forward chains that IP packets pass by while bridge-nf-call-iptables is on. */
export const BRIDGE_NETFILTER: { readonly from: number; readonly to: number } = data.bridgeNetfilter;
export const CONNECTION_STATE = data.state;
export const CONNECTION_STATUS = data.status;
/** What `fib … type` answers. */
export const ADDRESS_TYPE = data.addressTypes;
export const TCP_FLAGS = data.tcpFlags;
/** Ports that programs get that ask for none. */
export const EPHEMERAL_PORTS: readonly [number, number] = data.ephemeralPorts as [number, number];
export const PROTOCOL_NUMBERS: Readonly<Record<string, number>> = data.protocols;
export const NFPROTO_NUMBERS: Readonly<Record<4 | 6, number>> = data.nfproto;
/** What a program is told whose connection is rejected, by the message that the rule sends. */
export const REJECT_ANSWERS: Readonly<Record<string, string>> = data.rejectAnswers;
/** The ICMPv6 type with which a neighbour asks for a hardware address. */
export const NEIGHBOUR_SOLICITATION: number = data.icmpv6NeighbourSolicitation;
export const ETHER_TYPES: Readonly<Record<4 | 6, number>> = data.etherTypes;
