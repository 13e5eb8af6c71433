import {
  contains,
  containsPrefix,
  firstAddress,
  formatIp,
  formatPrefix,
  type IpAddress,
  type IpPrefix,
  lastAddress,
  overlaps,
  parseIp,
  parsePrefix,
  prefixSize,
  sameIp,
  width,
} from '../../base/ip.ts';
import { SPECIAL_ADDRESSES } from '../../facts/nft-docs.ts';
import type { Host } from '../../host/host.ts';
import type { PlanNetwork } from '../../host/plan/model.ts';
import { fileWords, networkWords, ownerWords } from '../../host/plan/words.ts';
import { code, count, list, markdown } from './markdown.ts';

/** A subnet: its bounds and size, and what of the host lies in it. `hostBits`: it is written with bits behind the prefix. */
export function describePrefix(prefix: IpPrefix, hostBits: boolean, host: Host | undefined): string {
  const first = formatIp(firstAddress(prefix));
  const last = formatIp(lastAddress(prefix));
  return markdown(`**${code(formatPrefix(prefix))}**: ${sizeWords(prefix)}, ${code(first)} to ${code(last)}`, [
    hostBits ? `nft leaves the bits behind the prefix out: it means ${code(formatPrefix(prefix))}.` : undefined,
    prefixOnHost(prefix, host),
  ]);
}

/** The number of addresses, as a power of two where it is too long to read. */
export function sizeWords(prefix: IpPrefix): string {
  const size = prefixSize(prefix);
  return size > 1_000_000n
    ? `2^${width(prefix.family) - prefix.bits} addresses`
    : count(size, 'address').replace('addresss', 'addresses');
}

/** A range of addresses. */
export function describeRange(low: IpAddress, high: IpAddress): string {
  const size = high.value - low.value + 1n;
  const number = size > 1_000_000n ? 'more than a million addresses' : count(size, 'address').replace('addresss', 'addresses');
  return markdown(
    `**${code(`${formatIp(low)}-${formatIp(high)}`)}**: ${size > 0n ? number : 'no address: it begins above its end'}`,
    [],
  );
}

/** One address: what it is on the host. Undefined when there is nothing to say. */
export function describeAddress(text: string, host: Host | undefined): string | undefined {
  const address = parseIp(text.replace(/^\[(.*)\]$/, '$1'));
  if (!address) return undefined;
  return markdown(`**${code(formatIp(address))}**`, [special(address), addressOnHost(address, host)]);
}

function special(address: IpAddress): string | undefined {
  return SPECIAL_ADDRESSES.find(([text]) => {
    const written = parsePrefix(text!);
    return written && contains(written.prefix, address);
  })?.[1];
}

function where(network: PlanNetwork): string {
  const name = network.name === undefined || network.name === network.label ? '' : ` (${code(network.name)} on the host)`;
  const file = network.place.file === '' ? '' : `, ${fileWords(network.place.file)}`;
  return `${networkWords(network)}${name}${file}`;
}

function prefixOnHost(prefix: IpPrefix, host: Host | undefined): string {
  if (!host) return '';
  const lines: string[] = [];
  for (const subnet of host.plan.subnets) {
    if (!overlaps(subnet.prefix, prefix)) continue;
    const is = containsPrefix(subnet.prefix, prefix) && containsPrefix(prefix, subnet.prefix);
    const relation = is
      ? 'The subnet'
      : containsPrefix(prefix, subnet.prefix)
        ? `Holds ${code(formatPrefix(subnet.prefix))}`
        : `Part of ${code(formatPrefix(subnet.prefix))}`;
    lines.push(`${relation} of Docker ${where(subnet.network)}.`);
  }
  for (const { prefix: reserved, name } of host.plan.reserved)
    if (overlaps(reserved, prefix)) lines.push(`Reserved: ${code(formatPrefix(reserved))} (${name}).`);
  for (const pool of host.plan.pools)
    if (overlaps(pool.prefix, prefix) && lines.length === 0)
      lines.push(`Docker may give a network a subnet out of ${code(formatPrefix(pool.prefix))}, which meets this one.`);
  return lines.length > 6 ? [...lines.slice(0, 5), `… and ${lines.length - 5} more.`].join('  \n') : lines.join('  \n');
}

function addressOnHost(address: IpAddress, host: Host | undefined): string | undefined {
  if (!host) return undefined;
  const lines: string[] = [];
  for (const network of host.plan.networks)
    for (const held of network.addresses)
      if (sameIp(held.address, address)) lines.push(`The fixed address of ${code(held.owner)} in Docker ${where(network)}.`);
  for (const { network, prefix } of host.plan.subnets)
    if (contains(prefix, address) && lines.length === 0)
      lines.push(`In ${code(formatPrefix(prefix))} of Docker ${where(network)}.`);
  for (const { prefix, name } of host.plan.reserved)
    if (contains(prefix, address)) lines.push(`Reserved: ${code(formatPrefix(prefix))} (${name}).`);
  const ports = host.ports.filter(({ hostAddress }) => hostAddress && sameIp(hostAddress, address));
  if (ports.length > 0)
    lines.push(
      `Docker publishes ports on it: ${list(ports.map((port) => `${portText(port.hostPorts)} of ${ownerWords(port)}`))}.`,
    );
  return lines.join('  \n');
}

function portText(span: { readonly first: number; readonly last: number } | undefined): string {
  if (!span) return 'one of its choice';
  return span.first === span.last ? String(span.first) : `${span.first}-${span.last}`;
}
