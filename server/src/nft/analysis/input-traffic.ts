import { IntervalSet } from '../../base/interval-set.ts';
import { CT_STATES, INPUT_TRAFFIC, NETWORKS, TRANSPORTS } from '../../facts/nft-packets.ts';
import type { EvaluatedChain, EvaluatedTable } from '../evaluation.ts';
import { type Field, IIFNAME, LOOPBACK_NAME, NFPROTO } from '../meaning/field.ts';
import { type Packet, packetOf } from '../packets/packet.ts';
import { Demand, includes, Signature } from './demand.ts';
import type { Target } from './effects.ts';
import type { TableAnalysis } from './program-analysis.ts';
import type { ChainReview } from './review.ts';
import type { RuleShape } from './shape.ts';

/** Traffic to the host itself that most hosts need. */
export type InputTraffic = 'replies' | 'loopback' | 'solicitation' | 'advertisement' | 'new connections';

const NAMES: readonly InputTraffic[] = ['replies', 'loopback', 'solicitation', 'advertisement', 'new connections'];

/** What an input chain does with such traffic. */
export interface InputReview {
  /** Traffic of which no rule accepts anything, and that no rule is written to stop: it ends with the rest. */
  readonly stopped: ReadonlySet<InputTraffic>;
  /** The chain accepts something at all. */
  readonly acceptsSome: boolean;
}

/** One kind of traffic, by network protocol. */
type Regions = readonly {
  readonly network: 'ip' | 'ip6';
  readonly demand: Demand;
  readonly fields: ReadonlyMap<Field, IntervalSet>;
}[];

function region(
  network: 'ip' | 'ip6',
  fields: Readonly<Record<string, string | number | readonly (string | number)[]>>,
  notLoopback: boolean,
) {
  const packet = new Map<Field, IntervalSet>(packetOf(fields) as Packet);
  packet.set(NFPROTO, IntervalSet.point(BigInt(NETWORKS[network]!.nfproto!)));
  packet.set(IIFNAME, notLoopback ? IIFNAME.domain.subtract(LOOPBACK_NAME) : LOOPBACK_NAME);
  const sorted = [...packet].sort(([a], [b]) => a.id - b.id);
  const demand = new Demand(
    Signature.of(sorted.map(([field]) => field)),
    sorted.map(([, values]) => values),
    [],
  );
  return { network, demand, fields: packet };
}

const REGIONS: Readonly<Record<InputTraffic, Regions>> = makeRegions();

function makeRegions(): Readonly<Record<InputTraffic, Regions>> {
  const state = CT_STATES;
  const more = INPUT_TRAFFIC;
  const transports = [TRANSPORTS.tcp!, TRANSPORTS.udp!];
  const fromOutside = (network: 'ip' | 'ip6') => ({
    'meta l4proto': transports,
    'meta pkttype': 0,
    'fib daddr type': more.localAddressType,
    [`${network} saddr`]: more.outside[network],
    [`${network} daddr`]: more.outside[network],
  });
  const discovery = (type: number) => [
    region(
      'ip6',
      { 'meta l4proto': TRANSPORTS.icmpv6!, 'icmpv6 type': type, 'ip6 hoplimit': 255, 'ct state': state.untracked },
      true,
    ),
  ];
  const networks = ['ip', 'ip6'] as const;
  return {
    replies: networks.map((network) =>
      region(
        network,
        { ...fromOutside(network), 'ct state': state.established, 'ct direction': 1, 'th dport': more.ephemeralPorts },
        true,
      ),
    ),
    loopback: networks.map((network) =>
      region(
        network,
        {
          'meta l4proto': transports,
          'ct state': state.new,
          'th dport': more.ephemeralPorts,
          [`${network} saddr`]: more.loopback[network],
          [`${network} daddr`]: more.loopback[network],
        },
        false,
      ),
    ),
    solicitation: discovery(more.neighbourSolicitation),
    advertisement: discovery(more.neighbourAdvertisement),
    'new connections': networks.map((network) =>
      region(network, { ...fromOutside(network), 'ct state': state.new, 'th dport': more.servicePorts }, true),
    ),
  };
}

