import { EXTENSION_LAYOUT, FIELD_LAYOUT, HEADERS, HOST_ORDER, HOST_ORDER_BYTES } from '../../facts/nft.ts';
import type { SelectorExpr } from '../ast.ts';
import { evaluateSelector, type SelectorType } from '../evaluate/selectors.ts';
import { isStringType } from '../evaluate/types.ts';
import type { LinearizeContext, RelationStep } from './context.ts';
import { HeaderContext, type HeaderLayer } from './headers.ts';
import type { PayloadBase } from './netlink.ts';
import { bytesFor, type Constant, type FieldLoad, type Operand, type Order, type OtherLoad, ones } from './operand.ts';
import type { Read } from './operands.ts';
import { addRelation } from './relations.ts';

/** How the value of a selector is used. */
export interface Use {
  /** It is joined with others: numbers are put in the host's order before they are shifted. */
  readonly joined: boolean;
  /** It is asked for being there, not for its value. */
  readonly presence?: boolean;
}
export const ALONE: Use = { joined: false };

const EXPRESSIONS: Readonly<Record<string, OtherLoad['name']>> = {
  ct: 'ct',
  exthdr: 'exthdr',
  fib: 'fib',
  rt: 'rt',
  socket: 'socket',
  osf: 'osf',
  ipsec: 'xfrm',
  tunnel: 'tunnel',
  numgen: 'numgen',
};

/** Selectors that say which header follows. */
const PROTOCOL_KEYS: ReadonlySet<string> = new Set(
  Object.values(HEADERS).flatMap(({ key, field }) => [key, field].filter((name) => name !== undefined)),
);

/** What a selector reads, with the matches that nft puts before it. Undefined when nft refuses it or it cannot be known. */
export function readSelector(context: LinearizeContext, expr: SelectorExpr, use: Use): Read | undefined {
  const type = evaluateSelector(context.evaluation, expr);
  const operand = type && operandOf(context, expr, type, use);
  if (!operand) return undefined;
  const presence =
    (type.type.name === 'boolean' || (expr.group === 'exthdr' && isWhole(expr.text))) && context.has('presence is yes or no');
  return { operand, type: type.type, bits: type.bits || operand.bits, selector: type.name, presence };
}

function operandOf(context: LinearizeContext, expr: SelectorExpr, type: SelectorType, use: Use): Operand | undefined {
  const text = isStringType(type.type);
  switch (expr.group) {
    case 'payload':
      return expr.text.startsWith('@') ? rawField(context, expr.text, use) : field(context, expr, type, use);
    case 'meta':
      return {
        kind: 'meta',
        key: type.name.slice('meta '.length),
        bits: type.bits,
        order: orderOf(context, expr, type.name, use),
        text,
        protocol: PROTOCOL_KEYS.has(type.name) || type.name === 'meta iiftype',
        tunnel: false,
      };
    case 'exthdr':
      return extension(context, expr, type, use);
    default: {
      return {
        kind: 'other',
        name: EXPRESSIONS[expr.group]!,
        offset: 0,
        bits: use.presence ? 8 : otherBits(context, expr, type),
        order: orderOf(context, expr, type.name, use),
        text,
        selector: type.name,
      };
    }
  }
}

function orderOf(context: LinearizeContext, expr: SelectorExpr, selector: string, use: Use): Order {
  const name = selector.replace(/^ct (?:original|reply) /, 'ct ').replace(/^fib .* (\w+)$/, 'fib daddr $1');
  if (expr.group === 'numgen' || HOST_ORDER.has(name)) return 'host';
  return use.joined && HOST_ORDER_BYTES.has(name) && !context.has('single bytes keep their order') ? 'host' : 'big';
}

function otherBits(context: LinearizeContext, expr: SelectorExpr, type: SelectorType): number {
  if (expr.group === 'ct' && /[sd]addr$/.test(type.name) && type.bits === 0)
    return context.headers.known('network') === 'ip6' ? 128 : 32;
  return type.bits;
}

// --- fields of headers

const TUNNEL =
  /^(vxlan|geneve|gre|gretap) ((?:ether|vlan|arp|ip6?|icmp|igmp|icmpv6|ah|esp|comp|udp|udplite|tcp|dccp|sctp|th) .*)$/;

