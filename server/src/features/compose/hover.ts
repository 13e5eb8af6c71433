import { contains, firstAddress, formatIp, formatPrefix, lastAddress, parseIp, parsePrefix, prefixSize } from '../../base/ip.ts';
import type { Range } from '../../base/range.ts';
import { addressingOf, isReserved } from '../../compose/addressing.ts';
import type { ComposeNetwork } from '../../compose/model.ts';
import { type ComposePort, readPort } from '../../compose/port.ts';
import type { ComposeProject } from '../../compose/project.ts';
import { type Shape, shapeAt } from '../../compose/shape.ts';
import {
  DEFAULT_DRIVER,
  type DriverFact,
  driverFact,
  driversWithOption,
  endpointOptionFact,
  type OptionFact,
} from '../../docker/drivers.ts';
import { textOf } from '../../syntax/located.ts';
import { optionMarkdown } from '../driver-option-text.ts';
import type { Cursor, Hover } from '../provider.ts';
import { type Effective, effectiveAt, effectiveText } from './effective.ts';
import { locateIn, type YamlPlace } from './locate.ts';
import { describeNetwork, projectOf } from './project.ts';

/** What a key, driver option, network, subnet, address or port of a compose file means and comes to. */
export function hover(cursor: Cursor): Hover | undefined {
  const { documents } = cursor.file.compose;
  const place = locateIn(documents, cursor.offset);
  if (!place) return undefined;
  const project = projectOf(cursor.host, cursor.file.file);
  const range = rangeOf(place);
  if (!range) return undefined;
  const markdown = describe(place, project, cursor);
  return markdown === undefined ? undefined : { markdown, range };
}

function rangeOf(place: YamlPlace): Range | undefined {
  return place.on === 'key' ? place.entry?.keyRange : place.scalar?.range;
}

function describe(place: YamlPlace, project: ComposeProject | undefined, cursor: Cursor): string | undefined {
  const { path, on } = place;
  const effective = project && isKnown(place) ? effectiveAt(place, project, cursor.file.file) : undefined;
  const outcome = effectiveText(effective);
  const also = (markdown: string) => (outcome === undefined ? markdown : `${markdown}\n\n${outcome}`);
  const option = describeOption(place, project);
  if (option !== undefined) return also(option);
  const network = networkAt(place, project);
  if (network) return [...describeNetwork(network, cursor.host), ...keyMeaning(place)].join('\n');
  if (path[0] === 'networks' && path.length === 3 && path[2] === 'driver' && on === 'scalar')
    return describeDriver(textOf(place.scalar) ?? '');
  if (path[2] === 'ports' && path.length >= 4) {
    const port = describePortAt(place, effective);
    if (port !== undefined) return also(port);
  }
  if (on === 'scalar') {
    const text = effective?.kind === 'here' ? textOf(effective.value) : textOf(place.scalar);
    const value = text === undefined ? undefined : describeAddress(text, place, project);
    if (value !== undefined) return also(value);
  }
  const lines = keyMeaning(place);
  return lines.length === 0 ? undefined : also(lines.join('\n').trim());
}

/** True in the parts of a file that the project keeps: those that are about networks. */
function isKnown({ path }: YamlPlace): boolean {
  return path[0] === 'networks' || (path[0] === 'services' && shapeAt(path.slice(0, 3)) !== undefined);
}

/** The meaning of the key under the cursor, or of the key whose value is under it. */
function keyMeaning({ path, entry, on }: YamlPlace): string[] {
  const key = on === 'key' ? path.at(-1)! : entry?.key;
  const at = on === 'key' ? path : path.slice(0, path.lastIndexOf(key ?? '') + 1);
  const shape = key === undefined ? undefined : shapeAt(at);
  return shape?.meaning === undefined ? [] : ['', ...shapeLines(key!, shape)];
}

function shapeLines(key: string, { meaning, default: usual, since }: Shape): string[] {
  const lines = [`**\`${key}\`**`, '', meaning!];
  if (usual !== undefined) lines.push('', `Default: ${usual}`);
  if (since !== undefined) lines.push('', `Since docker compose ${since}`);
  return lines;
}

/** `networks.N.driver_opts.KEY` or `services.S.networks.N.driver_opts.KEY`: the option, on its key or its value. */
function describeOption({ path }: YamlPlace, project: ComposeProject | undefined): string | undefined {
  const at = path.indexOf('driver_opts');
  const key = path[at + 1];
  if (at < 0 || key === undefined || path.length !== at + 2) return undefined;
  const isEndpoint = path[0] === 'services';
  const driver = driverOf(project?.model.network(path[at - 1]!));
  const fact = findOption(key, driver, isEndpoint);
  return fact ? optionMarkdown(fact.option, fact.drivers) : undefined;
}

function driverOf(network: ComposeNetwork | undefined): DriverFact | undefined {
  return network ? addressingOf(network).driver : driverFact(DEFAULT_DRIVER);
}

