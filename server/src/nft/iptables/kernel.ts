import type { RuleReading } from './reading.ts';
import type { IptablesProgramVersion } from './version.ts';

/** How a chain hangs on a hook of the kernel. */
export interface ChainHook {
  readonly type: string;
  readonly hook: string;
  readonly priority: number;
  readonly policy: 'accept' | 'drop';
}

/** What iptables sees of a rule. */
export interface RuleView {
  /** As `iptables -S` prints it behind the chain's name. Undefined when that hangs on the host: the number of an interface. */
  readonly text: string | undefined;
  /** It holds something that the text does not show: no rule that is given to iptables is the same. */
  readonly hidesMore: boolean;
  /** "Error: …" lines; with one of them it stops. */
  readonly errors: readonly string[];
  /** Lists refuse its chain and table. */
  readonly incompatible: boolean;
  readonly crashes: RuleReading['crashes'];
  /** Undefined for a rule that iptables wrote. */
  readonly reading: RuleReading | undefined;
}

/** A rule in the kernel. */
export interface KernelRule {
  /** Undefined: the files do not tell. */
  view(program: IptablesProgramVersion): RuleView | undefined;
  /** Chains that it can go to. */
  readonly jumps: readonly string[];
}

export interface KernelChain {
  readonly name: string;
  readonly hook: ChainHook | undefined;
  readonly rules: readonly KernelRule[];
}

export interface KernelTable {
  readonly family: string;
  readonly name: string;
  /** Chains in the order in which they were made. */
  readonly chains: ReadonlyMap<string, KernelChain>;
  /** Chains that elements of maps go to. */
  readonly mapJumps: ReadonlySet<string>;
}

/** The tables of a kernel. Nothing is changed in place: what changes them gives new ones. */
export class KernelTables {
  readonly #tables: ReadonlyMap<string, KernelTable>;

  constructor(tables: Iterable<KernelTable> = []) {
    this.#tables = new Map([...tables].map((table) => [keyOf(table.family, table.name), table]));
  }

  [Symbol.iterator](): Iterator<KernelTable> {
    return this.#tables.values();
  }

  get(family: string, name: string): KernelTable | undefined {
    return this.#tables.get(keyOf(family, name));
  }

  with(table: KernelTable): KernelTables {
    return new KernelTables(new Map(this.#tables).set(keyOf(table.family, table.name), table).values());
  }

  without(family: string, name: string): KernelTables {
    return new KernelTables([...this.#tables.values()].filter((table) => table.family !== family || table.name !== name));
  }
}

function keyOf(family: string, name: string): string {
  return `${family} ${name}`;
}

export function withChain(table: KernelTable, chain: KernelChain): KernelTable {
  return { ...table, chains: new Map(table.chains).set(chain.name, chain) };
}

export function withoutChain(table: KernelTable, name: string): KernelTable {
  return { ...table, chains: new Map([...table.chains].filter(([key]) => key !== name)) };
}
