import type { IpFamily } from '../../base/ip.ts';
import { DOCKER_TABLES } from '../../facts/docker-firewall.ts';
import type { BridgeEndpoint, BridgeNetwork, PortBinding } from './bridge.ts';
import { type FirewallConfig, hasIsolationChains } from './config.ts';
import { IptablesDaemon } from './iptables-daemon.ts';
import { IptablesProgram } from './iptables-program.ts';
import { runNft } from './nft-program.ts';
import { NftablesDaemon } from './nftables-daemon.ts';
import type { RulesetState } from './state.ts';

/** What happened when dockerd was asked for something. */
export interface Outcome {
  /** Why it failed, in the words of dockerd; undefined: it worked. */
  readonly failure?: string | undefined;
  /** What it logs and lives with. */
  readonly warning?: string | undefined;
}

/**
 * dockerd on a host with a ruleset: starts, makes networks, runs containers, and changes the ruleset as it does so. What is there
 * already stays, and can make things fail.
 */
export class DockerHost<S> {
  #iptables: IptablesDaemon | undefined;
  #nftables: NftablesDaemon | undefined;
  /** Forwarding by family: what the kernel does now. */
  readonly forwarding: Record<IpFamily, boolean>;
  /** Passing of bridged packets through the chains of ip and ip6; dockerd turns it on for some networks. */
  bridgeNetfilter = false;

  constructor(
    readonly state: RulesetState<S>,
    forwarding: Readonly<Record<IpFamily, boolean>> = { 4: false, 6: false },
  ) {
    this.forwarding = { ...forwarding };
  }

  /** Starts dockerd with the predefined network, if there is one. A daemon that runs already is replaced. */
  start(config: FirewallConfig, bridge: BridgeNetwork | undefined): Outcome {
    this.#iptables = undefined;
    this.#nftables = undefined;
    let warning: string | undefined;
    if (config.backend === 'nftables') {
      this.#nftables = new NftablesDaemon(config, (update) => runNft(this.state, update));
      if (!this.#nftables.start()) return { failure: 'nftables refused the tables of Docker' };
    } else {
      // the backend before may have been the other one
      if (!hasIsolationChains(config))
        for (const family of ['ip', 'ip6']) this.state.deleteTable(family, DOCKER_TABLES.nftables.table);
      const program = new IptablesProgram(this.state);
      this.#iptables = new IptablesDaemon(config, (call) => program.run(call));
      const { failure, warning: found } = this.#iptables.start();
      if (failure !== undefined) return { failure };
      warning = found && `cannot set up ip6tables chains: ${found}`;
    }
    const failure = bridge && this.createNetwork(bridge).failure;
    if (failure !== undefined) return { failure };
    const noJump = this.#iptables?.setUpUserChain();
    if (noJump !== undefined) warning ??= `configuring DOCKER-USER: ${noJump}`;
    return warning === undefined ? {} : { warning };
  }

  createNetwork(network: BridgeNetwork): Outcome {
    const daemon = this.#iptables ?? this.#nftables;
    if (!daemon) return { failure: 'dockerd does not run' };
    const { config } = daemon;
    for (const family of [4, 6] as const) {
      if (!network.families[family] || !config.forwarding || this.forwarding[family]) continue;
      if (this.#nftables) return { failure: `IPv${family} forwarding is disabled` };
      this.forwarding[family] = true;
      const failure = this.#iptables?.forwardingTurnedOn(family);
      if (failure !== undefined) return { failure };
    }
    if ((!network.icc || !config.userlandProxy) && config.families[4]) this.bridgeNetfilter = true;
    if (this.#nftables)
      return this.#nftables.createNetwork(network) ? {} : { failure: `adding rules for bridge ${network.bridge}` };
    return { failure: this.#iptables!.createNetwork(network) };
  }

  /** Starts a container: connects it and publishes its ports. What fails half way is taken back. */
  connect(endpoint: BridgeEndpoint, bindings: readonly PortBinding[]): Outcome {
    const { network } = endpoint;
    if (this.#nftables) {
      const done = this.#nftables.addEndpoint(endpoint) && this.#nftables.addPorts(network, bindings);
      return done ? {} : { failure: `adding rules for bridge ${network.bridge}` };
    }
    const daemon = this.#iptables;
    if (!daemon) return { failure: 'dockerd does not run' };
    const failed = daemon.addEndpoint(endpoint);
    if (failed !== undefined)
      return { failure: `failed to create endpoint ${endpoint.owner} on network ${network.label}: ${failed}` };
    for (const binding of bindings) {
      const failure = daemon.addPort(network, binding);
      if (failure === undefined) continue;
      this.disconnect(endpoint, bindings);
      return { failure: `driver failed programming external connectivity on endpoint ${endpoint.owner}: ${failure}` };
    }
    return {};
  }

  /** Stops a container. */
  disconnect(endpoint: BridgeEndpoint, bindings: readonly PortBinding[]): void {
    this.#nftables?.removePorts(endpoint.network, bindings);
    this.#nftables?.removeEndpoint(endpoint);
    for (const binding of bindings) this.#iptables?.removePort(endpoint.network, binding);
    this.#iptables?.removeEndpoint(endpoint);
  }
}
