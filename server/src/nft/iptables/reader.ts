import type { Data } from '../linearize/netlink.ts';
import type { LossReason, RuleReading } from './reading.ts';
import { FollowedRegisters } from './registers.ts';
import { emptySpec, type MatchSpec, type RuleSpec, type TransportMatch } from './spec.ts';
import type { IptablesProgramVersion } from './version.ts';
import { hidesMore } from './write-spec.ts';

/** Fields of a rule that iptables has room for once. */
export type Slot =
  | 'source'
  | 'destination'
  | 'input'
  | 'output'
  | 'protocol'
  | 'fragment'
  | 'target'
  | 'flags'
  | `${'source' | 'destination'} port ${'low' | 'high' | 'inverted'}`;

/** A comparison with what a register holds. */
export interface Comparison {
  readonly operation: 'eq' | 'neq' | 'lt' | 'lte' | 'gt' | 'gte';
  readonly data: Data;
  readonly mask: Data | undefined;
  readonly xor: Data | undefined;
  /** In the order of the network where iptables takes it for that of the host. */
  readonly swapped: boolean;
}

/** What iptables has found out while it reads a rule. */
export class Reader {
  readonly spec: RuleSpec = emptySpec();
  readonly registers = new FollowedRegisters();
  readonly errors: { text: string; expression: number }[] = [];
  readonly losses: { reason: LossReason; expression: number }[] = [];
  uncertain = false;
  /** Reading it ends the program. */
  dies = false;
  /** The expression that is read now. */
  at = 0;
  readonly #claims = new Map<Slot, { key: string; expression: number }>();

  constructor(readonly program: IptablesProgramVersion) {}

  error(text: string): void {
    this.errors.push({ text, expression: this.at });
  }

  lose(reason: LossReason, expression = this.at): void {
    this.losses.push({ reason, expression });
  }

  /** Notes what a slot is filled with. What it held before is lost, unless it was the same. */
  claim(slot: Slot, key: string): void {
    const before = this.#claims.get(slot);
    if (before && before.key !== key) this.lose('overwritten', before.expression);
    this.#claims.set(slot, { key, expression: this.at });
  }

  addMatch(match: MatchSpec): void {
    this.spec.matches.push(match);
  }

  /** The match of ports and flags, which all matches of that protocol share. */
  transport(protocol: 'tcp' | 'udp'): TransportMatch {
    const found = this.spec.matches.find(
      (match): match is TransportMatch => match.kind === 'ports' && match.protocol === protocol,
    );
    if (found) return found;
    const ports = () => ({ low: 0, high: 0xffff, inverted: false });
    const match: TransportMatch = { kind: 'ports', protocol, source: ports(), destination: ports(), flags: undefined };
    this.spec.matches.push(match);
    return match;
  }

  result(incompatible: number | undefined, writes: boolean): RuleReading {
    const { spec, errors, losses, uncertain, dies } = this;
    if (losses.length === 0 && hidesMore(spec, this.program)) this.lose('comparison');
    return { spec, errors, losses, incompatible, crashes: dies ? 'read' : writes ? undefined : 'written', uncertain };
  }
}

/** A comparison for equality, of the whole of a field. */
export function isPlain({ operation, data, mask, xor }: Comparison, length: number): boolean {
  return (operation === 'eq' || operation === 'neq') && data.length === length && !mask && !xor;
}
