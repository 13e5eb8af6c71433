import { firstAddress, type IpAddress, type IpFamily, type IpPrefix } from '../../base/ip.ts';
import { bridgePrefix } from '../../docker/bridge-prefix.ts';
import { bridgeIsOff, userBridge } from '../../docker/default-bridge.ts';
import { DEFAULT_DRIVER } from '../../docker/drivers.ts';
import type { DockerEngine } from '../../docker/engine.ts';
import {
  type BridgeEndpoint,
  type BridgeFamily,
  type BridgeNetwork,
  bindingsOf,
  type PortBinding,
} from '../../docker/firewall/bridge.ts';
import { defaultBindAddress, type FirewallConfig, firewallConfig, firewallIsUnknown } from '../../docker/firewall/config.ts';
import { type BridgeSettings, bridgeSettings, defaultNetworkOption } from '../../docker/firewall/network-settings.ts';
import { Ipam, type Lease, nextAddress, takeAddress } from '../../docker/ipam.ts';
import { type DockerNetwork, driverOption, type PublishedPort, readAddress } from '../../docker/network.ts';
import { DEFAULT_BRIDGE } from '../../facts/allocation.ts';
import type { Host } from '../host.ts';
import type { PlanNetwork } from '../plan/model.ts';
import { probableSubnets } from '../plan/overlaps.ts';

/** A bridge network of the host, and how sure its parts are. */
export interface HostNetwork {
  readonly network: BridgeNetwork;
  /** Undefined for the predefined network when no file says anything about it. */
  readonly plan: PlanNetwork | undefined;
  /** False when Docker names the bridge after an id that nobody knows yet. */
  readonly bridgeKnown: boolean;
  /** Families in which the subnet is written; in others Docker chooses it. */
  readonly subnetsKnown: Readonly<Record<IpFamily, boolean>>;
}

/** A published port as the host has it. */
export interface HostPort {
  readonly port: PublishedPort;
  readonly network: HostNetwork;
  readonly endpoint: BridgeEndpoint;
  readonly hostPort: number;
  readonly containerPort: number;
  readonly bindings: readonly PortBinding[];
}

/** What Docker makes on a host, as far as its firewall rules go. */
export interface DockerTopology {
  readonly config: FirewallConfig;
  /** The predefined network, unless it is switched off. */
  readonly predefined: HostNetwork | undefined;
  /** All bridge networks, the predefined one first. */
  readonly networks: readonly HostNetwork[];
  readonly ports: readonly HostPort[];
  /** Connections of containers: those that publish ports, and one more in every network. */
  readonly endpoints: readonly BridgeEndpoint[];
}

/** No more ports of one host are looked at. */
const MOST_PORTS = 500;

/**
 * Reads off a host's files what Docker makes of them. Undefined when the options that decide about its rules cannot be known.
 * Networks whose driver or addresses cannot be known are left out. Bridges that Docker names itself get names of the same kind.
 */
export function dockerTopology(host: Host): DockerTopology | undefined {
  const { engine } = host;
  if (firewallIsUnknown(engine) || engine.firewallBackend === 'iptables-legacy') return undefined;
  const config = firewallConfig(engine);
  const predefined = predefinedNetwork(engine);
  const networks = [...(predefined ? [predefined] : []), ...declaredNetworks(host)];
  const containers = new Containers(networks, engine.version);
  const fallback = defaultBindAddress(engine);
  const ports: HostPort[] = [];
  for (const port of host.ports) {
    const network = networkOfPort(port, networks);
    if (!network || !port.always || port.hostPorts === undefined) continue;
    const endpoint = containers.endpoint(network, port.owner);
    const binding = network.settings.hostBinding ?? fallback;
    for (let i = 0; i <= port.hostPorts.last - port.hostPorts.first && ports.length < MOST_PORTS; i++) {
      const containerPort = port.containerPorts.first + i;
      if (containerPort > port.containerPorts.last) break;
      const hostPort = port.hostPorts.first + i;
      const mapping = { protocol: port.protocol, hostAddress: port.hostAddress, hostPort, containerPort };
      const bindings = bindingsOf(endpoint, mapping, config.userlandProxy, binding);
      ports.push({ port, network, endpoint, hostPort, containerPort, bindings });
    }
  }
  return { config, predefined, networks, ports, endpoints: containers.all() };
}

interface OwnNetwork extends HostNetwork {
  readonly settings: BridgeSettings;
}

function predefinedNetwork(engine: DockerEngine): OwnNetwork | undefined {
  if (bridgeIsOff(engine)) return undefined;
  const families: Partial<Record<IpFamily, BridgeFamily>> = {};
  const subnetsKnown = { 4: true, 6: true };
  for (const family of [4, 6] as const) {
    if (family === 6 && !engine.isOn('ipv6')) continue;
    const found = bridgePrefix(engine, family);
    if (!found?.exact) continue;
    families[family] = {
      subnet: found.prefix,
      gateway: found.address ?? firstUsable(found.prefix),
      mode: 'nat',
      hostAddress: undefined,
    };
    subnetsKnown[family] = found.certain;
  }
  const bridge = userBridge(engine)?.value ?? DEFAULT_BRIDGE;
  return {
    network: {
      bridge,
      label: bridge,
      internal: false,
      icc: engine.isOn('icc'),
      masquerade: engine.isOn('ip-masq'),
      trusted: [],
      families,
    },
    plan: undefined,
    bridgeKnown: true,
    subnetsKnown,
    settings: bridgeSettings(() => undefined),
  };
}