/** Bits of all traffic that a network protocol has. */
function allOf(network: 'ip' | 'ip6'): number {
  return NAMES.reduce((bits, name, i) => (REGIONS[name].some((one) => one.network === network) ? bits | (1 << i) : bits), 0);
}

const ALL = { ip: allOf('ip'), ip6: allOf('ip6') };

/** For each kind of traffic of a network protocol what the fields of a signature have there; undefined where nothing is known. */
type Fields = readonly { readonly bit: number; readonly values: readonly (IntervalSet | undefined)[] }[];

const fields = { ip: new Map<Signature, Fields>(), ip6: new Map<Signature, Fields>() };

function fieldsOf(signature: Signature, network: 'ip' | 'ip6'): Fields {
  let known = fields[network].get(signature);
  if (!known) {
    known = NAMES.flatMap((name, i) =>
      REGIONS[name]
        .filter((one) => one.network === network)
        .map((one) => ({ bit: 1 << i, values: signature.fields.map((field) => one.fields.get(field)) })),
    );
    fields[network].set(signature, known);
  }
  return known;
}

/** Bits of the traffic that a demand has some packets of. */
function meets({ signature, values }: Demand, network: 'ip' | 'ip6'): number {
  let bits = 0;
  for (const one of fieldsOf(signature, network)) {
    let i = 0;
    while (i < values.length && (one.values[i]?.intersects(values[i]!) ?? true)) i++;
    if (i === values.length) bits |= one.bit;
  }
  return bits;
}

type Bits = Readonly<Record<'ip' | 'ip6', number>>;

/** What rules do with such traffic, by network protocol. */
interface RuleTraffic {
  readonly accepts: Bits;
  readonly leads: readonly { readonly target: Target; readonly bits: Bits }[];
  /** Something is accepted, or sent to another chain. */
  readonly passes: boolean;
}

const ofChains = new WeakMap<ChainReview, RuleTraffic>();
const NOTHING: Bits = { ip: 0, ip6: 0 };

function join(a: Bits, b: Bits): Bits {
  return { ip: a.ip | b.ip, ip6: a.ip6 | b.ip6 };
}

function trafficOf(shape: RuleShape): RuleTraffic {
  let traffic = shape.traffic as RuleTraffic | undefined;
  if (!traffic) {
    const bitsOf = (demands: readonly Demand[]) =>
      demands.reduce((bits, demand) => join(bits, { ip: meets(demand, 'ip'), ip6: meets(demand, 'ip6') }), NOTHING);
    const { accepts, leads } = shape;
    traffic = {
      accepts: bitsOf(accepts),
      leads: leads.map(({ target, demands }) => ({ target, bits: bitsOf(demands) })),
      passes: accepts.length > 0 || leads.length > 0,
    };
    shape.traffic = traffic;
  }
  return traffic;
}

/** What a chain's own rules do, apart from the chains that they lead to. */
function trafficIn(review: ChainReview): RuleTraffic {
  let traffic = ofChains.get(review);
  if (!traffic) {
    const { shapes, covered, passing, stop } = review;
    let accepts = NOTHING;
    const leads = new Map<unknown, { target: Target; bits: Bits }>();
    for (const i of passing) {
      if (i > stop || covered.has(i)) continue;
      const own = trafficOf(shapes[i]!);
      if ((own.accepts.ip & ~accepts.ip) | (own.accepts.ip6 & ~accepts.ip6)) accepts = join(accepts, own.accepts);
      for (const { target, bits } of own.leads) {
        const key = target.body ?? target.chain;
        const before = leads.get(key)?.bits ?? NOTHING;
        if (!leads.has(key) || (bits.ip & ~before.ip) | (bits.ip6 & ~before.ip6))
          leads.set(key, { target, bits: join(before, bits) });
      }
      // There is nothing left to find.
      if (accepts.ip === ALL.ip && accepts.ip6 === ALL.ip6) break;
    }
    traffic = { accepts, leads: [...leads.values()], passes: passing.length > 0 };
    ofChains.set(review, traffic);
  }
  return traffic;
}

