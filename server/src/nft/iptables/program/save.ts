import { IPTABLES_TABLES } from '../../../facts/iptables.ts';
import type { KernelChain, KernelTables, RuleView } from '../kernel.ts';
import type { IptablesProgramVersion } from '../version.ts';
import { TableView } from '../view.ts';
import { readRules, taintNote } from './list.ts';
import { done, failed, type Outcome } from './outcome.ts';

/** A table as iptables-save writes it. */
export interface SavedTable {
  readonly name: string;
  /** The line of `*TABLE` in what is written; lines count from 1. */
  readonly line: number;
  readonly chains: readonly KernelChain[];
  readonly rules: readonly { readonly chain: KernelChain; readonly view: RuleView }[];
}

/** What iptables-save writes: of one table, or of all that are there. Undefined when it hangs on what the files do not tell. */
export function save(
  kernel: KernelTables,
  program: IptablesProgramVersion,
  only?: string,
): { readonly outcome: Outcome; readonly tables: readonly SavedTable[] } | undefined {
  const notes: string[] = [];
  const tables: SavedTable[] = [];
  let line = 1;
  for (const name of IPTABLES_TABLES) {
    const table = kernel.get(program.family, name);
    if (!table || (only !== undefined && only !== name)) continue;
    const view = new TableView(name, table, undefined);
    view.showBuiltins();
    const read = readRules(view.sorted(), program, true);
    if (!read) return undefined;
    if (read.incompatible) {
      notes.push(`# Table \`${name}' is incompatible, use 'nft' tool.`);
      line++;
      continue;
    }
    if (view.tainted) {
      notes.push(taintNote(name));
      line++;
    }
    const { end } = read;
    if (end) return { outcome: failed(kernel, end.status, end.errors, end.status < 0 ? [] : notes), tables };
    const chains = view.sorted();
    // A line says who wrote the table, and one when.
    tables.push({ name, line: line + 1, chains, rules: read.views });
    line += 1 + 1 + chains.length + read.views.length + 1 + 1;
  }
  return { outcome: done(kernel, notes), tables };
}
