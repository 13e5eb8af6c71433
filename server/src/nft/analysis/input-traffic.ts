import { IntervalSet } from '../../base/interval-set.ts';
import { CT_STATES, INPUT_TRAFFIC, NETWORKS, TRANSPORTS } from '../../facts/nft-packets.ts';
import type { EvaluatedChain, EvaluatedTable } from '../evaluation.ts';
import { type Field, IIFNAME, LOOPBACK_NAME, NFPROTO } from '../meaning/field.ts';
import type { RuleMeaning } from '../meaning/rule-meaning.ts';
import { type Packet, packetOf } from '../packets/packet.ts';
import { Demand, includes, Signature } from './demand.ts';
import type { Target } from './effects.ts';
import type { TableAnalysis } from './program-analysis.ts';
import type { RuleShape } from './shape.ts';

/** Traffic to the host itself that most hosts need. */
export type InputTraffic = 'replies' | 'loopback' | 'solicitation' | 'advertisement' | 'new connections';

const NAMES: readonly InputTraffic[] = ['replies', 'loopback', 'solicitation', 'advertisement', 'new connections'];
const ALL = (1 << NAMES.length) - 1;

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

/** Bits of the traffic that a demand has some packets of. */
function meets({ signature, values }: Demand, network: 'ip' | 'ip6'): number {
  let bits = 0;
  for (const [bit, name] of NAMES.entries())
    for (const one of REGIONS[name]) {
      if (one.network !== network) continue;
      if (signature.fields.every((field, i) => one.fields.get(field)?.intersects(values[i]!) ?? true)) bits |= 1 << bit;
    }
  return bits;
}

/** What a rule does with such traffic, by network protocol. */
interface RuleTraffic {
  readonly accepts: Readonly<Record<'ip' | 'ip6', number>>;
  readonly leads: readonly { readonly target: Target; readonly bits: Readonly<Record<'ip' | 'ip6', number>> }[];
}

const kept = new WeakMap<RuleShape, RuleTraffic | undefined>();

function trafficOf(shape: RuleShape): RuleTraffic | undefined {
  if (shape.accepts.length === 0 && shape.leads.length === 0) return undefined;
  let traffic = kept.get(shape);
  if (!traffic) {
    const bitsOf = (demands: readonly Demand[]) => ({
      ip: demands.reduce((bits, demand) => bits | meets(demand, 'ip'), 0),
      ip6: demands.reduce((bits, demand) => bits | meets(demand, 'ip6'), 0),
    });
    traffic = {
      accepts: bitsOf(shape.accepts),
      leads: shape.leads.map(({ target, demands }) => ({ target, bits: bitsOf(demands) })),
    };
    kept.set(shape, traffic);
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
  const accepted = new Map(networks.map((network) => [network, walk.chain(chain, network, review.stop)]));
  if (walk.isUnknown) return undefined;
  const stopped = new Set<InputTraffic>();
  for (const [bit, name] of NAMES.entries()) {
    const own = REGIONS[name].filter(({ network }) => networks.includes(network as never));
    if (own.length === 0 || own.some(({ network }) => accepted.get(network)! & (1 << bit))) continue;
    const isMeant = own.some(({ demand }) =>
      review.covers.some(
        (covers, i) => i < review.stop && covers.some((cover) => cover.signature.fields.length > 0 && includes(cover, demand)),
      ),
    );
    if (!isMeant) stopped.add(name);
  }
  return { stopped, acceptsSome: walk.acceptsSome };
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

  /** Bits of the traffic of which rules of a chain accept something. `end`: rules from there on are never reached. */
  chain(chain: EvaluatedChain, network: 'ip' | 'ip6', end = chain.rules.length): number {
    const key = `${network} ${chain.info.name}`;
    const known = this.#chains.get(key);
    if (known !== undefined) return known;
    if (this.#running.has(chain)) return 0;
    this.#running.add(chain);
    const { shapes, covered } = this.table.review(chain);
    let bits = 0;
    for (let i = 0; i < Math.min(end + 1, shapes.length); i++) {
      const shape = shapes[i];
      if (!shape) this.isUnknown = true;
      else if (!covered.has(i)) bits |= this.#rule(shape, network);
    }
    this.#running.delete(chain);
    this.#chains.set(key, bits);
    return bits;
  }

  #rule(shape: RuleShape, network: 'ip' | 'ip6'): number {
    const traffic = trafficOf(shape);
    if (!traffic) return 0;
    this.acceptsSome = true;
    let bits = traffic.accepts[network];
    for (const lead of traffic.leads) bits |= lead.bits[network] & this.#target(lead.target, network);
    return bits;
  }

  #target({ chain, body }: Target, network: 'ip' | 'ip6'): number {
    if (body) return this.#body(body, network);
    const target = chain === undefined ? undefined : this.table.table.chains.get(chain);
    if (target) return this.chain(target, network);
    return ALL;
  }

  #body(body: readonly RuleMeaning[], network: 'ip' | 'ip6'): number {
    return body.reduce((bits, meaning) => bits | this.#rule(this.table.summaries.shape(meaning), network), 0);
  }
}
