import type { Location } from '../base/range.ts';
import facts from '../facts/compose.json' with { type: 'json' };
import type { LocatedEntry, LocatedMap, LocatedScalar, LocatedValue } from '../syntax/located.ts';
import { entryOf, placeOf, textOf, valueAt } from '../syntax/located.ts';
import type { Environment } from './environment.ts';
import { namesAsMap } from './merge.ts';
import type {
  ComposeModel,
  ComposeNetwork,
  ComposeService,
  Dependency,
  DriverOption,
  ExtraHost,
  Flag,
  IpamEntry,
  ServiceNetwork,
  Text,
} from './model.ts';
import { type ComposePort, readPort } from './port.ts';
import { keyPlace, withoutRepeatedKeys } from './tree.ts';

/** The network that services join when they name none. */
export const DEFAULT_NETWORK = 'default';

/** Reads the merged tree of a project. `projectName` is undefined when it depends on something that is not known. */
export function readModel(tree: LocatedMap, projectName: string | undefined, environment: Environment): ComposeModel {
  const active = new Set((environment.get('COMPOSE_PROFILES') ?? '').split(',').map((profile) => profile.trim()));
  const services = entriesOf(valueAt(tree, 'services')).flatMap((entry) =>
    entry.value.kind === 'map' ? [readService(entry, entry.value, active)] : [],
  );
  const networks = readNetworks(valueAt(tree, 'networks'), services, projectName);
  const networkByKey = new Map(networks.map((network) => [network.key, network]));
  const serviceByName = new Map(services.map((service) => [service.name, service]));
  return {
    name: projectName,
    networks,
    services,
    network: (key) => networkByKey.get(key),
    service: (name) => serviceByName.get(name),
  };
}

function entriesOf(value: LocatedValue | undefined): readonly LocatedEntry[] {
  return value?.kind === 'map' ? withoutRepeatedKeys(value).entries : [];
}

function isUnknown(value: LocatedValue | undefined): boolean {
  return value?.kind === 'scalar' && value.substituted === 'unknown';
}

/** A scalar as a text; undefined when it is null, a list or a map. */
function asText(value: LocatedValue | undefined, keyAt?: Location): Text | undefined {
  if (value?.kind !== 'scalar' || value.value === null) return undefined;
  const at = placeOf(value);
  return { text: textOf(value), value, at, keyAt: keyAt ?? at };
}

function textAt(map: LocatedValue | undefined, key: string): Text | undefined {
  const entry = entryOf(map, key);
  return entry && asText(entry.value, keyPlace(entry));
}

/** A text, or the texts of a list. */
function textsAt(map: LocatedValue | undefined, key: string): Text[] {
  const value = valueAt(map, key);
  const items = value?.kind === 'list' ? value.items : value ? [value] : [];
  return items.map((item) => asText(item)).filter((text) => text !== undefined);
}

function flagAt(map: LocatedValue | undefined, key: string): Flag | undefined {
  const entry = entryOf(map, key);
  if (entry?.value.kind !== 'scalar' || entry.value.value === null) return undefined;
  const { value } = entry.value;
  const on = isUnknown(entry.value) || typeof value !== 'boolean' ? undefined : value;
  return { on, at: placeOf(entry.value), keyAt: keyPlace(entry) };
}

function numberAt(map: LocatedValue | undefined, key: string): number | undefined {
  const value = valueAt(map, key);
  return value?.kind === 'scalar' && typeof value.value === 'number' && !isUnknown(value) ? value.value : undefined;
}

function optionsAt(map: LocatedValue | undefined, key: string): DriverOption[] {
  return entriesOf(valueAt(map, key)).flatMap((entry) => {
    const value = asText(entry.value, keyPlace(entry)) ?? emptyText(entry);
    return value ? [{ key: entry.key, keyAt: keyPlace(entry), value, entry }] : [];
  });
}

function emptyText(entry: LocatedEntry): Text | undefined {
  if (entry.value.kind !== 'scalar') return undefined;
  const value: LocatedScalar = entry.value;
  return { text: '', value, at: placeOf(value), keyAt: keyPlace(entry) };
}

/** `key=value` items or a map. */
function pairsAt(map: LocatedValue | undefined, key: string): (Text & { name: string })[] {
  const value = valueAt(map, key);
  if (value?.kind === 'map')
    return entriesOf(value).flatMap((entry) => {
      const text = asText(entry.value, keyPlace(entry));
      return text ? [{ ...text, name: entry.key }] : [];
    });
  const items = value?.kind === 'list' ? value.items : [];
  return items.flatMap((item) => {
    const text = asText(item);
    if (text?.text === undefined) return [];
    const cut = text.text.indexOf('=');
    return cut < 0
      ? [{ ...text, name: text.text, text: '' }]
      : [{ ...text, name: text.text.slice(0, cut), text: text.text.slice(cut + 1) }];
  });
}

