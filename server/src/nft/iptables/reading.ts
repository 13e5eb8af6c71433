import type { CompareOperation } from '../linearize/netlink.ts';
import type { RuleSpec } from './spec.ts';

/** Why a part of a rule is not in what iptables shows. */
export type LossReason =
  /** A set or map: iptables does not read it. */
  | 'set'
  /** A header that iptables does not look at, or a field in it. */
  | 'field'
  /** A relation that iptables takes for "equal", or bits that it does not look at. */
  | 'comparison'
  /** A name that iptables takes for a pattern. */
  | 'name'
  /** Something said twice: iptables keeps the last. */
  | 'overwritten'
  /** Something that the rule does. */
  | 'effect'
  /** A rate that iptables cannot write. */
  | 'rate'
  /** iptables shows a condition that the rule does not have. */
  | 'added';

export interface Loss {
  readonly reason: LossReason;
  /** The expression, by its place in the rule. */
  readonly expression: number;
}

/** What iptables makes of a rule that nft wrote. */
export interface RuleReading {
  readonly spec: RuleSpec;
  /** "Error: …" lines that it prints; one is enough to stop it. With the place of the expression. */
  readonly errors: readonly { readonly text: string; readonly expression: number }[];
  readonly losses: readonly Loss[];
  /** The first expression because of which lists refuse the whole chain or table. */
  readonly incompatible: number | undefined;
  /** What ends the program with a segmentation fault: that it reads the rule, or that it writes it as options. */
  readonly crashes: 'read' | 'written' | undefined;
  /** The files do not tell enough: it hangs on a number of the host. */
  readonly uncertain: boolean;
}

export type Operation = CompareOperation;
