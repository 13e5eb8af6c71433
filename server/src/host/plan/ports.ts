import type { IpFamily } from '../../base/ip.ts';
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
  readonly family: IpFamily;
  readonly address: bigint | undefined;
  readonly span: PortSpan;
}

/**
 * Entries that want the same host port, by protocol, family, address and number; an unspecified address stands for all of its family,
 * no address for all of both. Spans out of which Docker picks one, and entries that are up on demand only, are left out. Each entry is
 * told once, with the first that it meets.
 */
export function portConflicts(ports: readonly PublishedPort[]): PortConflict[] {
  const sorted = ports.filter(isFixed).toSorted(compareOwners);
  const rank = new Map(sorted.map((port, i) => [port, i]));
  const byKey = new Map<string, Listener[]>();
  for (const listener of sorted.flatMap(listeners)) {
    const key = `${listener.port.protocol} ${listener.family}`;
    const list = byKey.get(key);
    if (list) list.push(listener);
    else byKey.set(key, [listener]);
  }
  const found = new Map<PublishedPort, PortConflict>();
  for (const list of byKey.values()) {
    list.sort((a, b) => a.span.first - b.span.first);
    let open: Listener[] = [];
    for (const listener of list) {
      open = open.filter(({ span }) => span.last >= listener.span.first);
      for (const other of open) {
        if (!sameAddress(listener, other) || other.port === listener.port || areAlternatives(other.port, listener.port)) continue;
        const [first, later] =
          rank.get(other.port)! < rank.get(listener.port)! ? [other.port, listener.port] : [listener.port, other.port];
        const known = found.get(later);
        if (!known || rank.get(first)! < rank.get(known.other)!)
          found.set(later, { port: later, other: first, number: listener.span.first });
      }
      open.push(listener);
    }
  }
  return [...found.values()].sort((a, b) => rank.get(a.port)! - rank.get(b.port)!);
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

function listeners(port: PublishedPort): Listener[] {
  const { hostAddress: address, hostPorts } = port;
  const span = hostPorts!;
  if (!address)
    return [
      { port, family: 4, address: undefined, span },
      { port, family: 6, address: undefined, span },
    ];
  return [{ port, family: address.family, address: address.value === 0n ? undefined : address.value, span }];
}

function sameAddress(a: Listener, b: Listener): boolean {
  return a.address === undefined || b.address === undefined || a.address === b.address;
}

/** The ports of a host that somebody wants, by protocol; whoever is given a free one wants it from then on. */
export class PortSpace {
  readonly #taken = new Map<PortProtocol, Uint8Array>();

  constructor(ports: readonly PublishedPort[]) {
    for (const { protocol, hostPorts } of ports) if (hostPorts) this.#of(protocol).fill(1, hostPorts.first, hostPorts.last + 1);
  }

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
    const known = this.#taken.get(protocol) ?? new Uint8Array(LAST_PORT + 1);
    this.#taken.set(protocol, known);
    return known;
  }
}

const LAST_PORT = 65_535;
