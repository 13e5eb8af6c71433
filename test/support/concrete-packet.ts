import { SELECTORS } from '../../server/src/facts/nft.ts';
import { IP6_EXTENSIONS, NETWORKS, VLAN_ETHER_TYPES } from '../../server/src/facts/nft-packets.ts';
import type { Loaded } from './netlink-vm.ts';

/** Where headers hold what: base, first bit, number of bits. Source: RFC 791, 8200, 9293, 768, 792, 4443, 826; IEEE 802.3, 802.1Q. */
const LAYOUT: Readonly<Record<string, readonly ['link' | 'network' | 'transport', number, number]>> = {
  'ether daddr': ['link', 0, 48],
  'ether saddr': ['link', 48, 48],
  'ether type': ['link', 96, 16],
  'vlan pcp': ['link', 112, 3],
  'vlan dei': ['link', 115, 1],
  'vlan id': ['link', 116, 12],
  'vlan type': ['link', 128, 16],
  'vlan vlan pcp': ['link', 144, 3],
  'vlan vlan dei': ['link', 147, 1],
  'vlan vlan id': ['link', 148, 12],
  'vlan vlan type': ['link', 160, 16],
  'arp htype': ['network', 0, 16],
  'arp ptype': ['network', 16, 16],
  'arp hlen': ['network', 32, 8],
  'arp plen': ['network', 40, 8],
  'arp operation': ['network', 48, 16],
  'arp saddr ether': ['network', 64, 48],
  'arp saddr ip': ['network', 112, 32],
  'arp daddr ether': ['network', 144, 48],
  'arp daddr ip': ['network', 192, 32],
  'ip version': ['network', 0, 4],
  'ip hdrlength': ['network', 4, 4],
  'ip dscp': ['network', 8, 6],
  'ip ecn': ['network', 14, 2],
  'ip length': ['network', 16, 16],
  'ip id': ['network', 32, 16],
  'ip frag-off': ['network', 48, 16],
  'ip ttl': ['network', 64, 8],
  'ip checksum': ['network', 80, 16],
  'ip saddr': ['network', 96, 32],
  'ip daddr': ['network', 128, 32],
  'ip6 version': ['network', 0, 4],
  'ip6 dscp': ['network', 4, 6],
  'ip6 ecn': ['network', 10, 2],
  'ip6 flowlabel': ['network', 12, 20],
  'ip6 length': ['network', 32, 16],
  'ip6 nexthdr': ['network', 48, 8],
  'ip6 hoplimit': ['network', 56, 8],
  'ip6 saddr': ['network', 64, 128],
  'ip6 daddr': ['network', 192, 128],
  'th sport': ['transport', 0, 16],
  'th dport': ['transport', 16, 16],
  'tcp sequence': ['transport', 32, 32],
  'tcp ackseq': ['transport', 64, 32],
  'tcp doff': ['transport', 96, 4],
  'tcp reserved': ['transport', 100, 4],
  'tcp flags': ['transport', 104, 8],
  'tcp window': ['transport', 112, 16],
  'tcp checksum': ['transport', 128, 16],
  'tcp urgptr': ['transport', 144, 16],
  'udp length': ['transport', 32, 16],
  'udp checksum': ['transport', 48, 16],
  'udplite csumcov': ['transport', 32, 16],
  'udplite checksum': ['transport', 48, 16],
  'sctp vtag': ['transport', 32, 32],
  'sctp checksum': ['transport', 64, 32],
  'dccp type': ['transport', 67, 4],
  'icmp type': ['transport', 0, 8],
  'icmp code': ['transport', 8, 8],
  'icmp checksum': ['transport', 16, 16],
  'icmp id': ['transport', 32, 16],
  'icmp sequence': ['transport', 48, 16],
  'icmp gateway': ['transport', 32, 32],
  'icmp mtu': ['transport', 48, 16],
  'icmpv6 type': ['transport', 0, 8],
  'icmpv6 code': ['transport', 8, 8],
  'icmpv6 checksum': ['transport', 16, 16],
  'icmpv6 param-problem': ['transport', 32, 32],
  'icmpv6 mtu': ['transport', 32, 32],
  'icmpv6 id': ['transport', 32, 16],
  'icmpv6 sequence': ['transport', 48, 16],
  'icmpv6 max-delay': ['transport', 32, 16],
  'icmpv6 taddr': ['transport', 64, 128],
  'icmpv6 daddr': ['transport', 192, 128],
  'igmp type': ['transport', 0, 8],
  'igmp mrt': ['transport', 8, 8],
  'igmp checksum': ['transport', 16, 16],
  'igmp group': ['transport', 32, 32],
  'ah nexthdr': ['transport', 0, 8],
  'ah hdrlength': ['transport', 8, 8],
  'ah reserved': ['transport', 16, 16],
  'ah spi': ['transport', 32, 32],
  'ah sequence': ['transport', 64, 32],
  'esp spi': ['transport', 0, 32],
  'esp sequence': ['transport', 32, 32],
  'comp nexthdr': ['transport', 0, 8],
  'comp flags': ['transport', 8, 8],
  'comp cpi': ['transport', 16, 16],
  'gre version': ['transport', 13, 3],
  'gre flags': ['transport', 0, 5],
  'gre protocol': ['transport', 16, 16],
};

