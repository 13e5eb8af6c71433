import { IntervalSet } from '../../base/interval-set.ts';
import { CT_STATES, NETWORKS } from '../../facts/nft-packets.ts';
import type { EvaluatedRule } from '../evaluation.ts';
import { CT_STATE, type Field, NFPROTO, PROTOCOL } from '../meaning/field.ts';
import type { NatStep } from '../meaning/rule-meaning.ts';
import type { HookedChain } from './firewall.ts';

/** The values that a field may have here. */
export interface Known {
  readonly values: IntervalSet;
  /** Every one of the values is meant; else it is one of them and nobody knows which. */
  readonly every: boolean;
}

/** Something that happened to a packet on its way. */
export interface Event {
  readonly what:
    | 'accept'
    | 'drop'
    | 'reject'
    | 'queue'
    | 'stolen'
    | 'policy accept'
    | 'policy drop'
    | 'notrack'
    | NatStep['type'];
  readonly chain: HookedChain;
  /** Undefined when the policy decided. */
  readonly rule: EvaluatedRule | undefined;
  readonly before: Event | undefined;
}

/** Which packet of a connection it is: the first one, the answer to it, or one that follows in the first direction. */
export type Leg = 'request' | 'reply' | 'established';

/** How far connection tracking has got with a packet. */
export type Tracking = 'before' | 'tracked' | 'untracked';

/** A packet on its way, as far as it is known. Never changed: what happens to it makes another one. */
export interface World {
  readonly fields: ReadonlyMap<Field, Known>;
  /** The part of the packets that were asked about which gets here. */
  readonly entry: ReadonlyMap<Field, IntervalSet>;
  /** Fields that are not what they were at the entry. */
  readonly rewritten: ReadonlySet<Field>;
  /** Answers that were supposed to questions nobody can answer, by question. */
  readonly supposed: ReadonlyMap<string, boolean>;
  readonly tracking: Tracking;
  readonly leg: Leg;
  /** Sides of the connection whose translation is settled. */
  readonly settled: ReadonlySet<'source' | 'destination'>;
  /** Answers to what routing and addresses of the host decide. */
  readonly ask: ((field: Field, world: World) => IntervalSet | undefined) | undefined;
  /** The translation that a rule of the chain at hand asked for. */
  readonly nat:
    | {
        readonly step: NatStep;
        readonly address: IntervalSet | undefined;
        readonly port: IntervalSet | undefined;
        readonly known: boolean;
      }
    | undefined;
  readonly last: Event | undefined;
}

/** A packet with another value in a field. */
export function withField(world: World, field: Field, known: Known | undefined): World {
  const fields = new Map(world.fields);
  if (known) fields.set(field, known);
  else fields.delete(field);
  return { ...world, fields };
}

/** A packet of which a field was rewritten: what was supposed of it before says nothing any more. */
export function rewrite(world: World, field: Field, known: Known | undefined): World {
  return { ...withField(world, field, known), rewritten: new Set([...world.rewritten, field]), supposed: new Map() };
}

/** The part of the packets whose field has one of these values. */
export function narrow(world: World, field: Field, values: IntervalSet, every: boolean): World {
  const narrowed = withField(world, field, { values, every });
  if (!every || world.rewritten.has(field)) return narrowed;
  const entry = new Map(world.entry);
  const before = entry.get(field);
  entry.set(field, before ? before.intersect(values) : values);
  return { ...narrowed, entry };
}

export function withEvent(world: World, event: Omit<Event, 'before'>): World {
  return { ...world, last: { ...event, before: world.last } };
}

const POINTS = {
  invalid: { values: IntervalSet.point(BigInt(CT_STATES.invalid)), every: true },
  untracked: { values: IntervalSet.point(BigInt(CT_STATES.untracked)), every: true },
};

/** What is known of a field: its values, `absent` when the packet has none, undefined when nothing is known. */
export function lookup(world: World, field: Field): Known | 'absent' | undefined {
  const known = world.fields.get(field);
  if (field.key.startsWith('ct ') && world.tracking !== 'tracked') {
    if (field !== CT_STATE) return 'absent';
    return world.tracking === 'before' ? POINTS.invalid : POINTS.untracked;
  }
  if (known) return known;
  if (field === PROTOCOL) return protocolOf(world);
  const answer = world.ask?.(field, world);
  return answer && { values: answer, every: true };
}

/** A packet before anything has happened to it. */
export function worldOf(packet: ReadonlyMap<Field, IntervalSet>, leg: Leg = 'request', ask?: World['ask']): World {
  return {
    fields: new Map([...packet].map(([field, values]) => [field, { values, every: true }])),
    entry: packet,
    rewritten: new Set(),
    supposed: new Map(),
    tracking: 'before',
    leg,
    settled: new Set(),
    ask,
    nat: undefined,
    last: undefined,
  };
}

/** The Ethernet type follows from the network protocol. */
function protocolOf(world: World): Known | undefined {
  const network = world.fields.get(NFPROTO);
  if (!network) return undefined;
  let values = IntervalSet.EMPTY;
  for (const { nfproto, etherType } of Object.values(NETWORKS))
    if (nfproto !== undefined && network.values.has(BigInt(nfproto))) values = values.union(IntervalSet.point(BigInt(etherType)));
  return { values, every: network.every };
}
