import { describe, expect, test } from 'vitest';
import { applyFix, findingsIn } from '../../../../../test/support/rules.ts';

const RULE = 'host/flush-docker-table';

function found(nft: string, daemon: string | undefined = '{}', more: Record<string, string> = {}) {
  const files: Record<string, string> = { ...more, 'etc/nftables.conf': nft };
  if (daemon !== '') files['etc/docker/daemon.json'] = daemon;
  return findingsIn({ files }, RULE).map((finding) => ({
    ...finding,
    text: files[finding.file]!.slice(finding.range.start, finding.range.end),
    fixed: finding.fixes[0] && applyFix(files, finding.fixes[0])['etc/nftables.conf'],
  }));
}

const texts = (list: ReturnType<typeof found>) => list.map(({ text }) => text);
const NFTABLES = '{ "firewall-backend": "nftables" }';

describe('tables of iptables', () => {
  test.each(['flush table ip filter', 'delete table nat', 'destroy table ip raw', 'flush table ip6 filter'])('%s', (command) =>
    expect(texts(found(`${command}\n`))).toEqual([command]),
  );
  test.each(['flush table ip mangle', 'flush table inet filter', 'flush table ip own', 'delete table ip docker-bridges'])(
    '%s is fine',
    (command) => expect(found(`${command}\n`)).toEqual([]),
  );
  test.each(['flush chain ip filter FORWARD', 'flush chain ip nat DOCKER', 'delete chain ip filter DOCKER-FORWARD'])(
    'a chain of Docker: %s',
    (command) => expect(texts(found(`${command}\n`))).toEqual([command]),
  );
  test.each(['flush chain ip filter INPUT', 'flush chain ip filter DOCKER-USER', 'flush chain ip nat own'])(
    'a chain of others: %s',
    (command) => expect(found(`${command}\n`)).toEqual([]),
  );
  test('only in families in which Docker has rules', () => {
    expect(found('flush table ip6 nat\n', '{ "ip6tables": false }')).toEqual([]);
    expect(found('flush table ip nat\n', '{ "iptables": false }')).toEqual([]);
  });
  test('says what breaks', () => {
    expect(found('flush table ip filter\n')[0]!.message).toContain('containers reach nothing outside');
    expect(found('flush table ip nat\n')[0]!.message).toContain('go out without NAT');
    expect(found('flush table ip filter\n', '{ "ip-forward-no-drop": true }')[0]!.message).toContain('no longer kept apart');
  });
});

describe('tables of the nftables backend', () => {
  test('are docker-bridges', () =>
    expect(texts(found('flush table ip docker-bridges\ndelete table ip6 docker-bridges\n', NFTABLES))).toEqual([
      'flush table ip docker-bridges',
      'delete table ip6 docker-bridges',
    ]));
  test('and no others', () => expect(found('flush table ip filter\n', NFTABLES)).toEqual([]));
});

test('scripts, with nft and with iptables', () => {
  const script =
    '#!/bin/sh\nnft flush table ip nat\niptables -F\niptables -t nat -X\nip6tables -F INPUT\niptables -t mangle -F\n';
  expect(texts(found('', '{}', { 'fw.sh': script }))).toEqual(['flush table ip nat', 'iptables -F', 'iptables -t nat -X']);
});

test('a host without Docker is left alone', () => expect(found('flush table ip filter\n', '')).toEqual([]));

describe('the fix', () => {
  test('empties own chains', () =>
    expect(
      found(
        'flush table ip filter\ntable ip filter {\n chain INPUT { type filter hook input priority filter; tcp dport 23 drop; }\n}\n',
      )[0]!.fixed,
    ).toMatch(
      /^table ip filter\nadd chain ip filter INPUT \{ type filter hook input priority 0; \}\nflush chain ip filter INPUT\ntable/,
    ));
  test('is not there for chains that Docker needs', () =>
    expect(
      found(
        'flush table ip filter\ntable ip filter {\n chain FORWARD { type filter hook forward priority 0; tcp dport 23 drop; }\n}\n',
      )[0]!.fixed,
    ).toBeUndefined());
});
