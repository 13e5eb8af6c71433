import { SELECTORS } from '../../facts/nft.ts';
import type { SelectorExpr } from '../ast.ts';
import type { EvaluationContext } from './context.ts';
import { conflictMessage } from './messages.ts';
import { headerOf } from './protocol.ts';
import { type DataType, dataType, INTEGER, IPV4, IPV6, SERVICE, UNKNOWN } from './types.ts';

/** What a selector gives. */
export interface SelectorType {
  readonly type: DataType;
  readonly bits: number;
  /** Its name in the facts: words in their first spelling, numbers left out. */
  readonly name: string;
}

/** Second spellings that nft's scanner knows. */
const SPELLINGS: readonly (readonly [RegExp, string])[] = [
  [/^(tcp|icmp|icmpv6|ah|esp) seq$/, '$1 sequence'],
  [/^tcp option mss\b/, 'tcp option maxseg'],
  [/^tcp option sack-permitted\b/, 'tcp option sack-perm'],
  [/^tcp option noop$/, 'tcp option nop'],
  [/^(meta )?ibriport$/, 'meta ibrname'],
  [/^(meta )?obriport$/, 'meta obrname'],
  [/^(meta )?secpath$/, 'meta ipsec'],
  [/^(rt0 addr|srh sid) ?\[ ?\d+ ?\]$/, '$1 [ <num> ]'],
  [/^ipsec (in|out) spnum \d+ /, 'ipsec $1 '],
  [/^socket cgroupv2 level \d+$/, 'socket cgroupv2 level 1'],
  [/^dccp option \d+$/, 'dccp option 1'],
  [/^osf ttl (?:loose|skip) /, 'osf '],
  [/^ct (?:reply) /, 'ct original '],
];

/** Tunnels whose inner headers can be asked for. */
const TUNNEL =
  /^(vxlan|geneve|gre|gretap) ((?:ether|vlan|arp|ip6?|icmp|igmp|icmpv6|ah|esp|comp|udp|udplite|tcp|dccp|sctp|th) .*)$/;

/** ICMP fields that exist only in messages of some types. Source: RFC 792, RFC 4443, RFC 4861; nft refuses the combination. */
const ICMP_FIELDS: Readonly<Record<string, readonly bigint[]>> = {
  'icmp id': [0n, 8n, 13n, 14n, 15n, 16n, 17n, 18n],
  'icmp sequence': [0n, 8n, 13n, 14n, 15n, 16n, 17n, 18n],
  'icmp gateway': [5n],
  'icmp mtu': [3n],
  'icmpv6 param-problem': [4n],
  'icmpv6 mtu': [2n],
  'icmpv6 id': [128n, 129n],
  'icmpv6 sequence': [128n, 129n],
  'icmpv6 max-delay': [130n, 131n, 132n],
  'icmpv6 taddr': [130n, 131n, 132n, 135n, 136n, 137n],
  'icmpv6 daddr': [137n],
};

/** The name under which the facts know a selector; undefined when they do not. */
export function selectorName(text: string): string | undefined {
  const qualified = `meta ${text}`;
  if (SELECTORS[qualified]) return qualified;
  if (SELECTORS[text]) return text;
  let name = text;
  for (const [pattern, spelling] of SPELLINGS) name = name.replace(pattern, spelling);
  if (SELECTORS[name]) return name;
  const fib = /^fib .* (oif|oifname|type|check)$/.exec(name);
  if (fib) return `fib daddr ${fib[1]}`;
  if (name.startsWith('numgen')) return 'numgen inc mod 4';
  if (/^tcp option \d+/.test(name)) return 'tcp option <num>';
  return undefined;
}

