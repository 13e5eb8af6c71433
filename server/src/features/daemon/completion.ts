import { formatIp, formatPrefix, type IpPrefix, parsePrefix } from '../../base/ip.ts';
import type { Range } from '../../base/range.ts';
import { describeShape } from '../../docker/daemon/describe.ts';
import { hasOption } from '../../docker/daemon/json.ts';
import { usableAddress } from '../../docker/default-bridge.ts';
import { allDrivers, driverFact, type OptionFact } from '../../docker/drivers.ts';
import { dockerHas } from '../../docker/version.ts';
import { DAEMON_OPTIONS, type DaemonOption, isObjectShape, PLAIN_FLAGS, type ValueShape } from '../../facts/daemon-options.ts';
import { LOG_DRIVERS, type LogOption } from '../../facts/log-drivers.ts';
import { nextFreeSubnet } from '../../host/plan/free.ts';
import type { LocatedMap } from '../../syntax/located.ts';
import { optionMarkdown } from '../driver-option-text.ts';
import { hostInterfaces } from '../interfaces.ts';
import type { Completion, Cursor } from '../provider.ts';
import { type JsonPlace, locate } from './locate.ts';
import { fieldText, logOptionsOf, logOptionText, optionText } from './text.ts';

/** Proposals for keys, members and values of daemon.json, and for flags of dockerd in units and defaults files. */
export function completions(cursor: Cursor): Completion[] {
  const { daemon, text } = cursor.file;
  if (daemon.kind !== 'daemon-json') return flags(cursor);
  if (daemon.value === undefined)
    return text.trim() === '' ? [{ label: '{ }', kind: 'snippet', insertText: '{\n\t$0\n}', snippet: true }] : [];
  const place = locate(daemon.value, cursor.offset, text);
  if (!place) return [];
  if (place.on === 'key' || place.on === 'map') return keys(cursor, place);
  return values(cursor, place);
}

interface Key {
  readonly name: string;
  readonly shape: ValueShape;
  readonly detail: string;
  readonly documentation: string;
  readonly deprecated: boolean;
  /** The value, as a snippet. */
  readonly value: string;
}

function keys(cursor: Cursor, place: JsonPlace): Completion[] {
  const { map, on, entry } = place;
  if (!map) return [];
  const there = new Set(map.entries.filter((other) => other !== entry || on === 'map').map(({ key }) => key));
  return candidates(cursor, place)
    .filter(({ name }) => !there.has(name))
    .map((key) => keyCompletion(key, cursor, place, map));
}

function candidates(cursor: Cursor, place: JsonPlace): Key[] {
  const parent = place.on === 'map' ? place.path : place.path.slice(0, -1);
  if (parent.length === 0) return topKeys(cursor);
  if (parent[0] === 'default-network-opts') return driverKeys(parent);
  if (parent[0] === 'log-opts') return parent.length === 1 ? logKeys(cursor) : [];
  const shape = shapeAt(parent);
  if (shape === undefined || !isObjectShape(shape)) return [];
  return Object.entries(shape.fields).map(([name, field]) => ({
    name,
    shape: field.shape,
    detail: describeShape(field.shape),
    documentation: fieldText(name, field, DAEMON_OPTIONS.get(parent[0]!)),
    deprecated: false,
    value: snippetOf(field.shape, undefined, cursor),
  }));
}

/** The shape that belongs at a path of keys and list numbers. */
function shapeAt(path: readonly string[]): ValueShape | undefined {
  let shape: ValueShape | undefined = DAEMON_OPTIONS.get(path[0]!)?.shape;
  for (const step of path.slice(1)) {
    if (typeof shape !== 'object') return undefined;
    if ('list' in shape) shape = shape.list;
    else if (isObjectShape(shape)) shape = shape.fields[step]?.shape;
    else if ('map' in shape) shape = shape.map;
    else return undefined;
  }
  return shape;
}

function topKeys(cursor: Cursor): Key[] {
  const version = cursor.host?.settings.versions.docker;
  return [...DAEMON_OPTIONS.values()]
    .filter((option) => !option.flagOnly && !option.hidden && hasOption(option, version))
    .map((option) => ({
      name: option.key,
      shape: option.shape,
      detail: option.type,
      documentation: optionText(option),
      deprecated: option.deprecated !== undefined,
      value: snippetOf(option.shape, option, cursor),
    }));
}

