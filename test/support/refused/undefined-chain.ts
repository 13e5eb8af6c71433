import type { RefusedCase } from './case.ts';

export const CASES: readonly RefusedCase[] = [
  ['inet filter input', 'jump «services»', 'has no chain "services", so nft refuses the file'],
  ['inet filter input', 'goto «services»', 'has no chain "services"'],
  ['inet filter input', 'tcp dport vmap { 22 : jump «ssh» }', 'has no chain "ssh"'],
  ['table ip', 'chain web { accept; }\nchain c { jump «wbe»; }', 'Did you mean "web"?'],
  ['table ip', 'map m { type inet_service : verdict; elements = { 22 : jump «ssh» }; }', 'has no chain "ssh"'],
  ['file', 'add table ip t\nadd rule ip t «c» accept', 'has no chain "c"'],
  ['file', 'add table ip t\nadd chain ip t web\nadd rule ip t web jump «ssh»', 'has no chain "ssh"'],
];
