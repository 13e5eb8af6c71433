import { interfaceNameBytes, MAX_INTERFACE_NAME_BYTES } from '../../base/ifname.ts';
import { formatPrefix, parsePrefix } from '../../base/ip.ts';
import { type Location, type Range, touches } from '../../base/range.ts';
import { hasVariables } from '../../compose/interpolation.ts';
import type { ComposeProject } from '../../compose/project.ts';
import { keyPlace } from '../../compose/tree.ts';
import { BRIDGE_NAME_OPTION, PARENT_OPTION } from '../../facts/network-options.ts';
import type { Host } from '../../host/host.ts';
import { type LocatedEntry, type LocatedValue, textOf, valueAt } from '../../syntax/located.ts';
import type { Cursor, Occurrence, SymbolAt, SymbolKey } from '../provider.ts';

/** An occurrence with what it names. */
interface Named extends Occurrence {
  readonly symbol: SymbolKey;
  /** Why the name there cannot be changed. */
  readonly fixedName?: string;
}

const KEY_NAME = /^[a-zA-Z0-9._-]+$/;
const known = new WeakMap<ComposeProject, readonly Named[]>();

/** Everything that the files of a project name. The host's name is the scope of what lives on the host. */
function namedIn(project: ComposeProject, host: Host): readonly Named[] {
  let named = known.get(project);
  if (!named) {
    named = [...readNames(project, host.name)];
    for (const { fixedName, location } of named) if (fixedName !== undefined) FIXED.add(location);
    known.set(project, named);
  }
  return named;
}

/** Where a scalar is written, without its quotes; undefined for texts with variables. */
function inner(value: LocatedValue | undefined): Location | undefined {
  if (value?.kind !== 'scalar' || (typeof value.value === 'string' && hasVariables(value.value))) return undefined;
  const { start, end } = value.range;
  const range = value.quoted && end - start >= 2 ? { start: start + 1, end: end - 1 } : value.range;
  return { file: value.file, range };
}

function entriesAt(value: LocatedValue | undefined, key: string): readonly LocatedEntry[] {
  const map = valueAt(value, key);
  return map?.kind === 'map' ? map.entries : [];
}

/** Reads names off the files as they are written: what is said twice stands in the merged project once. */
function* readNames(project: ComposeProject, host: string): Generator<Named> {
  for (const document of project.written) {
    for (const entry of entriesAt(document, 'networks')) yield* networkNames(entry, project, host);
    for (const entry of entriesAt(document, 'services')) yield* serviceNames(entry, project);
  }
}

/** What an entry defines, beyond its name; none when its value is written elsewhere. */
function extentOf({ keyRange, keyFile, value }: LocatedEntry): { extent?: Range } {
  return value.file === keyFile && value.range.start >= keyRange.end
    ? { extent: { start: keyRange.start, end: value.range.end } }
    : {};
}

function* networkNames(entry: LocatedEntry, project: ComposeProject, host: string): Generator<Named> {
  const { key, value } = entry;
  const network = project.model.network(key);
  const isExternal = network?.external?.on === true;
  const role = isExternal ? 'reference' : 'definition';
  const at = bare(keyPlace(entry), key);
  yield {
    symbol: { kind: 'compose-network', scope: project.group, name: key },
    location: at,
    role: 'definition',
    ...extentOf(entry),
  };
  if (network?.realName !== undefined) {
    const symbol: SymbolKey = { kind: 'docker-network', scope: host, name: network.realName };
    const name = inner(valueAt(value, 'name'));
    if (name) yield { symbol, location: name, role };
    // The Engine's name comes from the key: somebody who looks for the network finds it here.
    else if (!network.name) {
      const fixedName = `The name ${network.realName} comes from the project and the key "${key}"; rename the key.`;
      yield { symbol, location: { ...at }, role, fixedName, ...extentOf(entry) };
    }
  }
  for (const option of entriesAt(value, 'driver_opts')) {
    const text = textOf(option.value);
    const location = inner(option.value);
    if (!text || !location) continue;
    const symbol: SymbolKey = { kind: 'interface', scope: host, name: text };
    if (option.key === BRIDGE_NAME_OPTION) yield { symbol, location, role: 'definition' };
    else if (option.key === PARENT_OPTION) yield { symbol, location, role: 'reference' };
  }
  const config = valueAt(valueAt(value, 'ipam'), 'config');
  for (const item of config?.kind === 'list' ? config.items : []) {
    const subnet = valueAt(item, 'subnet');
    const prefix = parsePrefix(textOf(subnet) ?? '')?.prefix;
    const location = inner(subnet);
    if (prefix && location) yield { symbol: { kind: 'subnet', scope: host, name: formatPrefix(prefix) }, location, role };
  }
}