function driverKeys(path: readonly string[]): Key[] {
  const usable = allDrivers().filter(({ cannotBeCreated }) => cannotBeCreated === undefined);
  if (path.length === 1)
    return usable.map(({ name, summary }) => ({
      name,
      shape: { map: 'string' },
      detail: 'driver',
      documentation: summary,
      deprecated: false,
      value: '{ $0 }',
    }));
  const driver = driverFact(path[1]!);
  const options =
    (path.length === 2 ? driver?.options : undefined)?.filter(({ endpoint, internal }) => !endpoint && !internal) ?? [];
  return options.map((option) => ({
    name: option.name,
    shape: 'string',
    detail: option.default === undefined ? '' : `default ${option.default}`,
    documentation: optionMarkdown(option, driver ? [driver] : []),
    deprecated: false,
    value: driverValue(option),
  }));
}

function driverValue({ value }: OptionFact): string {
  if (value.kind === 'boolean') return '"${1|true,false|}"';
  return value.kind === 'enum' ? `"\${1|${value.values.join(',')}|}"` : '"$1"';
}

function logKeys({ host }: Cursor): Key[] {
  return Object.entries(logOptionsOf(host))
    .filter(([, { since }]) => since === undefined || dockerHas(host?.settings.versions.docker, since))
    .map(([name, option]) => {
      const words = logWords(option);
      return {
        name,
        shape: 'string',
        detail: option.default === undefined ? '' : `default ${option.default}`,
        documentation: logOptionText(name, option),
        deprecated: false,
        value: words.length === 0 ? '"$1"' : `"\${1|${words.join(',')}|}"`,
      };
    });
}

function logWords({ value }: LogOption): readonly string[] {
  return value?.kind === 'boolean' ? ['true', 'false'] : value?.kind === 'enum' ? value.values : [];
}

/** A value to begin with, in the right shape. */
function snippetOf(shape: ValueShape, option: DaemonOption | undefined, cursor: Cursor): string {
  if (option?.values) return `"\${1|${option.values.join(',')}|}"`;
  if (option?.format === 'pools') return `[{ "base": "\${1:${freePool(cursor)}}", "size": \${2:24} }]`;
  if (option?.format === 'ipv4-cidr' && option.key === 'bip') return `"\${1:${freeBridge(cursor)}}"`;
  if (shape === 'bool') return `\${1|${option?.default === true ? 'false,true' : 'true,false'}|}`;
  if (shape === 'int') return `\${1:${typeof option?.default === 'number' ? option.default : 0}}`;
  if (typeof shape === 'string') return '"$1"';
  if ('list' in shape) return typeof shape.list === 'string' ? '["$1"]' : '[{ $1 }]';
  return '{ $1 }';
}

const POOL = parsePrefix('10.200.0.0/16')!.prefix;
const BRIDGE = parsePrefix('10.199.0.0/24')!.prefix;

/** A subnet that nothing on the host has: the usual one, or the next. */
function free(cursor: Cursor, usual: IpPrefix): IpPrefix {
  const plan = cursor.host?.plan;
  const before = { ...usual, network: usual.network - (1n << BigInt(32 - usual.bits)) };
  return (plan && nextFreeSubnet(plan, before)) ?? usual;
}

function freePool(cursor: Cursor): string {
  return formatPrefix(free(cursor, POOL));
}

function freeBridge(cursor: Cursor): string {
  const prefix = free(cursor, BRIDGE);
  return `${formatIp(usableAddress(prefix, [])!)}/${prefix.bits}`;
}

function keyCompletion(
  { name, detail, documentation, deprecated, value }: Key,
  cursor: Cursor,
  place: JsonPlace,
  map: LocatedMap,
): Completion {
  const { text, file } = cursor.file;
  const key = JSON.stringify(name);
  const onKey = place.on === 'key' && place.entry;
  const range: Range = onKey ? place.entry.keyRange : { start: cursor.offset, end: cursor.offset };
  const hasValue = onKey && /^\s*:/.test(text.slice(range.end, range.end + 200));
  const before = map.entries.filter(({ value: { range: at } }) => at.end <= range.start && at.end > at.start).at(-1);
  const needsComma = before && !text.slice(before.value.range.end, range.start).includes(',');
  const followed =
    map.entries.some(({ keyRange }) => keyRange.start > range.end) && !/^\s*,/.test(text.slice(range.end, range.end + 200));
  const at = before ? { start: before.value.range.end, end: before.value.range.end } : range;
  return {
    label: name,
    kind: 'property',
    insertText: hasValue ? key : `${key}: ${value}${followed ? ',' : ''}`,
    snippet: !hasValue,
    range,
    filterText: key,
    detail,
    documentation,
    ...(deprecated ? { deprecated } : {}),
    ...(needsComma ? { additionalEdits: [{ file, range: at, newText: ',' }] } : {}),
  };
}

