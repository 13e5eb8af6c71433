import { comparePrefixes, type IpFamily, parsePrefix } from '../../base/ip.ts';
import { lastPer } from '../../base/remember.ts';
import type { HostSettings } from '../../base/settings.ts';
import { bridgePrefix } from '../../docker/bridge-prefix.ts';
import { BRIDGE_KEYS, bridgeIsOff, defaultBridge, userBridge } from '../../docker/default-bridge.ts';
import { DEFAULT_DRIVER, driverFact } from '../../docker/drivers.ts';
import type { DockerEngine } from '../../docker/engine.ts';
import { goParseCidr } from '../../docker/go/net.ts';
import {
  type DockerNetwork,
  driverOption,
  knownSubnets,
  type PublishedPort,
  readAddress,
  type Written,
} from '../../docker/network.ts';
import { enginePools } from '../../docker/pools.ts';
import { DEFAULT_BRIDGE } from '../../facts/allocation.ts';
import { BRIDGE_NAME_OPTION, PARENT_OPTION } from '../../facts/network-options.ts';
import { daemonPorts } from './daemon-ports.ts';
import type { AddressPlan, PlanAddress, PlanNetwork, PlanSubnet, ReservedSpace } from './model.ts';

/**
 * Joins what files declare about networks into the plan of one host. Declarations with the same name are one network; what several
 * of them say about it is put together. Linear in the number of declarations, apart from sorting.
 */
export function buildPlan(
  networks: readonly DockerNetwork[],
  ports: readonly PublishedPort[],
  engine: DockerEngine,
  settings: HostSettings,
  defined: readonly ReservedSpace[] = [],
): AddressPlan {
  const groups = new Map<string | DockerNetwork, DockerNetwork[]>();
  for (const network of networks) {
    const key = network.name ?? network;
    const group = groups.get(key);
    if (group) group.push(network);
    else groups.set(key, [network]);
  }
  const planned = [...predefined(engine), ...[...groups.values()].map(([first, ...others]) => planNetwork(first!, ...others))];
  return {
    networks: planned,
    subnets: planned.flatMap(({ subnets }) => subnets).sort((a, b) => comparePrefixes(a.prefix, b.prefix)),
    ports: [...daemonPorts(engine), ...ports],
    reserved: [...toldSpace(settings), ...interfaceSpace(settings), ...defined],
    pools: [...enginePools(engine, 4), ...enginePools(engine, 6)],
  };
}

/** After an edit most networks are the same objects, and then their place in the plan is the same object too. */
const planNetwork = lastPer((...group: [DockerNetwork, ...DockerNetwork[]]): PlanNetwork => {
  const declared = group.filter(({ external }) => !external);
  const first = declared[0] ?? group[0]!;
  const driver = first.driver;
  const subnets: PlanSubnet[] = [];
  const addresses: PlanAddress[] = [];
  const network: PlanNetwork = {
    name: first.name,
    label: first.label,
    origin: first.origin,
    place: first.place,
    declarations: group,
    external: declared.length === 0,
    driver,
    internal: first.internal,
    space: driver !== undefined && driverFact(driver)?.scope === 'swarm' ? 'swarm' : 'local',
    always: declared.length > 0 ? declared.some(({ always }) => always !== false) : group.some(({ always }) => always !== false),
    subnets,
    automatic: declared.length > 0 ? automaticFamilies(first) : [],
    addresses,
    bridgeName: driver === undefined || driver === DEFAULT_DRIVER ? firstOption(declared, BRIDGE_NAME_OPTION) : undefined,
    parent: firstOption(declared, PARENT_OPTION),
  };
  // the engine keeps what the first declaration says; others that say the same are the same network
  const seen = new Set<string>();
  for (const declaration of declared)
    for (const written of knownSubnets(declaration)) {
      const key = `${written.prefix.family} ${written.prefix.network} ${written.prefix.bits}`;
      if (seen.has(key) || !declaration.defaultIpam) continue;
      seen.add(key);
      subnets.push({ network, prefix: written.prefix, place: written.place, certain: true, written });
    }
  for (const declaration of group)
    for (const { owner, address, always } of declaration.endpoints) {
      const ip = readAddress(address);
      if (ip)
        addresses.push({
          network,
          owner,
          address: ip,
          written: address,
          always: always !== false && declaration.always !== false,
        });
    }
  return network;
});

