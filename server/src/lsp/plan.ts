import type { Location } from '../base/range.ts';
import { type NetworkData, type PlanData, type PoolData, type PortData, planData, type SubnetData } from '../host/plan/data.ts';
import { svgPlan } from '../host/plan/svg.ts';
import { type Places, toLspRange } from './convert.ts';
import type { PlanNode } from './messages.ts';
import type { Session } from './session.ts';

/** The address plans of all hosts as trees that a client can show as they are. Await {@link Session.settled} before. */
export function planTrees(session: Session): PlanNode[] {
  return session.units.flatMap((unit) => {
    const places = session.placesOf(unit);
    return unit.workspace
      .hosts()
      .filter(({ files }) => files.length > 0)
      .map((host) => hostNode(planData(host), places));
  });
}

/** The pictures of the address plans of all hosts, each an SVG document. */
export function planPictures(session: Session): string[] {
  return session.units.flatMap(({ workspace }) =>
    workspace
      .hosts()
      .filter(({ files }) => files.length > 0)
      .map((host) => svgPlan(planData(host))),
  );
}

function hostNode(plan: PlanData, places: Places): PlanNode {
  const place = (location: Location | undefined) =>
    location && location.file !== '' ? { place: toPlace(location, places) } : {};
  const conflicts = plan.conflicts.map(
    ({ message, places: [first, ...rest] }): PlanNode => ({
      label: message,
      kind: 'conflict',
      conflict: true,
      ...place(first),
      children: rest.map((other) => ({ label: 'the other place', kind: 'conflict', conflict: true, ...place(other) })),
    }),
  );
  return {
    label: plan.host,
    kind: 'host',
    ...(conflicts.length > 0 ? { description: counted(conflicts.length, 'conflict'), conflict: true } : {}),
    children: [
      ...group('Conflicts', conflicts),
      ...plan.networks.map((network) => networkNode(network, place)),
      ...group(
        'Published ports',
        plan.ports.map((port) => portNode(port, place)),
      ),
      ...group(
        'Not for Docker',
        plan.reserved.map(
          ({ prefix, name, place: at }): PlanNode => ({ label: prefix, description: name, kind: 'reserved', ...place(at) }),
        ),
      ),
      ...group(
        'Pools',
        plan.pools.map((pool) => poolNode(pool, place)),
      ),
    ],
  };
}

type Placed = (location: Location | undefined) => Pick<PlanNode, 'place'>;

function group(label: string, children: PlanNode[]): PlanNode[] {
  return children.length === 0 ? [] : [{ label, kind: 'group', children, description: String(children.length) }];
}

function networkNode(network: NetworkData, place: Placed): PlanNode {
  const words = [
    network.driver,
    network.internal && 'internal',
    network.external && 'external',
    network.onDemand && 'on demand',
    network.space === 'swarm' && 'swarm',
  ];
  const subnets = [...network.subnets.map(({ prefix }) => prefix), ...network.probable.map((prefix) => `${prefix} (probably)`)];
  return {
    label: network.name ?? network.label,
    description: [subnets.join(', '), ...words].filter(Boolean).join(' · '),
    kind: 'network',
    conflict: network.subnets.some(({ conflict }) => conflict) || network.addresses.some(({ conflict }) => conflict),
    ...place(network.place),
    children: [
      ...network.subnets.map((subnet) => subnetNode(subnet, place)),
      ...network.probable.map(
        (prefix): PlanNode => ({ label: prefix, description: 'what Docker will probably choose', kind: 'subnet' }),
      ),
      ...network.addresses.map(
        ({ address, owner, conflict, place: at }): PlanNode => ({
          label: address,
          description: owner,
          kind: 'address',
          conflict,
          ...place(at),
        }),
      ),
      ...(network.bridge
        ? [{ label: network.bridge.name, description: 'bridge', kind: 'interface' as const, ...place(network.bridge.place) }]
        : []),
      ...(network.parent
        ? [
            {
              label: network.parent.name,
              description: 'parent interface',
              kind: 'interface' as const,
              ...place(network.parent.place),
            },
          ]
        : []),
    ],
  };
}

function subnetNode(
  { prefix, size, certain, conflict, place: at, gateway, range, reserved }: SubnetData,
  place: Placed,
): PlanNode {
  return {
    label: prefix,
    description: `${counted(Number(size), 'address', 'addresses')}${certain ? '' : ' · unless the host has it already'}`,
    kind: 'subnet',
    conflict,
    ...place(at),
    children: [
      ...(gateway
        ? [
            {
              label: gateway.address,
              description: gateway.chosen ? 'gateway, chosen by Docker' : 'gateway',
              kind: 'address' as const,
              ...place(gateway.place),
            },
          ]
        : []),
      ...(range
        ? [
            {
              label: range.prefix,
              description: 'where Docker takes addresses from',
              kind: 'subnet' as const,
              ...place(range.place),
            },
          ]
        : []),
      ...reserved.map(
        (one): PlanNode => ({ label: one.address, description: `${one.name}, kept back`, kind: 'address', ...place(one.place) }),
      ),
    ],
  };
}

function portNode(
  { protocol, address, hostPorts, containerPorts, owner, onDemand, conflict, place: at }: PortData,
  place: Placed,
): PlanNode {
  const span = ({ first, last }: { first: number; last: number }) => (first === last ? String(first) : `${first}-${last}`);
  const host = hostPorts ? span(hostPorts) : 'any port';
  return {
    label: `${address === null ? '' : `${address.includes(':') ? `[${address}]` : address}:`}${host}/${protocol}`,
    description: `${owner}:${span(containerPorts)}${address === null ? ' · on all addresses' : ''}${onDemand ? ' · on demand' : ''}`,
    kind: 'port',
    conflict,
    ...place(at),
  };
}

function poolNode({ prefix, size, total, free, place: at }: PoolData, place: Placed): PlanNode {
  return {
    label: prefix,
    description: `subnets of /${size}, ${free} of ${total} free`,
    kind: 'pool',
    conflict: free === 0,
    ...place(at),
  };
}

function toPlace({ file, range }: Location, places: Places): NonNullable<PlanNode['place']> {
  return { uri: places.uri(file), range: toLspRange(range, places.lines(file)) };
}

function counted(count: number, word: string, words = `${word}s`): string {
  return `${count} ${count === 1 ? word : words}`;
}
