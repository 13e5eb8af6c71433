import type { BaseChain, SetType } from '../environment.ts';
import type { EvaluatedChain, EvaluatedRule, EvaluatedTable, ProgramEvaluation } from '../evaluation.ts';
import { SetContents } from '../meaning/contents.ts';
import type { RuleMeaning } from '../meaning/rule-meaning.ts';

/** A rule as packets meet it. */
export interface MetRule {
  /** Undefined when nft refuses the rule. */
  readonly meaning: RuleMeaning | undefined;
  /** The rule, or the one whose anonymous chain this is a part of. */
  readonly rule: EvaluatedRule;
}

/** A table with the program that it comes from. */
export interface FirewallTable {
  readonly table: EvaluatedTable;
  readonly evaluation: ProgramEvaluation;
  readonly contents: SetContents;
}

/** A base chain on its hook. */
export interface HookedChain {
  readonly table: FirewallTable;
  readonly chain: EvaluatedChain;
  readonly base: BaseChain;
  /** Counts chains in the order in which they were made. */
  readonly order: number;
}

/** All tables of a host, whoever made them, with their base chains by hook. */
export class Firewall {
  readonly tables: readonly FirewallTable[];
  readonly #chains: readonly HookedChain[];
  readonly #rules = new WeakMap<EvaluatedChain, readonly MetRule[]>();

  /**
   * @param evaluations in the order in which they are loaded; two that declare the same table make two of it
   * @param isComplete true for named sets that hold what is written even when that is nothing
   */
  constructor(evaluations: readonly ProgramEvaluation[], isComplete?: (set: SetType) => boolean) {
    const tables: FirewallTable[] = [];
    const chains: HookedChain[] = [];
    for (const evaluation of evaluations) {
      const contents = new SetContents(evaluation, isComplete);
      for (const table of evaluation.tables.values()) {
        const own = { table, evaluation, contents };
        tables.push(own);
        // A dormant table keeps its chains off their hooks.
        if (table.flags.some(({ name }) => name === 'dormant')) continue;
        for (const chain of table.chains.values())
          if (chain.info.base) chains.push({ table: own, chain, base: chain.info.base, order: chains.length });
      }
    }
    this.tables = tables;
    this.#chains = chains;
  }

  /**
   * The base chains of a hook that see packets of a family, first to last. Of two with the same priority the kernel runs the one
   * that was made later first.
   * @param families whose tables see the packet: `ip` and `inet` for IPv4
   */
  chains(hook: string, families: readonly string[], nat: boolean): readonly HookedChain[] {
    return this.#chains
      .filter(
        ({ base, table }) => base.hook === hook && families.includes(table.table.state.family) && (base.type === 'nat') === nat,
      )
      .sort((a, b) => (a.base.priority ?? 0) - (b.base.priority ?? 0) || b.order - a.order);
  }

  /** The rules of a chain as packets meet them. */
  rules(chain: EvaluatedChain): readonly MetRule[] {
    let rules = this.#rules.get(chain);
    if (!rules) {
      rules = chain.rules.map((rule) => ({ meaning: rule.result.meaning, rule }));
      this.#rules.set(chain, rules);
    }
    return rules;
  }
}
