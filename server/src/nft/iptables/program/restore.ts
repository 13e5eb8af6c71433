import { TARGET_HOOKS } from '../../../facts/iptables.ts';
import { builtinNamed } from '../builtins.ts';
import type { KernelChain, KernelTable, KernelTables } from '../kernel.ts';
import type { IptablesProgramVersion } from '../version.ts';
import { TableView } from '../view.ts';
import { type GivenRule, WrittenRule } from './call.ts';
import { addBuiltin, addOwn, tableIn, withRules } from './changes.ts';
import { done, failed, KernelRefusal, NO_CHAIN, type Outcome, STATUS } from './outcome.ts';

/** A line of what iptables-restore reads, between `*TABLE` and `COMMIT`. */
export type RestoreLine =
  /** `:CHAIN POLICY`; a chain of one's own has none. */
  | { readonly kind: 'chain'; readonly chain: string; readonly policy: 'accept' | 'drop' | undefined }
  | { readonly kind: 'rule'; readonly chain: string; readonly rule: GivenRule };

export interface RestoreTable {
  readonly table: string;
  readonly lines: readonly RestoreLine[];
}

/** iptables-restore. `flush`: without --noflush; what the table held before is gone, other chains and sets of it too. */
export function restore(
  kernel: KernelTables,
  program: IptablesProgramVersion,
  tables: readonly RestoreTable[],
  flush: boolean,
): Outcome {
  let current = kernel;
  let number = 0;
  for (const { table: name, lines } of tables) {
    number++;
    const before = flush ? current.without(program.family, name) : current;
    const commit = new Commit(tableIn(before, program.family, name));
    for (const line of lines) {
      number++;
      const problem = line.kind === 'chain' ? commit.declare(line, number) : commit.append(line.chain, line.rule, number);
      if (problem !== undefined) return failed(kernel, STATUS.parameter, problem);
    }
    number++;
    if (commit.refusals.length > 0) return failed(current, STATUS.kernel, commit.refusals);
    current = current.with(commit.table);
  }
  return done(current);
}

/** What is handed to the kernel at once. It looks at all of it and says everything that it refuses. */
class Commit {
  readonly refusals: string[] = [];
  /** Chains that iptables takes for made, and the kernel did not make. */
  readonly #refused = new Set<string>();

  constructor(public table: KernelTable) {}

  declare({ chain: name, policy }: RestoreLine & { readonly kind: 'chain' }, line: number): undefined {
    const builtin = builtinNamed(this.table.name, name);
    const seen = new TableView(this.table.name, this.table, [name]);
    if (!builtin) {
      const chain = seen.find(name);
      this.#take(chain ? withRules(this.table, chain, []) : addOwn(this.table, name), line);
      return undefined;
    }
    if (!seen.hasBuiltin(builtin) && !this.#take(addBuiltin(this.table, builtin), line)) return undefined;
    const chain = this.table.chains.get(name);
    if (policy === undefined || !chain?.hook) return undefined;
    const changed = { ...chain, hook: { ...chain.hook, policy } };
    this.table = { ...this.table, chains: new Map(this.table.chains).set(name, changed) };
    return undefined;
  }

  /** Gives what iptables itself refuses. */
  append(name: string, rule: GivenRule, line: number): string | undefined {
    const { jump } = rule;
    const seen = (chain: string) =>
      this.#refused.has(chain) || new TableView(this.table.name, this.table, [chain]).find(chain) !== undefined;
    if (jump !== undefined && !builtinNamed(this.table.name, jump) && !seen(jump)) return `Chain '${jump}' does not exist`;
    const builtin = builtinNamed(this.table.name, name);
    if (builtin && !this.#refused.has(name) && !new TableView(this.table.name, this.table, [name]).hasBuiltin(builtin))
      this.#take(addBuiltin(this.table, builtin), line);
    const chain = this.table.chains.get(name);
    if (!chain || (!builtin && !seen(name))) return NO_CHAIN;
    const reason = this.#refusal(chain, rule);
    if (reason !== undefined) this.refusals.push(`line ${line}: RULE_APPEND failed (${reason}): rule in chain ${name}`);
    else this.table = withRules(this.table, chain, [...chain.rules, new WrittenRule(rule)]);
    return undefined;
  }

  /** Why the kernel does not take a rule: it goes to a chain with a hook, or its target works on another hook only. */
  #refusal(chain: KernelChain, { text, jump }: GivenRule): string | undefined {
    if (jump !== undefined && this.table.chains.get(jump)?.hook) return 'Operation not supported';
    const hook = TARGET_HOOKS[/-j (\S+)/.exec(text)?.[1] ?? ''];
    return hook !== undefined && chain.hook && chain.hook.hook !== hook ? 'Invalid argument' : undefined;
  }

  #take(made: KernelTable | KernelRefusal, line: number): boolean {
    if (!(made instanceof KernelRefusal)) {
      this.table = made;
      return true;
    }
    this.refusals.push(`line ${line}: ${made.message}`);
    this.#refused.add(made.chain);
    return false;
  }
}