function findOption(
  key: string,
  driver: DriverFact | undefined,
  isEndpoint: boolean,
): { option: OptionFact; drivers: readonly DriverFact[] } | undefined {
  const own = driver?.options.find(({ name }) => name === key);
  const endpoint = endpointOptionFact(key);
  if (isEndpoint && endpoint) return { option: endpoint, drivers: [] };
  if (own && driver) return { option: own, drivers: [driver] };
  if (endpoint) return { option: endpoint, drivers: [] };
  const drivers = driversWithOption(key);
  const option = drivers[0]?.options.find(({ name }) => name === key);
  return option ? { option, drivers } : undefined;
}

/** The network whose key, or whose name in a service, is under the cursor. */
function networkAt({ path, on, scalar }: YamlPlace, project: ComposeProject | undefined): ComposeNetwork | undefined {
  if (!project) return undefined;
  if (path[0] === 'networks' && path.length === 2 && on === 'key') return project.model.network(path[1]!);
  if (path[0] === 'networks' && path.length === 3 && path[2] === 'name' && on === 'scalar')
    return project.model.network(path[1]!);
  if (path[0] !== 'services' || path[2] !== 'networks' || path.length !== 4) return undefined;
  return project.model.network(on === 'key' ? path[3]! : (textOf(scalar) ?? ''));
}

function describeDriver(name: string): string | undefined {
  const fact = driverFact(name);
  if (!fact) return undefined;
  const lines = [`**Driver \`${fact.name}\`** (${fact.platform})`, '', fact.summary, ''];
  if (fact.cannotBeCreated !== undefined) lines.push(`- No network of it can be created: ${fact.cannotBeCreated}`);
  lines.push(...fact.notes.map((note) => `- ${note}`));
  if (fact.options.length > 0) lines.push('', `Options: ${fact.options.map((option) => `\`${option.name}\``).join(', ')}`);
  return lines.join('\n');
}

/** A prefix or an address: its size and bounds, or whose it is. */
function describeAddress(text: string, place: YamlPlace, project: ComposeProject | undefined): string | undefined {
  const prefix = parsePrefix(text);
  if (prefix) {
    const { family } = prefix.prefix;
    const size = prefixSize(prefix.prefix);
    const first = formatIp(firstAddress(prefix.prefix));
    const last = formatIp(lastAddress(prefix.prefix));
    const count = family === 6 && size > 1_000_000n ? `2^${128 - prefix.prefix.bits} addresses` : `${size} addresses`;
    const lines = [`**\`${formatPrefix(prefix.prefix)}\`**: ${count}, \`${first}\` to \`${last}\``];
    return [...lines, ...keyMeaning(place)].join('\n');
  }
  const address = parseIp(text);
  const network = project && networkOfPath(place.path, project);
  if (!address || !network) return undefined;
  const subnet = addressingOf(network).subnets.find((candidate) => contains(candidate.prefix, address));
  if (!subnet) return undefined;
  const special = isReserved(subnet.prefix, address) ? ', which no container can have' : '';
  return [
    `**\`${formatIp(address)}\`**: in \`${formatPrefix(subnet.prefix)}\` of network \`${network.key}\`${special}`,
    ...keyMeaning(place),
  ].join('\n');
}

function networkOfPath(path: readonly string[], project: ComposeProject): ComposeNetwork | undefined {
  if (path[0] === 'networks') return project.model.network(path[1] ?? '');
  return path[0] === 'services' && path[2] === 'networks' ? project.model.network(path[3] ?? '') : undefined;
}

function describePortAt({ path, values, on, scalar }: YamlPlace, effective: Effective | undefined): string | undefined {
  const list = values[3];
  const item = list?.kind === 'list' ? list.items[Number(path[3])] : undefined;
  if (!item) return undefined;
  if (item.kind === 'scalar' && on === 'scalar' && scalar === item)
    return describePort(readPort(effective?.kind === 'here' ? effective.value : item));
  if (item.kind === 'map' && path[4] === 'published') return describePort(readPort(item));
  return undefined;
}

/** A port in a sentence. */
export function describePort({ target, published, hostIp, protocol, unknown }: ComposePort): string | undefined {
  if (unknown || !target || published === undefined) return undefined;
  const span = ({ low, high }: { low: number; high: number }) => (low === high ? `${low}` : `${low}-${high}`);
  const address = hostIp === undefined ? 'every address of the host (`0.0.0.0` and `[::]`)' : `\`${hostIp}\``;
  const host = published === 'any' ? 'A free port' : `Port \`${span(published)}\``;
  const first =
    published !== 'any' && target.low === target.high && published.low !== published.high ? 'The first free port of ' : '';
  const subject = first ? `${first}\`${span(published as { low: number; high: number })}\`` : host;
  return `${subject} on ${address} leads to port \`${span(target)}\` of the container (${protocol}).\n\nDocker forwards it before the host's INPUT chains are asked: forward chains, or DOCKER-USER, decide.`;
}
