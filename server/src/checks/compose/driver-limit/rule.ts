import { firstAddress, formatPrefix, type IpPrefix, overlaps, parsePrefix, samePrefix } from '../../../base/ip.ts';
import { type Addressing, addressingOf, isFamilyOn, optionOf, subnetsOf } from '../../../compose/addressing.ts';
import type { ComposeNetwork, ComposeService, Text } from '../../../compose/model.ts';
import type { ComposeProject } from '../../../compose/project.ts';
import { dockerHas } from '../../../docker/version.ts';
import { familyName, listed, ownNetworks, related, whenCreated, whenRun } from '../../compose-support.ts';
import { defineRule, type Report } from '../../rule.ts';

type Send = (report: Report) => void;

const BRIDGE = 'bridge';
const OVERLAY = 'overlay';
/** The IPAM driver of networks without addresses. */
const NO_ADDRESSES = 'null';
/** From here on a connection may name its interface. */
const INTERFACE_NAME_SINCE = '28.1';
const LINK_LOCAL: IpPrefix = parsePrefix('fe80::/64')!.prefix;
const MULTICAST: IpPrefix = parsePrefix('ff00::/8')!.prefix;

export default defineRule<'compose'>({
  id: 'compose/driver-limit',
  scope: 'compose',
  severity: 'warning',
  fix: 'none',
  summary: 'Something that the network driver cannot do: ports on macvlan, several subnets on a bridge, overlay without swarm …',
  check(project, report, context) {
    for (const network of ownNetworks(project)) {
      const addressing = addressingOf(network);
      checkSubnets(network, addressing, project, report);
      checkIpam(network, addressing, project, report);
      checkDriver(network, addressing, report);
    }
    for (const service of project.model.services) {
      checkPorts(service, project, report);
      checkInterfaces(service, project, context.settings.versions.docker, report);
    }
  },
});

function at({ at: { file, range } }: Text): Pick<Report, 'file' | 'range'> {
  return { file, range };
}

function checkSubnets(network: ComposeNetwork, addressing: Addressing, project: ComposeProject, report: Send): void {
  const severity = whenCreated(network, project);
  for (const family of [4, 6] as const) {
    if (isFamilyOn(addressing, family) === false) continue;
    const subnets = subnetsOf(addressing, family);
    for (const [index, subnet] of subnets.entries()) {
      const shown = formatPrefix(subnet.prefix);
      const first = subnets
        .slice(0, index)
        .find((other) => !other.unspecified && !subnet.unspecified && overlaps(other.prefix, subnet.prefix));
      if (addressing.driverName === BRIDGE && index > 0)
        report({
          ...at(subnet.text),
          severity,
          message: `A bridge network takes one ${familyName(family)} subnet, so the Engine refuses network "${network.key}". Make a second network for ${shown}.`,
          related: [{ message: 'the first subnet', location: subnets[0]!.text.at }],
        });
      else if (first)
        report({
          ...at(subnet.text),
          severity,
          message: `${shown} overlaps ${formatPrefix(first.prefix)} of the same network, so the Engine refuses network "${network.key}". Take another subnet.`,
          related: [{ message: 'the other subnet', location: first.text.at }],
        });
      if (addressing.driverName === BRIDGE && family === 6) checkIpv6Subnet(subnet, network, severity, report);
    }
  }
}

/** The IPAM driver that gives no addresses: what needs some refuses it. */
function checkIpam(network: ComposeNetwork, addressing: Addressing, project: ComposeProject, report: Send): void {
  const { ipamDriver } = network;
  const { driver } = addressing;
  if (ipamDriver?.text !== NO_ADDRESSES || !driver || driver.platform !== 'linux' || driver.cannotBeCreated) return;
  const family = ([4, 6] as const).find((one) => isFamilyOn(addressing, one));
  if (family === undefined) return;
  report({
    ...at(ipamDriver),
    severity: whenCreated(network, project),
    message: `The IPAM driver ${NO_ADDRESSES} gives no ${familyName(family)} addresses and ${driver.name} networks need some, so the Engine refuses network "${network.key}". Leave ipam.driver out.`,
  });
}

function checkIpv6Subnet(
  { prefix, text }: { prefix: IpPrefix; text: Text },
  network: ComposeNetwork,
  severity: Report['severity'] & string,
  report: Send,
): void {
  const clashes = overlaps(prefix, LINK_LOCAL) && !samePrefix(prefix, LINK_LOCAL);
  const multicast = overlaps(prefix, { ...MULTICAST }) && firstAddress(prefix).value >= MULTICAST.network;
  if (!clashes && !multicast) return;
  const why = clashes ? `overlaps the link-local prefix ${formatPrefix(LINK_LOCAL)}` : 'is a multicast prefix';
  report({
    ...at(text),
    severity,
    message: `${formatPrefix(prefix)} ${why}, so the Engine refuses network "${network.key}". Take a unique local prefix such as fd00:20::/64.`,
  });
}

