// What a packet, a connection or a route can be asked for. The fields of each header are those that nft lists.

const words = (text) => choice(...text.trim().split(/\s+/));

const FIELDS = {
  ether: 'saddr daddr type',
  vlan: 'id cfi dei pcp type',
  icmp: 'type code checksum id sequence seq gateway mtu',
  igmp: 'type checksum mrt group',
  ip6: 'version dscp ecn flowlabel length nexthdr hoplimit saddr daddr',
  icmpv6: 'type code checksum param-problem mtu id sequence seq max-delay taddr daddr',
  ah: 'nexthdr hdrlength reserved spi sequence seq',
  esp: 'spi sequence seq',
  comp: 'nexthdr flags cpi',
  udp: 'sport dport length checksum',
  udplite: 'sport dport csumcov checksum',
  th: 'sport dport',
};
const IP_FIELDS = 'version hdrlength dscp ecn length id frag-off ttl protocol checksum saddr daddr';
const TCP_FIELDS = 'sport dport sequence seq ackseq doff reserved flags window checksum urgptr';
const DCCP_FIELDS = 'sport dport type';
const SCTP_FIELDS = 'sport dport vtag checksum';

const header = (name) => seq(name, words(FIELDS[name]));
const arp = () => seq('arp', choice(words('htype ptype hlen plen operation'), seq(words('saddr daddr'), words('ether ip'))));

/** Headers that can stand inside a tunnel of layer 3. */
const innerNetwork = ($) => [
  seq('ip', words(IP_FIELDS)),
  seq('tcp', words(TCP_FIELDS)),
  seq('dccp', words(DCCP_FIELDS)),
  seq('sctp', words(SCTP_FIELDS)),
  $.option_expression,
  ...['icmp', 'igmp', 'ip6', 'icmpv6', 'ah', 'esp', 'comp', 'udp', 'udplite', 'th'].map(header),
];
const innerLink = () => [header('ether'), header('vlan'), arp()];

const TCP_OPTIONS =
  'echo eol fastopen md5sig mptcp maxseg mss nop noop sack-permitted sack-perm sack sack0 sack1 sack2 sack3 timestamp window';
const CHUNK_COMMON = 'type flags length';
const CHUNK_FIELDS = {
  data: 'tsn stream ssn ppid',
  init: 'init-tag a-rwnd num-outbound-streams num-inbound-streams initial-tsn',
  'init-ack': 'init-tag a-rwnd num-outbound-streams num-inbound-streams initial-tsn',
  sack: 'cum-tsn-ack a-rwnd num-gap-ack-blocks num-dup-tsns',
  shutdown: 'cum-tsn-ack',
  ecne: 'lowest-tsn',
  cwr: 'lowest-tsn',
  'asconf-ack': 'seqno',
  'forward-tsn': 'new-cum-tsn',
  asconf: 'seqno',
};
const CHUNKS =
  'data init init-ack sack heartbeat heartbeat-ack abort shutdown shutdown-ack error cookie-echo cookie-ack ecne cwr shutdown-complete asconf-ack forward-tsn asconf';

const META_UNQUALIFIED =
  'mark iif iifname iiftype oif oifname oiftype skuid skgid nftrace rtclassid ibriport ibrname obriport obrname pkttype cpu iifgroup oifgroup cgroup time day hour ipsec secpath';
const META_QUALIFIED =
  'length protocol priority random secmark nfproto l4proto iifkind oifkind ibrpvid ibrvproto sdif sdifname broute ibrhwaddr';

