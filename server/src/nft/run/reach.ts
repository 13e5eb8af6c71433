import { CHAINS, CONTEXTS } from '../../facts/nft.ts';
import type { ContextUse } from '../evaluate/context.ts';
import type { EvaluatedChain, EvaluatedRule, EvaluatedTable } from './model.ts';
import type { RunState } from './state.ts';

/** How deep jumps can be nested, the base chain counted (NFT_JUMP_STACK_SIZE). */
const MAX_DEPTH = 16;

/**
 * Follows jumps and gotos from every base chain, as the kernel does when a table changes, and reports what it refuses: statements that
 * this kind of chain cannot hold, jumps into base chains, circles and nesting that is too deep.
 */
export function checkReach(state: RunState, table: EvaluatedTable): void {
  checkTargets(state, table);
  for (const chain of table.chains.values()) if (chain.info.base) new Walk(state, table, chain).run();
}

/** A base chain is entered by packets only. */
function checkTargets(state: RunState, table: EvaluatedTable): void {
  for (const chain of table.chains.values())
    for (const rule of chain.rules)
      for (const reference of rule.result.references) {
        if (reference.kind !== 'chain') continue;
        const target = table.chains.get(reference.name);
        if (!target?.info.base) continue;
        state.problems.push({
          rule: 'jump-to-base-chain',
          message: `"${target.info.name}" hangs on hook ${target.info.base.hook}, so packets come to it from there and no ${reference.verdict ?? 'jump'} can; the kernel refuses the file. Put the shared rules into a chain without a hook.`,
          file: rule.file,
          range: { start: rule.at + reference.start, end: rule.at + reference.end },
          fixes: [],
          related: [{ message: `chain ${target.info.name} is declared here`, ...target.info.at }],
        });
      }
}

class Walk {
  /** Chains that have been walked from this base chain, with the depth that they were reached at. */
  readonly #walked = new Map<EvaluatedChain, number>();
  readonly #path: EvaluatedChain[] = [];
  readonly #contexts: string;
  /** Of a chain that the kernel refuses, what it can hold is not asked. */
  readonly #exists: boolean;

  constructor(
    private readonly state: RunState,
    private readonly table: EvaluatedTable,
    private readonly base: EvaluatedChain,
  ) {
    const { hook, type } = base.info.base!;
    this.#contexts = `${hook}/${type}`;
    this.#exists = CHAINS[`${table.state.family}/${this.#contexts}`] !== undefined;
  }

  run(): void {
    this.#chain(this.base);
  }

  #chain(chain: EvaluatedChain): void {
    const depth = this.#path.length;
    const walked = this.#walked.get(chain);
    if (walked !== undefined && walked >= depth) return;
    this.#walked.set(chain, depth);
    this.#path.push(chain);
    for (const rule of chain.rules) {
      if (rule.result.uses.length > 0 && walked === undefined) for (const use of rule.result.uses) this.#use(rule, use);
      if (rule.result.references.length > 0) this.#references(rule);
    }
    this.#path.pop();
  }

  #use(rule: EvaluatedRule, use: ContextUse): void {
    const families = CONTEXTS[use.use];
    if (!families || !this.#exists || families[this.table.state.family]?.includes(this.#contexts)) return;
    const allowed = (families[this.table.state.family] ?? []).filter((context) => context !== '(regular)');
    const { info } = this.base;
    const { hook, type } = info.base!;
    const through = this.#path.length > 1 ? `, which "${this.#path[this.#path.length - 1]!.info.name}" is reached from` : '';
    const where =
      allowed.length > 0 ? ` It works in ${describe(allowed)}.` : ` No chain of family ${this.table.state.family} can hold it.`;
    this.#report(
      'statement-context',
      rule,
      use,
      `"${use.use}" cannot stand in a chain of type ${type} on hook ${hook} ("${info.name}"${through}); the kernel refuses the file.${where}`,
      [{ message: `chain ${info.name} hangs on hook ${hook} here`, ...info.at }],
    );
  }

  #references(rule: EvaluatedRule): void {
    for (const reference of rule.result.references) {
      if (reference.kind === 'chain') this.#jump(rule, reference, reference.name);
      else if (reference.kind === 'set')
        for (const name of this.table.verdicts.get(reference.name) ?? []) this.#jump(rule, reference, name);
    }
  }

  #jump(rule: EvaluatedRule, at: { readonly start: number; readonly end: number }, name: string): void {
    const target = this.table.chains.get(name);
    if (!target || target.info.base) return;
    const from = this.#path.indexOf(target);
    if (from >= 0) {
      const circle = [...this.#path.slice(from), target].map(({ info }) => info.name).join(' → ');
      this.#report(
        'jump-loop',
        rule,
        at,
        `These jumps go round in a circle (${circle}); the kernel refuses the file. End one of them with a verdict.`,
        [{ message: `chain ${target.info.name} is declared here`, ...target.info.at }],
      );
      return;
    }
    if (this.#path.length >= MAX_DEPTH) {
      this.#report(
        'jump-loop',
        rule,
        at,
        `This is the ${this.#path.length + 1}th chain inside another, counted from "${this.base.info.name}", and the kernel follows only ${MAX_DEPTH}; it refuses the file. Call some of them one after the other instead.`,
        [],
      );
      return;
    }
    this.#chain(target);
  }

  #report(
    name: 'statement-context' | 'jump-loop',
    rule: EvaluatedRule,
    at: { readonly start: number; readonly end: number },
    message: string,
    related: RunState['problems'][number]['related'],
  ): void {
    const range = { start: rule.at + at.start, end: rule.at + at.end };
    const known = this.state.problems.some(
      (problem) => problem.rule === name && problem.file === rule.file && problem.range.start === range.start,
    );
    if (!known) this.state.problems.push({ rule: name, message, file: rule.file, range, fixes: [], related });
  }
}

/** Kinds of chains in words: `type nat on postrouting`. */
function describe(contexts: readonly string[]): string {
  const byType = new Map<string, string[]>();
  for (const context of contexts) {
    const [hook, type] = context.split('/') as [string, string];
    byType.set(type, [...(byType.get(type) ?? []), hook]);
  }
  return [...byType].map(([type, hooks]) => `type ${type} on ${hooks.join(', ')}`).join('; ');
}
