import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { loadWASM, OnigScanner, OnigString } from 'vscode-oniguruma';
import { INITIAL, parseRawGrammar, Registry } from 'vscode-textmate';

const path = fileURLToPath(new URL('../../syntaxes/nftables.tmLanguage.json', import.meta.url));
const wasm = createRequire(import.meta.url).resolve('vscode-oniguruma/release/onig.wasm');

let scopesOf: (line: string) => [string, string][];

beforeAll(async () => {
  await loadWASM(readFileSync(wasm));
  const registry = new Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (patterns) => new OnigScanner(patterns),
      createOnigString: (text) => new OnigString(text),
    }),
    loadGrammar: async () => parseRawGrammar(readFileSync(path, 'utf8'), path),
  });
  const grammar = (await registry.loadGrammar('source.nftables'))!;
  scopesOf = (line) =>
    grammar
      .tokenizeLine(line, INITIAL)
      .tokens.map(({ startIndex, endIndex, scopes }): [string, string] => [
        line.slice(startIndex, endIndex),
        (scopes.at(-1) ?? '').replace(/\.nftables$/, ''),
      ])
      .filter(([text]) => text.trim() !== '');
});

describe('colours before the server is up', () => {
  test.each([
    ['# a comment', [['# a comment', 'comment.line.number-sign']]],
    [
      'table inet filter {',
      [
        ['table', 'storage.type'],
        ['inet', 'storage.modifier.family'],
        ['filter', 'entity.name.function'],
      ],
    ],
    [
      'type filter hook input priority filter; policy drop;',
      [
        ['filter', 'support.constant.chain-type'],
        ['input', 'support.constant.hook'],
        ['drop', 'keyword.control.flow'],
      ],
    ],
    [
      'define WAN = "eth0"',
      [
        ['define', 'keyword.other.define'],
        ['WAN', 'variable.other.constant'],
        ['eth0', 'string.quoted.double'],
      ],
    ],
    [
      'ip saddr 192.0.2.0/24 tcp dport { 22, 80-90 } accept',
      [
        ['ip', 'support.class.protocol'],
        ['saddr', 'support.type.property-name'],
        ['192.0.2.0/24', 'constant.other.address.ipv4'],
        ['accept', 'keyword.control.flow'],
      ],
    ],
    [
      'ip6 daddr 2001:db8::1 jump web-in',
      [
        ['2001:db8::1', 'constant.other.address.ipv6'],
        ['jump', 'keyword.control.flow'],
        ['web-in', 'entity.name.function'],
      ],
    ],
    [
      'ct state established,related accept',
      [
        ['ct', 'support.class.protocol'],
        ['established', 'constant.language'],
        ['related', 'constant.language'],
      ],
    ],
    [
      'iifname $WAN ip saddr @allowed limit rate 10/second counter',
      [
        ['$WAN', 'variable.other.constant'],
        ['@allowed', 'entity.name.type.set'],
        ['counter', 'keyword.other.statement'],
      ],
    ],
    [
      'ether saddr 02:42:ac:11:00:02 meta mark 0x1f timeout 1d2h',
      [
        ['02:42:ac:11:00:02', 'constant.other.address.mac'],
        ['0x1f', 'constant.numeric.hex'],
        ['1d2h', 'constant.numeric.time'],
      ],
    ],
  ])('%s', (line, expected) => {
    const found = scopesOf(line);
    for (const pair of expected) expect(found).toContainEqual(pair);
  });
});
