import { Checker } from '../server/src/checks/run.ts';
import { parseNft } from '../server/src/syntax/nft/parse.ts';
import { LOADED_SYNTAXES, loadSyntaxes, setWasmLoader } from '../server/src/syntax/runtime.ts';
import { Workspace } from '../server/src/workspace/workspace.ts';
import { repositoryWasm } from '../test/support/wasm.ts';
import { computed, percentile } from './calibrate.ts';

setWasmLoader(repositoryWasm);
await loadSyntaxes(LOADED_SYNTAXES);

const RULES = 20_000;
const file = '/w/etc/nftables.conf';
const rule = (i: number): string => {
  const address = `${1 + ((i * 37) % 200)}.${(i * 91) % 256}.${(i * 53) % 256}.${i % 256}`;
  const port = 1024 + ((i * 7919) % 60_000);
  return [
    `ip saddr ${address} tcp dport ${port} counter accept comment "rule number ${i}"`,
    `ip saddr ${address}/32 udp dport { ${port}, ${(port + 7) % 65_536} } counter drop`,
    `iifname "eth${i % 8}" ip daddr ${address} ct state new,established counter accept`,
    `ip6 saddr 2001:db8:${(i % 65_536).toString(16)}::/48 tcp flags & (fin | syn) == syn limit rate 10/second accept`,
    `meta mark ${i} ip saddr @bl log prefix "drop-${i} " level info drop`,
  ][i % 5]!;
};
let text = [
  'table inet big {',
  ' set bl { type ipv4_addr; flags interval; elements = { 10.0.0.0/8, 192.168.0.0/16 } }',
  ' chain input {',
  '  type filter hook input priority filter; policy drop;',
  ...Array.from({ length: RULES }, (_, i) => `  ${rule(i)}`),
  ' }',
  '}',
  '',
].join('\n');

const begun = computed();
parseNft(text).delete();
const parse = computed() - begun;

const workspace = new Workspace('/w');
const checker = new Checker();
const started = computed();
workspace.setFile(file, text);
checker.check(workspace);
const first = computed() - started;

const edits: number[] = [];
for (let i = 0; i < 120; i++) {
  const port = /dport \d/g;
  port.lastIndex = Math.floor((text.length * (((i >> 1) * 31) % 60)) / 61);
  const digit = (port.exec(text)?.index ?? 0) + 'dport '.length + 1;
  text = i % 2 === 0 ? `${text.slice(0, digit)}0${text.slice(digit)}` : text.slice(0, digit - 1) + text.slice(digit);
  const before = computed();
  workspace.setFile(file, text);
  checker.check(workspace);
  edits.push(computed() - before);
}
console.log(
  JSON.stringify({ first: first / parse, recheck: percentile(edits, 0.95), p50: percentile(edits, 0.5), parse, firstMs: first }),
);
