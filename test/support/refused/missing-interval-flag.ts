import type { RefusedCase } from './case.ts';

export const CASES: readonly RefusedCase[] = [
  [
    'table ip',
    'set s { type ipv4_addr; elements = { 198.51.100.1, «192.0.2.0/24» }; }',
    'This element is a prefix, but the set @s',
  ],
  ['table ip', 'set s { type inet_service; flags timeout; elements = { «80-90» }; }', 'This element is a range'],
  ['table ip', 'set s { type ifname; elements = { «"eth*"» }; }', 'This element is a wildcard'],
  ['table ip', 'map m { type ipv4_addr : verdict; elements = { «192.0.2.0/24» : drop }; }', 'the map @m'],
  ['table ip', 'set s { type ipv4_addr . inet_service; elements = { «192.0.2.0/24 . 80» }; }', 'no "flags interval"'],
  ['table ip', 'set s { type ipv4_addr; «auto-merge»; }', '"auto-merge" joins intervals'],
  ['file', 'add table ip t\nadd set ip t s { type ipv4_addr; }\nadd element ip t s { «192.0.2.0/24» }', 'the set @s'],
  [
    'file',
    'define nets = { 192.0.2.0/24 }\ntable ip t {\n\tset s {\n\t\ttype ipv4_addr\n\t\telements = «$nets»\n\t}\n}',
    'a prefix',
  ],
];