function firstOption(declared: readonly DockerNetwork[], name: string): Written | undefined {
  for (const network of declared) {
    const value = driverOption(network, name);
    if (value) return value;
  }
  return undefined;
}

/** Drivers whose containers have addresses; others (host, null, plugins) have none that Docker gives. */
function givesAddresses(driver: string | undefined): boolean {
  return driver === undefined || (driverFact(driver) !== undefined && driverFact(driver)?.cannotBeCreated === undefined);
}

function automaticFamilies(network: DockerNetwork): IpFamily[] {
  if (!network.defaultIpam || !givesAddresses(network.driver) || network.driver === undefined) return [];
  const known = knownSubnets(network);
  // a subnet that is written and not known may be of either family
  if (network.ipam.some(({ subnet }) => subnet !== undefined && !known.some(({ entry }) => entry.subnet === subnet))) return [];
  const has = (family: IpFamily) => known.some(({ prefix }) => prefix.family === family);
  const out: IpFamily[] = [];
  if (network.ipv4 === true && !has(4)) out.push(4);
  if (network.ipv6 === true && !has(6)) out.push(6);
  return out;
}

/** The network "bridge" that every daemon has, when something about its addresses is written or usual. */
function predefined(engine: DockerEngine): PlanNetwork[] {
  if (bridgeIsOff(engine)) return [];
  const subnets: PlanSubnet[] = [];
  const own = userBridge(engine);
  let network: PlanNetwork | undefined;
  for (const family of [4, 6] as const) {
    if (family === 6 && !engine.isOn('ipv6')) continue;
    const subnet = bridgePrefix(engine, family);
    const { address, range, gateway } = defaultBridge(engine, family);
    const place = subnet?.place ?? own?.place ?? engine.setting('default-address-pools')?.place;
    if (!subnet?.exact) continue;
    const entry = {
      reserved: gateway ? [{ name: BRIDGE_KEYS[family].gateway, address: { text: gateway.value, place: gateway.place } }] : [],
      ...(range
        ? {
            range: {
              text: String(range.setting.value && 'value' in range.setting.value ? range.setting.value.value : ''),
              place: range.place,
            },
          }
        : {}),
    };
    network ??= bridgeNetwork(subnets, place ?? NOWHERE, own?.value);
    const text = address ?? range;
    subnets.push({
      network,
      prefix: subnet.prefix,
      place: place ?? NOWHERE,
      certain: subnet.certain,
      written: text && subnet.place ? { entry, written: text.value, prefix: subnet.prefix, place: text.place } : undefined,
    });
  }
  return network ? [network] : [];
}

/** The place of what no file says. */
export const NOWHERE = { file: '', range: { start: 0, end: 0 } } as const;

function bridgeNetwork(subnets: PlanSubnet[], place: PlanNetwork['place'], own: string | undefined): PlanNetwork {
  return {
    name: 'bridge',
    label: own ?? DEFAULT_BRIDGE,
    origin: 'daemon',
    place,
    declarations: [],
    external: false,
    driver: DEFAULT_DRIVER,
    internal: false,
    space: 'local',
    always: true,
    subnets,
    automatic: [],
    addresses: [],
    bridgeName: { text: own ?? DEFAULT_BRIDGE, place },
    parent: undefined,
  };
}

/** `10.8.0.0/24 # VPN` lines of the settings. */
function toldSpace(settings: HostSettings): ReservedSpace[] {
  return settings.reservedSubnets.flatMap((line) => {
    const [subnet = '', note] = line.split('#').map((part) => part.trim());
    const prefix = parsePrefix(subnet)?.prefix;
    return prefix ? [{ prefix, name: note || subnet, kind: 'told' as const }] : [];
  });
}

function interfaceSpace(settings: HostSettings): ReservedSpace[] {
  return Object.entries(settings.inventory.interfaces ?? {}).flatMap(([name, addresses]) =>
    name === DEFAULT_BRIDGE
      ? []
      : addresses.flatMap((address) => {
          const prefix = goParseCidr(address)?.prefix;
          return prefix ? [{ prefix, name, kind: 'interface' as const }] : [];
        }),
  );
}
