import type { RefusedCase } from './case.ts';

export const CASES: readonly RefusedCase[] = [
  ['inet filter input', 'iifname «“lo”» accept', 'nft does not know “ ”'],
  ['inet filter input', 'iifname «‘lo’» accept', 'Write plain quotes'],
  ['inet filter input', 'tcp dport 8000«–»8010 accept', 'Write "-"'],
];
