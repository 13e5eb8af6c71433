import type { RefusedCase } from './case.ts';

export const CASES: readonly RefusedCase[] = [
  ['inet filter input', 'tcp dport { 22, 80 «accept»', 'The "{" before it is not closed'],
  // blank lines between the braces of a set
  ['table ip', 'set s {\ntype ipv4_addr\nelements = {\n«\n»192.0.2.1\n}\n}', 'allows no blank line'],
  ['table ip', 'set s {\ntype ipv4_addr\nelements = { 192.0.2.1,\n«  \n»\n192.0.2.2 }\n}', 'Remove all 2 of them'],
  ['inet filter input', 'ip saddr { 192.0.2.1\n«\n»} accept', 'allows no blank line'],
  ['inet filter input', 'ip saddr vmap { 192.0.2.1 : accept,\n# one\n«\n»192.0.2.2 : drop }', 'Remove the line'],
  ['file', 'define x = {\n«\n»192.0.2.1 }', 'allows no blank line'],
];