const BYTES = 80;

/** A packet with bytes in every header and a value for everything else that can be asked. */
export class ConcretePacket {
  readonly bytes = {
    link: new Uint8Array(BYTES),
    network: new Uint8Array(BYTES),
    transport: new Uint8Array(BYTES),
  };
  /** By field name: `meta mark`, `ct state`, `fib daddr type`. */
  readonly values = new Map<string, bigint>();

  /** The value of a field, by its name; undefined when this kind of packet does not tell. */
  field(key: string): bigint | undefined {
    const known = this.values.get(key);
    if (known !== undefined) return known;
    const place = LAYOUT[key] ?? LAYOUT[key.replace(/^(vlan )+(?=vlan |(ip|ip6|th|tcp|udp|icmp|icmpv6) )/, '')];
    if (place) return bits(this.bytes[place[0]], place[1], place[2]);
    const raw = /^@(ll|nh|th),(\d+),(\d+)$/.exec(key);
    if (!raw) return undefined;
    return bits(this.bytes[raw[1] === 'll' ? 'link' : raw[1] === 'nh' ? 'network' : 'transport'], Number(raw[2]), Number(raw[3]));
  }

  /** What a load instruction reads ({@link loadedBy}); undefined when this kind of packet does not tell. */
  load(what: string): Loaded | undefined {
    const payload = payloadOf(what);
    if (payload) return { value: bits(this.bytes[payload.base], payload.offset * 8, payload.length * 8), bytes: payload.length };
    const key = keyOfLoad(what);
    if (key === undefined) return undefined;
    const asked = key.replace(/ present$/, '');
    const value = this.values.get(asked) ?? this.values.get(asked.replace(/ oif$/, ' check'));
    if (value === undefined) return undefined;
    if (key.endsWith(' present')) return { value: value === 0n ? 0n : 1n, bytes: 1 };
    const length = SELECTORS[key.replace(/^ct reply /, 'ct original ')]?.bits;
    return { value, bytes: length === undefined ? 4 : Math.ceil(length / 8) };
  }

  /** Writes the value that a load instruction is to read. */
  store(what: string, value: bigint): void {
    const payload = payloadOf(what);
    if (payload) {
      for (let i = 0; i < payload.length; i++)
        this.bytes[payload.base][payload.offset + i] = Number((value >> BigInt(8 * (payload.length - 1 - i))) & 0xffn);
      return;
    }
    const key = keyOfLoad(what);
    if (key === undefined) return;
    this.values.set(key.replace(/ present$/, ''), value);
    if (key.endsWith(' oif present')) this.values.set(key.replace(/ oif present$/, ' check'), value);
  }

