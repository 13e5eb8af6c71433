import { formatIp, type IpAddress, type IpFamily, parseIp } from '../../../server/src/base/ip.ts';
import type { DockerEngine } from '../../../server/src/docker/engine.ts';
import {
  type BridgeEndpoint,
  type BridgeNetwork,
  bindingsOf,
  type PortBinding,
} from '../../../server/src/docker/firewall/bridge.ts';
import { defaultBindAddress, type FirewallConfig, firewallConfig } from '../../../server/src/docker/firewall/config.ts';
import { DockerHost } from '../../../server/src/docker/firewall/docker-host.ts';
import { bridgeSettings, defaultNetworkOption } from '../../../server/src/docker/firewall/network-settings.ts';
import { Ipam, type Lease, nextAddress } from '../../../server/src/docker/ipam.ts';
import { enginePools } from '../../../server/src/docker/pools.ts';
import { ICC_OPTION } from '../../../server/src/facts/network-options.ts';
import { HostKernel } from '../../../server/src/host/firewall/kernel.ts';
import { readRule } from '../../../server/src/host/firewall/reading.ts';
import { dockerTopology } from '../../../server/src/host/firewall/topology.ts';
import { quietAnswer } from '../../../server/src/host/traffic/usual-answers.ts';
import { type HostListener, textOf, type World } from '../../../server/src/host/traffic/world.ts';
import { workspaceOf } from '../../../server/src/library/files.ts';
import type { Flavour } from './flavour.ts';
import type { Experiment } from './record.ts';

/** A container of the set-up. */
interface Container {
  readonly name: string;
  readonly network: string;
  readonly publishes?: { readonly host: number; readonly container: number };
}

/** The set-up of all experiments, in the order of creation. */
const NETWORKS = ['n1', 'n2', 'n4'];
const ISOLATED = 'n4';
const CONTAINERS: readonly Container[] = [
  { name: 'd1', network: 'n4' },
  { name: 'd2', network: 'n4' },
  { name: 'c1', network: 'n1', publishes: { host: 8080, container: 80 } },
  { name: 'c2', network: 'n1' },
  { name: 'c3', network: 'n2' },
  { name: 'b1', network: 'bridge', publishes: { host: 8081, container: 80 } },
  { name: 'b2', network: 'bridge' },
];
const LATE: Container = { name: 'c9', network: 'n1', publishes: { host: 8089, container: 80 } };
const OUTER = { name: 'eth0', addresses: ['192.0.2.1', '2001:db8:1::1'] };
export const OUTSIDE = { 4: parseIp('192.0.2.2')!, 6: parseIp('2001:db8:1::2')! };
const HOST_SERVICE = { name: 'hostsvc', port: 9100 };
const PORT_IN_CONTAINER = 80;

interface Running {
  readonly container: Container;
  readonly endpoint: BridgeEndpoint;
  readonly bindings: readonly PortBinding[];
}

/** The host of an experiment: its kernel, its dockerd and its containers. */
export class Lab {
  readonly engine: DockerEngine;
  readonly config: FirewallConfig;
  readonly kernel: HostKernel;
  readonly docker: DockerHost<never>;
  readonly networks = new Map<string, BridgeNetwork>();
  readonly running = new Map<string, Running>();
  readonly #leases = new Map<string, Lease>();
  readonly #ipam: Ipam;
  #up = false;

  constructor(
    readonly experiment: Experiment,
    readonly flavour: Flavour,
  ) {
    const daemon = { ...experiment.daemon_json, ...(flavour.backend === 'nftables' ? { 'firewall-backend': 'nftables' } : {}) };
    const workspace = workspaceOf({
      files: { 'etc/nftables.conf': experiment.preload, 'etc/docker/daemon.json': JSON.stringify(daemon) },
      config: { versions: { docker: flavour.docker, iptables: flavour.iptables } },
    });
    const host = workspace.hosts()[0]!;
    this.engine = host.engine;
    this.config = firewallConfig(this.engine);
    this.kernel = new HostKernel(host.nft[0]!.live(), (rule) => readRule(rule));
    const forwarding = flavour.backend === 'nftables';
    this.docker = new DockerHost(this.kernel.state as never, { 4: forwarding, 6: forwarding });
    const predefined = dockerTopology(host)?.predefined?.network;
    this.#ipam = new Ipam(enginePools(this.engine, 4), [], flavour.docker);
    if (predefined) this.#addNetwork('bridge', predefined);
  }

