import { formatPrefix, parsePrefix } from '../../base/ip.ts';
import { type Location, touches } from '../../base/range.ts';
import type { DaemonSource } from '../../docker/daemon-source.ts';
import { BRIDGE_KEYS } from '../../docker/default-bridge.ts';
import { DEFAULT_BRIDGE } from '../../facts/allocation.ts';
import type { Host } from '../../host/host.ts';
import type { LocatedValue } from '../../syntax/located.ts';
import type { Cursor, Occurrence, SymbolAt, SymbolKey } from '../provider.ts';

interface Named extends Occurrence {
  readonly symbol: SymbolKey;
}

/** The subnets and interfaces that a source of dockerd's options names. */
function* namedIn(source: DaemonSource, host: Host): Generator<Named> {
  const scope = host.name;
  for (const { option, value, place } of source.judged(host.settings.versions.docker).settings) {
    const { key } = option;
    if (value === undefined) continue;
    if (key === BRIDGE_KEYS[4].address || key === BRIDGE_KEYS[6].address) {
      yield* subnet(value, scope, 'definition');
      yield { symbol: { kind: 'interface', scope, name: DEFAULT_BRIDGE }, location: place, role: 'definition' };
    } else if (key === BRIDGE_KEYS[4].range || key === BRIDGE_KEYS[6].range) yield* subnet(value, scope, 'reference');
    else if (key === 'bridge') {
      const location = inner(value);
      const name = value.kind === 'scalar' ? String(value.value) : '';
      if (location && name !== '' && name !== 'none')
        yield { symbol: { kind: 'interface', scope, name }, location, role: 'reference' };
    } else if (key === 'default-address-pools' && value.kind === 'list')
      for (const item of value.items)
        if (item.kind === 'map')
          for (const entry of item.entries) if (entry.key === 'base') yield* subnet(entry.value, scope, 'definition');
  }
}

function* subnet(value: LocatedValue, scope: string, role: Occurrence['role']): Generator<Named> {
  const location = inner(value);
  const prefix = value.kind === 'scalar' ? parsePrefix(String(value.value))?.prefix : undefined;
  if (location && prefix) yield { symbol: { kind: 'subnet', scope, name: formatPrefix(prefix) }, location, role };
}

/** Where a scalar is written, without its quotes. */
function inner(value: LocatedValue): Location | undefined {
  if (value.kind !== 'scalar') return undefined;
  const { start, end } = value.range;
  const quoted = value.quoted && value.source.startsWith('"') && end - start >= 2;
  return { file: value.file, range: quoted ? { start: start + 1, end: end - 1 } : { start, end } };
}

/** The subnet or interface that the value under the cursor names. */
export function symbolsAt({ file, host, offset }: Cursor): SymbolAt[] {
  if (!host) return [];
  return [...namedIn(file.daemon, host)]
    .filter(({ location }) => location.file === file.file && touches(location.range, offset))
    .map(({ symbol, location: { range } }) => ({
      symbol,
      range,
      ...(symbol.name === DEFAULT_BRIDGE ? { fixedName: `${DEFAULT_BRIDGE} is Docker's own name for its bridge.` } : {}),
    }));
}

/** All places in the host's daemon files that name a subnet or interface. */
export function occurrences(symbol: SymbolKey, host: Host): Occurrence[] {
  if (symbol.kind !== 'subnet' && symbol.kind !== 'interface') return [];
  return host.daemon
    .flatMap((source) => [...namedIn(source, host)])
    .filter(
      (named) => named.symbol.kind === symbol.kind && named.symbol.scope === symbol.scope && named.symbol.name === symbol.name,
    )
    .map(({ symbol: _, ...occurrence }) => occurrence);
}
