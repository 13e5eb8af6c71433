import { builtinsOf } from '../builtins.ts';
import type { KernelChain, KernelTables, RuleView } from '../kernel.ts';
import { type IptablesProgramVersion, iptablesHas } from '../version.ts';
import { TableView } from '../view.ts';
import { done, failed, NO_CHAIN, type Outcome, STATUS, UNREADABLE } from './outcome.ts';

const CRASH = { status: STATUS.crash, errors: [] };

/** What lists do in what order with the rules of chains; undefined: it cannot be known. */
export interface ReadRules {
  readonly views: readonly { readonly chain: KernelChain; readonly view: RuleView }[];
  /** A rule that lists do not take. */
  readonly incompatible: boolean;
  /** Where reading or writing ends, and how. */
  readonly end: { readonly status: number; readonly errors: readonly string[] } | undefined;
}

/** `writes`: the rules are written as options, which some values do not survive. */
export function readRules(
  chains: readonly KernelChain[],
  program: IptablesProgramVersion,
  writes: boolean,
): ReadRules | undefined {
  const views: { chain: KernelChain; view: RuleView }[] = [];
  for (const chain of chains)
    for (const rule of chain.rules) {
      const view = rule.view(program);
      if (!view) return undefined;
      views.push({ chain, view });
    }
  const stop = views.find(({ view }) => view.errors.length > 0 || view.crashes === 'read' || (writes && view.crashes))?.view;
  return {
    views,
    incompatible: views.some(({ view }) => view.incompatible),
    end: stop && (stop.errors.length > 0 || stop.crashes === 'read' ? unreadable(stop) : CRASH),
  };
}

/** How a command ends that comes to a rule which it cannot read. */
export function unreadable({ errors, crashes }: RuleView): { readonly status: number; readonly errors: readonly string[] } {
  if (crashes === 'read') return CRASH;
  return { status: STATUS.version, errors: [...errors, UNREADABLE] };
}

export function taintNote(table: string): string {
  return `# Table \`${table}' contains incompatible base-chains, use 'nft' tool to list them.`;
}

/** -L and -S, of a chain or of the whole table. Undefined when it hangs on what the files do not tell. */
export function list(
  kernel: KernelTables,
  program: IptablesProgramVersion,
  table: string,
  chain: string | undefined,
  writes: boolean,
): Outcome | undefined {
  const names = chain === undefined ? undefined : [...builtinsOf(table).map(({ name }) => name), chain];
  const view = new TableView(table, kernel.get(program.family, table), names);
  view.showBuiltins(chain);
  const found = chain === undefined ? undefined : view.find(chain);
  const read = readRules(chain === undefined ? view.sorted() : found ? [found] : [], program, writes);
  if (!read) return undefined;
  const missing = chain !== undefined && !found;
  if (read.incompatible || (missing && !iptablesHas(program, 'a chain that is missing is no incompatible chain'))) {
    const what = chain === undefined ? `table \`${table}'` : `chain \`${chain}' in table \`${table}'`;
    return failed(kernel, STATUS.other, `${what} is incompatible, use 'nft' tool.`);
  }
  const notes = view.tainted ? [taintNote(table)] : [];
  if (missing) return failed(kernel, STATUS.other, NO_CHAIN, notes);
  if (!read.end) return done(kernel, notes);
  // What it has not yet printed is lost with it.
  return failed(kernel, read.end.status, read.end.errors, read.end === CRASH ? [] : notes);
}
