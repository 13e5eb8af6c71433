import { Kind, Token } from '../../syntax/nft/kinds.generated.ts';
import type {
  BaseChainSpec,
  DevicesSpec,
  Directive,
  ElementsSpec,
  Expr,
  Flowtable,
  FlowtableHookSpec,
  Name,
  ObjectDeclaration,
  ObjectType,
  PolicySpec,
  PriorityExpr,
  Property,
  SetDeclaration,
  SetItem,
  SetTypeSpec,
  StatefulStatement,
  StateSpec,
  TableName,
} from '../ast.ts';
import { expressionsIn, isExpression, lowerElements, lowerExpression } from './expressions.ts';
import { isText, isWord, type Reader } from './reader.ts';
import { lowerComment, lowerStateful } from './statements.ts';

/** `include`, `define`, `redefine`, `undefine`; undefined for other nodes. */
export function lowerDirective(reader: Reader, index: number): Directive | undefined {
  const start = reader.start(index);
  const end = reader.end(index);
  const kind = reader.kind(index);
  const first = reader.next(index + 1);
  switch (kind) {
    case Kind.include:
      return { kind: 'include', path: reader.name(first), start, end };
    case Kind.undefine:
      return { kind: 'undefine', name: reader.name(first), start, end };
    case Kind.define:
    case Kind.redefine: {
      const value = reader.next(reader.next(first));
      return {
        kind: kind === Kind.define ? 'define' : 'redefine',
        name: reader.name(first),
        value: lowerExpression(reader, value),
        start,
        end,
      };
    }
    default:
      return undefined;
  }
}

/** All words and texts among the children. */
function namesIn(reader: Reader, index: number): Name[] {
  return reader
    .children(index)
    .filter((child) => isText(reader.kind(child)) || reader.kind(child) === Kind.number)
    .map((child) => reader.name(child));
}

/** A property with the words behind its first one. */
function property(reader: Reader, index: number, name: string, from = 1): Property {
  const values = reader
    .children(index)
    .slice(from)
    .filter((child) => reader.kind(child) !== Token.COMMA)
    .map((child) => reader.name(child));
  return { kind: 'property', property: name, values, start: reader.start(index), end: reader.end(index) };
}

/** One-line properties that several blocks share; undefined for other nodes. */
export function lowerProperty(reader: Reader, index: number): Property | undefined {
  const start = reader.start(index);
  const end = reader.end(index);
  switch (reader.kind(index)) {
    case Kind.comment_clause: {
      const { text } = lowerComment(reader, index);
      const value = reader.next(index + 1);
      return {
        kind: 'property',
        property: 'comment',
        values: [{ text, start: reader.start(value), end: reader.end(value) }],
        start,
        end,
      };
    }
    case Kind.table_flags:
    case Kind.chain_flags:
    case Kind.set_flags:
      return property(reader, index, 'flags');
    case Kind.set_timeout:
      return property(reader, index, 'timeout');
    case Kind.set_gc_interval:
      return property(reader, index, 'gc-interval');
    case Kind.set_size:
      return property(reader, index, 'size');
    case Kind.set_policy:
      return property(reader, index, 'policy');
    case Kind.auto_merge:
      return { kind: 'property', property: 'auto-merge', values: [], start, end };
    case Kind.flowtable_counter:
      return { kind: 'property', property: 'counter', values: [], start, end };
    case Kind.counter_values:
      return property(reader, index, 'values', 0);
    case Kind.quota:
      return property(reader, index, 'quota', 0);
    case Kind.rate:
      return property(reader, index, 'rate');
    case Kind.secmark_context:
      return property(reader, index, 'context', 0);
    case Kind.synproxy_values:
      return property(reader, index, 'values', 0);
    case Kind.helper_type:
      return property(reader, index, 'type');
    case Kind.l3proto:
      return property(reader, index, 'l3proto');
    case Kind.object_protocol:
      return property(reader, index, 'protocol');
    case Kind.expectation_port:
      return property(reader, index, 'dport');
    case Kind.timeout_policy: {
      const values = reader
        .children(index)
        .filter((child) => reader.kind(child) === Kind.timeout_state)
        .map((child) => reader.name(child));
      return { kind: 'property', property: 'policy', values, start, end };
    }
    case Kind.count_limit:
      return property(reader, index, 'limit', 0);
    case Kind.tunnel_value:
      return property(reader, index, reader.text(index + 1));
    case Kind.tunnel_options:
      return { kind: 'property', property: reader.text(index + 1), values: [reader.name(index)], start, end };
    default:
      return undefined;
  }
}

