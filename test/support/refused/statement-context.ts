import type { RefusedCase } from './case.ts';

export const CASES: readonly RefusedCase[] = [
  // chains
  ['inet nat prerouting', '«masquerade»', 'It works in type nat on postrouting'],
  ['inet filter forward', 'tcp dport 80 «redirect to :8080»', 'cannot stand in a chain of type filter on hook forward'],
  ['ip filter postrouting', '«reject»', 'cannot stand in a chain of type filter on hook postrouting'],
  [
    'table ip',
    'chain a { type filter hook forward priority 0; jump b; }\nchain b { «masquerade»; }',
    '("a", which "b" is reached from)',
  ],
  // families
  ['bridge filter forward', '«masquerade»', 'works in tables of family ip, ip6 and inet only'],
  ['inet filter forward', '«dup to 192.0.2.1»', 'works in tables of family ip, ip6 and netdev'],
  ['ip filter forward', '«fwd to "lo"»', 'works in tables of family netdev'],
  ['arp filter input', '«reject»', 'Use "drop"'],
  ['bridge filter input', 'ether type arp «reject»', 'Use "drop"'],
  // what a rule has to say before
  ['ip nat prerouting', 'dnat to 192.0.2.1:«80»', 'knows the transport protocol'],
  ['ip nat prerouting', 'redirect to :«80»', 'transport protocol'],
  ['ip filter prerouting', '«tproxy to :80»', 'needs to know the transport protocol'],
  ['inet filter input', '«ct proto-dst» 22 accept', 'Write "ct original proto-dst"'],
  // what can be changed
  ['inet filter input', '«meta l4proto» set 6', 'can be read but not changed'],
  ['inet filter input', '«ct state» set new', 'can be read but not changed'],
  ['inet filter input', '«meta secmark» 1 accept', 'cannot be compared'],
  // log
  ['inet filter input', 'log group 1 «level warn»', 'with both, nft refuses the file'],
  ['inet filter input', 'log group 1 «flags all»', 'with both, nft refuses the file'],
  ['inet filter input', '«log prefix "x" level audit»', 'takes no further options'],
  // sets
  ['table ip', 'set s { type ipv4_addr; «gc-interval 1m»; }', 'has no "flags timeout"'],
  ['table ip', 'set s { type ipv4_addr; «flags interval, dynamic»; }', 'Remove the flag'],
  ['table ip', 'map m { type ipv4_addr : counter; «flags dynamic»; }', 'with named objects'],
  ['table ip', 'set s { type ipv4_addr; elements = { 192.0.2.1 «timeout 1h» }; }', 'has no "flags timeout"'],
  ['table ip', 'set s { type ipv4_addr; elements = { 192.0.2.1 «counter» }; }', 'keeps no counter'],
  ['table ip', 'set s { type ipv4_addr; counter; elements = { 192.0.2.1 «last» }; }', 'keeps counter for its elements'],
  ['table ip', 'set s { type ipv4_addr; }\nchain c { «add @s { ip saddr timeout 1h }»; }', 'has no "flags timeout"'],
  ['table ip', 'set s { type ipv4_addr; flags interval; }\nchain c { «add @s { ip saddr }»; }', 'has "flags interval"'],
  ['table ip', 'set s { type ipv4_addr; flags constant; }\nchain c { «add @s { ip saddr }»; }', 'has "flags constant"'],
  [
    'table ip',
    'set s { type ipv4_addr; flags dynamic; }\nchain c { «add @s { ip saddr comment "x" }»; }',
    'cannot have comments',
  ],
];