function readService(entry: LocatedEntry, value: LocatedMap, active: ReadonlySet<string>): ComposeService {
  const networks = entryOf(value, 'networks');
  const ports = entryOf(value, 'ports');
  const profiles = textsAt(value, 'profiles').map(({ text }) => text ?? '');
  const mode = textAt(value, 'network_mode');
  const networkMode = mode?.text === '' ? undefined : mode;
  const provided = valueAt(value, 'provider') !== undefined;
  return {
    name: entry.key,
    keyAt: keyPlace(entry),
    value,
    profiles,
    enabled: profiles.length === 0 || profiles.some((profile) => active.has(profile)) || active.has('*'),
    replicas: replicasOf(value),
    networks: mode || provided ? explicitNetworks(networks) : joined(networks),
    networksAt: networks && keyPlace(networks),
    networkMode,
    ports: ports?.value.kind === 'list' ? uniquePorts(ports.value.items.map((item) => readPort(item))) : [],
    portsAt: ports && keyPlace(ports),
    expose: textsAt(value, 'expose'),
    links: textsAt(value, 'links'),
    externalLinks: textsAt(value, 'external_links'),
    extraHosts: readExtraHosts(valueAt(value, 'extra_hosts')),
    dns: textsAt(value, 'dns'),
    mac: textAt(value, 'mac_address'),
    hostname: textAt(value, 'hostname'),
    sysctls: pairsAt(value, 'sysctls'),
    dependsOn: dependenciesOf(value),
    provided,
  };
}

/** `scale`, else `deploy.replicas`, else one. */
function replicasOf(service: LocatedMap): number | undefined {
  const values = [valueAt(service, 'scale'), valueAt(valueAt(service, 'deploy'), 'replicas')].filter(
    (value) => value !== undefined,
  );
  const first = values[0];
  if (!first) return 1;
  return first.kind === 'scalar' && typeof first.value === 'number' && !isUnknown(first) ? first.value : undefined;
}

function explicitNetworks(networks: LocatedEntry | undefined): ServiceNetwork[] {
  return networks ? entriesOf(namesAsMap(networks.value)).map(readServiceNetwork) : [];
}

function joined(networks: LocatedEntry | undefined): ServiceNetwork[] {
  const explicit = explicitNetworks(networks);
  return explicit.length > 0 ? explicit : [IMPLICIT];
}

const IMPLICIT: ServiceNetwork = {
  key: DEFAULT_NETWORK,
  known: true,
  keyAt: undefined,
  value: undefined,
  aliases: [],
  ipv4: undefined,
  ipv6: undefined,
  linkLocal: [],
  mac: undefined,
  driverOptions: [],
  interfaceName: undefined,
  priority: undefined,
  gwPriority: undefined,
};

function readServiceNetwork(entry: LocatedEntry): ServiceNetwork {
  const { value } = entry;
  return {
    key: entry.key,
    known: !isUnknown(value),
    keyAt: keyPlace(entry),
    value,
    aliases: textsAt(value, 'aliases'),
    ipv4: textAt(value, 'ipv4_address'),
    ipv6: textAt(value, 'ipv6_address'),
    linkLocal: textsAt(value, 'link_local_ips'),
    mac: textAt(value, 'mac_address'),
    driverOptions: optionsAt(value, 'driver_opts'),
    interfaceName: textAt(value, 'interface_name'),
    priority: numberAt(value, 'priority'),
    gwPriority: numberAt(value, 'gw_priority'),
  };
}

/** Equal items of several files are one: the later stands in the place of the earlier. */
function uniquePorts(ports: readonly ComposePort[]): ComposePort[] {
  const out = new Map<string, ComposePort>();
  for (const [index, port] of ports.entries()) out.set(portKey(port) ?? String(index), port);
  return [...out.values()];
}

function portKey({ target, published, hostIp, protocol, unknown }: ComposePort): string | undefined {
  if (!target || published === undefined || unknown) return undefined;
  const host = published === 'any' ? 'any' : `${published.low}-${published.high}`;
  return `${hostIp ?? '0.0.0.0'}:${host}:${target.low}-${target.high}/${protocol}`;
}

function readExtraHosts(value: LocatedValue | undefined): ExtraHost[] {
  if (value?.kind === 'map')
    return entriesOf(value).flatMap((entry) => {
      const items = entry.value.kind === 'list' ? entry.value.items : [entry.value];
      return items.flatMap((item) => {
        const address = asText(item, keyPlace(entry)) ?? (item.kind === 'scalar' ? emptyText(entry) : undefined);
        return address ? [{ host: entry.key, address: { ...address, separated: true } }] : [];
      });
    });
  const items = value?.kind === 'list' ? value.items : [];
  return items.flatMap((item): ExtraHost[] => {
    const whole = asText(item);
    if (whole?.text === undefined) return [];
    const cut = whole.text.includes('=') ? whole.text.indexOf('=') : whole.text.indexOf(':');
    if (cut < 0) return [{ host: whole.text, address: { ...whole, text: '', separated: false } }];
    const host = whole.text.slice(0, cut);
    return whole.text
      .slice(cut + 1)
      .split(',')
      .map((text) => ({ host, address: { ...whole, text, separated: true } }));
  });
}