export function lowerPriority(reader: Reader, index: number): PriorityExpr {
  const start = reader.start(index);
  const end = reader.end(index);
  let name: string | undefined;
  let sign = 1;
  let offset = 0;
  for (const child of reader.children(index)) {
    const kind = reader.kind(child);
    if (kind === Kind.variable) return { offset: 0, variable: reader.variable(child), start, end };
    if (kind === Token.DASH) sign = -1;
    else if (kind === Kind.number) offset = sign * parseNumber(reader.text(child));
    else if (isWord(kind)) name = reader.text(child);
  }
  return { name, offset, start, end };
}

/** A number as nft's scanner reads it: a leading zero means octal unless a digit forbids that. */
export function parseNumber(text: string): number {
  if (/^0[0-7]+$/.test(text)) return Number.parseInt(text, 8);
  return Number(text);
}

function devicesIn(reader: Reader, index: number): Expr[] {
  const list = reader.find(index, Kind.device_list);
  return expressionsIn(reader, list < 0 ? index : list);
}

export function lowerBaseChain(reader: Reader, index: number): BaseChainSpec {
  const children = reader.children(index);
  const hook = children[3]!;
  const priority = reader.find(index, Kind.priority);
  const device = children.findIndex((child) => reader.kind(child) === Token.device || reader.kind(child) === Token.devices);
  let devices: Expr[] = [];
  if (device >= 0) {
    const value = children[device + (reader.kind(children[device]!) === Token.devices ? 2 : 1)]!;
    devices = reader.kind(value) === Kind.device_list ? expressionsIn(reader, value) : [lowerExpression(reader, value)];
  }
  return {
    kind: 'base-chain',
    type: reader.name(children[1]!),
    hook: reader.name(hook),
    priority: lowerPriority(reader, priority),
    devices,
    hasDevices: device >= 0,
    start: reader.start(index),
    end: reader.end(index),
  };
}

export function lowerPolicy(reader: Reader, index: number): PolicySpec {
  const value = reader.next(index + 1);
  const policy = reader.kind(value) === Kind.variable ? reader.variable(value) : reader.name(value);
  return { kind: 'policy', policy, start: reader.start(index), end: reader.end(index) };
}

export function lowerDevices(reader: Reader, index: number): DevicesSpec {
  return { kind: 'devices', devices: devicesIn(reader, index), start: reader.start(index), end: reader.end(index) };
}

function lowerSetType(reader: Reader, index: number): SetTypeSpec {
  const children = reader.children(index);
  const byExpression = reader.kind(children[0]!) === Token.typeof;
  const parts = (node: number): (Name | Expr)[] =>
    reader.kind(node) === Kind.type_expression
      ? expressionsIn(reader, node)
      : reader
          .words(node)
          .split(' . ')
          .map((text) => ({ text: text.trim(), start: reader.start(node), end: reader.end(node) }));
  const spec = {
    kind: 'set-type',
    typeof: byExpression,
    key: parts(children[1]!),
    start: reader.start(index),
    end: reader.end(index),
  } as const;
  const intervalData = children.some((child) => reader.kind(child) === Token.interval);
  const data = children.length > 2 ? children[children.length - 1] : undefined;
  if (data === undefined) return { ...spec, intervalData };
  if (reader.kind(data) === Kind.object_type) return { ...spec, objectData: reader.words(data), intervalData };
  return { ...spec, data: parts(data), intervalData };
}