/** The type of a selector where it stands in a rule; tells the rule's protocol context about the headers it needs. */
export function evaluateSelector(ctx: EvaluationContext, expr: SelectorExpr): SelectorType | undefined {
  if (expr.group === 'payload' && expr.text.charCodeAt(0) === 64) return rawPayload(ctx, expr);
  if (expr.group === 'exthdr' && expr.text.includes('@')) return rawOption(ctx, expr);
  const tunnel = expr.group === 'payload' ? TUNNEL.exec(expr.text) : null;
  if (tunnel) {
    if (!useTunnel(ctx, expr, tunnel[1]!)) return undefined;
    const inner = selectorName(tunnel[2]!);
    return inner === undefined ? unknown(expr) : typeOf(inner);
  }
  const name = selectorName(expr.text);
  if (name === undefined) return unknownField(ctx, expr) ? undefined : unknown(expr);
  switch (expr.group) {
    case 'payload':
      return payload(ctx, expr, name);
    case 'exthdr':
      return exthdr(ctx, expr, name);
    case 'meta':
      return meta(ctx, expr, name);
    case 'ct':
      return connection(ctx, expr, name);
    case 'rt':
      return route(ctx, expr, name);
    case 'fib':
      return fib(ctx, expr, name);
    case 'ipsec':
      return ipsec(ctx, expr, name);
    case 'socket':
    case 'osf':
    case 'tunnel':
      ctx.use(expr.group, expr);
      return typeOf(name);
    case 'numgen':
      return { ...typeOf(name), name: expr.text };
    default:
      return typeOf(name);
  }
}

/** Reports a field that an IP option does not have. */
function unknownField(ctx: EvaluationContext, expr: SelectorExpr): boolean {
  const option = /^(ip option \w+) (\w+)$/.exec(expr.text);
  if (!option || !SELECTORS[option[1]!]) return false;
  const prefix = `${option[1]} `;
  const fields = Object.keys(SELECTORS).flatMap((name) => (name.startsWith(prefix) ? [name.slice(prefix.length)] : []));
  ctx.report(
    'invalid-value',
    expr,
    `The IP option "${prefix.split(' ')[2]}" has no field "${option[2]}"; nft refuses the file. It has ${fields.join(', ')}.`,
  );
  return true;
}

function typeOf(name: string): SelectorType {
  const fact = SELECTORS[name]!;
  const type = dataType(fact.type) ?? UNKNOWN;
  return { type, bits: fact.bits ?? type.bits, name };
}

function unknown(expr: SelectorExpr): SelectorType {
  return { type: UNKNOWN, bits: 0, name: expr.text };
}

function payload(ctx: EvaluationContext, expr: SelectorExpr, name: string): SelectorType | undefined {
  if (name === 'vxlan vni' || name === 'vxlan flags' || name === 'geneve vni' || name === 'geneve type') {
    if (!useTunnel(ctx, expr, name.slice(0, name.indexOf(' ')))) return undefined;
    return typeOf(name);
  }
  const header = headerOf(name);
  if (header) {
    const conflict = ctx.protocol.use(header);
    if (conflict) return ctx.report('family-mismatch', expr, conflictMessage(expr.text, conflict));
    if (name === 'ip protocol' || name === 'ip6 nexthdr') ctx.protocol.matchTransport();
    const types = ICMP_FIELDS[name];
    const known = types && ctx.protocol.icmpType(header);
    if (types && known !== undefined && !types.includes(known))
      return ctx.report(
        'family-mismatch',
        expr,
        `"${expr.text}" is no field of the ICMP message type that this rule matched before; nft refuses the file. Remove one of the two matches.`,
      );
  }
  return typeOf(name);
}

/** VXLAN and Geneve run over UDP, and nft wants to be told; GRE is a protocol of its own. */
function useTunnel(ctx: EvaluationContext, expr: SelectorExpr, tunnel: string): boolean {
  if (tunnel === 'gre' || tunnel === 'gretap') {
    const conflict = ctx.protocol.use('gre');
    if (conflict) ctx.report('family-mismatch', expr, conflictMessage(expr.text, conflict));
    return !conflict;
  }
  if (ctx.protocol.transport === 'udp') return true;
  ctx.report(
    'family-mismatch',
    expr,
    ctx.protocol.transport === undefined
      ? `"${expr.text}" needs to know that the packet is UDP; nft refuses the file. Match the tunnel's port before it: udp dport ${tunnel === 'vxlan' ? '4789' : '6081'}.`
      : `"${expr.text}" is carried by UDP, but this rule has already matched ${ctx.protocol.transport}; nft refuses the file.`,
  );
  return false;
}

