// Tokens, and words that can never be names.

/** Words that nft's scanner always takes as keywords: they cannot name tables, chains, sets, objects or variables. */
export const RESERVED =
  `accept add ah all and arp auto-merge bridge cgroup chain comment comp constant continue counter cpu create ct
  day dccp define delete describe destroy device devices dnat drop dst dup dynamic ecn element elements eq esp ether exists expires
  export exthdr fib flags flow flowtable flush frag fwd gc-interval ge geneve get goto gre gretap gt handle hbh hook hour ibriport
  ibrname icmp icmpv6 igmp iif iifgroup iifname iiftype import include index inet insert interval ip ip6 ipsec jhash jump le limit
  list log lshift lt map mark masquerade meta meter mh missing monitor ne netdev nftrace not notrack numgen obriport obrname offload
  oif oifgroup oifname oiftype or osf pkttype policy position priority queue quota random redefine redirect reject rename replace
  reset return rshift rt rt0 rt2 rtclassid rule ruleset sctp secmark set size skgid skuid snat socket srh symhash synproxy table tcp
  th time timeout tproxy tunnel type typeof udp udplite undefine update vlan vmap vni vxlan xor xt`
    .trim()
    .split(/\s+/);

/** Durations are units in falling order: 1w2d3h4m5s6ms. */
function duration() {
  const units = ['w', 'd', 'h', 'm', 's', 'ms'];
  const alternatives = units.map(
    (unit, i) =>
      `[0-9]+${unit}${units
        .slice(i + 1)
        .map((lower) => `([0-9]+${lower})?`)
        .join('')}`,
  );
  return new RegExp(alternatives.join('|'));
}

const H = '[0-9a-fA-F]{1,4}';
const V4 = '[0-9]{1,3}\\.[0-9]{1,3}\\.[0-9]{1,3}\\.[0-9]{1,3}';

/** Eight groups, or fewer with `::` somewhere; the last two may be written as IPv4. */
function ipv6() {
  const forms = [`(${H}:){7}${H}`, `(${H}:){6}${V4}`];
  for (let before = 0; before <= 7; before++) {
    const head = before === 0 ? '::' : `${H}(:${H}){${before - 1}}::`;
    const groups = 7 - before;
    if (groups > 0) forms.push(`${head}(${H}(:${H}){0,${groups - 1}})?`);
    else forms.push(head);
    if (groups > 1) forms.push(`${head}(${H}:){0,${groups - 2}}${V4}`);
  }
  return forms.join('|');
}

export default {
  comment: () => token(prec(-1, /#[^\n]*/)),
  line_continuation: () => token(/\\\r?\n/),
  _newline: () => '\n',
  _terminator: ($) => choice($._newline, ';'),

  identifier: () => /[A-Za-z_][A-Za-z0-9_./-]*/,
  // nft lets a word begin with a dot; kept apart from `identifier` because that is the keyword token.
  dotted_word: () => /\.[A-Za-z0-9_./-]+/,
  wildcard: () => token(/[A-Za-z_.][A-Za-z0-9_./-]*\\?\*/),
  quoted_string: () => token(/"[^"]*"/),
  // In a rate, `kbytes/second` is three tokens, although a slash can be part of a word elsewhere. That only works while the unit is
  // not taken for a keyword, which is cut out of whole words; a private-use character that never comes keeps it from being one.
  rate_unit: () => choice(...['bytes', 'kbytes', 'mbytes'].map((unit) => alias(token(choice(unit, `${unit}\u{E001}`)), unit))),
  number: () => token(/[0-9]+|0[xX][0-9a-fA-F]+/),
  duration: () => token(duration()),
  ipv4_address: () => token(new RegExp(V4)),
  ipv6_address: () => token(choice(new RegExp(ipv6()), new RegExp(`\\[(${ipv6()})\\]`))),
  // Symbols of `ether type` that begin with a digit.
  vlan_protocol: () => token(/8021(q|ad)/),
  mac_address: () => token(/([0-9a-fA-F]{1,2}:){5}[0-9a-fA-F]{1,2}/),

  // nft's scanner has one token for all of these: STRING.
  _string: ($) =>
    choice($.identifier, $.dotted_word, $.duration, $.ipv4_address, $.ipv6_address, $.mac_address, $.classid, $.vlan_protocol),
  // So a name may look like an address. `last` is a keyword that is allowed as a name.
  _name: ($) => choice($._string, alias('last', $.identifier)),
  _text: ($) => choice($._string, $.wildcard, $.quoted_string),
  variable: ($) => seq('$', choice($.identifier, alias('last', $.identifier))),
};
