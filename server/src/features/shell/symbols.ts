import { formatPrefix, parsePrefix } from '../../base/ip.ts';
import { touches } from '../../base/range.ts';
import type { Written } from '../../docker/network.ts';
import { NETWORK_MODES } from '../../facts/docker-cli.ts';
import { BRIDGE_NAME_OPTION, PARENT_OPTION } from '../../facts/network-options.ts';
import type { Host } from '../../host/host.ts';
import { type DockerCommand, dockerCommands } from '../../host/script/docker-commands.ts';
import type { Cursor, Occurrence, SymbolAt, SymbolKey, SymbolKind } from '../provider.ts';
import { nftOccurrences, nftSymbolsAt } from './nft.ts';

interface Named extends Occurrence {
  readonly symbol: SymbolKey;
}

/** The networks, subnets and interfaces that a docker command names. Texts that come from variables name nothing. */
function* namedIn(command: DockerCommand, host: Host, text: string): Generator<Named> {
  const name = function* (
    kind: SymbolKind,
    written: Written | undefined,
    role: Occurrence['role'],
    canonical = written?.text,
  ): Generator<Named> {
    if (!written || canonical === undefined || text.slice(written.place.range.start, written.place.range.end) !== written.text)
      return;
    yield { symbol: { kind, scope: host.name, name: canonical }, location: written.place, role };
  };
  const network = (written: Written | undefined, role: Occurrence['role']) =>
    name('docker-network', NETWORK_MODES.includes(written?.text ?? '') ? undefined : written, role);
  if (command.kind === 'connect') yield* network(command.connection.network, 'reference');
  if (command.kind === 'run') for (const connection of command.networks) yield* network(connection.network, 'reference');
  if (command.kind !== 'network-create') return;
  yield* network(command.name, 'definition');
  for (const subnet of command.subnets) {
    const prefix = parsePrefix(subnet.text ?? '')?.prefix;
    if (prefix) yield* name('subnet', subnet, 'definition', formatPrefix(prefix));
  }
  for (const { key, value } of command.options) {
    if (key === BRIDGE_NAME_OPTION) yield* name('interface', value, 'definition');
    if (key === PARENT_OPTION) yield* name('interface', value, 'reference');
  }
}

/** The things that the word under the cursor names. */
export function symbolsAt(cursor: Cursor): SymbolAt[] {
  const { file, host, offset } = cursor;
  if (!host) return [];
  const inNft = nftSymbolsAt(cursor);
  if (inNft.length > 0) return inNft;
  return dockerCommands(file.script)
    .flatMap((command) => [...namedIn(command, host, file.text)])
    .filter(({ location }) => touches(location.range, offset))
    .map(({ symbol, location: { range } }) => ({ symbol, range }));
}

/** All places in the host's scripts that name a network, subnet or interface. */
export function occurrences(symbol: SymbolKey, host: Host): Occurrence[] {
  if (symbol.kind !== 'docker-network' && symbol.kind !== 'subnet' && symbol.kind !== 'interface') return [];
  const inCommands = host.scripts
    .flatMap((script) => dockerCommands(script).flatMap((command) => [...namedIn(command, host, script.text)]))
    .filter(
      (named) => named.symbol.kind === symbol.kind && named.symbol.scope === symbol.scope && named.symbol.name === symbol.name,
    )
    .map(({ symbol: _, ...occurrence }) => occurrence);
  return [...inCommands, ...nftOccurrences(symbol, host)];
}
