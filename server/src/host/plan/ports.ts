import type { IpFamily } from '../../base/ip.ts';
import { oncePer } from '../../base/remember.ts';
import type { PortProtocol, PortSpan, PublishedPort } from '../../docker/network.ts';
import { compareOwners } from './order.ts';

/** Two entries that want the same port of the host. */
export interface PortConflict {
  readonly port: PublishedPort;
  /** The one that came first. */
  readonly other: PublishedPort;
  /** The first port number that both want. */
  readonly number: number;
}

/** What one entry listens on: a family, an address (undefined: all of the family), ports. */
interface Listener {
  readonly port: PublishedPort;
  /** Equal for listeners that may meet: protocol and family. */
  readonly key: string;
  readonly address: bigint | undefined;
  readonly span: PortSpan;
}

/**
 * Entries that want the same host port, by protocol, family, address and number; an unspecified address stands for all of its family,
 * no address for all of both. Spans out of which Docker picks one, and entries that are up on demand only, are left out. Each entry is
 * told once, with the first that it meets.
 */
export function portConflicts(ports: readonly PublishedPort[]): PortConflict[] {
  const byKey = new Map<string, Listener[]>();
  for (const port of ports)
    for (const listener of listenersOf(port)) {
      const list = byKey.get(listener.key);
      if (list) list.push(listener);
      else byKey.set(listener.key, [listener]);
    }
  const found = new Map<PublishedPort, PortConflict>();
  for (const list of byKey.values()) {
    list.sort((a, b) => a.span.first - b.span.first);
    let open: Listener[] = [];
    for (const listener of list) {
      if (open.some(({ span }) => span.last < listener.span.first))
        open = open.filter(({ span }) => span.last >= listener.span.first);
      for (const other of open) {
        if (!sameAddress(listener, other) || other.port === listener.port || areAlternatives(other.port, listener.port)) continue;
        const [first, later] =
          compareOwners(other.port, listener.port) <= 0 ? [other.port, listener.port] : [listener.port, other.port];
        const known = found.get(later);
        if (!known || compareOwners(first, known.other) < 0)
          found.set(later, { port: later, other: first, number: listener.span.first });
      }
      open.push(listener);
    }
  }
  return [...found.values()].sort((a, b) => compareOwners(a.port, b.port));
}

/** False for ports that Docker picks, and for entries that need not run together with others. */
function isFixed({ hostPorts, containerPorts, always }: PublishedPort): boolean {
  if (!hostPorts || !always) return false;
  return hostPorts.last - hostPorts.first <= containerPorts.last - containerPorts.first;
}

/** Scripts that start containers are often ways to do the same: what two of them start need not run together. */
function areAlternatives(a: PublishedPort, b: PublishedPort): boolean {
  return a.origin === 'script' && b.origin === 'script' && a.place.file !== b.place.file;
}

/** What an entry listens on; nothing when it need not meet others. */
const listenersOf = oncePer((port: PublishedPort): readonly Listener[] => {
  if (!isFixed(port)) return [];
  const { hostAddress: address, hostPorts, protocol } = port;
  const families: readonly IpFamily[] = address ? [address.family] : [4, 6];
  const value = address && address.value !== 0n ? address.value : undefined;
  return families.map((family) => ({ port, key: `${protocol} ${family}`, address: value, span: hostPorts! }));
});

function sameAddress(a: Listener, b: Listener): boolean {
  return a.address === undefined || b.address === undefined || a.address === b.address;
}

/** The ports of a host that somebody wants, by protocol; whoever is given a free one wants it from then on. */
export class PortSpace {
  readonly #taken = new Map<PortProtocol, Uint8Array>();

  constructor(private readonly ports: readonly PublishedPort[]) {}

  /** The lowest span behind that of `port`, as long as it, of which nobody wants a part on any address. Undefined when there is none. */
  free(port: PublishedPort): PortSpan | undefined {
    const span = port.hostPorts;
    if (!span) return undefined;
    const taken = this.#of(port.protocol);
    const length = span.last - span.first + 1;
    let run = 0;
    for (let at = span.first + 1; at <= LAST_PORT; at++) {
      run = taken[at] ? 0 : run + 1;
      if (run < length) continue;
      const first = at - length + 1;
      taken.fill(1, first, at + 1);
      return { first, last: at };
    }
    return undefined;
  }

  #of(protocol: PortProtocol): Uint8Array {
    let taken = this.#taken.get(protocol);
    if (!taken) {
      taken = new Uint8Array(LAST_PORT + 1);
      for (const { protocol: other, hostPorts } of this.ports)
        if (hostPorts && other === protocol) taken.fill(1, hostPorts.first, hostPorts.last + 1);
      this.#taken.set(protocol, taken);
    }
    return taken;
  }
}

const LAST_PORT = 65_535;