function declaredNetworks(host: Host): OwnNetwork[] {
  const { plan, engine } = host;
  const probable = { 4: probableSubnets(plan, 4), 6: probableSubnets(plan, 6) };
  return plan.networks.flatMap((network, index) => {
    const declared = network.declarations.find(({ external }) => !external);
    if (!declared || network.driver !== DEFAULT_DRIVER || network.space !== 'local') return [];
    if (declared.options.some(({ value }) => value.text === undefined)) return [];
    const settings = bridgeSettings((key) => driverOption(declared, key)?.text ?? defaultNetworkOption(engine, key));
    const families = familiesOf(network, declared, settings, (family) => probable[family].get(network));
    if (!families[4] && !families[6]) return [];
    const written = (family: IpFamily) => network.subnets.some(({ prefix }) => prefix.family === family);
    return [
      {
        network: {
          bridge: settings.bridge ?? unknownBridge(index),
          label: network.name ?? network.label,
          internal: network.internal,
          icc: settings.icc,
          masquerade: settings.masquerade,
          trusted: settings.trusted,
          families,
        },
        plan: network,
        bridgeKnown: settings.bridge !== undefined,
        subnetsKnown: { 4: written(4), 6: written(6) },
        settings,
      },
    ];
  });
}

/** A name such as Docker gives to bridges: `br-` and twelve hexadecimal digits. */
function unknownBridge(index: number): string {
  return `br-${(index + 1).toString(16).padStart(12, '0')}`;
}

function familiesOf(
  network: PlanNetwork,
  declared: DockerNetwork,
  settings: BridgeSettings,
  probable: (family: IpFamily) => IpPrefix | undefined,
): BridgeNetwork['families'] {
  const families: Partial<Record<IpFamily, BridgeFamily>> = {};
  for (const family of [4, 6] as const) {
    if ((family === 4 ? declared.ipv4 : declared.ipv6) === false) continue;
    const subnet = network.subnets.find(({ prefix }) => prefix.family === family);
    const prefix = subnet?.prefix ?? probable(family);
    if (!prefix) continue;
    const mode = settings.modes[family];
    const gateway = readAddress(subnet?.written?.entry.gateway) ?? firstUsable(prefix);
    families[family] = {
      subnet: prefix,
      gateway: mode === 'isolated' ? undefined : gateway,
      mode,
      hostAddress: settings.hostAddresses[family],
    };
  }
  return families;
}

/** The address that Docker gives to a bridge when nobody says which. */
export function firstUsable(prefix: IpPrefix): IpAddress {
  const { family, value } = firstAddress(prefix);
  return { family, value: value + 1n };
}

/** The network through which Docker publishes a container's ports: of those that reach the outside, the first by name. */
function networkOfPort(port: PublishedPort, networks: readonly OwnNetwork[]): OwnNetwork | undefined {
  if (!port.networks || port.networks.includes(undefined)) return undefined;
  const nameOf = ({ plan }: OwnNetwork) => plan?.name ?? 'bridge';
  return networks
    .filter((network) => port.networks!.includes(nameOf(network)) && !network.network.internal)
    .sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1))[0];
}

/** Gives addresses to containers: fixed ones as written, others as Docker would. */
class Containers {
  readonly #leases = new Map<string, Lease>();
  readonly #made = new Map<string, BridgeEndpoint>();

  constructor(
    private readonly networks: readonly OwnNetwork[],
    version: string | undefined,
  ) {
    for (const { network } of networks)
      for (const family of [4, 6] as const) {
        const own = network.families[family];
        if (!own) continue;
        const lease = new Ipam([], [], version).request({ subnet: own.subnet, ...(own.gateway ? { gateway: own.gateway } : {}) });
        if (typeof lease === 'object') this.#leases.set(`${network.bridge} ${family}`, lease);
      }
  }

  endpoint(own: OwnNetwork, owner: string): BridgeEndpoint {
    const { network, plan } = own;
    const key = `${network.bridge} ${owner}`;
    const known = this.#made.get(key);
    if (known) return known;
    const addresses: Partial<Record<IpFamily, IpAddress>> = {};
    for (const family of [4, 6] as const) {
      const lease = this.#leases.get(`${network.bridge} ${family}`);
      if (!lease) continue;
      const fixed = plan?.addresses.find((entry) => entry.owner === owner && entry.address.family === family)?.address;
      const address = fixed && takeAddress(lease, fixed) ? fixed : nextAddress(lease);
      if (address) addresses[family] = address;
    }
    const made = { owner, network, addresses };
    this.#made.set(key, made);
    return made;
  }

  /** The endpoints that were asked for, and two more in every network: traffic inside it needs two. */
  all(): BridgeEndpoint[] {
    const asked = [...this.#made.values()];
    for (const network of this.networks) for (const name of ['a container', 'another container']) this.endpoint(network, name);
    return [...asked, ...[...this.#made.values()].filter((endpoint) => !asked.includes(endpoint))];
  }
}