  /**
   * Makes the protocol numbers of the headers and of `meta` say the same.
   * @param family of the table that the packet is for
   */
  settle(family: string): void {
    const { values, bytes } = this;
    const put = (base: 'link' | 'network', at: number, value: number, length: number) => {
      for (let i = 0; i < length; i++) bytes[base][at + i] = (value >> (8 * (length - 1 - i))) & 0xff;
    };
    const fixed = family === 'ip' ? 2 : family === 'ip6' ? 10 : undefined;
    let nfproto = fixed ?? Number(values.get('meta nfproto') ?? 2n);
    if (family === 'bridge' || family === 'netdev') {
      const type = Number(bits(bytes.link, 96, 16));
      // A frame with a tag shows the tag's type; without one both say the same.
      if (!VLAN_ETHER_TYPES.includes(type)) put('link', 12, Number(values.get('meta protocol') ?? 0x800n), 2);
      else values.set('meta protocol', BigInt(type));
      nfproto = 0;
      const network = Number(values.get('meta protocol') ?? 0n);
      if (network === NETWORKS.ip!.etherType) nfproto = 2;
      if (network === NETWORKS.ip6!.etherType) nfproto = 10;
    } else if (family !== 'arp') {
      if (nfproto !== 2 && nfproto !== 10) nfproto = 2;
      values.set('meta nfproto', BigInt(nfproto));
      values.set('meta protocol', BigInt(nfproto === 2 ? NETWORKS.ip!.etherType : NETWORKS.ip6!.etherType));
    }
    const l4 = Number(values.get('meta l4proto') ?? 6n);
    if (nfproto === 2) bytes.network[9] = l4;
    if (nfproto === 10) {
      const next = bytes.network[6]!;
      if (!IP6_EXTENSIONS.has(next)) values.set('meta l4proto', BigInt(next));
    }
  }
}

function bits(bytes: Uint8Array, from: number, count: number): bigint {
  let value = 0n;
  const first = from >> 3;
  const last = (from + count - 1) >> 3;
  for (let i = first; i <= last; i++) value = (value << 8n) | BigInt(bytes[i] ?? 0);
  const behind = BigInt((last + 1) * 8 - (from + count));
  return (value >> behind) & ((1n << BigInt(count)) - 1n);
}

function payloadOf(what: string): { base: 'link' | 'network' | 'transport'; offset: number; length: number } | undefined {
  const match = /^payload (\d+)b @ (link|network|transport) header \+ (\d+)$/.exec(what);
  return match ? { base: match[2] as 'link', offset: Number(match[3]), length: Number(match[1]) } : undefined;
}

/** Names of the kernel that are not those of the language. */
const META_NAMES: Readonly<Record<string, string>> = {
  'meta len': 'meta length',
  'meta secpath': 'meta ipsec',
  'meta bri_iifname': 'meta ibrname',
  'meta bri_oifname': 'meta obrname',
};

/** The name of the field that a load instruction reads. */
function keyOfLoad(what: string): string | undefined {
  if (what.startsWith('meta ')) return META_NAMES[what] ?? what;
  const fib = /^fib (.*?) (oif|oifname|type|check)( present)?$/.exec(what);
  if (fib) return `fib ${fib[1]!.split(' . ').sort().join(' . ')} ${fib[2]}${fib[3] ?? ''}`;
  const ct = /^ct (\S+)\s*(?:dir (\w+))?$/.exec(what.replace(',', ''));
  if (!ct) return undefined;
  const [, key = '', direction] = ct;
  const address = /^(src|dst)(?:_(ip6?))?$/.exec(key);
  const name = address
    ? `${address[2] ?? 'ip'} ${address[1] === 'src' ? 'saddr' : 'daddr'}`
    : key.replace(/^proto_/, 'proto-').replace('l3protocol', 'l3proto');
  return `ct ${direction ? `${direction} ` : ''}${name}`;
}
