import {
  contains,
  firstAddress,
  formatIp,
  formatPrefix,
  type IpPrefix,
  lastAddress,
  parsePrefix,
  prefixSize,
} from '../../base/ip.ts';
import { addressingOf, isReserved, takenAddresses } from '../../compose/addressing.ts';
import type { ComposeNetwork } from '../../compose/model.ts';
import type { ComposeProject } from '../../compose/project.ts';
import { DEFAULT_NETWORK } from '../../compose/read.ts';
import {
  allDrivers,
  DEFAULT_DRIVER,
  type DriverFact,
  driverFact,
  ENDPOINT_OPTIONS,
  endpointOptionFact,
  type OptionFact,
} from '../../docker/drivers.ts';
import composeFacts from '../../facts/compose.json' with { type: 'json' };
import driverFacts from '../../facts/drivers.json' with { type: 'json' };
import { nextFreeAddress, nextFreeSubnet } from '../../host/plan/free.ts';
import { scalarText } from '../../syntax/yaml/edit.ts';
import { optionMarkdown, valuesText } from '../driver-option-text.ts';
import { hostInterfaces } from '../interfaces.ts';
import type { Completion, CompletionKind, Cursor } from '../provider.ts';
import { type TypingContext, typingContext } from './context.ts';
import { projectOf } from './project.ts';

/** Blocks from which new subnets are proposed when the project has none to go by. */
const USUAL_SUBNETS: readonly IpPrefix[] = ['172.28.0.0/24', '10.20.0.0/24', '192.168.100.0/24', 'fd00:20::/64'].map(
  (text) => parsePrefix(text)!.prefix,
);
/** How many free addresses, subnets or ports are proposed. */
const PROPOSALS = 3;
const FIRST_PORT = 8080;
const LAST_PORT = 65535;

interface Asked extends TypingContext {
  readonly project: ComposeProject | undefined;
  readonly cursor: Cursor;
}

/** Proposals for networks, drivers and their options, addresses, subnets and ports in a compose file. */
export function completions(cursor: Cursor): Completion[] {
  const context = typingContext(cursor.file.text, cursor.offset);
  if (!context) return [];
  const asked: Asked = { ...context, project: projectOf(cursor.host, cursor.file.file), cursor };
  const [part, , third] = context.path;
  if (part === 'networks' && context.path.length >= 2) return inNetwork(asked);
  if (part === 'services' && third !== undefined) return inService(asked);
  return [];
}

/** A proposal that writes a value, in quotes where YAML needs them and none are there yet. */
function value(asked: Asked, text: string, kind: CompletionKind, detail?: string, more: Partial<Completion> = {}): Completion {
  const insertText = asked.quote === '' ? flowSafe(text, asked) : text;
  return {
    label: text,
    kind,
    insertText,
    filterText: text,
    range: asked.range,
    ...(detail === undefined ? {} : { detail }),
    ...more,
  };
}

function flowSafe(text: string, { isFlow }: Asked): string {
  const plain = scalarText(text);
  return isFlow && plain === text && text.startsWith(':') ? `"${text}"` : plain;
}

/** Keeps the order of a list whose labels do not sort that way. */
function ordered(list: readonly Completion[]): Completion[] {
  return list.map((item, index) => ({ ...item, sortText: String(index).padStart(3, '0') }));
}

function inNetwork(asked: Asked): Completion[] {
  const { path, on, project } = asked;
  const network = project?.model.network(path[1]!);
  const driver = network ? addressingOf(network).driver : driverFact(DEFAULT_DRIVER);
  const at = path.slice(2).join('.');
  if (at === 'driver' && on === 'value') return driverNames(asked);
  if (at === 'driver_opts' && on === 'key')
    return optionKeys(asked, driver?.options.filter(({ endpoint }) => !endpoint) ?? [], network, driver);
  if (path[2] === 'driver_opts' && path.length === 4 && on === 'value')
    return optionValues(
      asked,
      driver?.options.find(({ name }) => name === path[3]),
      path[1]!,
    );
  if (path[2] === 'ipam' && path[3] === 'config' && on === 'value') {
    if (path.at(-1) === 'subnet') return freeSubnets(asked);
    if (network && (path.at(-1) === 'gateway' || path.at(-1) === 'ip_range')) return inSubnet(asked, network);
  }
  return [];
}

