import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readConfigFile } from './config-file.ts';

function read(text: string) {
  const { config, problems, rules } = readConfigFile('.bridgekeeper.jsonc', text);
  return { config, problems: problems.map(({ range, message }) => [text.slice(range.start, range.end), message]), rules };
}

describe('readConfigFile', () => {
  test('reads comments, trailing commas and every setting', () => {
    const { config, problems } = read(`{
      // who writes the rules
      "firewallBackend": "nftables",
      "versions": { "nft": "1.0.6", "docker": "29" },
      "hosts": { "web1": { "files": ["hosts/web1/**"], "reservedSubnets": ["10.8.0.0/24 # VPN", "fd00::/8"] } },
      "rules": { "nft/flush-ruleset": "warning" },
      "overrides": [{ "files": ["*.yml"], "rules": { "host/x": "off" } }],
    }`);
    expect(problems).toEqual([]);
    expect(config).toEqual({
      firewallBackend: 'nftables',
      versions: { nft: '1.0.6', docker: '29' },
      hosts: { web1: { files: ['hosts/web1/**'], reservedSubnets: ['10.8.0.0/24 # VPN', 'fd00::/8'] } },
      rules: { 'nft/flush-ruleset': 'warning' },
      overrides: [{ files: ['*.yml'], rules: { 'host/x': 'off' } }],
    });
  });

  test('reports every problem at its place and keeps the rest', () => {
    const { config, problems } = read(
      '{ "firewalBackend": "auto", "versions": { "nft": 1 }, "rules": { "a/b": "loud", "c/d": "off" }, "hosts": { "h": {} }, "includePaths": ["etc", 5] }',
    );
    expect(problems.map(([place]) => place)).toEqual(['"firewalBackend"', '1', '"loud"', '{', '5']);
    expect(problems[0]![1]).toContain('did you mean "firewallBackend"');
    expect(config).toEqual({ versions: {}, rules: { 'c/d': 'off' }, hosts: {}, includePaths: ['etc'] });
  });

  test('text that is not JSON is a problem and not an exception', () => {
    expect(read('{ "rules": ').problems.length).toBeGreaterThan(0);
    expect(read('').config).toEqual({});
    expect(read('[]').problems[0]![1]).toContain('must be an object');
    expect(read('{ "__proto__": {}, "rules": { "__proto__": "off" } }').problems).toHaveLength(1);
  });

  test('says where rules are named, without the quotes', () => {
    const text = '{ "rules": { "a/b": "off" }, "overrides": [{ "files": ["x"], "rules": { "c/d": "off" } }] }';
    expect(read(text).rules.map(({ id, range }) => [id, text.slice(range.start, range.end)])).toEqual([
      ['a/b', 'a/b'],
      ['c/d', 'c/d'],
    ]);
  });

  test('never throws', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json(),
          fc
            .dictionary(fc.constantFrom('rules', 'hosts', 'overrides', 'versions'), fc.anything())
            .map((x) => JSON.stringify(x) ?? ''),
        ),
        (text) => {
          readConfigFile('x', text);
        },
      ),
    );
  });
});
