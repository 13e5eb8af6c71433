import { describe, expect, test } from 'vitest';
import { applyFix, findingsIn } from '../../../../../test/support/rules.ts';

const RULE = 'host/flush-ruleset';
const OWN = 'table inet own {\n\tchain input { type filter hook input priority 0; policy drop; }\n}\n';

function found(files: Record<string, string>, config = {}) {
  return findingsIn({ files, config }, RULE);
}

function shown(files: Record<string, string>, config = {}): string[] {
  return found(files, config).map(({ file, range }) => `${file}: ${files[file]!.slice(range.start, range.end)}`);
}

function withDaemon(nft: string, daemon = '{}'): Record<string, string> {
  return { 'etc/docker/daemon.json': daemon, 'etc/nftables.conf': nft };
}

describe('is reported', () => {
  test('beside a daemon.json', () =>
    expect(shown(withDaemon(`flush ruleset\n${OWN}`))).toEqual(['etc/nftables.conf: flush ruleset']));
  test('beside a compose file', () =>
    expect(shown({ 'compose.yaml': 'services:\n  web:\n    image: nginx\n', 'etc/nftables.conf': 'flush ruleset\n' })).toEqual([
      'etc/nftables.conf: flush ruleset',
    ]));
  test('for a family of Docker', () =>
    expect(shown(withDaemon('flush ruleset ip\n'))).toEqual(['etc/nftables.conf: flush ruleset ip']));
  test('in scripts', () => {
    const files = {
      'etc/docker/daemon.json': '{}',
      'fw.sh':
        "#!/bin/sh\nnft flush ruleset\nnft -f - <<'EOF'\nflush ruleset\nEOF\necho 'flush ruleset' | nft -f -\nnft -c flush ruleset\n",
    };
    expect(shown(files)).toEqual(['fw.sh: flush ruleset', 'fw.sh: flush ruleset', 'fw.sh: flush ruleset']);
  });
  test('with what each backend does afterwards', () => {
    expect(found(withDaemon('flush ruleset\n'))[0]!.message).toContain('until dockerd is restarted');
    const nftables = found(withDaemon('flush ruleset\n', '{ "firewall-backend": "nftables" }'));
    expect(nftables[0]!.message).toContain('until a network or a container changes');
    const bare = found(withDaemon('flush ruleset\n', '{ "userland-proxy": false }'));
    expect(bare[0]!.message).toContain('published ports are closed');
  });
});

describe('is left alone', () => {
  test('where nothing speaks of Docker', () => expect(found({ 'etc/nftables.conf': 'flush ruleset\n' })).toEqual([]));
  test('for a family that Docker has no tables in', () => expect(found(withDaemon('flush ruleset inet\n'))).toEqual([]));
  test('where Docker writes no rules', () =>
    expect(found(withDaemon('flush ruleset\n', '{ "iptables": false, "ip6tables": false }'))).toEqual([]));
  test('where Docker uses another firewall', () =>
    expect(found(withDaemon('flush ruleset\n'), { firewallBackend: 'iptables-legacy' })).toEqual([]));
  test('where one table is replaced', () => expect(found(withDaemon(`destroy table inet own\n${OWN}`))).toEqual([]));
});

describe('the fix', () => {
  function fixed(nft: string, config = {}): string | undefined {
    const files = withDaemon(nft);
    const [first] = found(files, config);
    const fix = first?.fixes[0];
    return fix && applyFix(files, fix)['etc/nftables.conf'];
  }
  test('makes and deletes own tables', () =>
    expect(fixed(`flush ruleset\n${OWN}`)).toBe(`table inet own\ndelete table inet own\n${OWN}`));
  test('destroys them where nft knows how', () =>
    expect(fixed(`flush ruleset\n${OWN}`, { versions: { nft: '1.0.9' } })).toBe(`destroy table inet own\n${OWN}`));
  test('empties only own chains in tables that iptables has too', () =>
    expect(
      fixed(
        'flush ruleset\ntable ip filter {\n chain INPUT { type filter hook input priority 0; policy drop; tcp dport 22 accept; }\n chain FORWARD { type filter hook forward priority 0; }\n chain own { }\n}\n',
      ),
    ).toMatch(
      /^table ip filter\nadd chain ip filter INPUT \{ type filter hook input priority 0; policy drop; \}\nflush chain ip filter INPUT\nadd chain ip filter own\nflush chain ip filter own\ntable/,
    ));
  test('is not there for rules in chains of Docker', () =>
    expect(
      fixed('flush ruleset\ntable ip filter {\n chain FORWARD { type filter hook forward priority 0; tcp dport 23 drop; }\n}\n'),
    ).toBeUndefined());
  test('nor where files are missing', () => expect(fixed(`flush ruleset\ninclude "/etc/more.nft"\n${OWN}`)).toBeUndefined());
});
