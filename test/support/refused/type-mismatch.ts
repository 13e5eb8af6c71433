import type { RefusedCase } from './case.ts';

export const CASES: readonly RefusedCase[] = [
  // values
  ['inet filter input', 'tcp dport «80, 443» accept', 'and a port has none'],
  ['inet filter input', 'ip saddr «fe80::1» drop', 'is an IPv6 address, and IPv4 is wanted here'],
  ['ip filter input', 'ip saddr { 192.0.2.1, «2001:db8::1» } drop', 'is an IPv6 address'],
  ['inet filter input', 'ip6 saddr «192.0.2.1» drop', 'is an IPv4 address, and IPv6 is wanted here'],
  ['inet filter input', 'ether saddr «192.0.2.1» drop', 'is no Ethernet address'],
  ['inet filter input', '«"eth0"» == "lo" accept', 'is a value where nft expects what it is compared with'],
  ['inet filter input', 'iifname «tcp» accept', 'Put it in quotes if it is a name'],
  ['inet filter input', 'ip saddr «tcp» accept', 'is a word of the language with a meaning of its own (a protocol)'],
  ['inet filter input', 'tcp dport «exists» accept', 'a port is always there'],
  ['inet filter input', '«1» | 2 == 3 accept', 'is a value'],
  ['inet filter input', 'iifname «"a"-"b"» accept', 'an interface name has none'],
  // operators
  ['inet filter input', 'tcp dport < «{ 1, 2 }» accept', 'compares with one value, and this is a set'],
  ['inet filter input', 'tcp dport >= «1-2» accept', 'compares with one value, and this is a range'],
  ['inet filter input', '«tcp dport ! 22» accept', 'this has no flags'],
  ['inet filter input', '«tcp flags & syn ! ack» accept', 'cannot be combined with a mask'],
  // joined values
  ['inet filter input', '«ip saddr . tcp dport» 192.0.2.1 . 22 accept', 'Joined values are compared with sets'],
  ['inet filter input', 'ip saddr . tcp dport { «192.0.2.1» } accept', 'is one value, but 2 joined by dots are expected'],
  [
    'inet filter input',
    'ip saddr . tcp dport { «192.0.2.1 . 22 . 23» } accept',
    '3 values are joined by dots here, but 2 values',
  ],
  ['inet filter input', 'ip saddr { «192.0.2.1 . 22» } accept', 'but one value (IPv4 address) is expected'],
  ['ip filter input', '«ct original saddr» . tcp dport { 192.0.2.1 . 22 } accept', 'must say which kind of address'],
  // sets
  ['inet filter input', 'tcp dport { 22 : «accept» }', 'belongs into a map, and this is a set'],
  ['table ip', 'set «s» { flags interval; }', 'says no type'],
  ['table ip', 'set s { type «integer»; }', 'can have any length'],
  [
    'table ip',
    'set s { type inet_service; }\nchain c { ip saddr «@s» accept; }',
    '@s holds ports, but an IPv4 address is looked up',
  ],
  ['table ip', 'define x = 1\nset s { type inet_service; elements = «$x»; }', 'holds no set in braces'],
  // maps
  ['table ip', 'map m { type inet_service : verdict; elements = { «22» }; }', 'has no answer behind ":"'],
  ['table ip', 'map m { type inet_service : verdict; elements = { 22 : «23» }; }', 'is no verdict'],
  ['inet filter input', 'meta mark set tcp dport map { 22 : «accept» }', 'but the answers of this map are packet marks'],
  ['inet filter input', 'counter name tcp dport map { 22 : «accept» }', 'are names of a counter'],
  ['inet filter input', '«22» vmap { 22 : accept }', 'is a value where nft expects'],
  ['table ip', 'set s { type ipv4_addr; }\nchain c { ip saddr vmap «@s»; }', 'it gives no verdicts'],
  ['table ip', 'map m { type ipv4_addr : mark; }\nchain c { ip saddr vmap «@m»; }', '@m gives packet marks, not verdicts'],
  ['table ip', 'set s { type ipv4_addr; }\nchain c { meta mark set ip saddr map «@s»; }', 'it gives no values'],
  [
    'table ip',
    'map m { type inet_service : mark; }\nchain c { meta mark set ip saddr map «@m»; }',
    '@m holds ports, but an IPv4 address',
  ],
  ['table ip', 'map m { type ipv4_addr : mark; }\nchain c { counter name ip saddr map «@m»; }', 'not the names of objects'],
  ['table ip', 'set s { type ipv4_addr; }\nchain c { counter name ip saddr map «@s»; }', 'it gives no names of objects'],
  [
    'table ip',
    'map m { type inet_service : mark; }\nchain c { dnat to tcp dport map «@m»; }',
    '@m gives packet marks, but an IPv4 address is expected',
  ],
  // arguments
  ['inet filter input', 'meta mark set «1-2»', 'takes one value, not a range'],
  ['inet filter input', 'ip saddr set «tcp dport»', 'An IPv4 address is expected here, but this is a port'],
  ['table ip', 'set s { type ipv4_addr; }\nchain c { add @s { ip saddr : «1» }; }', 'is a set, so an element has no answer'],
  ['table ip', 'set s { type inet_service; }\nchain c { add @s { «ip saddr» }; }', '@s holds ports, but an IPv4 address'],
  ['inet filter input', 'meter m { «1» counter }', 'is a value where nft expects'],
];
