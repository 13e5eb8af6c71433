import { Kind, Token } from '../../syntax/nft/kinds.generated.ts';
import type {
  AnonymousRule,
  CommentClause,
  DupStatement,
  ElementOption,
  Expr,
  LogOption,
  LogStatement,
  MatchOperator,
  MatchStatement,
  NatStatement,
  QueueStatement,
  RejectStatement,
  Rule,
  SetStatement,
  StatefulStatement,
  Statement,
} from '../ast.ts';
import {
  expressionsIn,
  isExpression,
  lowerElementOption,
  lowerExpression,
  lowerSelector,
  lowerSetReference,
  lowerVerdict,
} from './expressions.ts';
import type { Reader } from './reader.ts';

/** A rule of what the reader has laid out. */
export function lowerRule(reader: Reader, index: number): Rule {
  const statements: Statement[] = [];
  let comment: CommentClause | undefined;
  const end = reader.next(index);
  for (let i = index + 1; i < end; i = reader.next(i)) {
    if (reader.kind(i) === Kind.comment_clause) comment = lowerComment(reader, i);
    else statements.push(lowerStatement(reader, i));
  }
  return { statements, comment };
}

export function lowerComment(reader: Reader, index: number): CommentClause {
  return { text: reader.name(reader.next(index + 1)).text, start: reader.start(index), end: reader.end(index) };
}

/** The rules of `jump { … }`. They are part of the unit around them: their offsets count from its start. */
export function lowerAnonymousChain(reader: Reader, index: number): AnonymousRule[] {
  const out: AnonymousRule[] = [];
  const end = reader.next(index);
  for (let i = index + 1; i < end; i = reader.next(i))
    if (reader.kind(i) === Kind.rule) out.push({ rule: lowerRule(reader, i), start: reader.start(i), end: reader.end(i) });
  return out;
}

const OPERATORS: Readonly<Record<string, MatchOperator>> = {
  '==': '==',
  eq: '==',
  '!=': '!=',
  ne: '!=',
  '<': '<',
  lt: '<',
  '>': '>',
  gt: '>',
  '<=': '<=',
  le: '<=',
  '>=': '>=',
  ge: '>=',
  '!': '!',
  not: '!',
};

function lowerMatch(reader: Reader, index: number): MatchStatement {
  const end = reader.next(index);
  const left = lowerExpression(reader, index + 1);
  let operator: MatchOperator = 'implicit';
  let right: Expr | undefined;
  let mask: Expr | undefined;
  for (let i = reader.next(index + 1); i < end; i = reader.next(i)) {
    if (!isExpression(reader.kind(i))) operator = OPERATORS[reader.text(i)] ?? operator;
    else if (right) mask = lowerExpression(reader, i);
    else right = lowerExpression(reader, i);
  }
  return { kind: 'match', left, operator, right: right ?? left, mask, start: reader.start(index), end: reader.end(index) };
}

function lowerStatement(reader: Reader, index: number): Statement {
  const start = reader.start(index);
  const end = reader.end(index);
  switch (reader.kind(index)) {
    case Kind.match:
      return lowerMatch(reader, index);
    case Kind.vmap_statement: {
      const key = index + 1;
      return {
        kind: 'vmap',
        key: lowerExpression(reader, key),
        map: lowerExpression(reader, reader.next(reader.next(key))),
        start,
        end,
      };
    }
    case Kind.verdict:
    case Kind.jump:
      return { kind: 'verdict', verdict: lowerVerdict(reader, index), start, end };
    case Kind.counter_statement:
    case Kind.limit_statement:
    case Kind.quota_statement:
    case Kind.last_statement:
    case Kind.connlimit_statement:
      return lowerStateful(reader, index);
    case Kind.log_statement:
      return lowerLog(reader, index);
    case Kind.reject_statement:
      return lowerReject(reader, index);
    case Kind.nat_statement:
    case Kind.masquerade_statement:
    case Kind.redirect_statement:
    case Kind.tproxy_statement:
      return lowerNat(reader, index);
    case Kind.queue_statement:
      return lowerQueue(reader, index);
    case Kind.dup_statement:
    case Kind.fwd_statement:
      return lowerDup(reader, index);
    case Kind.flow_statement:
      return { kind: 'flow', flowtable: reader.symbol(lastChild(reader, index), false), start, end };
    case Kind.notrack_statement:
      return { kind: 'notrack', start, end };
    case Kind.synproxy_statement:
    case Kind.tunnel_statement:
      return {
        kind: reader.kind(index) === Kind.tunnel_statement ? 'tunnel' : 'synproxy',
        object: reader.find(index, Token.name) < 0 ? undefined : expressionsIn(reader, index)[0],
        text: reader.words(index),
        start,
        end,
      };
    case Kind.mangle_statement: {
      const target = index + 1;
      return {
        kind: 'mangle',
        target: lowerSelector(reader, target),
        value: lowerExpression(reader, reader.next(reader.next(target))),
        start,
        end,
      };
    }
    case Kind.set_statement:
      return lowerSetStatement(reader, index);
    case Kind.meter_statement:
      return lowerMeter(reader, index);
    case Kind.reset_option_statement:
      return { kind: 'reset-option', text: reader.words(index), start, end };
    default:
      return { kind: 'xt', start, end };
  }
}

