import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseIp, parsePrefix } from '../../server/src/base/ip.ts';
import { type BridgeEndpoint, type BridgeNetwork, bindingsOf } from '../../server/src/docker/firewall/bridge.ts';
import type { FirewallConfig } from '../../server/src/docker/firewall/config.ts';
import { DockerHost } from '../../server/src/docker/firewall/docker-host.ts';
import { commandLine, type IptablesCall, IptablesDaemon } from '../../server/src/docker/firewall/iptables-daemon.ts';
import { IptablesProgram } from '../../server/src/docker/firewall/iptables-program.ts';
import { RulesetState } from '../../server/src/docker/firewall/state.ts';
import { rulesetText } from '../../server/src/docker/firewall/text.ts';
import { canUnshare, GENERATIONS, inNamespace } from '../support/oracle.ts';

const mode = fc.constantFrom('nat' as const, 'nat-unprotected' as const, 'routed' as const);
const address = (text: string) => parseIp(text)!;

function networkOf(bridge: string, v4: string, v6: string) {
  return fc.record({
    bridge: fc.constant(bridge),
    label: fc.constant(bridge),
    internal: fc.boolean(),
    icc: fc.boolean(),
    masquerade: fc.boolean(),
    trusted: fc.constantFrom<string[]>([], ['wg0']),
    families: fc.record({
      4: fc.record({
        subnet: fc.constant(parsePrefix(v4)!.prefix),
        gateway: fc.constant(undefined),
        mode,
        hostAddress: fc.constantFrom(undefined, address('192.0.2.9')),
      }),
      6: fc.record({
        subnet: fc.constant(parsePrefix(v6)!.prefix),
        gateway: fc.constant(undefined),
        mode,
        hostAddress: fc.constantFrom(undefined, address('2001:db8::9')),
      }),
    }),
  });
}

const config = (backend: FirewallConfig['backend']) =>
  fc.record<FirewallConfig>({
    backend: fc.constant(backend),
    version: fc.constantFrom(...(backend === 'iptables' ? ['28.5.2', '29.7.2'] : ['29.7.2'])),
    families: fc.constant({ 4: true, 6: true }),
    userlandProxy: fc.boolean(),
    allowDirectRouting: fc.boolean(),
    acceptMark: fc.constantFrom(undefined, { mark: 1, mask: undefined }, { mark: 1, mask: 255 }),
    forwarding: fc.constant(true),
    forwardDrop: fc.boolean(),
  });

const scenario = (backend: FirewallConfig['backend']) =>
  fc.record({
    config: config(backend),
    one: networkOf('br-one', '10.1.0.0/24', 'fd00:1::/64'),
    two: networkOf('br-two', '10.2.0.0/24', 'fd00:2::/64'),
    hostAddress: fc.constantFrom(undefined, address('127.0.0.1'), address('192.0.2.1'), address('2001:db8::1')),
    protocol: fc.constantFrom('tcp' as const, 'udp' as const, 'sctp' as const),
  });
type Scenario = typeof scenario extends (backend: 'iptables') => fc.Arbitrary<infer T> ? T : never;

/** Runs a scenario on an empty host. `calls` gets what iptables was asked to change. */
function ruleset(wanted: Scenario, calls?: IptablesCall[]): string {
  const state = new RulesetState<never>();
  const { one, two } = wanted;
  const endpoints: BridgeEndpoint[] = [one, two].map((network: BridgeNetwork, index) => ({
    owner: `c${index}`,
    network,
    addresses: { 4: address(`10.${index + 1}.0.2`), 6: address(`fd00:${index + 1}::2`) },
  }));
  const mapping = { protocol: wanted.protocol, hostAddress: wanted.hostAddress, hostPort: 8080, containerPort: 80 };
  const bindings = endpoints.map((endpoint, index) =>
    bindingsOf(endpoint, { ...mapping, hostPort: 8080 + index }, wanted.config.userlandProxy, undefined),
  );
  if (calls) {
    const program = new IptablesProgram(state);
    const daemon = new IptablesDaemon(wanted.config, (call) => {
      const answer = program.run(call);
      if (answer === undefined && !['list', 'check'].includes(call.operation)) calls.push(call);
      return answer;
    });
    daemon.start();
    daemon.setUpUserChain();
    daemon.forwardingTurnedOn(4);
    for (const [index, endpoint] of endpoints.entries()) {
      daemon.createNetwork(endpoint.network);
      daemon.addEndpoint(endpoint);
      for (const binding of bindings[index]!) daemon.addPort(endpoint.network, binding);
    }
  } else {
    const host = new DockerHost(state, { 4: true, 6: true });
    host.start(wanted.config, undefined);
    for (const [index, endpoint] of endpoints.entries()) {
      host.createNetwork(endpoint.network);
      host.connect(endpoint, bindings[index]!);
    }
  }
  return rulesetText(state);
}

/** Tables in the order of their names, without numbers of counters and comments of nft. */
function normal(text: string): string {
  return text
    .replaceAll(/ packets \d+ bytes \d+/g, '')
    .replaceAll(/^#.*\n/gm, '')
    .replaceAll(/(hook output priority) -100;/g, '$1 dstnat;')
    .split(/^(?=table )/m)
    .map((table) => table.trim())
    .sort()
    .join('\n\n');
}

describe.runIf(canUnshare())('Docker’s rules as the programs of this machine write them', () => {
  const { program } = GENERATIONS[1]!;
  test.runIf(program('iptables-nft') && program('nft'))('iptables-nft makes the ruleset that the model says', () => {
    fc.assert(
      fc.property(scenario('iptables'), (wanted) => {
        const calls: IptablesCall[] = [];
        const text = ruleset(wanted, calls);
        const script = calls.map((call) => commandLine(call).replace(/^(ip6?tables)/, '$1_nft'));
        const { output } = inNamespace(
          GENERATIONS[1]!,
          ['nft', 'iptables-nft', 'ip6tables-nft'],
          `${script.join('\n')}\nnft list ruleset`,
        );
        expect(normal(output)).toBe(normal(text));
      }),
      { numRuns: 12 },
    );
  });
  test.runIf(program('nft'))('nft takes the tables of the nftables backend, and lists them as they are', () => {
    fc.assert(
      fc.property(scenario('nftables'), (wanted) => {
        const text = ruleset(wanted);
        const { output } = inNamespace(GENERATIONS[1]!, ['nft'], 'nft -f rules.nft && nft list ruleset', { 'rules.nft': text });
        expect(normal(output)).toBe(normal(text));
      }),
      { numRuns: 12 },
    );
  });
});