export default {
  // A field of a packet: `ip saddr`, `tcp dport`, `@th,16,16`, `vxlan ip saddr`.
  payload_expression: ($) =>
    choice(
      ...Object.keys(FIELDS).map(header),
      arp(),
      seq('ip', words(IP_FIELDS)),
      seq('tcp', words(TCP_FIELDS)),
      seq('dccp', words(DCCP_FIELDS)),
      seq('sctp', words(SCTP_FIELDS)),
      seq('vxlan', choice('vni', 'flags', ...innerLink(), ...innerNetwork($))),
      seq('geneve', choice('vni', 'type', ...innerLink(), ...innerNetwork($))),
      seq('gre', choice(words('version flags protocol'), ...innerNetwork($))),
      seq('gretap', choice(...innerLink(), ...innerNetwork($))),
      $._raw_payload,
    ),
  _raw_payload: ($) => seq('@', choice('ll', 'nh', 'th', $.identifier), ',', $.number, ',', $.number),

  // A field of an option or a chunk, or whether there is one.
  option_expression: ($) =>
    choice(
      seq('ip', 'option', words('lsrr rr ssrr ra'), optional(words('type length ptr value addr'))),
      seq('tcp', 'option', $._tcp_option),
      seq('tcp', 'option', '@', $._tcp_option_kind, ',', $.number, ',', $.number),
      seq('dccp', 'option', $.number),
      seq('sctp', 'chunk', $._sctp_chunk),
    ),
  // A field of an IPv6 extension header.
  exthdr_expression: ($) =>
    choice(
      seq('hbh', words('nexthdr hdrlength')),
      seq('rt', words('nexthdr hdrlength type seg-left')),
      seq('rt0', 'addr', '[', $.number, ']'),
      seq('rt2', 'addr'),
      seq('srh', choice(words('last-entry flags tag'), seq('sid', '[', $.number, ']'))),
      seq('frag', words('nexthdr reserved frag-off reserved2 more-fragments id')),
      seq('dst', words('nexthdr hdrlength')),
      seq('mh', words('nexthdr hdrlength type reserved checksum')),
      seq('exthdr', words('hbh rt frag dst mh')),
    ),
  _tcp_option_kind: ($) => choice(words(TCP_OPTIONS), $.number),
  _tcp_option: ($) =>
    choice(
      words('eol nop noop'),
      seq(words('echo fastopen md5sig sack-permitted sack-perm'), optional('length')),
      seq($.number, optional('length')),
      seq('mptcp', optional(words('length subtype'))),
      seq(words('maxseg mss'), optional(words('length size'))),
      seq(words('sack sack0 sack1 sack2 sack3'), optional(words('length left right'))),
      seq('timestamp', optional(words('length tsval tsecr'))),
      seq('window', optional(words('length count'))),
    ),
  _sctp_chunk: () =>
    choice(...CHUNKS.split(' ').map((chunk) => seq(chunk, optional(words(`${CHUNK_COMMON} ${CHUNK_FIELDS[chunk] ?? ''}`))))),

  meta_expression: () => choice(seq('meta', words(`${META_UNQUALIFIED} ${META_QUALIFIED}`)), words(META_UNQUALIFIED)),
  _meta_key: () => choice(seq('meta', words(`${META_UNQUALIFIED} ${META_QUALIFIED}`)), words(META_UNQUALIFIED)),

  ct_expression: () =>
    seq(
      'ct',
      choice(
        words(
          'l3proto protocol mark state direction status expiration helper saddr daddr proto-src proto-dst label event secmark id zone bytes packets avgpkt',
        ),
        seq(
          words('original reply'),
          choice(
            words('saddr daddr l3proto protocol proto-src proto-dst bytes packets avgpkt zone'),
            seq(words('ip ip6'), words('saddr daddr')),
          ),
        ),
      ),
    ),

  // The route of the packet; `rt type` and its like are fields of the routing extension header.
  rt_expression: () => seq('rt', optional(words('ip ip6')), words('classid nexthop mtu ipsec')),
  socket_expression: ($) => seq('socket', choice(words('transparent mark wildcard'), seq('cgroupv2', 'level', $.number))),
  osf_expression: () => seq('osf', optional(seq('ttl', words('loose skip'))), words('name version')),
  fib_expression: () =>
    seq(
      'fib',
      words('saddr daddr mark iif oif'),
      repeat(seq('.', words('saddr daddr mark iif oif'))),
      words('oif oifname type check'),
    ),
  ipsec_expression: ($) =>
    seq(
      'ipsec',
      words('in out'),
      optional(seq('spnum', $.number)),
      choice(words('spi reqid'), seq(words('ip ip6'), words('saddr daddr'))),
    ),
  tunnel_expression: () => seq('tunnel', words('path id')),
  numgen_expression: ($) => seq('numgen', words('inc random'), 'mod', $.number, optional(seq('offset', $.number))),
  hash_expression: ($) =>
    choice(
      seq('jhash', $._left, 'mod', $.number, optional(seq('seed', $.number)), optional(seq('offset', $.number))),
      seq('symhash', 'mod', $.number, optional(seq('offset', $.number))),
    ),

  _selector: ($) => choice($.exthdr_expression, $._argument_selector),
  // As the argument of a statement nft takes everything but extension headers.
  _argument_selector: ($) =>
    choice(
      $.payload_expression,
      $.option_expression,
      $.meta_expression,
      $.ct_expression,
      $.rt_expression,
      $.socket_expression,
      $.osf_expression,
      $.fib_expression,
      $.ipsec_expression,
      $.tunnel_expression,
      $.numgen_expression,
      $.hash_expression,
    ),
};