function lastChild(reader: Reader, index: number): number {
  let last = index;
  const end = reader.next(index);
  for (let i = index + 1; i < end; i = reader.next(i)) last = i;
  return last;
}

/** counter, limit, quota, last, ct count, in a rule or as the state of a set or an element. */
export function lowerStateful(reader: Reader, index: number): StatefulStatement {
  const start = reader.start(index);
  const end = reader.end(index);
  const words = reader.words(index);
  const first = /^(?:ct count|\w+)/.exec(words)?.[0] ?? '';
  const kind = first === 'ct count' ? 'connlimit' : (first as StatefulStatement['kind']);
  const named = reader.find(index, Token.name) >= 0;
  return {
    kind,
    object: named ? expressionsIn(reader, index)[0] : undefined,
    text: named ? '' : words.slice(first.length).trim(),
    start,
    end,
  };
}

function lowerLog(reader: Reader, index: number): LogStatement {
  const options: LogOption[] = [];
  const children = reader.children(index);
  for (let i = 1; i + 1 < children.length; i += 2) {
    const word = children[i]!;
    const value = children[i + 1]!;
    options.push({
      option: reader.text(word) as LogOption['option'],
      value: reader.kind(value) === Kind.log_flags ? reader.words(value) : reader.name(value).text,
      start: reader.start(word),
      end: reader.end(value),
    });
  }
  return { kind: 'log', options, start: reader.start(index), end: reader.end(index) };
}

function lowerReject(reader: Reader, index: number): RejectStatement {
  const children = reader.children(index);
  const base = { kind: 'reject', start: reader.start(index), end: reader.end(index) } as const;
  const type = children[2];
  if (type === undefined) return base;
  if (reader.text(type) === 'tcp') return { ...base, with: 'tcp reset' };
  const last = children[children.length - 1]!;
  const code = reader.kind(last) === Kind.number ? reader.number(last) : reader.symbol(last, false);
  return { ...base, with: reader.text(type) as 'icmp' | 'icmpv6' | 'icmpx', code };
}

function lowerNat(reader: Reader, index: number): NatStatement {
  const flags: string[] = [];
  let type: NatStatement['type'] = 'masquerade';
  let family: 'ip' | 'ip6' | undefined;
  let form: NatStatement['form'] = 'plain';
  let address: Expr | undefined;
  let port: Expr | undefined;
  let behindColon = false;
  const children = reader.children(index);
  for (const [i, child] of children.entries()) {
    const kind = reader.kind(child);
    if (i === 0) {
      type = reader.text(child) as NatStatement['type'];
      continue;
    }
    if (kind === Kind.nat_flag) flags.push(reader.text(child));
    else if (kind === Token.COLON) behindColon = true;
    else if (kind === Token.ip) family = 'ip';
    else if (kind === Token.ip6) family = 'ip6';
    else if (kind === Token.prefix) form = 'prefix';
    else if (kind === Token.interval) form = 'interval';
    else if (kind === Token.addr) form = 'concat';
    else if (isExpression(kind)) {
      const value = lowerExpression(reader, child);
      if (behindColon) port = value;
      else address = value;
    }
  }
  // `redirect to 80` gives a port although no colon stands before it.
  if (type === 'redirect' && address) {
    port = address;
    address = undefined;
  }
  return { kind: 'nat', type, family, form, address, port, flags, start: reader.start(index), end: reader.end(index) };
}

