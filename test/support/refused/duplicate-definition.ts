import type { RefusedCase } from './case.ts';

export const CASES: readonly RefusedCase[] = [
  ['file', 'define a = 1\ndefine «a» = 2', 'Write "redefine"'],
  ['table ip', 'define a = 1\ndefine «a» = 2', 'Write "redefine"'],
  [
    'table ip',
    'set s { type ipv4_addr; }\nset «s» { type ipv6_addr; }',
    'exists already for IPv4 addresses, not for IPv6 addresses',
  ],
  ['table ip', 'set s { type ipv4_addr; }\nset «s» { type ipv4_addr; flags interval; }', 'without "flags interval"'],
  ['table ip', 'set s { type ipv4_addr; }\nmap «s» { type ipv4_addr : verdict; }', 'as a set, and this is a map'],
  [
    'table ip',
    'map s { type ipv4_addr : mark; }\nmap «s» { type ipv4_addr : verdict; }',
    'with packet marks as answers, not netfilter verdicts',
  ],
  [
    'table ip',
    'chain c { type filter hook input priority 0; }\nchain c { «type filter hook forward priority 0»; }',
    'type filter, hook input, priority 0',
  ],
  ['table ip', 'chain c { accept; }\nchain «c» { type filter hook input priority 0; }', 'exists already, without a hook'],
  ['file', 'create table ip t\ncreate table ip «t»', 'Write "add"'],
  ['file', 'create table ip t\ncreate chain ip t c\ncreate chain ip t «c»', 'The chain "c" exists already'],
  ['file', 'add table ip t\nadd set ip t s { type mark; }\ncreate set ip t «s» { type mark; }', 'The set "s" exists already'],
];
