import { parseIp } from '../../base/ip.ts';
import { PROTOCOLS } from '../../compose/port.ts';
import { DEFAULT_DRIVER } from '../../docker/drivers.ts';
import type { DockerNetwork, NetworkContribution, PortProtocol, PublishedPort } from '../../docker/network.ts';
import { NETWORK_MODES } from '../../facts/docker-cli.ts';
import type { ShellScript } from '../../syntax/shell/script.ts';
import { type Connection, type ContainerRun, dockerCommands, type NetworkCreate } from './docker-commands.ts';

const known = new WeakMap<ShellScript, NetworkContribution>();

/**
 * The networks, static addresses and published ports of a script's docker commands. Of several commands for one container name the
 * last one counts, because a script that runs a container again has removed it. Computed once per script.
 */
export function scriptContribution(script: ShellScript): NetworkContribution {
  let contribution = known.get(script);
  if (!contribution) {
    const commands = dockerCommands(script);
    const runs = commands.filter((command): command is ContainerRun => command.kind === 'run');
    const last = runs.filter((run, i) => run.name === undefined || !runs.slice(i + 1).some(({ name }) => name === run.name));
    contribution = {
      networks: [
        ...commands.flatMap((command) => (command.kind === 'network-create' ? (ofCreate(command) ?? []) : [])),
        ...last.flatMap((run) =>
          run.networks.flatMap(
            (connection) => ofConnection(connection, run.name ?? 'docker run', !run.conditional && run.stays) ?? [],
          ),
        ),
        ...commands.flatMap((command) =>
          command.kind === 'connect'
            ? (ofConnection(command.connection, command.container ?? 'docker network connect', !command.conditional) ?? [])
            : [],
        ),
      ],
      ports: last.flatMap(portsOf),
    };
    known.set(script, contribution);
  }
  return contribution;
}

function ofCreate({ name, driver, place, line, ipam, options }: NetworkCreate): DockerNetwork | undefined {
  const has = (option: string) => line.options.findLast((use) => use.name === option);
  const isOn = (option: string): boolean | undefined => {
    const use = has(option);
    return use && (use.value === undefined || use.value.text === 'true');
  };
  if (isOn('config-only')) return undefined;
  const own = has('config-from') !== undefined || (has('ipam-driver')?.value?.text ?? 'default') !== 'default';
  return {
    origin: 'script',
    name: name?.text,
    label: name?.text ?? 'docker network create',
    place: name?.place ?? place,
    external: false,
    driver: driver ? driver.text : DEFAULT_DRIVER,
    internal: isOn('internal') === true,
    ipv4: isOn('ipv4') ?? true,
    ipv6: line.complete ? (isOn('ipv6') ?? false) : isOn('ipv6'),
    // options that are not known may hold a subnet
    ipam: line.complete || ipam.length > 0 ? ipam : [{ subnet: { text: undefined, place }, reserved: [] }],
    options,
    endpoints: [],
    defaultIpam: !own,
  };
}

function ofConnection({ network, addresses }: Connection, owner: string, always: boolean): DockerNetwork | undefined {
  if (
    network.text === undefined ||
    addresses.length === 0 ||
    NETWORK_MODES.includes(network.text) ||
    network.text.startsWith('container:')
  )
    return undefined;
  return {
    origin: 'script',
    name: network.text,
    label: network.text,
    place: network.place,
    external: true,
    driver: undefined,
    internal: false,
    ipv4: undefined,
    ipv6: undefined,
    ipam: [],
    options: [],
    endpoints: addresses.map((address) => ({ owner, address, always })),
    defaultIpam: true,
  };
}

/** True when the container has no network of its own to publish from. */
function withoutPorts(run: ContainerRun): boolean {
  const mode = run.networks[0]?.network.text;
  return mode === 'host' || mode === 'none' || mode?.startsWith('container:') === true;
}

function portsOf(run: ContainerRun): PublishedPort[] {
  if (withoutPorts(run)) return [];
  return run.ports.flatMap((port): PublishedPort[] => {
    const { target, published, protocol } = port;
    if (!target || published === undefined || protocol === undefined || !PROTOCOLS.includes(protocol)) return [];
    return [
      {
        origin: 'script',
        owner: run.name ?? 'docker run',
        protocol: protocol as PortProtocol,
        hostAddress: port.hostIp === undefined ? undefined : parseIp(port.hostIp),
        hostPorts: published === 'any' ? undefined : { first: published.low, last: published.high },
        containerPorts: { first: target.low, last: target.high },
        networks: run.networks.length > 0 ? run.networks.map(({ network }) => network.text) : [NETWORK_MODES[0]],
        place: port.at,
        hostPortPlace: published === 'any' || port.publishedAt === port.at ? undefined : port.publishedAt,
        hostAddressPlace: port.hostIpAt,
        always: run.stays && !run.conditional,
      },
    ];
  });
}
