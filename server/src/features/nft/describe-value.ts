import { matchesInterface } from '../../base/ifname.ts';
import { formatPrefix } from '../../base/ip.ts';
import { DATA_TYPES, SERVICES } from '../../facts/nft.ts';
import { symbolDoc, typeDoc } from '../../facts/nft-docs.ts';
import type { Host } from '../../host/host.ts';
import { fileWords, networkWords, ownerWords } from '../../host/plan/words.ts';
import { type DataType, isBitmask } from '../../nft/evaluate/types.ts';
import { parseDuration, parseInteger, parseValue } from '../../nft/evaluate/values.ts';
import { hostInterfaces } from '../interfaces.ts';
import { describeAddress } from './describe-address.ts';
import { code, list, markdown } from './markdown.ts';

/** A value of a type: what its name stands for, or what its number is called. `text` is without quotes. */
export function describeValue(text: string, type: DataType, host: Host | undefined): string | undefined {
  switch (type.name) {
    case 'ipv4_addr':
    case 'ipv6_addr':
      return describeAddress(text, host);
    case 'inet_service':
      return describePort(text, host);
    case 'inet_proto':
      return describeNumbered(text, type, 'Protocol');
    case 'ifname':
    case 'iface_index':
      return describeInterface(text, host);
    case 'mark':
    case 'integer':
      return describeNumber(text);
    case 'time':
      return describeDuration(text);
    default:
      return describeNumbered(text, type, undefined);
  }
}

/** A symbol with its number, or a number with its symbols. */
function describeNumbered(text: string, type: DataType, what: string | undefined): string | undefined {
  const symbols = Object.entries(DATA_TYPES[type.name]?.symbols ?? {});
  const kind = what ?? capital(DATA_TYPES[type.name]?.description ?? type.name);
  const own = symbols.find(([symbol]) => symbol === text);
  if (own) {
    const doc = symbolDoc(type.name, text) ?? typeDoc(type.name);
    const number = isBitmask(type) ? `0x${own[1].toString(16)}` : String(own[1]);
    const others = symbols.filter(([symbol, value]) => value === own[1] && symbol !== text).map(([symbol]) => code(symbol));
    return markdown(
      `**${kind} ${code(text)}** (${number})`,
      [others.length > 0 ? `Also called ${list(others)}.` : undefined],
      doc,
    );
  }
  const value = parseValue(type, text);
  if (value.kind !== 'integer') return undefined;
  const number = value.value;
  const names = symbols.filter(([, value]) => BigInt(value) === number).map(([symbol]) => symbol);
  const doc = names[0] === undefined ? undefined : symbolDoc(type.name, names[0]);
  if (names.length > 0)
    return markdown(
      `**${kind} ${code(text)}** = ${number === parseInteger(text) ? '' : `${number}, `}${list(names.map(code))}`,
      [],
      doc,
    );
  return symbols.length > 0 ? undefined : describeNumber(text);
}

/** A port: the service that has its name, and what Docker publishes there. */
function describePort(text: string, host: Host | undefined): string | undefined {
  const number = parseInteger(text) ?? (Object.hasOwn(SERVICES, text) ? BigInt(SERVICES[text]!) : undefined);
  if (number === undefined) return undefined;
  const port = Number(number);
  const names = Object.entries(SERVICES)
    .filter(([, value]) => value === port)
    .map(([name]) => code(name));
  const title = names.length > 0 ? `: ${list(names)}` : '';
  const lines: string[] = [];
  for (const published of host?.ports ?? []) {
    const { hostPorts, containerPorts } = published;
    const file = published.place.file === '' ? '' : `, ${fileWords(published.place.file)}`;
    if (hostPorts && hostPorts.first <= port && port <= hostPorts.last) {
      const inside = containerPorts.first + Math.min(port - hostPorts.first, containerPorts.last - containerPorts.first);
      lines.push(
        `Docker publishes it for ${ownerWords(published)}${file}: behind the translation, on hook forward, the packet carries port ${inside}.`,
      );
    } else if (containerPorts.first <= port && port <= containerPorts.last && hostPorts)
      lines.push(`The container's side of port ${hostPorts.first} that Docker publishes for ${ownerWords(published)}${file}.`);
  }
  return markdown(`**Port ${port}**${title}`, lines.slice(0, 4));
}

/** An interface: which network of Docker it is the bridge or parent of. */
function describeInterface(text: string, host: Host | undefined): string | undefined {
  if (text === '') return undefined;
  const isPattern = text.endsWith('*') && !text.endsWith('\\*');
  const title = isPattern ? `**Interfaces that begin with ${code(text.slice(0, -1))}**` : `**Interface ${code(text)}**`;
  const lines: string[] = [];
  if (text === 'lo') lines.push('Loopback: packets of this host to itself.');
  for (const network of host?.plan.networks ?? []) {
    const bridge = network.bridgeName?.text;
    const subnets = network.subnets.map(({ prefix }) => code(formatPrefix(prefix)));
    if (bridge !== undefined && matchesInterface(text, bridge))
      lines.push(
        `${isPattern ? `${code(bridge)}: the` : 'The'} bridge of Docker ${networkWords(network)}${subnets.length > 0 ? ` (${list(subnets)})` : ''}, ${fileWords(network.place.file)}.`,
      );
    const parent = network.parent?.text;
    if (parent !== undefined && matchesInterface(text, parent))
      lines.push(
        `Parent of Docker ${networkWords(network)} (${network.driver ?? 'unknown driver'}), ${fileWords(network.place.file)}.`,
      );
  }
  const addresses = Object.entries(host?.settings.inventory?.interfaces ?? {}).filter(([name]) => matchesInterface(text, name));
  for (const [name, held] of addresses)
    if (held.length > 0) lines.push(`${isPattern ? `${code(name)} has` : 'Has'} ${list(held.map(code))}.`);
  if (lines.length === 0 && isPattern) {
    const known = hostInterfaces(host).filter(({ name }) => matchesInterface(text, name));
    if (known.length > 0) lines.push(`Here: ${list(known.map(({ name }) => code(name)))}.`);
  }
  return lines.length === 0 && !isPattern
    ? markdown(title, ['No file here makes it.'])
    : markdown(title, [...new Set(lines)].slice(0, 6));
}

function describeNumber(text: string): string | undefined {
  const number = parseInteger(text);
  if (number === undefined || number < 10n) return undefined;
  return markdown(
    `**${number}** = 0x${number.toString(16)}${text.startsWith('0x') || text.startsWith('0X') || !/^0\d/.test(text) ? '' : ' (octal as it is written)'}`,
    [],
  );
}

/** A span of time in words. */
export function describeDuration(text: string): string | undefined {
  const value = parseDuration(text);
  if (value.kind !== 'integer') return undefined;
  const names = ['week', 'day', 'hour', 'minute', 'second', 'millisecond'];
  const sizes = [604_800_000n, 86_400_000n, 3_600_000n, 60_000n, 1000n, 1n];
  let rest = value.value;
  const words: string[] = [];
  for (const [index, size] of sizes.entries()) {
    const number = rest / size;
    rest %= size;
    if (number > 0n) words.push(`${number} ${names[index]}${number === 1n ? '' : 's'}`);
  }
  return markdown(`**${code(text)}**: ${list(words) || 'no time at all'}`, []);
}

/** True for types whose values are addresses. */
export function isAddress(type: DataType): boolean {
  return type.name === 'ipv4_addr' || type.name === 'ipv6_addr';
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