function field(context: LinearizeContext, expr: SelectorExpr, type: SelectorType, use: Use): Operand | undefined {
  const tunnel = TUNNEL.exec(expr.text)?.[1] ?? (/^(vxlan|geneve) /.exec(expr.text)?.[1] || undefined);
  const layout = FIELD_LAYOUT[type.name];
  if (!layout) return undefined;
  const [base, start] = layout;
  const header = type.name.slice(0, type.name.indexOf(' '));
  const inside = tunnel !== undefined;
  if (inside) requireTunnel(context, tunnel);
  const headers = inside ? context.inside(tunnel) : context.headers;
  // `th` reads whatever transport header there is, and a tunnel's own fields stand behind one that is known.
  const stacked = header === 'th' || base === 'tunnel' ? 0 : requireHeader(context, headers, header, type.name, inside);
  return aligned(
    context,
    {
      kind: 'field',
      base: base as PayloadBase,
      offset: start + stacked,
      bits: type.bits,
      order: 'big',
      text: false,
      protocol: PROTOCOL_KEYS.has(type.name),
      header: header === 'th' ? undefined : header,
      tunnel: inside,
    },
    use,
  );
}

function requireTunnel(context: LinearizeContext, tunnel: string): void {
  if (tunnel !== 'gre' && tunnel !== 'gretap') return;
  if (context.headers.known('transport') !== undefined) return;
  add(context, context.headers, 'services', 'gre', false);
}

/** Makes sure that a header is there, with matches where the rule does not say so yet. Gives the bits of link headers before it. */
export function requireHeader(
  context: LinearizeContext,
  headers: HeaderContext,
  header: string,
  selector: string,
  inside: boolean,
): number {
  const layer = HEADERS[header]?.layer;
  if (!layer) return 0;
  if (headers.known(layer) === undefined) {
    generate(context, headers, header, layer, inside);
    if (layer === 'link' && headers.known('link') !== header) return stackLink(context, headers, header, inside);
  } else if (layer === 'link') {
    if (headers.known('link') === header) return headers.stackedBits;
    return resolveLink(context, headers, header, inside);
  }
  const icmp = headers.icmpDependency(selector, header);
  if (icmp) dependency(context, headers, icmp.selector, icmp.numbers, inside);
  return 0;
}

/** A link header where the table has none, or another one. */
function resolveLink(context: LinearizeContext, headers: HeaderContext, header: string, inside: boolean): number {
  const known = headers.known('link')!;
  if (HEADERS[known]?.pseudo) {
    dependency(context, headers, 'meta iiftype', [1], inside);
    if (header === 'ether') return 0;
  } else if (headers.isStacked(header)) return 0;
  return stackLink(context, headers, header, inside);
}

function stackLink(context: LinearizeContext, headers: HeaderContext, header: string, inside: boolean): number {
  const below = headers.known('link');
  const number = below === undefined ? undefined : HeaderContext.number(below, header);
  const key = below && HEADERS[below]?.key;
  if (number === undefined || !key) return 0;
  dependency(context, headers, key, [number], inside);
  return headers.stackedBits;
}

/** Adds the match that says that a header is there, and those that this one needs. */
function generate(context: LinearizeContext, headers: HeaderContext, header: string, layer: HeaderLayer, inside: boolean): void {
  if (headers.isBelowBase(layer)) {
    dependency(context, headers, 'meta iiftype', [1], inside);
    return;
  }
  let below = headers.known(headers.below(layer)!);
  if (below === undefined) {
    const network = header === 'icmp' || header === 'igmp' ? 'ip' : header === 'icmpv6' ? 'ip6' : undefined;
    if (network) {
      const link = headers.known('link');
      if (link) add(context, headers, link, network, inside);
      below = network;
    } else below = 'services';
  }
  // In a bridge the packet's protocol is asked for, which sees through VLAN tags that the card has removed.
  if (headers.family === 'bridge' && below === 'ether' && layer === 'network' && header !== 'arp') below = 'netdev';
  add(context, headers, below, header, inside);
}

function add(context: LinearizeContext, headers: HeaderContext, below: string, header: string, inside: boolean): void {
  const number = HeaderContext.number(below, header);
  const key = HEADERS[below]?.key;
  if (number === undefined || key === undefined) return;
  dependency(context, headers, key, [number], inside);
  headers.learn(HEADERS[header]!.layer, header);
}

/** Adds a match of a selector with a number, or with a set of several, before the statement that is being read. */
function dependency(
  context: LinearizeContext,
  headers: HeaderContext,
  selector: string,
  numbers: readonly number[],
  inside: boolean,
): void {
  const left = keyOperand(headers, selector, inside);
  const constants = numbers.map(
    (number): Constant => ({ kind: 'constant', value: BigInt(number), bits: left.bits, order: left.order, text: false }),
  );
  const step: RelationStep = {
    kind: 'relation',
    left,
    relation: 'eq',
    right:
      constants.length === 1
        ? constants[0]!
        : { kind: 'elements', keys: constants.map((value) => ({ value, interval: false, plain: true })) },
    flags: false,
  };
  addRelation(context, headers, selector, step);
}

