import { describe, expect, test } from 'vitest';
import { parseIp, parsePrefix } from '../../base/ip.ts';
import { type BridgeEndpoint, type BridgeNetwork, bindingsOf } from './bridge.ts';
import type { FirewallConfig } from './config.ts';
import { DockerHost } from './docker-host.ts';
import { RulesetState } from './state.ts';
import { rulesetText } from './text.ts';

const CONFIG: FirewallConfig = {
  backend: 'iptables',
  version: undefined,
  families: { 4: true, 6: false },
  userlandProxy: true,
  allowDirectRouting: false,
  acceptMark: undefined,
  forwarding: true,
  forwardDrop: true,
};

const FRONT: BridgeNetwork = {
  bridge: 'br-front',
  label: 'front',
  internal: false,
  icc: true,
  masquerade: true,
  trusted: [],
  families: {
    4: { subnet: parsePrefix('10.1.0.0/24')!.prefix, gateway: parseIp('10.1.0.1'), mode: 'nat', hostAddress: undefined },
  },
};
const WEB: BridgeEndpoint = { owner: 'web', network: FRONT, addresses: { 4: parseIp('10.1.0.2')! } };

/** The ruleset that a daemon makes for one network with one container that publishes 8080 as 80. */
function made(config: Partial<FirewallConfig>, network: Partial<BridgeNetwork> = {}, hostAddress?: string): string {
  const full = { ...CONFIG, ...config };
  const bridge = { ...FRONT, ...network };
  const endpoint = { ...WEB, network: bridge };
  const state = new RulesetState<never>();
  const host = new DockerHost(state, { 4: full.backend === 'nftables', 6: true });
  expect(host.start(full, undefined)).toEqual({});
  expect(host.createNetwork(bridge).failure).toBeUndefined();
  const mapping = {
    protocol: 'tcp' as const,
    hostAddress: hostAddress === undefined ? undefined : parseIp(hostAddress),
    hostPort: 8080,
    containerPort: 80,
  };
  expect(host.connect(endpoint, bindingsOf(endpoint, mapping, full.userlandProxy, undefined)).failure).toBeUndefined();
  return rulesetText(state);
}

/** The rules of a chain, without counters. */
function chain(text: string, table: string, name: string): string[] | undefined {
  const body = text.split(`table ${table} {`)[1]?.split(/^}/m)[0];
  const rules = body?.split(`\tchain ${name} {\n`)[1]?.split('\t}')[0];
  return rules?.split('\n').flatMap((line) => (line.trim() === '' ? [] : [line.trim().replace('counter ', '')]));
}

describe('iptables backend', () => {
  test('the forward chain of 29', () => {
    const text = made({});
    expect(chain(text, 'ip filter', 'FORWARD')).toEqual([
      'type filter hook forward priority filter; policy drop;',
      'jump DOCKER-USER',
      'jump DOCKER-FORWARD',
    ]);
    expect(chain(text, 'ip filter', 'DOCKER-FORWARD')).toEqual([
      'jump DOCKER-CT',
      'jump DOCKER-INTERNAL',
      'jump DOCKER-BRIDGE',
      'iifname "br-front" accept',
    ]);
    expect(chain(text, 'ip filter', 'DOCKER')).toEqual([
      'ip daddr 10.1.0.2 iifname != "br-front" oifname "br-front" tcp dport 80 accept',
      'iifname != "br-front" oifname "br-front" drop',
    ]);
  });
  test('28 keeps bridges apart and lets docker-proxy answer between them', () => {
    const text = made({ version: '28' });
    expect(chain(text, 'ip filter', 'DOCKER-ISOLATION-STAGE-2')).toEqual(['oifname "br-front" drop']);
    expect(chain(text, 'ip nat', 'DOCKER')?.[0]).toBe('iifname "br-front" return');
  });
  test('forwarding that is on already leaves the policy alone', () => {
    const state = new RulesetState<never>();
    const host = new DockerHost(state, { 4: true, 6: true });
    host.start(CONFIG, FRONT);
    expect(chain(rulesetText(state), 'ip filter', 'FORWARD')?.[0]).toContain('policy accept');
  });
  test('without docker-proxy the host is masqueraded too', () =>
    expect(chain(made({ userlandProxy: false }), 'ip nat', 'POSTROUTING')).toEqual([
      'type nat hook postrouting priority srcnat; policy accept;',
      'oifname "br-front" fib saddr type local masquerade',
      'ip saddr 10.1.0.0/24 oifname != "br-front" masquerade',
      'ip saddr 10.1.0.2 ip daddr 10.1.0.2 tcp dport 80 masquerade',
    ]));
  test('routed networks are not translated, and ICMP is let in', () => {
    const text = made({}, { families: { 4: { ...FRONT.families[4]!, mode: 'routed' } } });
    expect(chain(text, 'ip nat', 'DOCKER')).toEqual([]);
    expect(chain(text, 'ip raw', 'PREROUTING')).toBeUndefined();
    expect(chain(text, 'ip filter', 'DOCKER')?.[1]).toBe('oifname "br-front" ip protocol icmp accept');
  });
  test('internal networks are closed off', () =>
    expect(chain(made({}, { internal: true }), 'ip filter', 'DOCKER-INTERNAL')).toEqual([
      'ip saddr != 10.1.0.0/24 oifname "br-front" drop',
      'ip daddr != 10.1.0.0/24 iifname "br-front" drop',
    ]));
  test('a port on loopback is kept from others', () =>
    expect(chain(made({}, {}, '127.0.0.1'), 'ip raw', 'PREROUTING')?.[2]).toBe(
      'ip daddr 127.0.0.1 iifname != "lo" tcp dport 8080 drop',
    ));
  test('nothing is written where it is switched off', () => expect(made({ families: { 4: false, 6: false } })).toBe(''));
});

