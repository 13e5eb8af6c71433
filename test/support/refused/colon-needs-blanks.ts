import type { RefusedCase } from './case.ts';

export const CASES: readonly RefusedCase[] = [
  ['ip6 filter input', 'ip6 saddr vmap { ::1«:»accept, fe80::/10 : accept }', 'Put blanks around it'],
  ['inet filter input', 'ip6 saddr vmap { 2001:db8::1«:»drop }', 'Put blanks around it'],
];