function driverNames(asked: Asked): Completion[] {
  const usable = allDrivers().filter(({ cannotBeCreated }) => cannotBeCreated === undefined);
  return ordered(
    usable.map(({ name, summary, notes, platform }) =>
      value(asked, name, 'value', platform === 'windows' ? `Windows. ${summary}` : summary, {
        documentation: [summary, '', ...notes.map((note) => `- ${note}`)].join('\n'),
      }),
    ),
  );
}

function optionKeys(
  asked: Asked,
  options: readonly OptionFact[],
  network: ComposeNetwork | undefined,
  driver: DriverFact | undefined,
): Completion[] {
  const there = new Set(network?.driverOptions.map(({ key }) => key));
  return options
    .filter(({ name, internal }) => !internal && (name === asked.typed || !there.has(name)))
    .map((option) => {
      const first = firstValue(option);
      const hasColon = /^\s*:/.test(asked.cursor.file.text.slice(asked.range.end));
      return {
        label: option.name,
        kind: 'option' as const,
        detail: valuesText(option.value).replaceAll('`', ''),
        documentation: optionMarkdown(option, driver ? [driver] : []),
        range: asked.range,
        ...(hasColon || asked.quote !== '' ? {} : { insertText: `${option.name}: ${first}`, snippet: true }),
      };
    });
}

/** The tab stop for the value of an option that is just being written. */
function firstValue({ value: kind }: OptionFact): string {
  if (kind.kind === 'boolean') return '"${1|true,false|}"';
  return kind.kind === 'enum' ? `\${1|${kind.values.join(',')}|}` : '$1';
}

function optionValues(asked: Asked, option: OptionFact | undefined, network: string): Completion[] {
  if (!option) return [];
  const kind = option.value;
  if (kind.kind === 'boolean') return ['true', 'false'].map((word) => value(asked, word, 'value'));
  if (kind.kind === 'enum')
    return ordered(kind.values.map((word) => value(asked, word, 'value', word === option.default ? 'default' : undefined)));
  const interfaces = hostInterfaces(asked.cursor.host);
  if (kind.kind === 'parent' || kind.kind === 'interfaces')
    return interfaces.filter(({ isBridge }) => !isBridge).map(({ name, where }) => value(asked, name, 'interface', where));
  if (kind.kind === 'interface') {
    const taken = new Set(interfaces.filter(({ isDefined }) => isDefined).map(({ name }) => name));
    const waiting = interfaces.filter(
      ({ name, isBridge }) => isBridge && !taken.has(name) && name !== driverFacts.defaultBridgeName,
    );
    const own = `br-${network}`.slice(0, kind.maxLength);
    const names = [
      ...waiting.map(({ name, where }) => ({ name, where })),
      ...(taken.has(own) ? [] : [{ name: own, where: 'after the network' }]),
    ];
    return ordered(names.map(({ name, where }) => value(asked, name, 'interface', where)));
  }
  return [];
}

/** Subnets that nothing on the host has: like the project's own, then from the usual blocks. */
function freeSubnets(asked: Asked): Completion[] {
  const plan = asked.cursor.host?.plan;
  if (!plan) return [];
  const own = asked.project?.model.networks.flatMap((network) => addressingOf(network).subnets.map(({ prefix }) => prefix)) ?? [];
  const found = new Set<string>();
  for (const like of [...own.slice(-1), ...USUAL_SUBNETS]) {
    const free = nextFreeSubnet(plan, like);
    if (free) found.add(formatPrefix(free));
  }
  return ordered([...found].map((subnet) => value(asked, subnet, 'address', 'free on this host')));
}

/** Gateways and ranges of the subnet that stands in the same entry. */
function inSubnet(asked: Asked, network: ComposeNetwork): Completion[] {
  const { subnets } = addressingOf(network);
  const here = asked.cursor.offset;
  const own =
    subnets.find(({ entry }) => entry.at.range.start <= here && here <= entry.at.range.end + asked.typed.length + 40) ??
    subnets[0];
  if (!own) return [];
  const { prefix } = own;
  if (asked.path.at(-1) === 'ip_range') {
    const upper = { ...prefix, bits: prefix.bits + 1, network: prefix.network + prefixSize(prefix) / 2n };
    return prefix.bits >= 30 ? [] : [value(asked, formatPrefix(upper), 'address', 'the upper half of the subnet')];
  }
  const ends = [firstAddress(prefix).value + 1n, lastAddress(prefix).value - 1n];
  return ordered(
    ends
      .map((address) => ({ family: prefix.family, value: address }))
      .filter((address) => contains(prefix, address) && !isReserved(prefix, address))
      .map((address, index) => value(asked, formatIp(address), 'address', index === 0 ? 'first address' : 'last address')),
  );
}

