import type { KernelTables } from '../kernel.ts';

/** What a command of iptables did. */
export interface Outcome {
  /** Exit status; negative: the signal that ended it. */
  readonly status: number;
  /** What it says on standard error, without its name, its version and the hints behind. */
  readonly errors: readonly string[];
  /** Lines of the form "# Table …" on standard output. */
  readonly notes: readonly string[];
  readonly kernel: KernelTables;
}

/** Exit statuses of iptables, by what is wrong. */
export const STATUS = { other: 1, parameter: 2, version: 3, kernel: 4, crash: -11 } as const;

export const NO_CHAIN = 'No chain/target/match by that name.';
export const NO_RULE = 'Bad rule (does a matching rule exist in that chain?).';
export const UNREADABLE = 'Parsing nftables rule failed';

export function done(kernel: KernelTables, notes: readonly string[] = []): Outcome {
  return { status: 0, errors: [], notes, kernel };
}

/** A command that fails and leaves everything as it was. */
export function failed(
  kernel: KernelTables,
  status: number,
  errors: string | readonly string[],
  notes: readonly string[] = [],
): Outcome {
  return { status, errors: typeof errors === 'string' ? [errors] : errors, notes, kernel };
}

/** The kernel refuses something; nothing of the command happens. */
export class KernelRefusal {
  constructor(
    /** What iptables asked for: CHAIN_ADD, CHAIN_USER_ADD, CHAIN_DEL. */
    readonly request: string,
    readonly reason: string,
    readonly chain: string,
  ) {}

  get message(): string {
    return `${this.request} failed (${this.reason}): chain ${this.chain}`;
  }
}