function checkDriver(network: ComposeNetwork, { driver, driverName }: Addressing, report: Send): void {
  const written = network.driver;
  if (!driver || !written) {
    if (network.attachable?.on && driverName === BRIDGE) reportAttachable(network, report);
    return;
  }
  if (driver.hostCannotReach) {
    const parent = optionOf(network, 'parent');
    if (!parent || parent.value.text === '')
      report({
        ...at(written),
        message: `Without the option parent the ${driver.name} network "${network.key}" hangs on a dummy interface: its containers reach only each other. Set driver_opts.parent to a host interface.`,
      });
    else
      report({
        ...at(written),
        severity: 'info',
        message: `On a ${driver.name} network the host and the containers of "${network.key}" cannot reach each other, and the host's firewall does not see their traffic. Give the host an interface of its own in that network if it must.`,
      });
  } else if (driver.name === OVERLAY) {
    report({
      ...at(written),
      message: `An overlay network needs a swarm manager: on any other host docker compose up fails. Run docker swarm init, or use bridge on a single host.`,
    });
    if (!network.attachable || network.attachable.on === false)
      report({
        ...at(written),
        message: `Containers of docker compose up may join an overlay network only when it is attachable: "${network.key}" takes none. Add attachable: true.`,
        related: related('attachable is set here', network.attachable?.at),
      });
  } else if (network.attachable?.on && driverName === BRIDGE) reportAttachable(network, report);
}

function reportAttachable(network: ComposeNetwork, report: Send): void {
  const { file, range } = network.attachable!.keyAt;
  report({
    file,
    range,
    severity: 'hint',
    message: `attachable means something for overlay networks only: on the ${BRIDGE} network "${network.key}" it has no effect. Remove it.`,
  });
}

/** Ports on networks through which none can be published. */
function checkPorts(service: ComposeService, project: ComposeProject, report: Send): void {
  if (service.networkMode || service.ports.length === 0 || !service.portsAt) return;
  const joined = service.networks.map(({ key }) => project.model.network(key));
  const dead = joined.flatMap((network) => {
    if (!network || (network.external && network.external.on !== false)) return [];
    const { driver } = addressingOf(network);
    if (driver && !driver.publishesPorts) return [{ network, why: `${driver.name} network "${network.key}"` }];
    return network.internal?.on ? [{ network, why: `internal network "${network.key}"` }] : [];
  });
  if (dead.length === 0 || dead.length < joined.length) return;
  const { file, range } = service.portsAt;
  report({
    file,
    range,
    message: `"${service.name}" is only on ${listed(dead.map(({ why }) => why))}, where publishing does nothing: these ports stay closed on the host. Join a bridge network as well, or remove the ports.`,
    related: dead.flatMap(({ network, why }) => related(why, network.keyAt)),
  });
}

function checkInterfaces(service: ComposeService, project: ComposeProject, version: string | undefined, report: Send): void {
  const names = new Map<string, Text>();
  const severity = whenRun(service);
  for (const { key, interfaceName, mac } of service.networks) {
    const network = project.model.network(key);
    const driver = network && addressingOf(network).driver;
    const macText = mac ?? (service.networks.length === 1 ? service.mac : undefined);
    if (macText && driver?.name === 'ipvlan')
      report({
        ...at(macText),
        severity,
        message: `Containers on the ipvlan network "${key}" share the MAC address of the host's interface, so those of "${service.name}" do not start. Remove mac_address, or use macvlan.`,
      });
    if (interfaceName?.text === undefined || interfaceName.text === '') continue;
    if (!dockerHas(version, INTERFACE_NAME_SINCE))
      report({
        ...at(interfaceName),
        severity,
        message: `interface_name needs Docker ${INTERFACE_NAME_SINCE}: with ${version} docker compose up fails. Remove it.`,
      });
    const first = names.get(interfaceName.text);
    if (first || interfaceName.text === 'lo')
      report({
        ...at(interfaceName),
        severity,
        message: `The containers of "${service.name}" have another interface "${interfaceName.text}" already, so they do not start. Choose another name.`,
        related: first ? [{ message: 'first here', location: first.at }] : [],
      });
    else names.set(interfaceName.text, interfaceName);
  }
}