/** Reviews an input chain that drops what it does not accept. Undefined when that is not what it does, or cannot be told. */
export function reviewInput(table: TableAnalysis, chain: EvaluatedChain): InputReview | undefined {
  const { base } = chain.info;
  const { family } = table.table.state;
  if (base?.hook !== 'input' || base.type !== 'filter' || !isNetwork(family) || chain.isDisordered) return undefined;
  const review = table.review(chain);
  const end = review.shapes[review.stop]?.verdict ?? base.policy ?? 'accept';
  if (end !== 'drop' && end !== 'reject') return undefined;
  const walk = new InputWalk(table);
  const networks = family === 'inet' ? (['ip', 'ip6'] as const) : [family];
  const accepted = new Map(networks.map((network) => [network, walk.chain(chain, network)]));
  if (walk.isUnknown) return undefined;
  const stopped = new Set<InputTraffic>();
  for (const [bit, name] of NAMES.entries()) {
    const own = REGIONS[name].filter(({ network }) => networks.includes(network as never));
    if (own.length === 0 || own.some(({ network }) => accepted.get(network)! & (1 << bit))) continue;
    const isMeant = own.some(({ demand }) => isStoppedOnPurpose(review, demand));
    if (!isMeant) stopped.add(name);
  }
  return { stopped, acceptsSome: walk.acceptsSome };
}

/** What says which kind of traffic a rule is about, as opposed to whose. */
const KINDS: ReadonlySet<string> = new Set([
  'meta iifname',
  'meta nfproto',
  'meta l4proto',
  'meta pkttype',
  'icmpv6 type',
  'ct state',
  'ct direction',
]);

/** True when a rule decides on all such traffic and on other traffic not. */
function isStoppedOnPurpose({ covers, covering, stop }: ChainReview, traffic: Demand): boolean {
  let last: Signature | undefined;
  let isCandidate = false;
  for (let i = 0; i < stop; i++) {
    const own = covering[i];
    if (!own) continue;
    if (own !== last) {
      last = own;
      isCandidate = own.fields.length > 0 && own.fields.every(({ key }) => KINDS.has(key));
    }
    if (isCandidate && includes(covers[i]![0]!, traffic)) return true;
  }
  return false;
}

function isNetwork(family: string): family is 'ip' | 'ip6' | 'inet' {
  return family === 'ip' || family === 'ip6' || family === 'inet';
}

/** True when rules of a table keep connections from being tracked. */
export function hasUntracked({ chains }: EvaluatedTable): boolean {
  for (const { rules } of chains.values())
    for (const { result } of rules) if (result.meaning?.steps.some(({ kind }) => kind === 'notrack')) return true;
  return false;
}

class InputWalk {
  acceptsSome = false;
  /** There is a rule, or a chain, of which nothing is known. */
  isUnknown = false;
  readonly #chains = new Map<string, number>();
  readonly #running = new Set<EvaluatedChain>();

  constructor(private readonly table: TableAnalysis) {}

  /** Bits of the traffic of which rules of a chain accept something. */
  chain(chain: EvaluatedChain, network: 'ip' | 'ip6'): number {
    const key = `${network} ${chain.info.name}`;
    const known = this.#chains.get(key);
    if (known !== undefined) return known;
    if (this.#running.has(chain)) return 0;
    this.#running.add(chain);
    const review = this.table.review(chain);
    if (review.refused.length > 0) this.isUnknown = true;
    const bits = this.#follow(trafficIn(review), network);
    this.#running.delete(chain);
    this.#chains.set(key, bits);
    return bits;
  }

  #follow({ accepts, leads, passes }: RuleTraffic, network: 'ip' | 'ip6'): number {
    if (passes) this.acceptsSome = true;
    let bits = accepts[network];
    for (const lead of leads) {
      const wanted = lead.bits[network] & ~bits;
      if (wanted !== 0) bits |= wanted & this.#target(lead.target, network);
    }
    return bits;
  }

  #target({ chain, body }: Target, network: 'ip' | 'ip6'): number {
    if (body)
      return body.reduce((bits, meaning) => bits | this.#follow(trafficOf(this.table.summaries.shape(meaning)), network), 0);
    const target = chain === undefined ? undefined : this.table.table.chains.get(chain);
    return target ? this.chain(target, network) : ALL[network];
  }
}