  #addNetwork(name: string, network: BridgeNetwork): void {
    this.networks.set(name, network);
    const own = network.families[4];
    const lease = own && this.#ipam.request({ subnet: own.subnet, ...(own.gateway ? { gateway: own.gateway } : {}) });
    if (typeof lease === 'object') this.#leases.set(name, lease);
  }

  #newNetwork(name: string): BridgeNetwork | undefined {
    const lease = this.#ipam.request();
    if (typeof lease !== 'object') return undefined;
    this.#ipam.release(lease.prefix);
    const settings = bridgeSettings((key) =>
      key === ICC_OPTION && name === ISOLATED ? 'false' : defaultNetworkOption(this.engine, key),
    );
    return {
      bridge: `br_${name}`,
      label: name,
      internal: false,
      icc: settings.icc,
      masquerade: settings.masquerade,
      trusted: settings.trusted,
      families: {
        4: { subnet: lease.prefix, gateway: lease.gateway, mode: settings.modes[4], hostAddress: settings.hostAddresses[4] },
      },
    };
  }

  /** Starts dockerd. Returns why it does not start, and what it warns of. */
  start() {
    this.kernel.pull();
    const outcome = this.docker.start(this.config, this.networks.get('bridge'));
    this.#up = outcome.failure === undefined;
    this.kernel.push();
    return outcome;
  }

  createNetwork(name: string): string | undefined {
    const network = this.#newNetwork(name);
    if (!network) return 'no addresses left';
    this.kernel.pull();
    const { failure } = this.docker.createNetwork(network);
    this.kernel.push();
    if (failure === undefined) this.#addNetwork(name, network);
    return failure;
  }

  /** Makes the networks and containers. Returns what failed. */
  setUp() {
    const networks = NETWORKS.map((name) => this.createNetwork(name)).find((failure) => failure !== undefined);
    const containers = CONTAINERS.map((container) => this.run(container)).find((failure) => failure !== undefined);
    return { networks, containers };
  }

  run(container: Container): string | undefined {
    const network = this.networks.get(container.network);
    const lease = this.#leases.get(container.network);
    const address = lease && nextAddress(lease);
    if (!network || !address) return 'no such network';
    return this.#connect(container, { owner: container.name, network, addresses: { 4: address } });
  }

  #connect(container: Container, endpoint: BridgeEndpoint): string | undefined {
    const bindings = this.#bindings(container, endpoint);
    this.kernel.pull();
    const { failure } = this.docker.connect(endpoint, bindings);
    this.kernel.push();
    if (failure === undefined) this.running.set(container.name, { container, endpoint, bindings });
    return failure;
  }

  #bindings({ publishes }: Container, endpoint: BridgeEndpoint): PortBinding[] {
    if (!publishes) return [];
    const mapping = {
      protocol: 'tcp' as const,
      hostAddress: undefined,
      hostPort: publishes.host,
      containerPort: publishes.container,
    };
    return bindingsOf(endpoint, mapping, this.config.userlandProxy, defaultBindAddress(this.engine));
  }

  /** What a container is stopped and started again for. */
  restartContainer(name: string): string | undefined {
    const known = this.running.get(name);
    if (!known) return 'no such container';
    this.kernel.pull();
    this.docker.disconnect(known.endpoint, known.bindings);
    this.running.delete(name);
    this.kernel.push();
    return this.#connect(known.container, known.endpoint);
  }

  runLate(): string | undefined {
    return this.run(LATE);
  }

  /** dockerd stops, and with it all containers; then everything starts again. `lost`: containers that come back without a network. */
  restart(lost: readonly string[]) {
    const before = [...this.running.values()];
    const late = [...this.networks.keys()].filter((name) => name !== 'bridge');
    this.kernel.pull();
    for (const { endpoint, bindings } of before) this.docker.disconnect(endpoint, bindings);
    this.running.clear();
    this.kernel.push();
    const outcome = this.start();
    if (outcome.failure !== undefined) return outcome;
    this.kernel.pull();
    const networks = late
      .map((name) => this.docker.createNetwork(this.networks.get(name)!).failure)
      .find((failure) => failure !== undefined);
    this.kernel.push();
    // stopped containers give their addresses back, and get them again in the order in which they start
    const taken = new Set<string>();
    const failures: string[] = [];
    for (const container of CONTAINERS) {
      if (lost.includes(container.name)) continue;
      const network = this.networks.get(container.network);
      const own = network?.families[4];
      if (!network || !own) continue;
      const address = firstFree(own.subnet.network, taken);
      taken.add(formatIp(address));
      const failure = this.#connect(container, { owner: container.name, network, addresses: { 4: address } });
      if (failure !== undefined) failures.push(failure);
    }
    return { ...outcome, networks, containers: failures[0] };
  }

  get isUp(): boolean {
    return this.#up;
  }

  endpoint(name: string): BridgeEndpoint | undefined {
    return this.running.get(name)?.endpoint;
  }

  /** The address of a container, as whoever set up the experiment noted it. */
  addressOf(name: string): IpAddress {
    const container = CONTAINERS.find((candidate) => candidate.name === name)!;
    const index = CONTAINERS.filter(({ network }) => network === container.network).indexOf(container);
    const subnet = this.networks.get(container.network)?.families[4]?.subnet;
    return { family: 4, value: (subnet?.network ?? 0n) + 2n + BigInt(index) };
  }

  gatewayOf(name: string): IpAddress {
    return this.networks.get(name)?.families[4]?.gateway ?? { family: 4, value: 0n };
  }

  /** The host as packets find it. */
  world(bridgeNetfilter: boolean): World {
    const { evaluation } = this.kernel;
    const running = [...this.running.values()];
    return {
      evaluation,
      answers: {
        // what the files leave empty is empty here
        elementsOf: (set) => evaluation.elementsOf(set) ?? [],
        holds: (condition, rule) => quietAnswer(condition, textOf(rule)),
      },
      networks: [...this.networks.values()],
      endpoints: running.map(({ endpoint }) => endpoint),
      outer: { name: OUTER.name, addresses: OUTER.addresses.map((address) => parseIp(address)!) },
      hostListeners: [
        ...([4, 6] as const).map(
          (family: IpFamily): HostListener => ({ protocol: 'tcp', address: { family, value: 0n }, ...HOST_SERVICE }),
        ),
        ...running.flatMap(({ container, endpoint, bindings }) => this.#proxies(container, endpoint, bindings)),
      ],
      containerListeners: running.map(({ container, endpoint }) => ({
        endpoint,
        protocol: 'tcp',
        port: PORT_IN_CONTAINER,
        name: container.name,
      })),
      forwarding: { 4: this.docker.forwarding[4], 6: true },
      bridgeNetfilter,
      hairpin: !this.config.userlandProxy,
    };
  }

  #proxies({ name }: Container, endpoint: BridgeEndpoint, bindings: readonly PortBinding[]): HostListener[] {
    if (!this.config.userlandProxy) return [];
    return bindings.flatMap(({ protocol, hostAddress, hostPort, address, port }): HostListener[] =>
      hostPort === undefined
        ? []
        : [{ protocol, address: hostAddress, port: hostPort, name, proxyFor: { endpoint, address, port } }],
    );
  }
}

function firstFree(network: bigint, taken: ReadonlySet<string>): IpAddress {
  for (let value = network + 2n; ; value++) {
    const address: IpAddress = { family: 4, value };
    if (!taken.has(formatIp(address))) return address;
  }
}
