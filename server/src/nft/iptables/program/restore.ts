import { builtinNamed } from '../builtins.ts';
import type { KernelTable, KernelTables } from '../kernel.ts';
import type { IptablesProgramVersion } from '../version.ts';
import { TableView } from '../view.ts';
import { type GivenRule, WrittenRule } from './call.ts';
import { addBuiltin, addOwn, tableIn, withRules } from './changes.ts';
import { done, failed, KernelRefusal, type Outcome, STATUS } from './outcome.ts';

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
    let table = tableIn(flush ? current.without(program.family, name) : current, program.family, name);
    let refusal: { readonly text: string } | undefined;
    for (const line of lines) {
      number++;
      const next = line.kind === 'chain' ? declare(table, line) : append(table, line.chain, line.rule);
      if (next instanceof KernelRefusal) refusal ??= { text: `line ${number}: ${next.message}` };
      else if (typeof next === 'string') return failed(kernel, STATUS.parameter, next);
      else table = next;
    }
    number++;
    if (refusal) return failed(current, STATUS.kernel, refusal.text);
    current = current.with(table);
  }
  return done(current);
}

function declare(
  table: KernelTable,
  { chain: name, policy }: RestoreLine & { readonly kind: 'chain' },
): KernelTable | KernelRefusal {
  const builtin = builtinNamed(table.name, name);
  const seen = new TableView(table.name, table, [name]);
  if (!builtin) {
    const chain = seen.find(name);
    return chain ? withRules(table, chain, []) : addOwn(table, name);
  }
  const made = seen.hasBuiltin(builtin) ? table : addBuiltin(table, builtin);
  if (made instanceof KernelRefusal || policy === undefined) return made;
  const chain = made.chains.get(name)!;
  return { ...made, chains: new Map(made.chains).set(name, { ...chain, hook: { ...chain.hook!, policy } }) };
}

function append(table: KernelTable, name: string, rule: GivenRule): KernelTable | KernelRefusal | string {
  const { jump } = rule;
  const view = (chain: string) => new TableView(table.name, table, [chain]);
  if (jump !== undefined && !builtinNamed(table.name, jump) && !view(jump).find(jump)) return `Chain '${jump}' does not exist`;
  const builtin = builtinNamed(table.name, name);
  const made = builtin && !view(name).hasBuiltin(builtin) ? addBuiltin(table, builtin) : table;
  if (made instanceof KernelRefusal) return made;
  const chain = made.chains.get(name);
  return chain ? withRules(made, chain, [...chain.rules, new WrittenRule(rule)]) : 'No chain/target/match by that name.';
}
