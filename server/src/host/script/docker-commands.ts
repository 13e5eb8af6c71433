import { contains, containsPrefix, type IpPrefix, parseIp, parsePrefix } from '../../base/ip.ts';
import type { FileId } from '../../base/paths.ts';
import type { Location } from '../../base/range.ts';
import { type ComposePort, readPort } from '../../compose/port.ts';
import type { IpamEntry, Written } from '../../docker/network.ts';
import { DOCKER_GLOBAL, DOCKER_RUN, NETWORK_CONNECT, NETWORK_CREATE, NETWORK_MODES } from '../../facts/docker-cli.ts';
import type { ShellScript } from '../../syntax/shell/script.ts';
import type { Word } from '../../syntax/words.ts';
import { type CommandLine, part, readCommandLine } from './options.ts';
import { type ProgramRun, programRuns } from './program.ts';

/** `docker network create`. */
export interface NetworkCreate {
  readonly kind: 'network-create';
  readonly place: Location;
  readonly line: CommandLine;
  readonly name: Written | undefined;
  readonly driver: Written | undefined;
  readonly subnets: readonly Written[];
  readonly gateways: readonly Written[];
  readonly ranges: readonly Written[];
  readonly reserved: readonly { readonly name: string; readonly address: Written }[];
  /** What stands under which subnet; texts that belong to none are in no entry. */
  readonly ipam: readonly IpamEntry[];
  readonly options: readonly ScriptOption[];
  readonly conditional: boolean;
}

/** `-o KEY=VALUE`. */
export interface ScriptOption {
  readonly key: string;
  readonly keyPlace: Location;
  readonly value: Written;
}

/** `docker run` or `docker create`. */
export interface ContainerRun {
  readonly kind: 'run';
  readonly place: Location;
  readonly line: CommandLine;
  readonly name: string | undefined;
  /** Every `--network`, with what is said about the connection. */
  readonly networks: readonly Connection[];
  readonly ports: readonly ComposePort[];
  /** Whether it goes on running, so that it meets other containers. */
  readonly stays: boolean;
  readonly conditional: boolean;
}

/** A container's connection to a network. */
export interface Connection {
  readonly network: Written;
  readonly addresses: readonly Written[];
}

/** `docker network connect`. */
export interface NetworkConnect {
  readonly kind: 'connect';
  readonly place: Location;
  readonly container: string | undefined;
  readonly connection: Connection;
  readonly conditional: boolean;
}

export type DockerCommand = NetworkCreate | ContainerRun | NetworkConnect;

const known = new WeakMap<ShellScript, readonly DockerCommand[]>();

/** The commands of a script that make networks or containers. Computed once per script. */
export function dockerCommands(script: ShellScript): readonly DockerCommand[] {
  let commands = known.get(script);
  if (!commands) {
    commands = programRuns(script)
      .filter(({ name }) => name === 'docker')
      .flatMap((run) => readCommand(script, run) ?? []);
    known.set(script, commands);
  }
  return commands;
}

/** The first words of a docker command, such as `swarm init`. */
export function subcommand(run: ProgramRun): readonly Word[] {
  return readCommandLine(run.args, DOCKER_GLOBAL).rest;
}

function readCommand(script: ShellScript, run: ProgramRun): DockerCommand | undefined {
  const rest = subcommand(run);
  const [first, second] = [rest[0]?.text, rest[1]?.text];
  const place = { file: script.file, range: run.command.range };
  const { conditional } = run.command;
  if (first === 'network' && second === 'create') return networkCreate(script.file, rest.slice(2), place, conditional);
  if (first === 'network' && second === 'connect') return networkConnect(script.file, rest.slice(2), place, conditional);
  const args = first === 'container' ? rest.slice(1) : rest;
  if (args[0]?.text === 'run' || args[0]?.text === 'create') return containerRun(script, args, place, conditional);
  return undefined;
}

/** A word as a value with its place. */
function written(file: FileId, word: Word): Written {
  const { text, literalAt } = word;
  const range = text !== undefined && literalAt !== undefined ? { start: literalAt, end: literalAt + text.length } : word.range;
  return { text, place: { file, range } };
}

class Options {
  constructor(
    private readonly file: FileId,
    private readonly line: CommandLine,
  ) {}

  all(...names: string[]): Word[] {
    return this.line.options.flatMap(({ name, value }) => (value && names.includes(name) ? [value] : []));
  }

  written(...names: string[]): Written[] {
    return this.all(...names).map((word) => written(this.file, word));
  }

  /** A switch: on when it is there, or set to true; undefined when it is not there. */
  isOn(name: string): boolean | undefined {
    const uses = this.line.options.filter((option) => option.name === name);
    const last = uses.at(-1);
    return last && (last.value === undefined || last.value.text === 'true');
  }
}