const KEY_BITS: Readonly<Record<string, number>> = { 'meta protocol': 16, 'meta iiftype': 16, 'ether type': 16, 'vlan type': 16 };

function keyOperand(headers: HeaderContext, selector: string, inside: boolean): Operand {
  const bits = KEY_BITS[selector] ?? 8;
  if (selector.startsWith('meta '))
    return {
      kind: 'meta',
      key: selector.slice('meta '.length),
      bits,
      order: HOST_ORDER.has(selector) ? 'host' : 'big',
      text: false,
      protocol: true,
      tunnel: inside,
    };
  const [base, offset] = FIELD_LAYOUT[selector]!;
  const header = selector.slice(0, selector.indexOf(' '));
  return {
    kind: 'field',
    base: base as PayloadBase,
    offset: offset + (base === 'link' && header === headers.known('link') ? headers.stackedBits : 0),
    bits,
    order: 'big',
    text: false,
    protocol: true,
    header,
    tunnel: inside,
  };
}

const RAW_BASES: Readonly<Record<string, PayloadBase>> = { ll: 'link', nh: 'network', th: 'transport', ih: 'inner' };

/** `@nh,96,32` */
function rawField(context: LinearizeContext, text: string, use: Use): Operand | undefined {
  const match = /^@\s*(\w+)\s*,\s*(\w+)\s*,\s*(\w+)$/.exec(text);
  const base = match && RAW_BASES[match[1]!];
  if (!base) return undefined;
  return aligned(
    context,
    {
      kind: 'field',
      base,
      offset: Number(match[2]),
      bits: Number(match[3]),
      order: 'big',
      text: false,
      protocol: false,
      header: undefined,
      tunnel: false,
    },
    use,
  );
}

// --- extension headers and options

function extension(context: LinearizeContext, expr: SelectorExpr, type: SelectorType, use: Use): Operand | undefined {
  const network = /^(?:tcp|dccp|sctp) /.test(expr.text) ? undefined : expr.text.startsWith('ip option') ? 'ip' : 'ip6';
  if (network && context.headers.known('network') === undefined) {
    // Unlike those of other fields, this match is put before everything else of the rule.
    const link = context.headers.known('link');
    const number = link && HeaderContext.number(link, network);
    const key = link && HEADERS[link]?.key;
    if (number !== undefined && key) {
      const left = keyOperand(context.headers, key, false);
      context.steps.unshift({
        kind: 'relation',
        left,
        relation: 'eq',
        right: { kind: 'constant', value: BigInt(number), bits: left.bits, order: left.order, text: false },
        flags: false,
      });
      context.headers.learn('network', network);
    }
  }
  const raw = /@\s*(\w+)\s*,\s*(\d+)\s*,\s*(\d+)$/.exec(expr.text);
  const [offset, bits] = raw ? [Number(raw[2]), Number(raw[3])] : (EXTENSION_LAYOUT[type.name] ?? [0, type.bits]);
  const whole = isWhole(expr.text);
  return aligned(
    context,
    {
      kind: 'other',
      name: 'exthdr',
      offset: offset % 8,
      bits: use.presence || whole ? 8 : bits,
      order: 'big',
      text: false,
      selector: type.name,
    },
    use,
  );
}

/** A header or an option as such: it is there or not. */
function isWhole(text: string): boolean {
  return /^exthdr \w+$|^(?:ip|tcp) option \w+$|^ip option \w+ type$|^sctp chunk [\w-]+$|^dccp option \d+$/.test(text);
}

// --- parts of bytes

/** A field that does not begin and end at a byte is read with its neighbours, masked and shifted. */
function aligned(context: LinearizeContext, load: FieldLoad | OtherLoad, use: Use): Operand {
  if (load.offset % 8 === 0 && load.bits % 8 === 0) return load;
  const into = load.offset % 8;
  const bytes = bytesFor(into + load.bits);
  const shift = bytes * 8 - into - load.bits;
  const bits = load.bits + shift;
  const masked: Operand = {
    kind: 'combined',
    operator: '&',
    left: { ...load, bits: bytes * 8, offset: load.offset - into },
    right: ones(load.bits) << BigInt(shift),
    bits,
    order: load.order,
    text: false,
  };
  if (shift === 0) return masked;
  const widened = (use.joined || context.targetBits > 0) && context.has('byte order of joined and assigned parts of bytes');
  const inHostOrder = widened && bytesFor(bits) > 1 && load.order === 'big';
  const left: Operand = inHostOrder ? { kind: 'swapped', of: masked, bits, order: 'host', text: false } : masked;
  return { kind: 'shifted', operator: '>>', left, by: shift, bits, order: left.order, text: false };
}
