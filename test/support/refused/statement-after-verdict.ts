import type { RefusedCase } from './case.ts';

export const CASES: readonly RefusedCase[] = [
  ['inet filter input', 'tcp dport 22 accept «log prefix "ssh: "»', '"accept" ends the rule'],
  ['inet filter input', 'drop «counter log»', '"drop" ends the rule'],
  ['inet filter input', 'reject «counter»', '"reject" ends the rule'],
  ['inet filter input', 'return «accept»', '"return" ends the rule'],
  ['inet filter input', 'queue to 1 «accept»', '"queue" ends the rule'],
  ['inet filter input', 'jump { tcp dport 1 accept «counter»; }', '"accept" ends the rule'],
  ['ip nat postrouting', 'masquerade «counter»', '"masquerade" ends the rule'],
  ['ip nat prerouting', 'dnat to 192.0.2.1 «counter»', '"dnat" ends the rule'],
];
