import { IntervalSet } from '../../base/interval-set.ts';
import type { IpAddress, IpFamily } from '../../base/ip.ts';
import type { EvaluatedRule } from '../../nft/evaluation.ts';
import {
  CT_STATE,
  CT_STATUS,
  type Field,
  fieldOf,
  IIFNAME,
  L4PROTO,
  MARK,
  NFPROTO,
  OIFNAME,
  PROTOCOL,
} from '../../nft/meaning/field.ts';
import type { NatStep, NatTarget } from '../../nft/meaning/rule-meaning.ts';
import { textInterval } from '../../nft/meaning/text-number.ts';

/** A translation that a rule asked for. */
export interface Translation {
  readonly type: NatStep['type'];
  /** Undefined when it cannot be known. */
  readonly target: NatTarget | undefined;
  readonly rule: EvaluatedRule;
}

/**
 * Packets that are alike: a set of values for every field that is known. Several values stand for packets of all of them; a field
 * without values is not known. Immutable.
 */
export class Packet {
  private constructor(
    private readonly values: ReadonlyMap<Field, IntervalSet>,
    /** Answers that were taken for questions which the fields do not answer. */
    private readonly answers: ReadonlyMap<string, boolean>,
    /** True when something unknown was taken to be one way, so that it is not certain that there are such packets. */
    readonly assumed: boolean,
    readonly translation: Translation | undefined,
    readonly untracked: boolean,
  ) {}

  static of(values: Iterable<readonly [Field, IntervalSet]>): Packet {
    return new Packet(new Map(values), new Map(), false, undefined, false);
  }

  /** Undefined: not known. Empty: the packet has no such field. */
  get(field: Field): IntervalSet | undefined {
    return this.values.get(field);
  }

  with(...changes: readonly (readonly [Field, IntervalSet])[]): Packet {
    const values = new Map(this.values);
    for (const [field, set] of changes) values.set(field, set);
    return new Packet(values, this.answers, this.assumed, this.translation, this.untracked);
  }

  without(...fields: readonly Field[]): Packet {
    const values = new Map(this.values);
    for (const field of fields) values.delete(field);
    return new Packet(values, this.answers, this.assumed, this.translation, this.untracked);
  }

  /** Another packet of the same sort: nothing was decided about it. */
  renewed(): Packet {
    return new Packet(this.values, this.answers, this.assumed, undefined, false);
  }

  /** The same packets, of which it is not certain that they exist. */
  assuming(): Packet {
    return this.assumed ? this : new Packet(this.values, this.answers, true, this.translation, this.untracked);
  }

  answer(question: string): boolean | undefined {
    return this.answers.get(question);
  }

  answering(question: string, answer: boolean): Packet {
    return new Packet(this.values, new Map(this.answers).set(question, answer), true, this.translation, this.untracked);
  }

  translated(translation: Translation | undefined): Packet {
    return new Packet(this.values, this.answers, this.assumed, translation, this.untracked);
  }

  notTracked(): Packet {
    return new Packet(this.values, this.answers, this.assumed, this.translation, true);
  }
}

export const FIELDS = {
  nfproto: NFPROTO,
  protocol: PROTOCOL,
  l4proto: L4PROTO,
  in: IIFNAME,
  out: OIFNAME,
  state: CT_STATE,
  status: CT_STATUS,
  mark: MARK,
  sourcePort: fieldOf('th sport', 16),
  destinationPort: fieldOf('th dport', 16),
  flags: fieldOf('tcp flags', 8),
  direction: fieldOf('ct direction', 8),
  connectionMark: fieldOf('ct mark', 32),
  packetType: fieldOf('meta pkttype', 8),
  icmpType: fieldOf('icmp type', 8),
  icmp6Type: fieldOf('icmpv6 type', 8),
  originalSourcePort: fieldOf('ct original proto-src', 16),
  originalDestinationPort: fieldOf('ct original proto-dst', 16),
  replySourcePort: fieldOf('ct reply proto-src', 16),
  replyDestinationPort: fieldOf('ct reply proto-dst', 16),
} as const;

const ADDRESS_FIELDS = {
  4: { source: fieldOf('ip saddr', 32), destination: fieldOf('ip daddr', 32) },
  6: { source: fieldOf('ip6 saddr', 128), destination: fieldOf('ip6 daddr', 128) },
} as const;

export function addressField(family: IpFamily, which: 'source' | 'destination'): Field {
  return ADDRESS_FIELDS[family][which];
}

/** `ct original saddr` and the like. */
export function tupleField(family: IpFamily, direction: 'original' | 'reply', which: 'source' | 'destination'): Field {
  const ip = family === 4 ? 'ip' : 'ip6';
  return fieldOf(`ct ${direction} ${ip} ${which === 'source' ? 'saddr' : 'daddr'}`, family === 4 ? 32 : 128);
}

export function point(value: number | bigint): IntervalSet {
  return IntervalSet.point(BigInt(value));
}

export function addressPoint(address: IpAddress): IntervalSet {
  return IntervalSet.point(address.value);
}

/** An interface's name as a value; the empty one stands for no interface. */
export function nameValue(name: string): IntervalSet {
  return IntervalSet.of([textInterval(name, false)]);
}

/** The only value of a field, or undefined. */
export function only(set: IntervalSet | undefined): bigint | undefined {
  const [first, second] = set?.intervals ?? [];
  return first && !second && first.low === first.high ? first.low : undefined;
}