const NAMESPACES: readonly (readonly [string, Dependency['because']])[] = [
  ['network_mode', 'network_mode'],
  ...facts.namespaceKeys.map((key) => [key, 'namespace'] as const),
];

function dependenciesOf(service: LocatedMap): Dependency[] {
  const out: Dependency[] = [];
  const add = (name: string | undefined, at: Location, because: Dependency['because'], required = true) => {
    if (name !== undefined && !out.some((known) => known.service === name)) out.push({ service: name, at, because, required });
  };
  const dependsOn = valueAt(service, 'depends_on');
  for (const entry of dependsOn ? entriesOf(namesAsMap(dependsOn)) : []) {
    const required = valueAt(entry.value, 'required');
    add(entry.key, keyPlace(entry), 'depends_on', !(required?.kind === 'scalar' && required.value === false));
  }
  for (const link of textsAt(service, 'links')) {
    const pieces = link.text?.split(':') ?? [];
    add(pieces.length === 2 ? pieces[0] : link.text, link.at, 'links');
  }
  for (const [key, because] of NAMESPACES) {
    const mode = textAt(service, key);
    if (mode?.text?.startsWith('service:')) add(mode.text.slice('service:'.length), mode.at, because);
  }
  for (const source of textsAt(service, 'volumes_from'))
    if (source.text !== undefined && !source.text.startsWith('container:'))
      add(source.text.split(':')[0], source.at, 'volumes_from');
  return out;
}

function readNetworks(
  value: LocatedValue | undefined,
  services: readonly ComposeService[],
  projectName: string | undefined,
): ComposeNetwork[] {
  const users = new Map<string, ComposeService[]>();
  for (const service of services)
    for (const { key } of service.networks) {
      const list = users.get(key);
      if (!list) users.set(key, [service]);
      else if (!list.includes(service)) list.push(service);
    }
  const declared = entriesOf(value).map((entry) => readNetwork(entry, users.get(entry.key) ?? [], projectName));
  if (users.has(DEFAULT_NETWORK) && !declared.some(({ key }) => key === DEFAULT_NETWORK))
    declared.push(readNetwork(undefined, users.get(DEFAULT_NETWORK)!, projectName));
  return declared;
}

function readNetwork(
  entry: LocatedEntry | undefined,
  users: readonly ComposeService[],
  projectName: string | undefined,
): ComposeNetwork {
  const key = entry?.key ?? DEFAULT_NETWORK;
  const value = entry?.value;
  const externalMap = valueAt(value, 'external');
  const external: Flag | undefined =
    externalMap?.kind === 'map'
      ? { on: true, at: placeOf(externalMap), keyAt: keyPlace(entryOf(value, 'external')!) }
      : flagAt(value, 'external');
  const name = textAt(value, 'name') ?? textAt(externalMap, 'name');
  const ipam = valueAt(value, 'ipam');
  const config = valueAt(ipam, 'config');
  return {
    key,
    keyAt: entry && keyPlace(entry),
    value,
    name,
    realName: name
      ? name.text
      : external?.on
        ? key
        : external && external.on === undefined
          ? undefined
          : projectName && `${projectName}_${key}`,
    external,
    driver: textAt(value, 'driver'),
    driverOptions: optionsAt(value, 'driver_opts'),
    ipamDriver: textAt(ipam, 'driver'),
    ipamOptions: optionsAt(ipam, 'options'),
    ipam: config?.kind === 'list' ? config.items.map(readIpamEntry) : [],
    enableIpv4: flagAt(value, 'enable_ipv4'),
    enableIpv6: flagAt(value, 'enable_ipv6'),
    internal: flagAt(value, 'internal'),
    attachable: flagAt(value, 'attachable'),
    users,
    created: users.some(({ enabled, networkMode, provided }) => enabled && !networkMode && !provided),
  };
}

function readIpamEntry(value: LocatedValue): IpamEntry {
  return {
    at: placeOf(value),
    value,
    subnet: textAt(value, 'subnet'),
    gateway: textAt(value, 'gateway'),
    ipRange: textAt(value, 'ip_range'),
    auxAddresses: entriesOf(valueAt(value, 'aux_addresses')).flatMap((entry) => {
      const text = asText(entry.value, keyPlace(entry));
      return text ? [{ ...text, name: entry.key }] : [];
    }),
  };
}
