import type { RefusedCase } from './case.ts';

export const CASES: readonly RefusedCase[] = [
  [
    'table inet',
    'chain c { type nat hook postrouting priority «dstnat»; }',
    '"dstnat" does not exist on hook postrouting in family inet',
  ],
  ['table inet', 'chain c { type filter hook forward priority «srcnat»; }', 'Here it knows raw, mangle, filter, security'],
  ['table ip', 'chain c { type filter hook input priority «fliter»; }', 'There is no priority "fliter"'],
  ['table ip', 'chain c { type nat hook prerouting priority «-300»; }', 'above -200; at -300 the kernel refuses'],
  ['table ip', 'chain c { type nat hook postrouting priority «-200»; }', 'above -200'],
  ['table ip', 'chain c { type nat hook prerouting priority «raw»; }', 'at -300 the kernel refuses'],
  [
    'file',
    'define p = "soon"\ntable ip t {\n\tchain c {\n\t\ttype filter hook input priority «$p»\n\t}\n}',
    'There is no priority "soon"',
  ],
  ['file', 'define p = "a b"\ntable ip t {\n\tchain c {\n\t\ttype filter hook input priority «$p»\n\t}\n}', 'is no priority'],
];