/** `[family] TABLE NAME` among the children of a command: nothing for declarations inside a table. */
export function lowerTarget(reader: Reader, index: number): { of?: TableName; name: Name } {
  const children = reader.children(index);
  const family = children.find((child) => reader.kind(child) === Kind.family);
  const names = children.filter((child) => isWord(reader.kind(child))).map((child) => reader.name(child));
  const nothing: Name = { text: '', start: reader.start(index), end: reader.start(index) };
  if (names.length < 2) return { name: names[0] ?? nothing };
  const table = names[0]!;
  return { of: family === undefined ? { table } : { family: reader.name(family), table }, name: names[1]! };
}

/** A set or map that is index 0 of what the reader has laid out. */
export function lowerSetDeclaration(reader: Reader): SetDeclaration {
  const kind = reader.kind(0) === Kind.map_definition ? 'map' : 'set';
  const body = reader.find(0, kind === 'map' ? Kind.map_body : Kind.set_body);
  const items: SetItem[] = [];
  let state: StatefulStatement[] = [];
  const flush = () => {
    if (state.length > 0)
      items.push({
        kind: 'state',
        statements: state,
        start: state[0]!.start,
        end: state[state.length - 1]!.end,
      } satisfies StateSpec);
    state = [];
  };
  for (const child of body < 0 ? [] : reader.children(body)) {
    if (reader.kind(child) === Kind.stateful_statement) {
      state.push(lowerStateful(reader, child));
      continue;
    }
    flush();
    const item = lowerSetItem(reader, child);
    if (item) items.push(item);
  }
  flush();
  return { kind, length: reader.end(0), ...lowerTarget(reader, 0), items };
}

function lowerSetItem(reader: Reader, index: number): SetItem | undefined {
  switch (reader.kind(index)) {
    case Kind.set_type:
    case Kind.set_typeof:
      return lowerSetType(reader, index);
    case Kind.set_elements: {
      const elements = lowerElements(reader, reader.next(reader.next(index + 1)));
      return { kind: 'elements', elements, start: reader.start(index), end: reader.end(index) } satisfies ElementsSpec;
    }
    default:
      return lowerProperty(reader, index) ?? lowerDirective(reader, index);
  }
}

/** A flowtable that is index 0. */
export function lowerFlowtable(reader: Reader): Flowtable {
  const body = reader.find(0, Kind.flowtable_body);
  const items: Flowtable['items'][number][] = [];
  for (const child of body < 0 ? [] : reader.children(body)) {
    const kind = reader.kind(child);
    if (kind === Kind.flowtable_hook) items.push(lowerFlowtableHook(reader, child));
    else if (kind === Kind.chain_devices) items.push(lowerDevices(reader, child));
    else {
      const item = lowerProperty(reader, child) ?? lowerDirective(reader, child);
      if (item) items.push(item);
    }
  }
  return { kind: 'flowtable', length: reader.end(0), ...lowerTarget(reader, 0), items };
}

function lowerFlowtableHook(reader: Reader, index: number): FlowtableHookSpec {
  return {
    kind: 'flowtable-hook',
    hook: reader.name(reader.next(index + 1)),
    priority: lowerPriority(reader, reader.find(index, Kind.priority)),
    start: reader.start(index),
    end: reader.end(index),
  };
}

/** A counter, quota, ct helper … that is index 0. */
export function lowerObject(reader: Reader): ObjectDeclaration {
  const children = reader.children(0);
  const first = reader.text(children[0]!);
  const type = (first === 'ct' ? `ct ${reader.text(children[1]!)}` : first) as ObjectType;
  const items: ObjectDeclaration['items'][number][] = [];
  for (const child of children) {
    const own = lowerProperty(reader, child);
    if (own) items.push(own);
    else if (!isExpression(reader.kind(child)))
      for (const inner of reader.children(child)) {
        const item = lowerProperty(reader, inner) ?? lowerDirective(reader, inner);
        if (item) items.push(item);
      }
  }
  return { kind: 'object', length: reader.end(0), type, ...lowerTarget(reader, 0), items };
}

export { namesIn };
