import { describe, expect, test } from 'vitest';
import { expectFindings, findingsIn } from '../../../../../test/support/rules.ts';

const RULE = 'iptables/docker-chain-edited';

function messages(files: Record<string, string>, config = {}): string[] {
  return findingsIn({ files, config }, RULE).map(({ message }) => message);
}
const nft = (text: string, config = {}) => messages({ 'etc/nftables.conf': text }, config).length;

test('the chain’s name is marked', () => {
  expectFindings(
    RULE,
    `
    table ip filter {
      chain DOCKER-FORWARD {
    #       ^^^^^^^^^^^^^^ iptables/docker-chain-edited: Chain DOCKER-FORWARD of table ip filter is Docker's
        accept
      }
      chain DOCKER { }
      chain DOCKER-USER { drop; }
    }
    `,
  );
});

describe('chains', () => {
  test.each([
    ['ip filter', 'DOCKER', 1],
    ['ip6 filter', 'DOCKER-CT', 1],
    ['ip nat', 'DOCKER', 1],
    ['ip filter', 'DOCKER-INGRESS', 1],
    ['ip filter', 'DOCKER-ISOLATION-STAGE-1', 1],
    ['ip nat', 'DOCKER-FORWARD', 0],
    ['inet filter', 'DOCKER', 0],
    ['ip own', 'DOCKER', 0],
  ])('table %s, chain %s', (table, chain, expected) =>
    expect(nft(`table ${table} { chain ${chain} { accept; } }`)).toBe(expected),
  );
  test('that the version does not have are free', () => {
    const isolation = 'table ip filter { chain DOCKER-ISOLATION-STAGE-1 { accept; } }';
    const internal = 'table ip filter { chain DOCKER-INTERNAL { accept; } }';
    expect([nft(isolation, { versions: { docker: '28' } }), nft(internal, { versions: { docker: '28' } })]).toEqual([1, 0]);
    expect([nft(isolation, { versions: { docker: '29' } }), nft(internal, { versions: { docker: '29' } })]).toEqual([0, 1]);
  });
  test('are not Docker’s with the nftables backend, or when it writes no rules', () => {
    const text = 'table ip filter { chain DOCKER { accept; } }';
    expect(nft(text, { firewallBackend: 'nftables' })).toBe(0);
    expect(messages({ 'etc/nftables.conf': text, 'etc/docker/daemon.json': '{ "iptables": false }' })).toEqual([]);
  });
});

test('tables of the nftables backend', () => {
  const text = 'table ip docker-bridges { chain own { accept; } }';
  expect(nft(text, { firewallBackend: 'nftables' })).toBe(1);
  expect(nft(text)).toBe(1);
  expect(nft(text, { versions: { docker: '28' } })).toBe(0);
  expect(nft('table inet docker-bridges { chain own { accept; } }')).toBe(0);
});

test('scripts and saved rules, once per chain', () => {
  expect(
    messages({
      'fw.sh':
        '#!/bin/sh\niptables -I DOCKER -s 192.0.2.1 -j DROP\niptables -I DOCKER -s 192.0.2.2 -j DROP\niptables -I DOCKER-USER -j DROP\n',
      'etc/iptables/rules.v4': '*nat\n:DOCKER - [0:0]\n-A DOCKER -i docker0 -j RETURN\nCOMMIT\n',
    }).sort(),
  ).toEqual([
    expect.stringContaining('Chain DOCKER of table ip filter'),
    expect.stringContaining('Chain DOCKER of table ip nat'),
  ]);
});