function rawPayload(ctx: EvaluationContext, expr: SelectorExpr): SelectorType | undefined {
  const match = /^@\s*(\S+?)\s*,\s*(\S+)\s*,\s*(\S+)$/.exec(expr.text);
  if (!match) return unknown(expr);
  const [, base, offset, length] = match;
  if (!['ll', 'nh', 'th', 'ih'].includes(base!))
    return ctx.report(
      'invalid-value',
      expr,
      `"@${base}" is no place in a packet, so nft refuses the file. It knows @ll, @nh, @th and @ih.`,
    );
  const bits = Number(length);
  if (bits === 0)
    return ctx.report(
      'invalid-value',
      expr,
      'A raw payload of 0 bits matches nothing; nft refuses the file. Give the number of bits.',
    );
  if (bits > 1024)
    return ctx.report(
      'invalid-value',
      expr,
      `A raw payload of ${bits} bits is longer than the 1024 that nft can compare; nft refuses the file.`,
    );
  const port = base === 'th' && bits === 16 && (Number(offset) === 0 || Number(offset) === 16);
  return { type: port ? SERVICE : INTEGER, bits, name: `@${base},${offset},${length}` };
}

function rawOption(ctx: EvaluationContext, expr: SelectorExpr): SelectorType | undefined {
  const match = /@\s*(\S+?)\s*,\s*(\d+)\s*,\s*(\d+)$/.exec(expr.text);
  if (!match) return unknown(expr);
  if (Number(match[1]) > 255)
    return ctx.report(
      'invalid-value',
      expr,
      `TCP option ${match[1]} does not exist: the kind is at most 255, so nft refuses the file.`,
    );
  return { type: INTEGER, bits: Number(match[3]), name: 'tcp option raw' };
}

function exthdr(ctx: EvaluationContext, expr: SelectorExpr, name: string): SelectorType | undefined {
  const option = /^tcp option (\d+)/.exec(expr.text);
  if (option && Number(option[1]) > 255)
    return ctx.report(
      'invalid-value',
      expr,
      `TCP option ${option[1]} does not exist: the kind is at most 255, so nft refuses the file.`,
    );
  const needs = name.startsWith('ip option') ? 'ip' : /^(tcp|sctp|dccp) /.test(name) ? undefined : 'ip6';
  const network = ctx.protocol.network;
  if (needs && network !== undefined && network !== needs)
    return ctx.report(
      'family-mismatch',
      expr,
      `"${expr.text}" exists only in ${needs === 'ip' ? 'IPv4' : 'IPv6'} packets, and this rule is about ${network}; nft refuses the file.`,
    );
  if (needs && network === undefined) ctx.protocol.use(needs);
  const result = typeOf(name);
  // Without a field the question is whether the option is there.
  return /^(?:(?:tcp|ip|dccp) option \S+|sctp chunk \S+|exthdr \S+)$/.test(name) ? { ...result, type: BOOLEAN } : result;
}

const BOOLEAN = dataType('boolean')!;
const BRIDGE_KEYS = new Set(['meta ibrname', 'meta obrname', 'meta ibrpvid', 'meta ibrvproto', 'meta ibrhwaddr']);

function meta(ctx: EvaluationContext, expr: SelectorExpr, name: string): SelectorType | undefined {
  if (name === 'meta nfproto' && ctx.family !== 'inet')
    return ctx.report(
      'family-mismatch',
      expr,
      `"meta nfproto" tells IPv4 from IPv6 in inet tables; in a table of family ${ctx.family} nft refuses the file. Remove the match.`,
    );
  if (name === 'meta l4proto') ctx.protocol.matchTransport();
  if (BRIDGE_KEYS.has(name)) ctx.use('meta bridge', expr);
  else if (name === 'meta sdif' || name === 'meta sdifname') ctx.use('meta sdif', expr);
  else if (name === 'meta ipsec') ctx.use('meta ipsec', expr);
  return typeOf(name);
}

