/** How a chain hangs on a hook. */
export interface BaseHook {
  readonly type: string;
  readonly hook: string;
  readonly priority: number | undefined;
  readonly policy: 'accept' | 'drop';
}

/** What iptables-nft takes a rule for. */
export interface IptablesReading {
  /** As `iptables -S` prints it behind the chain's name; undefined when iptables cannot parse the rule and stops there. */
  readonly spec: string | undefined;
  /** False when `iptables -L` and `-S` refuse the chain because of it. */
  readonly listed: boolean;
}

/** A rule in a kernel. `S` is where it comes from; undefined: Docker. */
export interface StateRule<S> {
  /** As nft writes it. */
  readonly text: string;
  readonly reading: IptablesReading;
  /** Chains that it jumps or goes to. */
  readonly jumps: readonly string[];
  readonly source: S | undefined;
}

export interface StateChain<S> {
  base: BaseHook | undefined;
  rules: StateRule<S>[];
}

/** A table while programs work on it. */
export interface StateTable<S> {
  readonly family: string;
  readonly name: string;
  readonly chains: Map<string, StateChain<S>>;
  /** Maps from interface names to verdicts, the only kind that Docker makes. */
  readonly maps: Map<string, Map<string, string>>;
}

/** The tables of a kernel while programs work on them, in the order of their creation. */
export class RulesetState<S> {
  readonly tables = new Map<string, StateTable<S>>();

  table(family: string, name: string): StateTable<S> | undefined {
    return this.tables.get(`${family} ${name}`);
  }

  /** The table, made when it is not there. */
  addTable(family: string, name: string): StateTable<S> {
    const key = `${family} ${name}`;
    let table = this.tables.get(key);
    if (!table) {
      table = { family, name, chains: new Map(), maps: new Map() };
      this.tables.set(key, table);
    }
    return table;
  }

  deleteTable(family: string, name: string): void {
    this.tables.delete(`${family} ${name}`);
  }
}
