import { type BaseHook, type IptablesReading, RulesetState, type StateRule } from '../../docker/firewall/state.ts';
import { tableText } from '../../docker/firewall/text.ts';
import type { EvaluatedChain, EvaluatedRule, EvaluatedTable } from '../../nft/evaluation.ts';
import { NftFile } from '../../nft/file.ts';
import type { LiveRuleset } from '../../nft/live-ruleset.ts';

/** Says what iptables-nft takes a rule of a chain for. */
export type ReadRule = (rule: EvaluatedRule, table: EvaluatedTable) => IptablesReading;

/** The name under which Docker's own rules are evaluated; no file of a host has it. */
export const DOCKER_FILE = 'docker:rules';

/**
 * The ruleset of a host's kernel, seen from both sides: as tables that nft's commands work on and packets run through, and as the
 * state that Docker works on. Whoever changed one side brings the other one up to date with {@link pull} or {@link push}.
 */
export class HostKernel {
  readonly state = new RulesetState<EvaluatedRule>();
  /** Docker's rules by what stands for them on the other side, and the other way round. */
  readonly #evaluated = new WeakMap<StateRule<EvaluatedRule>, EvaluatedRule>();
  readonly #known = new WeakMap<EvaluatedRule, StateRule<EvaluatedRule>>();
  readonly #files: NftFile[] = [];

  constructor(
    /** Belongs to this kernel: its tables are changed. */
    readonly evaluation: LiveRuleset,
    private readonly read: ReadRule,
  ) {
    this.pull();
  }

  /** How many texts were run so far. */
  get commands(): number {
    return this.#files.length;
  }

  /** Runs a file as `nft -f` does. */
  load(text: string, name: string): void {
    const file = NftFile.parse(name, text);
    this.#files.push(file);
    this.evaluation.run(file);
    this.pull();
  }

  /** The tables of the evaluation become the state. */
  pull(): void {
    const before = new Map(this.state.tables);
    this.state.tables.clear();
    for (const [key, table] of this.evaluation.tables) {
      const { family, name } = table.state;
      const known = before.get(key);
      const copy = this.state.addTable(family, name);
      for (const [map, elements] of known?.maps ?? []) if (table.state.sets.has(map)) copy.maps.set(map, elements);
      for (const [chain, { info, rules }] of table.chains)
        copy.chains.set(chain, {
          base: info.base && { ...info.base, policy: info.base.policy ?? 'accept' },
          rules: rules.map((rule) => this.#stateRule(rule, table)),
        });
    }
  }

  #stateRule(rule: EvaluatedRule, table: EvaluatedTable): StateRule<EvaluatedRule> {
    const known = this.#known.get(rule);
    if (known) return known;
    const made: StateRule<EvaluatedRule> = {
      text: '',
      reading: this.read(rule, table),
      jumps: rule.result.references.flatMap(({ kind, name }) => (kind === 'chain' ? [name] : [])),
      source: rule,
    };
    this.#known.set(rule, made);
    return made;
  }

  /** The state becomes the tables of the evaluation. */
  push(): void {
    this.#runNewRules();
    const { tables } = this.evaluation;
    for (const key of [...tables.keys()]) if (!this.state.tables.has(key)) tables.delete(key);
    for (const [key, { chains }] of this.state.tables) {
      const table = tables.get(key);
      if (!table) continue;
      for (const name of [...table.chains.keys()]) if (!chains.has(name)) removeChain(table, name);
      for (const [name, { base, rules }] of chains) {
        const chain = table.chains.get(name);
        if (!chain) continue;
        setPolicy(chain, base);
        chain.rules.length = 0;
        for (const rule of rules) {
          const evaluated = rule.source ?? this.#evaluated.get(rule);
          if (evaluated) chain.rules.push(evaluated);
        }
      }
    }
  }

  /** Docker's rules that were never evaluated are run as one file, together with the chains and maps that they need. */
  #runNewRules(): void {
    const wanted = new RulesetState<EvaluatedRule>();
    for (const { family, name, chains, maps } of this.state.tables.values()) {
      const there = this.evaluation.tables.get(`${family} ${name}`);
      const added = [...chains].flatMap(([chain, { base, rules }]) => {
        const known = there?.chains.has(chain) === true;
        const fresh = rules.filter((rule) => !rule.source && !this.#evaluated.has(rule));
        return known && fresh.length === 0 ? [] : [[chain, { base: known ? undefined : base, rules: fresh }] as const];
      });
      if (there && added.length === 0 && maps.size === 0) continue;
      const table = wanted.addTable(family, name);
      for (const [map, elements] of maps) table.maps.set(map, elements);
      for (const [chain, content] of added) table.chains.set(chain, content);
    }
    const lengths = new Map<EvaluatedChain, number>();
    for (const table of this.evaluation.tables.values())
      for (const chain of table.chains.values()) lengths.set(chain, chain.rules.length);
    const text = [...wanted.tables.values()].map(tableText).join('');
    if (text === '') return;
    const file = NftFile.parse(`${DOCKER_FILE}/${this.#files.length}`, text);
    this.#files.push(file);
    this.evaluation.run(file);
    for (const [key, { chains }] of wanted.tables)
      for (const [name, { rules }] of chains) {
        const chain = this.evaluation.tables.get(key)?.chains.get(name);
        const first = (chain && lengths.get(chain)) ?? 0;
        for (const [index, rule] of rules.entries()) {
          const evaluated = chain?.rules[first + index];
          if (!evaluated) continue;
          this.#evaluated.set(rule, evaluated);
          this.#known.set(evaluated, rule);
        }
      }
  }

  /** Rules that Docker wrote become rules that iptables reads as nft's: what a restored listing does. */
  forgetDocker(): void {
    for (const table of this.evaluation.tables.values())
      for (const chain of table.chains.values()) for (const rule of chain.rules) this.#known.delete(rule);
    this.pull();
  }

  /** Frees the trees of the files that were run here. */
  dispose(): void {
    for (const file of this.#files) file.dispose();
    this.#files.length = 0;
  }
}

function removeChain(table: EvaluatedTable, name: string): void {
  table.chains.delete(name);
  table.state.chains.delete(name);
}

function setPolicy(chain: EvaluatedChain, base: BaseHook | undefined): void {
  const { info } = chain;
  if (info.base && base && (info.base.policy ?? 'accept') !== base.policy) info.base = { ...info.base, policy: base.policy };
}