describe('nftables backend', () => {
  test('the rules of a bridge', () => {
    const text = made({ backend: 'nftables' });
    expect(chain(text, 'ip docker-bridges', 'filter-forward-in__br-front')).toEqual([
      'ct state established,related accept',
      'iifname "br-front" accept comment "ICC"',
      'ip daddr 10.1.0.2 tcp dport 80 accept',
      'drop comment "UNPUBLISHED PORT DROP"',
    ]);
    expect(text).toContain('elements = { "br-front" : jump filter-forward-in__br-front }');
  });
  test('forwarding has to be on before', () => {
    const host = new DockerHost(new RulesetState<never>(), { 4: false, 6: false });
    expect(host.start({ ...CONFIG, backend: 'nftables' }, FRONT).failure).toContain('forwarding is disabled');
  });
  test('direct routing and marks', () => {
    const text = made({ backend: 'nftables', allowDirectRouting: true, acceptMark: { mark: 1, mask: 0xff } });
    expect(chain(text, 'ip docker-bridges', 'raw-PREROUTING')).toHaveLength(1);
    expect(chain(text, 'ip docker-bridges', 'filter-forward-in__br-front')?.[1]).toBe(
      'meta mark & 0x000000ff == 0x00000001 accept comment "ALLOW FW MARK"',
    );
  });
});

describe('tables that are there already', () => {
  const forward = (priority: number, type = 'filter') => {
    const state = new RulesetState<string>();
    state.addTable('ip', 'filter').chains.set('FORWARD', {
      base: { type, hook: 'forward', priority, policy: 'accept' },
      rules: [],
    });
    return new DockerHost(state).start(CONFIG, FRONT).failure;
  };
  test('a FORWARD that is the builtin is used', () => expect(forward(0)).toBeUndefined());
  test('another FORWARD keeps dockerd from starting', () => {
    expect(forward(10)).toContain('CHAIN_ADD failed (Operation not supported): chain FORWARD');
    expect(forward(0, 'route')).toContain('File exists');
  });
  test('a raw chain of another priority keeps containers from starting', () => {
    const state = new RulesetState<string>();
    state.addTable('ip', 'raw').chains.set('PREROUTING', {
      base: { type: 'filter', hook: 'prerouting', priority: -200, policy: 'accept' },
      rules: [],
    });
    const host = new DockerHost(state);
    expect(host.start(CONFIG, FRONT)).toEqual({});
    expect(host.connect(WEB, []).failure).toContain('DIRECT ACCESS FILTERING - DROP');
  });
  test('an unreadable DOCKER-USER gets no jump', () => {
    const state = new RulesetState<string>();
    const rule = { text: 'ct state new drop', reading: { spec: undefined, listed: false }, jumps: [], source: 'user' };
    state.addTable('ip', 'filter').chains.set('DOCKER-USER', { base: undefined, rules: [rule] });
    expect(new DockerHost(state).start(CONFIG, FRONT).warning).toContain('Chain already exists');
    expect(chain(rulesetText(state), 'ip filter', 'FORWARD')?.slice(1)).toEqual(['jump DOCKER-FORWARD']);
  });
  test('a rule that iptables takes for Docker’s own jump is deleted', () => {
    const state = new RulesetState<string>();
    const rule = {
      text: 'ip saddr @trusted jump DOCKER-USER',
      reading: { spec: '-j DOCKER-USER', listed: true },
      jumps: ['DOCKER-USER'],
      source: 'user',
    };
    const table = state.addTable('ip', 'filter');
    table.chains.set('DOCKER-USER', { base: undefined, rules: [] });
    const base = { type: 'filter', hook: 'forward', priority: 0, policy: 'accept' } as const;
    table.chains.set('FORWARD', { base, rules: [rule] });
    new DockerHost(state).start(CONFIG, FRONT);
    expect(table.chains.get('FORWARD')?.rules.some(({ source }) => source === 'user')).toBe(false);
  });
});