function values(cursor: Cursor, place: JsonPlace): Completion[] {
  const { option, scalar, path } = place;
  const shape = place.on === 'list' && typeof place.shape === 'object' && 'list' in place.shape ? place.shape.list : place.shape;
  const range: Range =
    scalar && scalar.range.end > scalar.range.start ? scalar.range : { start: cursor.offset, end: cursor.offset };
  const offer = (newText: string, detail?: string, kind: Completion['kind'] = 'value'): Completion => ({
    label: newText,
    kind,
    insertText: newText,
    filterText: newText,
    range,
    ...(detail === undefined ? {} : { detail }),
  });
  if (path[0] === 'default-network-opts' && path.length === 3) return driverValues(path, offer);
  if (path[0] === 'log-opts' && path.length === 2) {
    const fact = logOptionsOf(cursor.host)[path[1]!];
    return fact ? logWords(fact).map((word) => offer(JSON.stringify(word), fact.default === word ? 'default' : undefined)) : [];
  }
  if (option?.key === 'log-driver') return [...LOG_DRIVERS].map(([name, { meaning }]) => offer(JSON.stringify(name), meaning));
  if (shape === 'bool')
    return ['true', 'false'].map((word) => offer(word, option?.default === (word === 'true') ? 'default' : undefined));
  if (option?.values)
    return option.values.map((word) => offer(JSON.stringify(word), option.default === word ? 'default' : undefined));
  if (path.at(-1) === 'base') return [offer(JSON.stringify(freePool(cursor)), 'nothing on the host uses it', 'address')];
  if (option?.key === 'bip') return [offer(JSON.stringify(freeBridge(cursor)), 'nothing on the host uses its subnet', 'address')];
  if (option?.key === 'bridge')
    return [
      ...hostInterfaces(cursor.host).map(({ name, where }) => offer(JSON.stringify(name), where, 'interface')),
      offer('"none"', 'no predefined network'),
    ];
  if (scalar || shape === undefined || typeof shape === 'string') return [];
  const snippet = snippetOf(
    place.on === 'list' ? shape : (place.shape ?? shape),
    place.on === 'list' ? undefined : option,
    cursor,
  );
  return [
    {
      label: snippet.replace(/\$\{\d+[:|]([^}|]*)[|]?\}|\$\d/g, '$1'),
      kind: 'snippet',
      insertText: snippet,
      snippet: true,
      range,
    },
  ];
}

function driverValues(path: readonly string[], offer: (text: string, detail?: string) => Completion): Completion[] {
  const option = driverFact(path[1]!)?.options.find(({ name }) => name === path[2]);
  const words = option?.value.kind === 'boolean' ? ['true', 'false'] : option?.value.kind === 'enum' ? option.value.values : [];
  return words.map((word) => offer(JSON.stringify(word), option?.default === word ? 'default' : undefined));
}

/** Flags, where a word behind `dockerd` begins with a dash. */
function flags({ file, offset, host }: Cursor): Completion[] {
  const word = /(?:^|[\s"'=])(-[\w-]*)$/.exec(file.text.slice(Math.max(0, offset - 100), offset))?.[1];
  const line = file.text.slice(file.text.lastIndexOf('\n', offset - 1) + 1, offset);
  const inCommand = file.kind === 'docker-defaults' ? line.includes('=') : /dockerd|^\s*-|Environment=/.test(line);
  if (word === undefined || !inCommand) return [];
  const range = { start: offset - word.length, end: offset };
  const version = host?.settings.versions.docker;
  const options = [...DAEMON_OPTIONS.values()].filter((option) => option.flag && hasOption(option, version));
  return [
    ...options.map((option): Completion => {
      const label = `--${option.flag!.name}`;
      const insertText = option.flag!.kind === 'bool' ? `${label}${option.default === true ? '=false' : ''}` : `${label}=`;
      return {
        label,
        kind: 'option',
        insertText,
        filterText: label,
        range,
        detail: option.type,
        documentation: optionText(option),
      };
    }),
    ...PLAIN_FLAGS.filter(({ deprecated }) => !deprecated).map(
      ({ name }): Completion => ({ label: `--${name}`, kind: 'option', range }),
    ),
  ];
}
