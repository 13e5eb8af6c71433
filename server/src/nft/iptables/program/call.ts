import type { KernelRule, RuleView } from '../kernel.ts';
import type { IptablesProgramVersion } from '../version.ts';

/** A rule as it is handed to iptables. */
export interface GivenRule {
  /** As `iptables -S` prints it behind the chain's name. */
  readonly text: string;
  /** A chain of one's own that it goes to. */
  readonly jump?: string;
}

/** What iptables is asked for. */
export type Operation =
  /** -N, -X, -F, -P, -L, -S; a chain that is missing stands for all of the table. */
  | { readonly kind: 'new-chain'; readonly chain: string }
  | { readonly kind: 'delete-chains' | 'flush' | 'list' | 'list-rules'; readonly chain?: string }
  | { readonly kind: 'policy'; readonly chain: string; readonly policy: 'accept' | 'drop' }
  /** -A, -I, -C, -D. */
  | { readonly kind: 'append' | 'insert' | 'check' | 'delete'; readonly chain: string; readonly rule: GivenRule }
  /** -D CHAIN NUMBER, -R CHAIN NUMBER; numbers count from 1. */
  | { readonly kind: 'delete-number'; readonly chain: string; readonly number: number }
  | { readonly kind: 'replace'; readonly chain: string; readonly number: number; readonly rule: GivenRule };

/** Why iptables takes no rule or policy that drops in a table; undefined: it does. */
export function inhibited(table: string, drops: boolean): string | undefined {
  if (table !== 'nat' || !drops) return undefined;
  return `The "${table}" table is not intended for filtering, the use of DROP is therefore inhibited.`;
}

/** A call of iptables or ip6tables. */
export interface Call {
  readonly program: IptablesProgramVersion;
  readonly table: string;
  readonly operation: Operation;
}

/** A rule that iptables wrote: it reads it as it was given. */
export class WrittenRule implements KernelRule {
  readonly #view: RuleView;
  readonly jumps: readonly string[];

  constructor({ text, jump }: GivenRule) {
    this.#view = { text, hidesMore: false, errors: [], incompatible: false, crashes: undefined, reading: undefined };
    this.jumps = jump === undefined ? [] : [jump];
  }

  view(): RuleView {
    return this.#view;
  }
}
