import type { RefusedCase } from './case.ts';

export const CASES: readonly RefusedCase[] = [
  ['inet filter input', 'tcp dport { 22, 80 «accept»', 'The "{" before it is not closed'],
];
