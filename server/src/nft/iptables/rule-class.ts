import type { RuleReading } from './reading.ts';

/** What iptables does with a rule of nft's. */
export type RuleClass =
  /** Shown as what it is. */
  | 'exact'
  /** Shown as something else, without a word. */
  | 'misread'
  /** Lists refuse the chain and the table that it is in. */
  | 'incompatible'
  /** iptables stops where it reads it. */
  | 'unreadable'
  /** iptables crashes where it writes it out. */
  | 'crash';

/** The class of a rule, from what iptables makes of it. What comes first hides the rest. */
export function classOf(reading: RuleReading): RuleClass {
  if (reading.incompatible !== undefined) return 'incompatible';
  if (reading.crashes === 'read') return 'crash';
  if (reading.errors.length > 0) return 'unreadable';
  if (reading.crashes) return 'crash';
  return reading.losses.length > 0 ? 'misread' : 'exact';
}
