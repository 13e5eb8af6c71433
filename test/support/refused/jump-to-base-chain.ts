import type { RefusedCase } from './case.ts';

export const CASES: readonly RefusedCase[] = [
  [
    'table ip',
    'chain a { type filter hook input priority 0; }\nchain b { jump «a»; }',
    '"a" hangs on hook input, so packets come to it from there and no jump can',
  ],
  ['table ip', 'chain a { type filter hook input priority 0; }\nchain b { goto «a»; }', 'no goto can'],
  ['table ip', 'chain a { type filter hook input priority 0; }\nchain b { tcp dport vmap { 1 : jump «a» }; }', 'no jump can'],
];
