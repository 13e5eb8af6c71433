import { DEVICE_HEADERS, FAMILY_HEADERS, HEADERS, ICMP_TYPES } from '../../facts/nft.ts';
import type { Family } from '../ast.ts';

export type HeaderLayer = 'link' | 'network' | 'transport' | 'inner';
const LAYERS: readonly HeaderLayer[] = ['link', 'network', 'transport', 'inner'];

/** A match that nft puts before a field, so that the field is only read where its header is. */
export interface Dependency {
  /** The selector that names the header, and the numbers that do: more than one become a set. */
  readonly selector: string;
  readonly numbers: readonly number[];
}

/** What a rule's matches so far say about the headers of the packet, as nft remembers it. */
export class HeaderContext {
  readonly #known: Partial<Record<HeaderLayer, string>> = {};
  readonly #transports = new Set<string>();
  /** Link headers under the innermost one: ether under vlan. */
  readonly #stacked: string[] = [];
  #icmpType: number | undefined;

  constructor(readonly family: Family) {
    const header = FAMILY_HEADERS[family]!;
    this.#known[HEADERS[header]!.layer] = header;
  }

  known(layer: HeaderLayer): string | undefined {
    return this.#known[layer];
  }

  learn(layer: HeaderLayer, header: string): void {
    this.#known[layer] = header;
    if (layer === 'transport') this.#transports.add(header);
  }

  /** Bits of the link headers that stand before the innermost one. */
  get stackedBits(): number {
    return this.#stacked.reduce((sum, header) => sum + (HEADERS[header]?.bits ?? 0), 0);
  }

  isStacked(header: string): boolean {
    return this.#stacked.includes(header);
  }

  /** The number by which `below` names `header`. */
  static number(below: string, header: string): number | undefined {
    const carries = HEADERS[below]?.carries ?? {};
    const found = Object.entries(carries).find(([, name]) => name === header);
    return found && Number(found[0]);
  }

  /** The layers that a table's family leaves open begin above this one. */
  get base(): HeaderLayer {
    return HEADERS[FAMILY_HEADERS[this.family]!]!.layer;
  }

  below(layer: HeaderLayer): HeaderLayer | undefined {
    return LAYERS[LAYERS.indexOf(layer) - 1];
  }

  isBelowBase(layer: HeaderLayer): boolean {
    return LAYERS.indexOf(layer) < LAYERS.indexOf(this.base);
  }

  /** A selector that names a header was compared for equality with a number. */
  compared(selector: string, header: string | undefined, value: number): void {
    switch (selector) {
      case 'meta iiftype':
        if (this.base === 'network' || this.family === 'inet' || this.family === 'netdev')
          this.learn('link', DEVICE_HEADERS[value] ?? 'unknown');
        return;
      case 'meta nfproto':
        if (this.base === 'network' && HEADERS.inet?.carries[value] === this.family) return;
        this.learn('network', HEADERS[this.#first]?.carries[value] ?? 'unknown');
        return;
      case 'meta l4proto':
        this.learn('transport', HEADERS.services?.carries[value] ?? 'unknown');
        return;
      case 'meta protocol':
        if (this.family !== 'netdev' && this.family !== 'bridge') return;
        this.learn('network', HEADERS[this.#first]?.carries[value] ?? 'unknown');
        return;
      case 'ct l3proto':
        this.#connection('link', value);
        return;
      case 'ct protocol':
        this.#connection('network', value);
        return;
      default:
        if (header) this.#field(header, value);
    }
  }

  get #first(): string {
    return FAMILY_HEADERS[this.family]!;
  }

  #connection(layer: 'link' | 'network', value: number): void {
    const base = this.#known[layer];
    const next = base && HEADERS[base]?.carries[value];
    if (next) this.learn(HEADERS[next]!.layer, next);
  }

  #field(header: string, value: number): void {
    const fact = HEADERS[header];
    if (!fact) return;
    const base = this.#known[fact.layer] ?? header;
    const next = HEADERS[base]?.carries[value];
    if (!next) {
      // nft remembers a reply as its request, since 0 (the IPv4 reply) stands for nothing.
      if (base === 'icmp') this.#icmpType = value === 0 ? 8 : value;
      else if (base === 'icmpv6') this.#icmpType = value === 129 ? 128 : value;
      return;
    }
    const layer = HEADERS[next]!.layer;
    if (layer === 'link' && layer === HEADERS[base]!.layer && this.#stacked.length < 16) this.#stacked.push(base);
    this.learn(layer, next);
  }

  /** The match on the message type that a field of ICMP needs. */
  icmpDependency(selector: string, header: string): Dependency | undefined {
    const types = ICMP_TYPES[selector];
    if (!types) return undefined;
    const known = this.#icmpType;
    if (known !== undefined && types.includes(known)) return undefined;
    this.#icmpType = types.includes(135) ? 135 : types[0];
    return { selector: `${header} type`, numbers: types };
  }
}
