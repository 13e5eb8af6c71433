import type { Family } from '../ast.ts';

/** The layers of a packet that a rule can already know about. */
export type Layer = 'link' | 'network' | 'transport';

/** Headers by the word that names them, with their layer. */
const HEADERS: Readonly<Record<string, Layer>> = {
  ether: 'link',
  vlan: 'link',
  arp: 'network',
  ip: 'network',
  ip6: 'network',
  icmp: 'transport',
  igmp: 'transport',
  icmpv6: 'transport',
  ah: 'transport',
  esp: 'transport',
  comp: 'transport',
  udp: 'transport',
  udplite: 'transport',
  tcp: 'transport',
  dccp: 'transport',
  sctp: 'transport',
  gre: 'transport',
};

/** What a value of a protocol field says about the layer above, by number. */
const BY_PROTOCOL_NUMBER: Readonly<Record<string, string>> = {
  '1': 'icmp',
  '2': 'igmp',
  '6': 'tcp',
  '17': 'udp',
  '33': 'dccp',
  '47': 'gre',
  '50': 'esp',
  '51': 'ah',
  '58': 'icmpv6',
  '108': 'comp',
  '132': 'sctp',
  '136': 'udplite',
};
const BY_ETHER_TYPE: Readonly<Record<string, string>> = {
  [String(0x0800)]: 'ip',
  [String(0x0806)]: 'arp',
  [String(0x86dd)]: 'ip6',
  [String(0x8100)]: 'vlan',
  [String(0x88a8)]: 'vlan',
};
/** Messages that belong to one network protocol. */
const NETWORK_OF: Readonly<Record<string, string>> = { icmp: 'ip', igmp: 'ip', icmpv6: 'ip6' };
/** ARPHRD_ETHER */
const ETHERNET = '1';
/** What stands for a header that nft has no name for. */
const OTHER = 'another protocol';
const BY_NFPROTO: Readonly<Record<string, string>> = { '2': 'ip', '10': 'ip6' };

/** A header that a rule says it wants, although an earlier match said there is another one in its place. */
export interface Conflict {
  readonly layer: Layer;
  readonly known: string;
  readonly wanted: string;
  /** The table's family knows, rather than a match of the rule. */
  readonly byFamily: boolean;
}

/**
 * What the matches of a rule so far say about a packet's headers. nft adds the matches that a header needs (`tcp dport` adds
 * "the protocol is TCP") and refuses a rule that wants two headers in one place.
 */
export class ProtocolContext {
  #link: string | undefined;
  #network: string | undefined;
  #transport: string | undefined;
  #familyNetwork = false;
  #transportMatched = false;
  /** The type field of the Ethernet header was compared: there is no tag between it and the network header. */
  #etherType = false;
  readonly #icmpTypes = new Map<string, bigint>();

  constructor(readonly family: Family) {
    switch (family) {
      case 'ip':
      case 'ip6':
      case 'arp':
        this.#network = family;
        this.#familyNetwork = true;
        break;
      case 'bridge':
      case 'netdev':
        this.#link = 'ether';
        break;
      default:
        break;
    }
  }

  /** Network protocol, when it is known: ip, ip6, arp. */
  get network(): string | undefined {
    return this.#network;
  }

  get transport(): string | undefined {
    return this.#transport;
  }

  /** True when the rule has matched on the transport protocol, be it in a way that leaves several possible. */
  get transportKnown(): boolean {
    return this.#transport !== undefined || this.#transportMatched;
  }

  /** The rule has compared the transport protocol with something. */
  matchTransport(): void {
    this.#transportMatched = true;
  }

