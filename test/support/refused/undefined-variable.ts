import type { RefusedCase } from './case.ts';

export const CASES: readonly RefusedCase[] = [
  ['inet filter input', 'ip saddr «$lan» accept', 'The variable $lan is not defined here'],
  ['inet filter input', 'iifname «$lan» accept', 'The variable $lan is not defined here'],
  ['inet filter input', 'ct state «$states» accept', 'The variable $states is not defined here'],
  ['file', 'define lan = 192.0.2.0/24\ntable ip t {\n\tchain c {\n\t\tip saddr «$lna» accept\n\t}\n}', 'Did you mean $lan?'],
  ['file', 'define nets = { 192.0.2.1, «$lan» }', 'The variable $lan is not defined here'],
];
