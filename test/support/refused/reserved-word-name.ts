import type { RefusedCase } from './case.ts';

export const CASES: readonly RefusedCase[] = [
  ['table ip', 'chain «log» { accept; }\nchain c { jump log; }', 'cannot be the name of a chain'],
  ['table ip', 'chain c { jump «log»; }\nchain log { accept; }', 'cannot be the name of a chain'],
  ['table ip', 'set «counter» { type ipv4_addr; }\nchain c { ip saddr @counter drop; }', 'cannot be the name of a set'],
  ['table ip', 'map «quota» { type ipv4_addr : verdict; }\nchain c { ip saddr vmap @quota; }', 'cannot be the name of a map'],
  ['table ip', 'counter «reset» { }', 'cannot be the name of a counter'],
  ['file', 'define «log» = 22\ntable ip t {\n\tchain c {\n\t\ttcp dport $log drop\n\t}\n}', 'cannot be the name of a variable'],
  ['file', 'table ip «meter» {\n}', 'cannot be the name of a table'],
  ['file', 'add table ip t\nadd chain ip t «limit»\nadd rule ip t limit accept', 'cannot be the name of a chain'],
];