function connection(ctx: EvaluationContext, expr: SelectorExpr, name: string): SelectorType | undefined {
  ctx.use('ct', expr);
  const directed = /^ct (original|reply) /.test(expr.text);
  const address = /^ct (?:(?:original|reply) )?(?:(ip6?) )?([sd]addr)$/.exec(expr.text);
  if (address) {
    const family =
      address[1] ?? (ctx.protocol.network === 'ip' || ctx.protocol.network === 'ip6' ? ctx.protocol.network : undefined);
    if (!family)
      return ctx.report(
        'family-mismatch',
        expr,
        `"${expr.text}" can be an IPv4 or an IPv6 address here, and nft cannot tell which, so it refuses the file. Write "${expr.text.replace(/([sd]addr)$/, 'ip $1')}" or "${expr.text.replace(/([sd]addr)$/, 'ip6 $1')}".`,
      );
    if (address[1] && ctx.protocol.network && ctx.protocol.network !== address[1])
      return ctx.report(
        'family-mismatch',
        expr,
        `"${expr.text}" asks for ${address[1]}, but this rule is about ${ctx.protocol.network}; nft refuses the file.`,
      );
    if (address[1] && !ctx.protocol.network) ctx.protocol.use(address[1]);
    const type = family === 'ip' ? IPV4 : IPV6;
    return { type, bits: type.bits, name: expr.text };
  }
  if (!directed && /^ct proto-(src|dst)$/.test(expr.text))
    return ctx.report(
      'statement-context',
      expr,
      `"${expr.text}" needs a direction, because a connection has two; nft refuses the file. Write "ct original ${expr.text.slice(3)}" or "ct reply ${expr.text.slice(3)}".`,
    );
  return { ...typeOf(name), name: expr.text };
}

function route(ctx: EvaluationContext, expr: SelectorExpr, name: string): SelectorType | undefined {
  ctx.use(/ mtu$/.test(name) ? 'rt mtu' : 'rt', expr);
  if (!/ nexthop$/.test(name)) return typeOf(name);
  const family =
    /^rt (ip6?) /.exec(expr.text)?.[1] ??
    (ctx.protocol.network === 'ip' || ctx.protocol.network === 'ip6' ? ctx.protocol.network : undefined);
  if (!family)
    return ctx.report(
      'family-mismatch',
      expr,
      'The next hop can be an IPv4 or an IPv6 address here, and nft cannot tell which, so it refuses the file. Write "rt ip nexthop" or "rt ip6 nexthop".',
    );
  if ((ctx.family === 'ip' || ctx.family === 'ip6') && ctx.family !== family)
    return ctx.report(
      'family-mismatch',
      expr,
      `"${expr.text}" never matches in a table of family ${ctx.family}; nft refuses the file.`,
    );
  const type = family === 'ip' ? IPV4 : IPV6;
  return { type, bits: type.bits, name };
}

function fib(ctx: EvaluationContext, expr: SelectorExpr, name: string): SelectorType | undefined {
  const keys = expr.text
    .split(' ')
    .filter((word) => word !== '.' && word !== 'fib')
    .slice(0, -1);
  const has = (key: string) => keys.includes(key);
  if (has('saddr') && has('daddr'))
    return ctx.report(
      'invalid-value',
      expr,
      'A route lookup takes the source or the destination address, not both; nft refuses the file.',
    );
  if (!has('saddr') && !has('daddr'))
    return ctx.report(
      'invalid-value',
      expr,
      'A route lookup needs an address to look up, so nft refuses the file. Write "fib saddr …" or "fib daddr …".',
    );
  if (has('iif') && has('oif'))
    return ctx.report(
      'invalid-value',
      expr,
      'A route lookup takes the incoming or the outgoing interface, not both; nft refuses the file.',
    );
  ctx.use(/ type$/.test(expr.text) ? (has('iif') ? 'fib type iif' : 'fib type') : 'fib oif', expr);
  return typeOf(name);
}

function ipsec(ctx: EvaluationContext, expr: SelectorExpr, name: string): SelectorType | undefined {
  if (!['ip', 'ip6', 'inet'].includes(ctx.family))
    return ctx.report(
      'family-mismatch',
      expr,
      `IPsec states exist only in ip, ip6 and inet tables, not in family ${ctx.family}; nft refuses the file.`,
    );
  ctx.use(expr.text.startsWith('ipsec in') ? 'ipsec in' : 'ipsec out', expr);
  return typeOf(name);
}
