import type { RefusedCase } from './case.ts';

/** Chains c1 … cN, each jumping to the next. */
function nested(count: number, mark: number): string {
  const chains = ['chain c0 { type filter hook input priority 0; jump c1; }'];
  for (let i = 1; i <= count; i++)
    chains.push(`chain c${i} { ${i === count ? 'accept' : i + 1 === mark ? `jump «c${mark}»` : `jump c${i + 1}`}; }`);
  return chains.join('\n');
}

export const CASES: readonly RefusedCase[] = [
  ['table ip', 'chain a { type filter hook input priority 0; jump b; }\nchain b { jump «b»; }', '(b → b)'],
  [
    'table ip',
    'chain a { type filter hook input priority 0; jump b; }\nchain b { goto c; }\nchain c { jump «b»; }',
    '(b → c → b)',
  ],
  ['table ip', 'chain a { type filter hook input priority 0; jump b; }\nchain b { tcp dport vmap { 1 : jump «b» }; }', '(b → b)'],
  ['table ip', nested(16, 16), 'This is the 17th chain inside another'],
];
