import type { EvaluatedChain, EvaluatedRule, EvaluatedTable, ProgramEvaluation } from '../evaluation.ts';
import { SetContents } from '../meaning/contents.ts';
import { factsOf } from './chain-facts.ts';
import { type ChainRules, namesIn, type RulesDifference, readChainRules } from './chain-rules.ts';
import type { Facts } from './demand.ts';
import { type ChainReview, reviewChain } from './review.ts';
import { TableSummaries } from './summary.ts';

/** Tables that iptables-nft uses too, so that rules which are in no file can jump to their chains. */
const SHARED = /^ip6? (filter|nat|mangle|raw|security)$/;

/** One table of a program and what its rules do together. */
export class TableAnalysis {
  readonly summaries: TableSummaries;
  readonly #rules = new Map<EvaluatedChain, { readonly rules: ChainRules; readonly difference: RulesDifference | undefined }>();
  readonly #reviews = new Map<EvaluatedChain, ChainReview>();
  readonly #targets = new Map<EvaluatedChain, ReadonlySet<string>>();
  #callers: ReadonlyMap<string, ReadonlySet<EvaluatedChain>> | undefined;
  #origins: ReadonlyMap<EvaluatedChain, ReadonlySet<EvaluatedChain>> | undefined;

  constructor(
    readonly table: EvaluatedTable,
    readonly contents: SetContents,
  ) {
    this.summaries = new TableSummaries(table, contents, (chain) => this.rulesOf(chain));
  }

  /** Programs that are in no file use the table too. */
  get isShared(): boolean {
    return SHARED.test(`${this.table.state.family} ${this.table.state.name}`);
  }

  review(chain: EvaluatedChain): ChainReview {
    let review = this.#reviews.get(chain);
    if (!review) {
      const { rules, difference } = this.#read(chain);
      review = reviewChain(rules, difference, this.factsOf(chain), this.summaries);
      this.#reviews.set(chain, review);
    }
    return review;
  }

  /** What can be said of a chain's rules one by one. */
  rulesOf(chain: EvaluatedChain): ChainRules {
    return this.#read(chain).rules;
  }

  #read(chain: EvaluatedChain): { readonly rules: ChainRules; readonly difference: RulesDifference | undefined } {
    let read = this.#rules.get(chain);
    if (!read) {
      read = readChainRules(chain.rules);
      this.#rules.set(chain, read);
    }
    return read;
  }

  /** Names of the sets that rules of the table change. */
  changedSets(): ReadonlySet<string> {
    const names = new Set<string>();
    for (const chain of this.table.chains.values())
      for (const { sets } of this.rulesOf(chain).changes) for (const name of sets) names.add(name);
    return names;
  }

  /** What is known of every packet that comes to a chain. */
  factsOf(chain: EvaluatedChain): Facts {
    const isKnown = chain.info.base || !this.isShared;
    const hooks = isKnown ? [...this.originsOf(chain)].map(({ info }) => info.base!.hook) : [];
    return factsOf(this.table.state.family, [...new Set(hooks)]);
  }

  /** The base chains from which packets come to a chain: itself when it is one. */
  originsOf(chain: EvaluatedChain): ReadonlySet<EvaluatedChain> {
    this.#origins ??= this.#findOrigins();
    return this.#origins.get(chain) ?? NO_CHAINS;
  }

  /** The chains whose rules jump to the one of that name. */
  callersOf(name: string): ReadonlySet<EvaluatedChain> {
    this.#callers ??= this.#findCallers();
    return this.#callers.get(name) ?? NO_CHAINS;
  }

  #findCallers(): ReadonlyMap<string, ReadonlySet<EvaluatedChain>> {
    const callers = new Map<string, Set<EvaluatedChain>>();
    for (const chain of this.table.chains.values())
      for (const target of this.#targetsOf(chain)) {
        const known = callers.get(target);
        if (known) known.add(chain);
        else callers.set(target, new Set([chain]));
      }
    return callers;
  }

  #findOrigins(): ReadonlyMap<EvaluatedChain, ReadonlySet<EvaluatedChain>> {
    const origins = new Map<EvaluatedChain, Set<EvaluatedChain>>();
    for (const base of this.table.chains.values()) {
      if (!base.info.base) continue;
      const queue = [base];
      for (let chain = queue.pop(); chain; chain = queue.pop()) {
        let known = origins.get(chain);
        if (!known) {
          known = new Set();
          origins.set(chain, known);
        }
        if (known.has(base)) continue;
        known.add(base);
        for (const name of this.#targetsOf(chain)) {
          const target = this.table.chains.get(name);
          if (target && !target.info.base) queue.push(target);
        }
      }
    }
    return origins;
  }

  /** Names of the chains that a chain's rules lead to, by themselves or through a named map. */
  #targetsOf(chain: EvaluatedChain): ReadonlySet<string> {
    let targets = this.#targets.get(chain);
    if (!targets) {
      const found = new Set<string>();
      for (const named of namesIn(this.rulesOf(chain))) {
        const name = named.slice(named.lastIndexOf(' ') + 1);
        if (named.startsWith('chain ')) found.add(name);
        else if (named.startsWith('set ')) for (const target of this.table.verdicts.get(name) ?? []) found.add(target);
      }
      targets = found;
      this.#targets.set(chain, targets);
    }
    return targets;
  }
}

const NO_CHAINS: ReadonlySet<EvaluatedChain> = new Set();

/** A program and what its rules do together. */
export class ProgramAnalysis {
  readonly tables: readonly TableAnalysis[];
  #shownTwice: ReadonlyMap<string, number> | undefined;

  private constructor(readonly evaluation: ProgramEvaluation) {
    const byTable = new Map<EvaluatedTable, TableAnalysis>();
    const contents = new SetContents(evaluation, undefined, (table) => byTable.get(table)?.changedSets() ?? new Set());
    for (const table of evaluation.tables.values()) byTable.set(table, new TableAnalysis(table, contents));
    this.tables = [...byTable.values()];
  }

  /** The analysis of a program: made once. */
  static of(evaluation: ProgramEvaluation): ProgramAnalysis {
    let analysis = kept.get(evaluation);
    if (!analysis) {
      analysis = new ProgramAnalysis(evaluation);
      kept.set(evaluation, analysis);
    }
    return analysis;
  }

  /** In how many places of the ruleset a rule stands: more than one when its file is included again and again. */
  copiesOf(rule: EvaluatedRule): number {
    if (!this.hasRepeatedFiles) return 1;
    this.#shownTwice ??= this.#countCopies();
    return this.#shownTwice.get(`${rule.file}\n${rule.at}`) ?? 1;
  }

  /** True when a file is included more than once. */
  get hasRepeatedFiles(): boolean {
    const seen = new Set<string>();
    for (const { files } of this.evaluation.includes)
      for (const file of files) {
        if (seen.has(file)) return true;
        seen.add(file);
      }
    return false;
  }

  #countCopies(): ReadonlyMap<string, number> {
    const counts = new Map<string, number>();
    for (const { table } of this.tables)
      for (const chain of table.chains.values())
        for (const { file, at } of chain.rules) counts.set(`${file}\n${at}`, (counts.get(`${file}\n${at}`) ?? 0) + 1);
    return counts;
  }
}

const kept = new WeakMap<ProgramEvaluation, ProgramAnalysis>();
