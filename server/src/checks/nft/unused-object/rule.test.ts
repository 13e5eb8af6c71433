import { describe, expect, test } from 'vitest';
import { expectFindings, expectFix, findingsIn } from '../../../../../test/support/rules.ts';

const RULE = 'nft/unused-object';

function table(items: string, rule = 'accept'): string {
  return `table ip t {\n${items}chain c {\n${rule}\n}\n}\n`;
}

function found(text: string): string[] {
  return findingsIn({ files: { 'etc/nftables.conf': text } }, RULE).map(({ range }) => text.slice(range.start, range.end));
}

test('the name is marked', () => {
  expectFindings(
    RULE,
    `
    table ip t {
      set used { type ipv4_addr; }
      set idle { type ipv4_addr; elements = { 10.0.0.1 }; }
    #     ^^^^ nft/unused-object: No rule uses set "idle"
      counter hits { }
      ct helper ftp { type "ftp" protocol tcp; }
    #           ^^^ nft/unused-object: ct helper "ftp"
      chain c {
        ip saddr @used counter name "hits" drop
      }
    }
    `,
  );
});

describe('used', () => {
  test.each([
    ['a set', 'set s { type ipv4_addr; }\n', 'ip saddr != @s accept'],
    ['a set that rules fill', 'set s { type ipv4_addr; flags dynamic; size 9; }\n', 'add @s { ip saddr }'],
    ['a map', 'map m { type inet_service : verdict; elements = { 22 : accept }; }\n', 'tcp dport vmap @m'],
    ['a counter', 'counter n { }\n', 'counter name n'],
    [
      'a counter in a map',
      'counter n { }\nmap m { type ipv4_addr : counter; elements = { 10.0.0.1 : "n" }; }\n',
      'counter name ip saddr map @m',
    ],
    ['a counter by a map in braces', 'counter n { }\n', 'counter name ip saddr map { 10.0.0.1 : "n" }'],
    ['a limit', 'limit n { rate 5/second; }\n', 'limit name n accept'],
    ['a quota', 'quota n { over 5 mbytes; }\n', 'quota name n drop'],
    ['a helper', 'ct helper h { type "ftp" protocol tcp; }\n', 'tcp dport 21 ct helper set "h"'],
    ['a flowtable', 'flowtable f { hook ingress priority 0; devices = { lo }; }\n', 'flow add @f'],
    ['a synproxy', 'synproxy n { mss 1460; wscale 7; }\n', 'synproxy name n'],
  ])('%s', (_name, items, rule) => expect(found(table(items, rule))).toEqual([]));
});

test.each([
  ['no rules', 'table ip t {\nset s { type ipv4_addr; }\n}\n'],
  ['a missing file', `${table('set s { type ipv4_addr; }\n')}include "more.nft"\n`],
  ['named in a broken statement', table('set s { type ipv4_addr; }\n', 'ip sadr @s drop')],
])('nothing: %s', (_name, text) => expect(found(text)).toEqual([]));

test('fix: the declaration goes', () => {
  expectFix(
    RULE,
    table('set s {\ntype ipv4_addr\nelements = { 10.0.0.1 }\n}\ncounter n { }\n', 'counter name n'),
    table('counter n { }\n', 'counter name n'),
  );
  const text = 'table ip t {\nchain c {\naccept\n}\n}\nadd counter ip t n\n';
  expectFix(RULE, text, text.replace('add counter ip t n\n', ''));
});

test('no fix where elements are added', () => {
  const text = `${table('set s { type ipv4_addr; }\n')}add element ip t s { 10.0.0.1 }\n`;
  expect(findingsIn({ files: { 'etc/nftables.conf': text } }, RULE).map(({ fixes }) => fixes)).toEqual([[]]);
});