function networkCreate(file: FileId, words: readonly Word[], place: Location, conditional: boolean): NetworkCreate {
  const line = readCommandLine(words, NETWORK_CREATE, true);
  const options = new Options(file, line);
  const subnets = lists(file, options.all('subnet'));
  const gateways = lists(file, options.all('gateway'));
  const ranges = lists(file, options.all('ip-range'));
  const reserved = options.all('aux-address').flatMap((word) => {
    const equals = word.text?.indexOf('=') ?? -1;
    return equals < 0 ? [] : [{ name: word.text!.slice(0, equals), address: written(file, part(word, equals + 1)) }];
  });
  return {
    kind: 'network-create',
    place,
    line,
    name: line.rest[0] && written(file, line.rest[0]),
    driver: options.written('driver').at(-1),
    subnets,
    gateways,
    ranges,
    reserved,
    ipam: group(subnets, gateways, ranges, reserved),
    options: options.all('opt').flatMap((word) => {
      const equals = word.text?.indexOf('=') ?? -1;
      const end = equals < 0 ? (word.text?.length ?? 0) : equals;
      if (word.text === undefined) return [];
      const key = part(word, 0, end);
      return [
        { key: key.text!, keyPlace: written(file, key).place, value: written(file, part(word, equals < 0 ? end : equals + 1)) },
      ];
    }),
    conditional,
  };
}

/** Values of an option that may be repeated or hold several values between commas. */
function lists(file: FileId, words: readonly Word[]): Written[] {
  return words.flatMap((word) => {
    if (!word.text?.includes(',')) return [written(file, word)];
    let at = 0;
    return word.text.split(',').map((item) => {
      const piece = part(word, at, at + item.length);
      at += item.length + 1;
      return written(file, piece);
    });
  });
}

/** The CLI puts ranges, gateways and kept back addresses to the subnet that holds them. */
function group(
  subnets: readonly Written[],
  gateways: readonly Written[],
  ranges: readonly Written[],
  reserved: NetworkCreate['reserved'],
): IpamEntry[] {
  return subnets.map((subnet) => {
    const prefix = prefixOf(subnet);
    const holds = (address: Written) => {
      const ip = parseIp(address.text ?? '');
      return prefix !== undefined && ip !== undefined && contains(prefix, ip);
    };
    return {
      subnet,
      gateway: gateways.find(holds),
      range: ranges.find((range) => {
        const inner = prefixOf(range);
        return prefix !== undefined && inner !== undefined && containsPrefix(prefix, inner);
      }),
      reserved: reserved.filter(({ address }) => holds(address)),
    };
  });
}

function prefixOf({ text }: Written): IpPrefix | undefined {
  return parsePrefix(text ?? '')?.prefix;
}

function networkConnect(file: FileId, words: readonly Word[], place: Location, conditional: boolean): NetworkConnect | undefined {
  const line = readCommandLine(words, NETWORK_CONNECT, true);
  const [network, container] = line.rest;
  if (!network) return undefined;
  const addresses = new Options(file, line).written('ip', 'ip6');
  return {
    kind: 'connect',
    place,
    container: container?.text,
    connection: { network: written(file, network), addresses },
    conditional,
  };
}

function containerRun(script: ShellScript, args: readonly Word[], place: Location, conditional: boolean): ContainerRun {
  const { file } = script;
  const line = readCommandLine(args.slice(1), DOCKER_RUN);
  const options = new Options(file, line);
  const own = options.written('ip', 'ip6');
  const networks = options.all('network', 'net').map((word, i): Connection => {
    const connection = readConnection(file, word);
    return i === 0 ? { ...connection, addresses: [...connection.addresses, ...own] } : connection;
  });
  const alone =
    networks.length === 0 && own.length > 0
      ? [{ network: { text: NETWORK_MODES[0], place: own[0]!.place }, addresses: own }]
      : [];
  return {
    kind: 'run',
    place,
    line,
    name: options.all('name').at(-1)?.text,
    networks: [...networks, ...alone],
    ports: options.all('publish').flatMap((word) => (word.text === undefined ? [] : [readPort(scalar(script, word.text, word))])),
    stays: args[0]?.text === 'create' || options.isOn('detach') === true || options.isOn('rm') !== true,
    conditional,
  };
}

/** `--network name=front,ip=10.1.0.5`, or just a name. */
function readConnection(file: FileId, word: Word): Connection {
  const { text } = word;
  if (!text?.includes('=')) return { network: written(file, word), addresses: [] };
  const addresses: Written[] = [];
  let network: Written = { text: undefined, place: written(file, word).place };
  let at = 0;
  for (const field of text.split(',')) {
    const equals = field.indexOf('=');
    const value = part(word, at + equals + 1, at + field.length);
    const key = field.slice(0, Math.max(0, equals));
    if (key === 'name') network = written(file, value);
    else if (key === 'ip' || key === 'ip6') addresses.push(written(file, value));
    at += field.length + 1;
  }
  return { network, addresses };
}

/** A word in the shape of a value; one that is not known is not read at all. */
function scalar(script: ShellScript, text: string, word: Word) {
  const { place } = written(script.file, word);
  return { kind: 'scalar', file: script.file, range: place.range, value: text, source: text, quoted: false } as const;
}
