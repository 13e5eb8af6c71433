import { IntervalSet } from '../../base/interval-set.ts';
import {
  CHANGING_SELECTORS,
  ETHER_LINK_TYPE,
  ICMP_FIELD_TYPES,
  NETWORKS,
  PORT_SELECTORS,
  RAW_PORTS,
  SYNONYMS,
  TRANSPORT_NETWORKS,
  TRANSPORTS,
  VLAN_ETHER_TYPES,
} from '../../facts/nft-packets.ts';
import type { Family, SelectorExpr } from '../ast.ts';
import type { Evaluated } from '../evaluate/expression.ts';
import { type Condition, valueCondition } from './condition.ts';
import { type Field, fieldOf, L4PROTO, NFPROTO, PROTOCOL } from './field.ts';

/** What a selector asks for. */
export interface AskedField {
  readonly field: Field;
  /** What a packet must be like to have the field: the matches that nft adds to the rule. */
  readonly needs: readonly Condition[];
  /** How the selector's values become values of the field, where they are numbered in another way. */
  readonly translate?: ((values: IntervalSet) => IntervalSet) | undefined;
}

/** What a rule has said of the packet's headers before a selector. */
export interface HeadersBefore {
  /** The protocols that matches have named, which keeps nft from adding matches. */
  readonly transport: string | undefined;
  readonly network: string | undefined;
  /** How many VLAN tags were matched: what follows is read behind them. */
  readonly tags: number;
}

const NOTHING: readonly Condition[] = [];
const ETHER_TYPE = fieldOf('ether type', 16);
const LINK_TYPE = fieldOf('meta iiftype', 16);
const ON_ETHERNET = [valueCondition(LINK_TYPE, IntervalSet.point(BigInt(ETHER_LINK_TYPE)))];
const TAGGED = [valueCondition(ETHER_TYPE, IntervalSet.point(BigInt(VLAN_ETHER_TYPES[0]!)))];

const transportNeeds = new Map<string, Condition>(
  Object.entries(TRANSPORTS).map(([header, number]) => [header, valueCondition(L4PROTO, IntervalSet.point(BigInt(number)))]),
);

const messageNeeds = new Map<string, Condition>(
  Object.entries(ICMP_FIELD_TYPES).map(([name, types]) => [
    name,
    valueCondition(
      fieldOf(`${name.slice(0, name.indexOf(' '))} type`, 8),
      IntervalSet.of(types.map((type) => ({ low: BigInt(type), high: BigInt(type) }))),
    ),
  ]),
);

/** The matches on the network protocol, by family group and header. */
const networkNeeds = {
  nfproto: new Map<string, Condition>(),
  protocol: new Map<string, Condition>(),
  etherType: new Map<string, Condition>(),
};
for (const [header, { nfproto, etherType }] of Object.entries(NETWORKS)) {
  const points = IntervalSet.point(BigInt(etherType));
  if (nfproto !== undefined) networkNeeds.nfproto.set(header, valueCondition(NFPROTO, IntervalSet.point(BigInt(nfproto))));
  networkNeeds.protocol.set(header, valueCondition(PROTOCOL, points));
  networkNeeds.etherType.set(header, valueCondition(ETHER_TYPE, points));
}

function isIpFamily(family: Family): boolean {
  return family === 'ip' || family === 'ip6' || family === 'inet';
}

/** What follows for the network protocol when a rule of that family reads a header of it. */
function needsNetwork(family: Family, header: string): readonly Condition[] {
  const need = isIpFamily(family) ? networkNeeds.nfproto.get(header) : networkNeeds.protocol.get(header);
  return need && family !== header ? [need] : NOTHING;
}

/** ICMP belongs to one network protocol; bridge tables ask the Ethernet header for it. */
function needsTransport(family: Family, header: string, before: HeadersBefore): readonly Condition[] {
  const transport = transportNeeds.get(header);
  if (!transport) return NOTHING;
  const network = TRANSPORT_NETWORKS[header];
  if (network === undefined || before.transport === header || before.network !== undefined) return [transport];
  const needs = [...needsNetwork(family, network), transport];
  const link = family === 'bridge' ? networkNeeds.etherType.get(network) : undefined;
  return link ? [link, ...needs] : needs;
}

/** True for a selector that can give another answer when it is asked again for the same packet. */
export function isChanging(name: string): boolean {
  return CHANGING_SELECTORS.some((changing) => name.startsWith(changing));
}

const asked = new Map<Family, Map<string, AskedField>>();

/**
 * The field that a selector asks for and what that needs. `evaluated` is the selector as the evaluator understood it. Undefined when
 * the answer is no number of up to 128 bits, or not the same every time ({@link isChanging}).
 */
export function askedField(
  family: Family,
  expr: SelectorExpr,
  evaluated: Evaluated,
  before: HeadersBefore,
): AskedField | undefined {
  let ready = asked.get(family);
  if (!ready) {
    ready = new Map();
    asked.set(family, ready);
  }
  const known = before.tags > 0 ? undefined : ready.get(expr.text);
  if (known) return known;
  const field = readSelector(family, expr, evaluated, before);
  // Raw payload has as many names as there are offsets: what is kept must not grow with every text that was ever open.
  if (field && before.tags === 0 && ready.size < MAX_KEPT && !HANGS_ON_RULE.test(expr.text)) ready.set(expr.text, field);
  return field;
}

