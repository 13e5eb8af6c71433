import type { RefusedCase } from './case.ts';

export const CASES: readonly RefusedCase[] = [
  [
    'table ip',
    'set s { type ipv4_addr; flags interval; elements = { 192.168.0.0/16, «192.168.1.0/24» }; }',
    '192.168.1.0/24 overlaps 192.168.0.0/16 in the same set',
  ],
  [
    'table ip',
    'set s { type ipv4_addr; flags interval; elements = { 192.168.1.7, «192.168.0.0/16» }; }',
    '192.168.0.0/16 overlaps 192.168.1.7',
  ],
  ['table ip', 'set s { type inet_service; flags interval; elements = { 1-10, «5-20» }; }', '5-20 overlaps 1-10 in the same set'],
  [
    'table ip6',
    'set s { type ipv6_addr; flags interval; elements = { 2001:db8::/32, «2001:db8:1::/48» }; }',
    '2001:db8:1::/48 overlaps 2001:db8::/32',
  ],
  ['table ip', 'set s { type ifname; flags interval; elements = { "eth*", «"eth0"» }; }', '"eth0" overlaps "eth*"'],
  ['inet filter input', 'tcp dport vmap { 22 : accept, «1-1023 : drop» }', '1-1023 overlaps 22 in the same map'],
  ['inet filter input', 'tcp dport vmap { 22 : accept, «22 : drop» }', '22 overlaps 22 in the same map'],
  [
    'file',
    'define a = { 192.0.2.0/24 }\ntable ip t {\n\tset s {\n\t\ttype ipv4_addr\n\t\tflags interval\n\t\telements = { 192.0.2.1, «$a» }\n\t}\n}',
    '192.0.2.0/24 overlaps 192.0.2.1',
  ],
  [
    'file',
    'table ip t {\n\tset s {\n\t\ttype ipv4_addr\n\t\tflags interval\n\t\telements = { 192.0.2.0/24 }\n\t}\n}\nadd element ip t s { «192.0.2.1» }',
    '192.0.2.1 overlaps 192.0.2.0/24',
  ],
];
