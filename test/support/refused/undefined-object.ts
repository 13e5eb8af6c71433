import type { RefusedCase } from './case.ts';

export const CASES: readonly RefusedCase[] = [
  ['inet filter input', 'ip saddr «@lan» accept', 'has no set or map @lan'],
  ['inet filter input', 'ip saddr . tcp dport «@lan» accept', 'has no set or map @lan'],
  ['inet filter input', 'iifname «@lan» accept', 'has no set or map @lan'],
  ['inet filter input', 'ip saddr vmap «@lan»', 'has no set or map @lan'],
  ['inet filter input', 'meta mark set ip saddr map «@lan»', 'has no set or map @lan'],
  ['inet filter input', 'add «@lan» { ip saddr timeout 1m }', 'has no set or map @lan'],
  ['ip nat prerouting', 'dnat to tcp dport map «@hosts»', 'has no set or map @hosts'],
  ['table ip', 'set allowed { type ipv4_addr; }\nchain c { ip saddr «@alowed» accept; }', 'Did you mean @allowed?'],
  ['inet filter input', 'counter name «"web"»', 'has no counter "web"'],
  ['inet filter input', 'limit name «"web"»', 'has no limit "web"'],
  ['inet filter input', 'quota name «"web"»', 'has no quota "web"'],
  ['inet filter forward', 'flow add @«fast»', 'has no flowtable "fast"'],
  ['inet filter input', 'ct helper set «"ftp"»', 'has no ct helper "ftp"'],
  ['file', 'add table ip t\nadd element ip t «lan» { 192.0.2.1 }', 'has no set or map @lan'],
];