const MAX_KEPT = 1024;
/** Selectors that mean something else, or need something else, after some matches. */
const HANGS_ON_RULE = /^(icmp|icmpv6|igmp|ct (original |reply )?[sd]addr$)/;

function readSelector(family: Family, expr: SelectorExpr, evaluated: Evaluated, before: HeadersBefore): AskedField | undefined {
  const given = evaluated.selector ?? expr.text;
  const name = SYNONYMS[given] ?? given;
  const { bits } = evaluated;
  if (bits <= 0 || bits > 128 || isChanging(name)) return undefined;
  switch (expr.group) {
    case 'payload':
      return payload(family, expr.text, name, bits, before);
    case 'meta':
      return meta(family, name, bits);
    case 'ct':
      return { field: fieldOf(connectionKey(expr.text, evaluated), bits), needs: NOTHING };
    case 'exthdr': {
      const header = /^ip option /.test(name) ? 'ip' : /^(tcp|sctp|dccp) /.test(name) ? undefined : 'ip6';
      return { field: fieldOf(`${expr.text}/${bits}`, bits), needs: header ? needsNetwork(family, header) : NOTHING };
    }
    case 'fib':
      return { field: fieldOf(fibKey(expr.text), bits), needs: NOTHING };
    case 'rt':
      return { field: fieldOf(`${expr.text}/${bits}`, bits), needs: NOTHING };
    default:
      return { field: fieldOf(expr.text, bits), needs: NOTHING };
  }
}

const TUNNEL = /^(vxlan|geneve|gre|gretap) (ether|vlan|arp|ip6?|icmp|icmpv6|igmp|tcp|udp|udplite|sctp|dccp|ah|esp|comp|th) /;

function payload(family: Family, text: string, name: string, bits: number, before: HeadersBefore): AskedField {
  if (TUNNEL.test(text)) return { field: fieldOf(text, bits), needs: NOTHING };
  if (text.startsWith('@')) return { field: fieldOf(RAW_PORTS[name] ?? name, bits), needs: NOTHING };
  const header = name.slice(0, name.indexOf(' '));
  let needs = headerNeeds(family, header, before);
  const message = messageNeeds.get(name);
  if (message) needs = [...needs, message];
  if (before.tags > 0 && header !== 'ether') {
    if (header === 'vlan') return { field: fieldOf(tagged(name, before.tags - 1), bits), needs };
    // Behind a tag nft looks for headers where untagged packets have them; what is found is not what the name says.
    const etherType = NETWORKS[TRANSPORT_NETWORKS[header] ?? header]?.etherType;
    const inTag = fieldOf(tagged('vlan type', before.tags - 1), 16);
    const network = etherType === undefined ? [] : [valueCondition(inTag, IntervalSet.point(BigInt(etherType)))];
    const transport = needs.filter((need) => need.kind === 'values' && need.field === L4PROTO);
    return { field: fieldOf(tagged(name, before.tags), bits), needs: [...network, ...transport] };
  }
  if (PORT_SELECTORS.has(name)) return { field: fieldOf(name.replace(/^\w+/, 'th'), 16), needs };
  if (name === 'ip protocol') return { field: L4PROTO, needs };
  return { field: fieldOf(name, bits), needs };
}

function tagged(name: string, tags: number): string {
  return 'vlan '.repeat(tags) + name;
}

function headerNeeds(family: Family, header: string, before: HeadersBefore): readonly Condition[] {
  if (TRANSPORTS[header] !== undefined) return needsTransport(family, header, before);
  if (NETWORKS[header]) return needsNetwork(family, header);
  const ethernet = family === 'bridge' ? NOTHING : ON_ETHERNET;
  if (header === 'ether') return ethernet;
  if (header === 'vlan') return before.tags > 0 ? ethernet : [...ethernet, ...TAGGED];
  return NOTHING;
}

function meta(family: Family, name: string, bits: number): AskedField {
  if (name === 'meta protocol' && isIpFamily(family)) return { field: NFPROTO, needs: NOTHING, translate: protocolToNfproto };
  return { field: fieldOf(name, bits), needs: NOTHING };
}

/** A packet that reaches a chain of a network family is IPv4 or IPv6: its Ethernet type says no more than that. */
function protocolToNfproto(values: IntervalSet): IntervalSet {
  let out = IntervalSet.EMPTY;
  for (const { nfproto, etherType } of Object.values(NETWORKS))
    if (nfproto !== undefined && values.has(BigInt(etherType))) out = out.union(IntervalSet.point(BigInt(nfproto)));
  return out;
}

/** `ct original saddr` with the family that the rule has made clear. */
function connectionKey(text: string, { bits }: Evaluated): string {
  const match = /^ct (original |reply )?([sd]addr)$/.exec(text);
  return match ? `ct ${match[1] ?? ''}${bits === 32 ? 'ip' : 'ip6'} ${match[2]}` : text;
}

/** The parts of the question in one order. */
function fibKey(text: string): string {
  const words = text.split(' ').filter((word) => word !== '.' && word !== 'fib');
  const result = words.pop();
  return `fib ${words.sort().join(' . ')} ${result}`;
}