function inService(asked: Asked): Completion[] {
  const { path, on, project } = asked;
  const key = path[2];
  const model = project?.model;
  if (!model) return [];
  const services = () => model.services.map(({ name }) => name).filter((name) => name !== path[1]);
  if (key === 'network_mode' && on === 'value')
    return [
      ...composeFacts.networkModes.predefined.slice(0, 3).map((mode) => value(asked, mode, 'value', 'network_mode')),
      ...services().map((name) => value(asked, `service:${name}`, 'service', `the network of ${name}`)),
    ];
  if (key === 'links' && on === 'key') return services().map((name) => value(asked, name, 'service'));
  if (key === 'networks') return inServiceNetworks(asked, project);
  if (key === 'ports') return ports(asked);
  return [];
}

function inServiceNetworks(asked: Asked, project: ComposeProject): Completion[] {
  const { path, on } = asked;
  const { model } = project;
  const service = model.service(path[1]!);
  if (on === 'key' && (path.length === 3 || (path.length === 4 && path[3] === '0'))) {
    const joined = new Set(service?.networks.filter(({ keyAt }) => keyAt).map(({ key }) => key));
    const names = new Set([...model.networks.map(({ key }) => key), DEFAULT_NETWORK]);
    return [...names]
      .filter((name) => name === asked.typed || !joined.has(name))
      .map((name) => {
        const network = model.network(name);
        const subnets = network ? addressingOf(network).subnets.map(({ prefix }) => formatPrefix(prefix)) : [];
        return value(asked, name, 'network', [network?.driver?.text ?? DEFAULT_DRIVER, ...subnets].join(', '));
      });
  }
  const network = model.network(path[3] ?? '');
  if (path[4] === 'driver_opts' && path.length === 5 && on === 'key')
    return optionKeys(asked, ENDPOINT_OPTIONS, undefined, undefined);
  if (path[4] === 'driver_opts' && path.length === 6 && on === 'value')
    return optionValues(asked, endpointOptionFact(path[5]!), path[3]!);
  if (on === 'value' && network && (path[4] === 'ipv4_address' || path[4] === 'ipv6_address'))
    return freeAddresses(asked, network, path[4] === 'ipv4_address' ? 4 : 6);
  return [];
}

function freeAddresses(asked: Asked, network: ComposeNetwork, family: 4 | 6): Completion[] {
  const out: Completion[] = [];
  for (const subnet of addressingOf(network).subnets) {
    if (subnet.prefix.family !== family) continue;
    const taken = new Set(takenAddresses(network, subnet).map(({ value: address }) => address));
    let last = firstAddress(subnet.prefix);
    for (let count = 0; count < PROPOSALS; count++) {
      const free = nextFreeAddress(subnet.prefix, last, taken);
      if (!free || taken.has(free.value)) break;
      taken.add(free.value);
      last = free;
      out.push(value(asked, formatIp(free), 'address', `free in ${formatPrefix(subnet.prefix)}`));
    }
  }
  return ordered(out);
}

/** Host ports that nothing on the host publishes. */
function ports(asked: Asked): Completion[] {
  const { path, on, typed, cursor } = asked;
  const isPublished = path.at(-1) === 'published' && on === 'value';
  const isShort = on === 'key' && path.length <= 4 && /^(?:(?:\d+\.){3}\d+:)?\d*$/.test(typed);
  if (!isPublished && !isShort) return [];
  const taken = cursor.host?.ports.flatMap(({ hostPorts }) => (hostPorts ? [hostPorts] : [])) ?? [];
  const digits = /(\d*)$/.exec(typed)?.[1] ?? '';
  const from = Number(digits) >= 1024 ? Number(digits) : FIRST_PORT;
  const free: number[] = [];
  for (let port = from; port <= LAST_PORT && free.length < PROPOSALS; port++)
    if (!taken.some(({ first, last }) => first <= port && port <= last)) free.push(port);
  const address = typed.slice(0, typed.length - digits.length);
  return ordered(
    free.map((port) => {
      if (isPublished) return value(asked, String(port), 'port', 'free on this host');
      const text = `${address}${port}:80`;
      return { ...value(asked, text, 'port', 'free on this host'), insertText: asked.quote === '' ? `"${text}"` : text };
    }),
  );
}
