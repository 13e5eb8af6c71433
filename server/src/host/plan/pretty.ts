import type { Location } from '../../base/range.ts';
import type { NetworkData, PlanData, PortData, SubnetData } from './data.ts';

/** Turns a place into `FILE:LINE`. */
export type PlaceWords = (place: Location) => string;

interface Row {
  readonly cells: readonly string[];
  readonly conflict: boolean;
}

/** The plan as text for a terminal: subnets in the order of addresses, ports, pools, conflicts. Ends with a line break; no colours. */
export function prettyPlan(plan: PlanData, words: PlaceWords): string {
  const where = (place: Location | undefined) => (place ? words(place) : '');
  const sections = [
    section(
      'Networks',
      plan.networks.toSorted(byFirstSubnet).flatMap((network) => networkRows(network, where)),
    ),
    section(
      'Published ports',
      plan.ports.map((port) => portRow(port, where)),
    ),
    section(
      'Not for Docker',
      plan.reserved.map(({ prefix, name, place }) => row([prefix, name, where(place)])),
    ),
    section(
      'Pools',
      plan.pools.map(({ prefix, size, free, total, place }) =>
        row([prefix, `/${size} each`, `${free} of ${total} free`, where(place)]),
      ),
    ),
    section(
      'Conflicts',
      plan.conflicts.map(({ message, places }) => ({ cells: [message, places.map(words).join(', ')], conflict: true })),
    ),
  ];
  return `${plan.host}\n${sections.join('')}`;
}

function row(cells: readonly string[], conflict = false): Row {
  return { cells, conflict };
}

function section(title: string, rows: readonly Row[]): string {
  if (rows.length === 0) return '';
  const widths: number[] = [];
  for (const { cells } of rows)
    for (const [i, cell] of cells.entries()) widths[i] = Math.max(widths[i] ?? 0, Math.min(cell.length, WIDEST));
  const lines = rows.map(({ cells, conflict }) => {
    const text = cells.map((cell, i) => (i < cells.length - 1 ? cell.padEnd(widths[i]!) : cell)).join('  ');
    return `  ${conflict ? '✗' : ' '} ${text}`.trimEnd();
  });
  return `\n${title}\n${lines.join('\n')}\n`;
}

/** Longer cells do not push the others away. */
const WIDEST = 44;

function byFirstSubnet(a: NetworkData, b: NetworkData): number {
  const [x, y] = [sortKey(a), sortKey(b)];
  return x < y ? -1 : x > y ? 1 : 0;
}

/** IPv4 by number, then IPv6, then networks without a subnet. */
function sortKey({ subnets, probable, label }: NetworkData): string {
  const prefix = subnets[0]?.prefix ?? probable[0];
  if (prefix === undefined) return `9 ${label}`;
  if (prefix.includes(':')) return `6 ${prefix}`;
  return `4 ${prefix
    .split(/[./]/)
    .map((part) => part.padStart(3, '0'))
    .join('.')}`;
}

function networkRows(network: NetworkData, where: (place: Location | undefined) => string): Row[] {
  const facts = [
    network.driver ?? 'driver unknown',
    network.bridge && `bridge ${network.bridge.name}`,
    network.parent && `on ${network.parent.name}`,
    network.internal && 'internal',
    network.space === 'swarm' && 'swarm',
    network.external && 'declared elsewhere',
    network.onDemand && !network.external && 'on demand',
  ].filter(Boolean);
  const name = network.name ?? network.label;
  const heads = network.subnets.map((subnet, i) =>
    row(
      [subnetCell(subnet), i === 0 ? name : '', i === 0 ? facts.join(', ') : '', where(subnet.place ?? network.place)],
      subnet.conflict,
    ),
  );
  const guesses = network.probable.map((prefix, i) =>
    row([
      `${prefix} ?`,
      heads.length + i === 0 ? name : '',
      heads.length + i === 0 ? facts.join(', ') : '',
      where(network.place),
    ]),
  );
  const none = heads.length + guesses.length === 0 ? [row(['-', name, facts.join(', '), where(network.place)])] : [];
  const inside = network.subnets.flatMap(({ gateway, range, reserved }) => [
    ...(gateway
      ? [row([`  ${gateway.address}`, 'gateway', gateway.chosen ? 'chosen by Docker' : '', where(gateway.place)])]
      : []),
    ...(range ? [row([`  ${range.prefix}`, 'range', '', where(range.place)])] : []),
    ...reserved.map(({ name: label, address, place }) => row([`  ${address}`, label, 'kept back', where(place)])),
  ]);
  const addresses = network.addresses.map(({ address, owner, place, conflict }) =>
    row([`  ${address}`, owner, '', where(place)], conflict),
  );
  return [...heads, ...guesses, ...none, ...inside, ...addresses];
}

function subnetCell({ prefix, certain }: SubnetData): string {
  return certain ? prefix : `${prefix} ?`;
}

function portRow(port: PortData, where: (place: Location | undefined) => string): Row {
  const span = ({ first, last }: { first: number; last: number }) => (first === last ? String(first) : `${first}-${last}`);
  const address = port.address === null ? 'all addresses' : port.address;
  const host = port.hostPorts ? span(port.hostPorts) : 'any';
  const note = port.onDemand ? 'on demand' : '';
  return row(
    [`${host}/${port.protocol}`, address, `-> ${span(port.containerPorts)}`, port.owner, note, where(port.place)],
    port.conflict,
  );
}
