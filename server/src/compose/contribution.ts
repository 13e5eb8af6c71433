import { parseIp } from '../base/ip.ts';
import type { Location } from '../base/range.ts';
import { DEFAULT_DRIVER, driverFact } from '../docker/drivers.ts';
import type {
  DockerNetwork,
  NetworkContribution,
  PortProtocol,
  PublishedPort,
  StaticEndpoint,
  Written,
} from '../docker/network.ts';
import { placeOf } from '../syntax/located.ts';
import type { ComposeModel, ComposeNetwork, ComposeService, DriverOption, Flag, Text } from './model.ts';
import { type ComposePort, PROTOCOLS } from './port.ts';

/** The network that containers join that name none. */
const PREDEFINED = 'bridge';

/**
 * The networks, static addresses and published ports of a project in the shape that all sources share. `always`: the files are
 * what `docker compose up` loads. `own` tells whose places count: those of other files are told by another project.
 */
export function contributionOf(model: ComposeModel, always: boolean, own: (place: Location) => boolean): NetworkContribution {
  return {
    networks: model.networks
      .filter((network) => network.keyAt === undefined || own(network.keyAt))
      .flatMap((network) => networkOf(network, always) ?? []),
    ports: model.services.flatMap((service) =>
      service.ports.filter((port) => own(port.at)).flatMap((port) => portOf(port, service, model, always) ?? []),
    ),
  };
}

function written(text: Text): Written {
  return { text: text.text, place: innerPlace(text) };
}

/** A value without its quotes. */
function innerPlace({ value, at }: Text): Location {
  const { start, end } = at.range;
  return value.quoted && end - start >= 2 ? { file: at.file, range: { start: start + 1, end: end - 1 } } : at;
}

function isOn(flag: Flag | undefined, otherwise: boolean): boolean | undefined {
  return flag ? flag.on : otherwise;
}

function option({ key, keyAt, value }: DriverOption): { key: string; keyPlace: Location; value: Written } {
  return { key, keyPlace: keyAt, value: written(value) };
}

function networkOf(network: ComposeNetwork, always: boolean): DockerNetwork | undefined {
  const place = network.keyAt ?? network.users[0]?.keyAt;
  if (!place) return undefined;
  return {
    origin: 'compose',
    name: network.realName,
    label: network.key,
    place,
    external: network.external?.on ?? network.external !== undefined,
    driver: network.driver ? network.driver.text : DEFAULT_DRIVER,
    internal: network.internal?.on === true,
    ipv4: isOn(network.enableIpv4, true),
    ipv6: isOn(network.enableIpv6, false),
    ipam: network.ipam.map(({ subnet, gateway, ipRange, auxAddresses }) => ({
      subnet: subnet && written(subnet),
      gateway: gateway && written(gateway),
      range: ipRange && written(ipRange),
      reserved: auxAddresses.map((address) => ({ name: address.name, address: written(address) })),
    })),
    options: network.driverOptions.map(option),
    endpoints: network.users.flatMap((user) => endpointsOf(user, network.key)),
    defaultIpam: network.ipamDriver === undefined || network.ipamDriver.text === 'default',
    always: always && network.created,
  };
}

function endpointsOf(service: ComposeService, key: string): StaticEndpoint[] {
  return service.networks
    .filter((network) => network.key === key)
    .flatMap(({ ipv4, ipv6 }) =>
      [ipv4, ipv6].flatMap((address) =>
        address ? [{ owner: service.name, address: written(address), always: service.enabled }] : [],
      ),
    );
}

/** The port as the host answers on it; undefined when nothing is published or what is written is wrong or unknown. */
function portOf(port: ComposePort, service: ComposeService, model: ComposeModel, always: boolean): PublishedPort | undefined {
  const { target, published, protocol } = port;
  if (!target || published === undefined || protocol === undefined || !PROTOCOLS.includes(protocol)) return undefined;
  if (!publishes(service, model)) return undefined;
  return {
    origin: 'compose',
    owner: service.name,
    protocol: protocol as PortProtocol,
    hostAddress: port.hostIp === undefined ? undefined : parseIp(port.hostIp),
    hostPorts: published === 'any' ? undefined : { first: published.low, last: published.high },
    containerPorts: { first: target.low, last: target.high },
    networks: networksOf(service, model),
    place: placeOf(port.value),
    hostPortPlace: published === 'any' || port.publishedAt === port.at ? undefined : port.publishedAt,
    hostAddressPlace: port.hostIpAt,
    always: always && service.enabled,
  };
}

/** The engine's names of the networks that a service joins. */
function networksOf(service: ComposeService, model: ComposeModel): (string | undefined)[] {
  if (service.networkMode) return [PREDEFINED];
  return service.networks.map(({ key, known }) => (known ? model.network(key)?.realName : undefined));
}

/** False for services whose ports the host never answers on: no own network, or networks whose driver publishes nothing. */
function publishes(service: ComposeService, model: ComposeModel): boolean {
  const mode = service.networkMode?.text;
  if (service.networkMode) return mode === undefined || mode === 'bridge' || mode === 'default';
  return service.networks.some(({ key }) => {
    const network = model.network(key);
    if (network?.internal?.on) return false;
    return network?.driver?.text === undefined || driverFact(network.driver.text)?.publishesPorts !== false;
  });
}