  /** A field of a header is used: its header must be there from now on. */
  use(header: string): Conflict | undefined {
    const layer = HEADERS[header];
    switch (layer) {
      case 'network':
        return this.#useNetwork(header);
      case 'transport':
        return this.#useTransport(header);
      case 'link':
        if (this.#link === OTHER) return { layer: 'link', known: OTHER, wanted: header, byFamily: false };
        if (header === 'vlan' && this.#link !== 'vlan' && this.#etherType && this.#network)
          return { layer: 'link', known: this.#network, wanted: 'vlan', byFamily: false };
        this.#link = header;
        return undefined;
      default:
        return undefined;
    }
  }

  #useNetwork(header: string): Conflict | undefined {
    if (this.#network !== undefined && this.#network !== header)
      return { layer: 'network', known: this.#network, wanted: header, byFamily: this.#familyNetwork };
    if (this.#network === undefined && this.#link === OTHER)
      return { layer: 'link', known: OTHER, wanted: header, byFamily: false };
    if (header === 'arp' && this.family === 'inet') return { layer: 'network', known: 'inet', wanted: 'arp', byFamily: true };
    this.#network = header;
    return undefined;
  }

  #useTransport(header: string): Conflict | undefined {
    if (this.#transport !== undefined && this.#transport !== header)
      return { layer: 'transport', known: this.#transport, wanted: header, byFamily: false };
    if (this.#transport === undefined && this.#network === 'arp')
      return { layer: 'network', known: 'arp', wanted: header, byFamily: this.#familyNetwork };
    // With the match on the transport protocol, nft adds one on the network protocol that the message belongs to.
    if (this.#transport === undefined) this.#network ??= NETWORK_OF[header];
    this.#transport = header;
    return undefined;
  }

  /** A field that names the next protocol was compared for equality with a number. */
  learn(selector: string, value: bigint): Conflict | undefined {
    const key = String(value);
    switch (selector) {
      case 'ip protocol':
      case 'ip6 nexthdr':
      case 'meta l4proto':
        return this.#learnTransport(BY_PROTOCOL_NUMBER[key] ?? (selector === 'meta l4proto' ? OTHER : undefined));
      case 'ether type':
      case 'vlan type':
      case 'meta protocol':
        if (selector === 'ether type') this.#etherType = true;
        return this.#learnEtherType(BY_ETHER_TYPE[key] ?? (this.#needsEtherType(selector) ? OTHER : undefined));
      case 'meta nfproto':
        if (!this.#familyNetwork) this.#network = BY_NFPROTO[key] ?? OTHER;
        return undefined;
      case 'meta iiftype':
        if ((this.family === 'inet' || this.family === 'netdev') && key !== ETHERNET) this.#link = OTHER;
        return undefined;
      case 'icmp type':
      case 'icmpv6 type':
        this.#icmpTypes.set(selector.slice(0, -5), value);
        return undefined;
      default:
        return undefined;
    }
  }

  /** True when nft takes a number that it has no name for as the network protocol, so that no other can follow. */
  #needsEtherType(selector: string): boolean {
    switch (this.family) {
      case 'bridge':
        return selector !== 'ether type';
      case 'netdev':
        return true;
      case 'inet':
        return selector !== 'meta protocol';
      default:
        return false;
    }
  }

  /** The ICMP message type that the rule has matched, for `icmp` or `icmpv6`. */
  icmpType(header: string): bigint | undefined {
    return this.#icmpTypes.get(header);
  }

  #learnTransport(protocol: string | undefined): Conflict | undefined {
    if (protocol === undefined) return undefined;
    this.#transport = protocol;
    return undefined;
  }

  #learnEtherType(protocol: string | undefined): Conflict | undefined {
    if (protocol === undefined) return undefined;
    if (protocol === 'vlan') this.#link = 'vlan';
    else if (!this.#familyNetwork) this.#network = protocol;
    return undefined;
  }

  /** True when the link layer is known to carry a VLAN tag. */
  get isVlan(): boolean {
    return this.#link === 'vlan';
  }
}

/** The header that a payload selector reads, or undefined for raw offsets and `th`. */
export function headerOf(selector: string): string | undefined {
  const word = selector.slice(0, selector.indexOf(' '));
  return HEADERS[word] ? word : undefined;
}