function* serviceNames(entry: LocatedEntry, project: ComposeProject): Generator<Named> {
  const { key, value } = entry;
  const scope = project.group;
  const service = (name: string): SymbolKey => ({ kind: 'compose-service', scope, name });
  yield { symbol: service(key), location: bare(keyPlace(entry), key), role: 'definition', ...extentOf(entry) };
  for (const { name, location } of namesOf(valueAt(value, 'networks')))
    yield { symbol: { kind: 'compose-network', scope, name }, location, role: 'reference' };
  for (const { name, location } of namesOf(valueAt(value, 'depends_on')))
    yield { symbol: service(name), location, role: 'reference' };
  const links = valueAt(value, 'links');
  for (const link of links?.kind === 'list' ? links.items : []) yield* beginning(link, '', service);
  yield* beginning(valueAt(value, 'network_mode'), 'service:', service);
  const base = valueAt(value, 'extends');
  const sameFile = base?.kind === 'scalar' ? base : valueAt(base, 'file') ? undefined : valueAt(base, 'service');
  yield* beginning(sameFile, '', service);
}

/** The names of a list, or the keys of a map. */
function namesOf(value: LocatedValue | undefined): { name: string; location: Location }[] {
  if (value?.kind === 'map')
    return value.entries.map((entry) => ({ name: entry.key, location: bare(keyPlace(entry), entry.key) }));
  return (value?.kind === 'list' ? value.items : []).flatMap((item) => {
    const name = textOf(item);
    const location = inner(item);
    return name !== undefined && location ? [{ name, location }] : [];
  });
}

/** The name of a service at the beginning of a text such as `db:alias` or, behind its prefix, `service:db`. */
function* beginning(value: LocatedValue | undefined, prefix: string, service: (name: string) => SymbolKey): Generator<Named> {
  const text = textOf(value);
  const whole = inner(value);
  if (!whole || !text?.startsWith(prefix)) return;
  const name = text.slice(prefix.length).split(':')[0]!;
  const start = whole.range.start + prefix.length;
  if (name !== '')
    yield {
      symbol: service(name),
      location: { file: whole.file, range: { start, end: start + name.length } },
      role: 'reference',
    };
}

/** A key or item without its quotes. */
function bare({ file, range }: Location, name: string): Location {
  const extra = range.end - range.start - name.length;
  return extra === 2 ? { file, range: { start: range.start + 1, end: range.end - 1 } } : { file, range };
}

function projectsOf(host: Host, file: string): readonly ComposeProject[] {
  return host.compose.filter(({ files }) => files.includes(file));
}

/** Networks, services, bridge names and subnets under the cursor. */
export function symbolsAt({ host, file, offset }: Cursor): SymbolAt[] {
  if (!host) return [];
  const out = new Map<string, SymbolAt>();
  for (const project of projectsOf(host, file.file))
    for (const { symbol, location, fixedName } of namedIn(project, host)) {
      if (location.file !== file.file || !touches(location.range, offset)) continue;
      // On a key the key itself is what can be renamed; the Engine's name that comes from it is only found from elsewhere.
      if (fixedName !== undefined) continue;
      const fixed = symbol.kind === 'docker-network' ? fixedBy(symbol, host) : undefined;
      out.set(`${symbol.kind}\n${symbol.scope}\n${symbol.name}`, {
        symbol,
        range: location.range,
        ...(fixed === undefined ? {} : { fixedName: fixed }),
      });
    }
  return [...out.values()];
}

function fixedBy(symbol: SymbolKey, host: Host): string | undefined {
  return host.compose
    .flatMap((project) => namedIn(project, host))
    .find((named) => named.fixedName !== undefined && named.symbol.kind === symbol.kind && named.symbol.name === symbol.name)
    ?.fixedName;
}

/** All places in compose files that name a thing. */
export function occurrences(symbol: SymbolKey, host: Host): Occurrence[] {
  return host.compose.flatMap((project) =>
    namedIn(project, host).filter(
      (named) => named.symbol.kind === symbol.kind && named.symbol.scope === symbol.scope && named.symbol.name === symbol.name,
    ),
  );
}

/** Places whose name follows from something else and cannot be written there. */
const FIXED = new WeakSet<Location>();

/** The text for a new name at a place; undefined for names that cannot stand there. */
export function spelled(symbol: SymbolKey, name: string, at: Location): string | undefined {
  if (FIXED.has(at)) return undefined;
  if (symbol.kind === 'interface' && interfaceNameBytes(name) > MAX_INTERFACE_NAME_BYTES) return undefined;
  const pattern = symbol.kind === 'subnet' ? /^[0-9a-f.:]+\/\d+$/i : KEY_NAME;
  return pattern.test(name) ? name : undefined;
}