function lowerQueue(reader: Reader, index: number): QueueStatement {
  const flags: string[] = [];
  let target: Expr | undefined;
  for (const child of reader.children(index)) {
    const kind = reader.kind(child);
    if (kind === Kind.queue_flags) flags.push(...reader.words(child).split(/\s*,\s*|\s+/));
    else if (isExpression(kind)) target = lowerExpression(reader, child);
  }
  return { kind: 'queue', target, flags, start: reader.start(index), end: reader.end(index) };
}

function lowerDup(reader: Reader, index: number): DupStatement {
  const kind = reader.kind(index) === Kind.fwd_statement ? 'fwd' : 'dup';
  const expressions = expressionsIn(reader, index);
  const family = reader.find(index, Token.ip) >= 0 ? 'ip' : reader.find(index, Token.ip6) >= 0 ? 'ip6' : undefined;
  const span = { start: reader.start(index), end: reader.end(index) };
  if (kind === 'fwd' && !family) return { kind, device: expressions[0], ...span };
  return { kind, family, address: expressions[0], device: expressions[1], ...span };
}

function lowerSetStatement(reader: Reader, index: number): SetStatement {
  const children = reader.children(index);
  let operation: SetStatement['operation'] = 'add';
  let set: SetStatement['set'] | undefined;
  let key: Expr | undefined;
  let data: Expr | undefined;
  let behindColon = false;
  const options: ElementOption[] = [];
  const oldForm = reader.kind(children[0]!) === Token.set;
  const braced = reader.find(index, Token.LBRACE) >= 0;
  for (const child of children) {
    const kind = reader.kind(child);
    const text = kind === Token.add || kind === Token.update || kind === Token.delete ? reader.text(child) : undefined;
    if (text !== undefined) operation = text as SetStatement['operation'];
    else if (kind === Token.COLON) behindColon = true;
    else if (kind === Kind.set_reference && (!braced || !set)) set = lowerSetReference(reader, child);
    else if (kind === Kind.variable && (oldForm ? key !== undefined : !set)) set = reader.variable(child);
    else if (isExpression(kind)) {
      const value = lowerExpression(reader, child);
      if (behindColon) data = value;
      else key ??= value;
    } else {
      const option = lowerElementOption(reader, child);
      if (option) options.push(option);
    }
  }
  const span = { start: reader.start(index), end: reader.end(index) };
  const nothing = { kind: 'symbol', text: '', quoted: false, keyword: false, ...span } as const;
  return {
    kind: 'set-statement',
    operation,
    set: set ?? { kind: 'set-reference', name: '', ...span },
    key: key ?? nothing,
    data,
    options,
    ...span,
  };
}

function lowerMeter(reader: Reader, index: number): Statement {
  const children = reader.children(index);
  const name = reader.name(children[1]!).text;
  let size: number | undefined;
  let key: Expr | undefined;
  let statement: Statement | undefined;
  const options: ElementOption[] = [];
  for (const [i, child] of children.entries()) {
    if (i < 2) continue;
    const kind = reader.kind(child);
    const option = lowerElementOption(reader, child);
    if (option) options.push(option);
    else if (kind === Kind.number && size === undefined && !key && reader.kind(children[i - 1]!) === Token.size)
      size = Number(reader.text(child));
    else if (!key && isExpression(kind)) key = lowerExpression(reader, child);
    else if (key && kind !== Token.RBRACE) statement = lowerStatement(reader, child);
  }
  const span = { start: reader.start(index), end: reader.end(index) };
  const nothing = { kind: 'symbol', text: '', quoted: false, keyword: false, ...span } as const;
  return {
    kind: 'meter',
    name,
    size,
    key: key ?? nothing,
    options,
    statement: statement ?? { kind: 'notrack', ...span },
    ...span,
  };
}
