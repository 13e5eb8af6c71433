import { parseIp } from '../../base/ip.ts';
import { nearest } from '../../base/nearest.ts';
import { DATA_TYPES, SELECTORS } from '../../facts/nft.ts';
import type {
  DupStatement,
  Expr,
  LogStatement,
  MangleStatement,
  MeterStatement,
  NatStatement,
  QueueStatement,
  RejectStatement,
  SetStatement,
  StatefulStatement,
  Statement,
  VmapStatement,
} from '../ast.ts';
import type { ProblemFix } from '../problems.ts';
import type { EvaluationContext, SetSketch } from './context.ts';
import {
  checkAddressFamily,
  type Evaluated,
  evaluate,
  evaluateVariable,
  reportKey,
  sketchMap,
  type Wanted,
} from './expression.ts';
import { evaluateMatch, type MatchResult } from './match.ts';
import { aType, capital, manyOf, quote } from './messages.ts';
import { selectorName } from './selectors.ts';
import { evaluateSet, referChain } from './sets.ts';
import {
  compatible,
  type DataType,
  dataType,
  declaredType,
  IFNAME,
  INTEGER,
  IPV4,
  IPV6,
  MARK,
  partsOf,
  SERVICE,
  sameType,
  UNKNOWN,
  VERDICT,
} from './types.ts';
import { parseDuration, parseInteger } from './values.ts';

/** True for a statement after which nft allows no other. */
export function isTerminal(statement: Statement): boolean {
  switch (statement.kind) {
    case 'verdict':
      return statement.verdict.verdict !== 'continue';
    case 'reject':
    case 'queue':
    case 'fwd':
      return true;
    case 'nat':
      return statement.type !== 'tproxy';
    default:
      return false;
  }
}

/** Evaluates one statement. A match gives what it compares; undefined for others and when a problem was reported. */
export function evaluateStatement(ctx: EvaluationContext, statement: Statement): MatchResult | undefined {
  switch (statement.kind) {
    case 'match':
      return evaluateMatch(ctx, statement);
    case 'vmap':
      return evaluateVmap(ctx, statement);
    case 'verdict':
      referChain(ctx, statement.verdict);
      return undefined;
    case 'counter':
    case 'limit':
    case 'quota':
    case 'last':
    case 'connlimit':
      return evaluateStateful(ctx, statement);
    case 'log':
      return evaluateLog(ctx, statement);
    case 'reject':
      return evaluateReject(ctx, statement);
    case 'nat':
      return evaluateNat(ctx, statement);
    case 'queue':
      return evaluateQueue(ctx, statement);
    case 'dup':
    case 'fwd':
      return evaluateDup(ctx, statement);
    case 'flow':
      ctx.refer({
        kind: 'flowtable',
        name: statement.flowtable.text,
        start: statement.flowtable.start,
        end: statement.flowtable.end,
      });
      ctx.use('flow', statement);
      return undefined;
    case 'synproxy':
    case 'tunnel':
      if (statement.object) evaluateObject(ctx, statement.object, statement.kind);
      ctx.use(statement.kind, statement);
      checkSynproxy(ctx, statement.text, statement);
      return undefined;
    case 'mangle':
      return evaluateMangle(ctx, statement);
    case 'set-statement':
      return evaluateSetStatement(ctx, statement);
    case 'meter':
      return evaluateMeter(ctx, statement);
    case 'reset-option': {
      const kind = /option (\d+)$/.exec(statement.text);
      if (kind && Number(kind[1]) > 255)
        ctx.report('invalid-value', statement, `TCP option ${kind[1]} does not exist; the kind is at most 255.`);
      return undefined;
    }
    case 'xt':
      return ctx.report(
        'syntax',
        statement,
        "This is how nft shows a rule of iptables that it has no words for; it cannot load it back and refuses the file. Write the rule with nft's own expressions, or leave it to iptables.",
      );
    default:
      return undefined;
  }
}

function checkSynproxy(ctx: EvaluationContext, text: string, statement: Statement): void {
  const scale = /wscale (\d+)/.exec(text);
  if (scale && Number(scale[1]) > 14)
    ctx.report('invalid-value', statement, `A TCP window scale is at most 14; with ${scale[1]}, nft refuses the file.`);
}

function evaluateVmap(ctx: EvaluationContext, statement: VmapStatement): undefined {
  const key = evaluate(ctx, statement.key);
  if (!key || !checkAddressFamily(ctx, statement.key)) return undefined;
  if (key.constant && key.shape !== 'unknown')
    return ctx.report(
      'type-mismatch',
      statement.key,
      'The key of a verdict map must be read from the packet; a fixed value has only one answer, and nft refuses the file.',
    );
  evaluateVerdictMap(ctx, statement.map, key);
  return undefined;
}

function evaluateVerdictMap(ctx: EvaluationContext, map: Expr, key: Evaluated): undefined {
  if (map.kind === 'variable') {
    evaluateVariable(ctx, map, (value) => evaluateVerdictMap(ctx, value, key));
    return undefined;
  }
  if (map.kind === 'set') {
    evaluateSet(ctx, map, { key: key.type, bits: key.bits, selector: key.selector, data: VERDICT, anonymous: true, what: 'map' });
    return undefined;
  }
  if (map.kind !== 'set-reference')
    return ctx.report(
      'type-mismatch',
      map,
      'Behind "vmap" stands a verdict map in braces, @name or a variable; nft refuses the file.',
    );
  const reference = ctx.set(map.name);
  const declaration = reference ? undefined : sketchMap(key.type, VERDICT);
  ctx.refer({ kind: 'set', name: map.name, declaration, start: map.start, end: map.end });
  if (!reference) return undefined;
  const related = { message: `@${map.name} is declared here`, ...reference.at };
  if (reference.kind !== 'map')
    return ctx.report(
      'type-mismatch',
      map,
      `@${map.name} is a set: it gives no verdicts, so it cannot stand behind "vmap" and nft refuses the file. Match "${'@'}${map.name}" without "vmap", or declare it as a map.`,
      undefined,
      related,
    );
  if (!sameType(reference.key, key.type)) return reportKey(ctx, map, reference, key.type);
  if (reference.data && reference.data !== VERDICT && reference.data !== UNKNOWN)
    return ctx.report(
      'type-mismatch',
      map,
      `@${map.name} gives ${manyOf(reference.data)}, not verdicts, so it cannot stand behind "vmap" and nft refuses the file.`,
      undefined,
      related,
    );
  return undefined;
}

// --- arguments

/** Evaluates an argument and checks that it can be of the wanted type. */
function evaluateArgument(ctx: EvaluationContext, expr: Expr, wanted: Wanted, what: string): Evaluated | undefined {
  const value = evaluate(ctx, expr, wanted);
  if (!value) return undefined;
  if (value.type === UNKNOWN || wanted.type === UNKNOWN) return value;
  if (value.shape === 'range' && what !== 'address' && what !== 'port')
    return ctx.report('type-mismatch', expr, `${what} takes one value, not a range; nft refuses the file.`);
  if (value.shape === 'set' || value.shape === 'set-reference')
    return ctx.report('type-mismatch', expr, `${what} takes one value, not a set; nft refuses the file.`);
  if (!fitsArgument(wanted, value, what))
    return ctx.report(
      'type-mismatch',
      expr,
      `${capital(aType(wanted.type))} is expected here, but this is ${aType(value.type)}; nft refuses the file.`,
    );
  return value;
}

/**
 * Whether nft takes a value as an argument: the types must be equal. A packet mark takes every plain number, fields of a header that
 * have no type of their own only in full length; an address takes the numbers that load balancers make.
 */
function fitsArgument(wanted: Wanted, value: Evaluated, what: string): boolean {
  if (value.constant) return compatible(wanted.type, value.type);
  if (wanted.type.name === value.type.name) return wanted.type !== INTEGER || wanted.bits === value.bits || !isWholeField(value);
  if (wanted.type === MARK) {
    const base = value.type === INTEGER ? INTEGER : value.type.base;
    return base === INTEGER && !(value.type === INTEGER && isWholeField(value) && value.bits !== wanted.bits);
  }
  return (
    what === 'address' && value.type === INTEGER && (value.selector === 'hash' || value.selector?.startsWith('numgen') === true)
  );
}

/** A field of a header that takes whole bytes: nft compares its length. */
function isWholeField({ selector, bits }: Evaluated): boolean {
  return bits % 8 === 0 && selector !== undefined && SELECTORS[selector]?.expr === 'payload';
}

/** The name of an object, or a map that gives one. */
function evaluateObject(ctx: EvaluationContext, expr: Expr, object: string): undefined {
  if (expr.kind === 'symbol') ctx.refer({ kind: 'object', object, name: expr.text, start: expr.start, end: expr.end });
  else if (expr.kind === 'map') {
    const key = evaluate(ctx, expr.key);
    if (!key) return undefined;
    evaluateObjectMap(ctx, expr.map, key, object);
  } else if (expr.kind === 'variable') evaluateVariable(ctx, expr, (value) => evaluateObject(ctx, value, object));
  else if (expr.kind !== 'number')
    return ctx.report('type-mismatch', expr, `The name of a ${object} is expected here; nft refuses the file.`);
  return undefined;
}

function evaluateObjectMap(ctx: EvaluationContext, map: Expr, key: Evaluated, object: string): undefined {
  if (map.kind === 'set')
    evaluateSet(ctx, map, {
      key: key.type,
      bits: key.bits,
      selector: key.selector,
      objectData: object,
      anonymous: true,
      what: 'map',
    });
  else if (map.kind === 'variable') evaluateVariable(ctx, map, (value) => evaluateObjectMap(ctx, value, key, object));
  else if (map.kind === 'set-reference') {
    ctx.refer({ kind: 'set', name: map.name, start: map.start, end: map.end });
    const reference = ctx.set(map.name);
    if (!reference) return undefined;
    const related = { message: `@${map.name} is declared here`, ...reference.at };
    if (reference.kind !== 'map')
      return ctx.report(
        'type-mismatch',
        map,
        `@${map.name} is a set: it gives no names of objects, so it cannot be used as a map and nft refuses the file.`,
        undefined,
        related,
      );
    if (!reference.objectData)
      return ctx.report(
        'type-mismatch',
        map,
        `@${map.name} gives ${reference.data ? manyOf(reference.data) : 'values'}, not the names of objects; nft refuses the file.`,
        undefined,
        related,
      );
    if (!sameType(reference.key, key.type)) return reportKey(ctx, map, reference, key.type);
  }
  return undefined;
}

// --- state

const OBJECT_OF: Readonly<Record<StatefulStatement['kind'], string>> = {
  counter: 'counter',
  limit: 'limit',
  quota: 'quota',
  last: 'last',
  connlimit: 'ct count',
};

export function evaluateStateful(ctx: EvaluationContext, statement: StatefulStatement): undefined {
  if (statement.kind === 'connlimit') ctx.use('ct count', statement);
  if (statement.object) return evaluateObject(ctx, statement.object, OBJECT_OF[statement.kind]);
  if (statement.kind === 'limit') checkRate(ctx, statement.text, statement);
  if (statement.kind === 'last') {
    const time = /^used (?!never)(\S+)$/.exec(statement.text);
    if (time && parseDuration(time[1]!).kind === 'bad')
      return ctx.report('invalid-value', statement, `${quote(time[1]!)} is no span of time such as 1h30m; nft refuses the file.`);
  }
  return undefined;
}

/** A rate's burst of 0 packets lets nothing through; nft refuses it. */
export function checkRate(ctx: EvaluationContext, text: string, at: { start: number; end: number }): void {
  if (/burst 0 packets/.test(text))
    ctx.report('invalid-value', at, 'A burst of 0 packets lets no packet through; nft refuses the file. Give at least 1.');
  const zero = /^rate (?:over |until )?0+\b/.exec(text);
  if (zero) ctx.report('invalid-value', at, 'A rate of 0 never lets anything through; the kernel refuses the file.');
}

// --- log, reject, queue

function evaluateLog(ctx: EvaluationContext, statement: LogStatement): undefined {
  const find = (option: string) => statement.options.find((o) => o.option === option);
  const prefix = find('prefix');
  const group = find('group');
  const level = find('level');
  const flags = find('flags');
  if (prefix && prefix.value === '')
    return ctx.report(
      'invalid-value',
      statement,
      'The prefix of a log line must have at least one character; with an empty one, nft refuses the file. Remove "prefix".',
    );
  if (prefix && new TextEncoder().encode(prefix.value).length > 127)
    return ctx.report(
      'invalid-value',
      prefix,
      'The prefix of a log line has at most 127 bytes; this one is longer, so nft refuses the file.',
    );
  if (group && level)
    return ctx.report(
      'statement-context',
      level,
      "A log level belongs to the kernel's log, a group to a program that listens; with both, nft refuses the file. Remove one.",
    );
  if (group && flags)
    return ctx.report(
      'statement-context',
      flags,
      "Log flags belong to the kernel's log, a group to a program that listens; with both, nft refuses the file. Remove one.",
    );
  if (level?.value === 'audit' && statement.options.some((o) => o.option !== 'level'))
    return ctx.report(
      'statement-context',
      statement,
      'The log level "audit" takes no further options; nft refuses the file. Remove them.',
    );
  return undefined;
}

const CODES: Readonly<Record<string, string>> = { icmp: 'icmp_code', icmpv6: 'icmpv6_code', icmpx: 'icmpx_code' };

function evaluateReject(ctx: EvaluationContext, statement: RejectStatement): undefined {
  if (ctx.family === 'arp')
    return ctx.report(
      'statement-context',
      statement,
      'Nobody can be told that an ARP packet was rejected; nft refuses the file. Use "drop".',
    );
  const { code } = statement;
  if (statement.with && statement.with !== 'tcp reset' && code) {
    const type = dataType(CODES[statement.with]!)!;
    const value = parseInteger(code.text);
    if (value !== undefined && value > 255n)
      return ctx.report('invalid-value', code, `The code of a reject is at most 255; with ${code.text}, nft refuses the file.`);
    if (value === undefined && !type.symbols?.has(code.text)) {
      const near = nearest(code.text, Object.keys(DATA_TYPES[type.name]?.symbols ?? {}));
      const fixes = near
        ? [{ title: `Use ${near}`, safe: true, edits: [{ start: code.start, end: code.end, newText: near }] }]
        : undefined;
      return ctx.report(
        'invalid-value',
        code,
        `${quote(code.text)} is no code that "reject with ${statement.with}" knows; nft refuses the file. ${near ? `Did you mean "${near}"?` : `It knows ${[...(type.symbols?.keys() ?? [])].join(', ')}.`}`,
        fixes,
      );
    }
  }
  const wanted = statement.with === 'icmp' ? 'ip' : statement.with === 'icmpv6' ? 'ip6' : undefined;
  const network = ctx.protocol.network;
  if (wanted && network && network !== wanted)
    return ctx.report(
      'family-mismatch',
      statement,
      `"reject with ${statement.with}" answers ${wanted === 'ip' ? 'IPv4' : 'IPv6'} packets, and this rule is about ${network}; nft refuses the file.`,
    );
  if (statement.with === 'icmpx' && (ctx.family === 'ip' || ctx.family === 'ip6'))
    return ctx.report(
      'family-mismatch',
      statement,
      `"icmpx" stands for ICMP or ICMPv6 in tables that see both; in a table of family ${ctx.family} nft refuses the file. Write "icmp${ctx.family === 'ip6' ? 'v6' : ''}".`,
      [rejectOfFamily(ctx.family, statement)],
    );
  if ((ctx.family === 'bridge' || ctx.family === 'netdev') && network === 'arp')
    return ctx.report(
      'statement-context',
      statement,
      'Nobody can be told that an ARP packet was rejected; nft refuses the file. Use "drop".',
    );
  if (statement.with === 'tcp reset') {
    if (ctx.protocol.transport !== undefined && ctx.protocol.transport !== 'tcp')
      return ctx.report(
        'family-mismatch',
        statement,
        `A TCP reset answers TCP packets, and this rule has matched ${ctx.protocol.transport}; nft refuses the file.`,
      );
    ctx.protocol.use('tcp');
  }
  ctx.use('reject', statement);
  return undefined;
}

/** The answers of "icmpx" by their names in ICMP and ICMPv6. Source: nft 1.1.7, and nft_reject_icmp_code of Linux. */
const ICMPX: Readonly<Record<string, readonly [ip: string, ip6: string]>> = {
  'no-route': ['net-unreachable', 'no-route'],
  'port-unreachable': ['port-unreachable', 'port-unreachable'],
  'host-unreachable': ['host-unreachable', 'addr-unreachable'],
  'admin-prohibited': ['admin-prohibited', 'admin-prohibited'],
};
const ICMPX_NUMBERS = ['no-route', 'port-unreachable', 'host-unreachable', 'admin-prohibited'];

/** The same answer in the words of one family. */
function rejectOfFamily(family: 'ip' | 'ip6', { code, start, end }: RejectStatement): ProblemFix {
  const name = code && (ICMPX_NUMBERS[Number(parseInteger(code.text) ?? -1)] ?? code.text);
  const [ip, ip6] = ICMPX[name ?? ''] ?? ['port-unreachable', 'port-unreachable'];
  const text = family === 'ip' ? `reject with icmp ${ip}` : `reject with icmpv6 ${ip6}`;
  return { title: `Use ${text}`, safe: true, edits: [{ start, end, newText: text }] };
}

function evaluateQueue(ctx: EvaluationContext, statement: QueueStatement): undefined {
  const { target } = statement;
  if (target) {
    const value = evaluate(ctx, target, { type: INTEGER, bits: 16 });
    if (!value) return undefined;
    if (statement.flags.includes('fanout') && value.shape !== 'range' && value.shape !== 'unknown')
      return ctx.report(
        'invalid-value',
        statement,
        '"fanout" spreads packets over several queues and needs a range of them; nft refuses the file. Write "to 0-3".',
      );
  } else if (statement.flags.includes('fanout'))
    return ctx.report(
      'invalid-value',
      statement,
      '"fanout" spreads packets over several queues and needs a range of them; nft refuses the file.',
    );
  ctx.use('queue', statement);
  return undefined;
}

// --- address translation

function evaluateNat(ctx: EvaluationContext, statement: NatStatement): undefined {
  const { type } = statement;
  const tproxy = type === 'tproxy';
  if (!['ip', 'ip6', 'inet'].includes(ctx.family))
    return ctx.report(
      'statement-context',
      statement,
      `"${type}" works in tables of family ip, ip6 and inet only; in a table of family ${ctx.family} nft refuses the file.`,
    );
  if (tproxy && !ctx.protocol.transportKnown)
    return ctx.report(
      'statement-context',
      statement,
      'A transparent proxy needs to know the transport protocol; nft refuses the file. Put "meta l4proto tcp" or "tcp dport …" before it.',
    );
  const network = ctx.protocol.network === 'ip' || ctx.protocol.network === 'ip6' ? ctx.protocol.network : undefined;
  if (statement.family && network && network !== statement.family)
    return ctx.report(
      'family-mismatch',
      statement,
      `"${type} ${statement.family}" translates ${statement.family === 'ip' ? 'IPv4' : 'IPv6'} addresses, and this rule is about ${network}; nft refuses the file.`,
    );
  const family = statement.family ?? network ?? guessFamily(statement);
  if (statement.address) {
    if (!family || (ctx.family === 'inet' && !statement.family && !network))
      return ctx.report(
        'family-mismatch',
        statement,
        `An inet table sees IPv4 and IPv6, and nft cannot tell which address this "${type}" is about, so it refuses the file. Write "${type} ip to" or "${type} ip6 to".`,
        natFamilyFix(statement, family),
      );
    const address = family === 'ip' ? IPV4 : IPV6;
    if (!evaluateNatAddress(ctx, statement, address)) return undefined;
  }
  if (statement.port) {
    const port = evaluateArgument(ctx, statement.port, { type: SERVICE, bits: 16 }, 'port');
    if (!port) return undefined;
    if (!ctx.protocol.transportKnown) return ctx.report('statement-context', statement.port, PORT_NEEDS_PROTOCOL);
    if (tproxy && port.shape === 'range')
      return ctx.report(
        'invalid-value',
        statement.port,
        'A transparent proxy listens on one port, and this is a range; nft refuses the file.',
      );
  }
  ctx.use(type, statement);
  return undefined;
}

const PORT_NEEDS_PROTOCOL =
  'A port can only be translated when the rule knows the transport protocol; nft refuses the file. Put "tcp dport …" or "meta l4proto { tcp, udp }" before it.';

function natFamilyFix(statement: NatStatement, family: 'ip' | 'ip6' | undefined) {
  if (!family) return undefined;
  const at = statement.start + statement.type.length;
  return [{ title: `Write ${statement.type} ${family} to`, safe: true, edits: [{ start: at, end: at, newText: ` ${family}` }] }];
}

/** The family of a literal address. */
function guessFamily(statement: NatStatement): 'ip' | 'ip6' | undefined {
  const { address } = statement;
  const text =
    address?.kind === 'symbol'
      ? address.text
      : address?.kind === 'range' && address.low.kind === 'symbol'
        ? address.low.text
        : undefined;
  const parsed = text === undefined ? undefined : parseIp(text.replace(/^\[|\]$/g, ''));
  return parsed && (parsed.family === 4 ? 'ip' : 'ip6');
}

function evaluateNatAddress(ctx: EvaluationContext, statement: NatStatement, type: DataType): boolean {
  const expr = statement.address!;
  const value = evaluateNatTarget(ctx, expr, type, statement);
  if (!value) return false;
  if (statement.type === 'tproxy' && (value.shape === 'range' || value.shape === 'prefix')) {
    ctx.report('invalid-value', expr, 'A transparent proxy listens on one address, and this is a range; nft refuses the file.');
    return false;
  }
  return true;
}

function evaluateNatTarget(ctx: EvaluationContext, expr: Expr, type: DataType, statement: NatStatement): Evaluated | undefined {
  if (expr.kind === 'variable') {
    const value = evaluateVariable(ctx, expr, (inner) => evaluateNatTarget(ctx, inner, type, statement));
    return value as Evaluated | undefined;
  }
  if (expr.kind === 'concat') return evaluate(ctx, expr);
  if (expr.kind !== 'map') return evaluateArgument(ctx, expr, { type, bits: type.bits }, 'address');
  const key = evaluate(ctx, expr.key);
  if (!key) return undefined;
  return evaluateNatMap(ctx, expr.map, key, type, statement);
}

/** A map of a translation gives an address, or an address and a port joined. */
function evaluateNatMap(
  ctx: EvaluationContext,
  map: Expr,
  key: Evaluated,
  type: DataType,
  statement: NatStatement,
): Evaluated | undefined {
  if (map.kind === 'variable')
    return evaluateVariable(ctx, map, (value) => evaluateNatMap(ctx, value, key, type, statement)) as Evaluated | undefined;
  if (map.kind === 'set') {
    const joined = map.elements.some((element) => element.kind === 'element' && element.data?.kind === 'concat');
    const data = joined
      ? {
          name: `${type.name} . inet_service`,
          description: `concatenation of (${type.description}, ${SERVICE.description})`,
          bits: type.bits + 32,
          parts: [type, SERVICE],
        }
      : type;
    const set = evaluateSet(ctx, map, {
      key: key.type,
      bits: key.bits,
      selector: key.selector,
      data,
      dataBits: data.bits,
      anonymous: true,
      what: 'map',
    });
    if (!set) return undefined;
    if (joined && statement.port)
      return ctx.report(
        'statement-context',
        statement.port,
        'The map gives a port already; with a second one behind ":", nft refuses the file. Remove that one.',
      );
    if (joined && !ctx.protocol.transportKnown) return ctx.report('statement-context', map, PORT_NEEDS_PROTOCOL);
    return { type: data, bits: data.bits, constant: false, shape: 'map', value: { kind: 'unknown' } };
  }
  if (map.kind !== 'set-reference')
    return ctx.report('type-mismatch', map, 'Behind "map" stands a map in braces, @name or a variable; nft refuses the file.');
  const reference = ctx.set(map.name);
  const declaration = reference ? undefined : sketchMap(key.type, type);
  ctx.refer({ kind: 'set', name: map.name, declaration, start: map.start, end: map.end });
  const unknown: Evaluated = { type: UNKNOWN, bits: 0, constant: false, shape: 'map', value: { kind: 'unknown' } };
  if (!reference) return unknown;
  const related = { message: `@${map.name} is declared here`, ...reference.at };
  if (reference.kind !== 'map')
    return ctx.report(
      'type-mismatch',
      map,
      `@${map.name} is a set: it gives no values, so it cannot be used as a map and nft refuses the file. Declare it as a map.`,
      undefined,
      related,
    );
  if (!sameType(reference.key, key.type)) return reportKey(ctx, map, reference, key.type);
  const data = reference.data ?? UNKNOWN;
  if (data === UNKNOWN) return unknown;
  const parts = partsOf(data);
  if (
    !compatible(type, parts[0]!) ||
    parts.length > 2 ||
    (parts[1] && !compatible(SERVICE, parts[1]) && !compatible(type, parts[1]))
  )
    return ctx.report(
      'type-mismatch',
      map,
      `@${map.name} gives ${manyOf(data)}, but ${aType(type)} is expected here; nft refuses the file.`,
      undefined,
      related,
    );
  return { ...unknown, type: data, bits: data.bits };
}

function evaluateDup(ctx: EvaluationContext, statement: DupStatement): undefined {
  if (statement.kind === 'dup') {
    if (ctx.family === 'netdev') {
      if (statement.device)
        return ctx.report(
          'statement-context',
          statement.device,
          'In a netdev table "dup to" names the device itself; with "device" behind it, nft refuses the file.',
        );
    } else if (ctx.family !== 'ip' && ctx.family !== 'ip6')
      return ctx.report(
        'statement-context',
        statement,
        `"dup" works in tables of family ip, ip6 and netdev; in a table of family ${ctx.family} nft refuses the file.`,
      );
  } else if (ctx.family !== 'netdev')
    return ctx.report(
      'statement-context',
      statement,
      `"fwd" works in tables of family netdev; in a table of family ${ctx.family} nft refuses the file.`,
    );
  const address = statement.kind === 'fwd' ? (statement.family === 'ip6' ? IPV6 : IPV4) : ctx.family === 'ip6' ? IPV6 : IPV4;
  const device = dataType('iface_index') ?? IFNAME;
  const first = statement.address;
  if (
    first &&
    !evaluateArgument(
      ctx,
      first,
      ctx.family === 'netdev' && statement.kind === 'dup' ? { type: device, bits: 32 } : { type: address, bits: address.bits },
      `"${statement.kind}"`,
    )
  )
    return undefined;
  if (statement.device && !evaluateArgument(ctx, statement.device, { type: device, bits: 32 }, `"${statement.kind}"`))
    return undefined;
  ctx.use(statement.kind, statement);
  return undefined;
}

// --- changes

function evaluateMangle(ctx: EvaluationContext, statement: MangleStatement): undefined {
  const { target, value } = statement;
  const words = target.text;
  if (target.group === 'ct') return evaluateConnectionSet(ctx, statement);
  const inner = /^(vxlan|geneve|gre|gretap) /.test(words) && !/^gre (version|flags|protocol)$/.test(words);
  const result = evaluate(ctx, target);
  if (!result) return undefined;
  if (inner)
    return ctx.report(
      'statement-context',
      target,
      'The headers inside a tunnel can be read but not changed; nft refuses the file.',
    );
  const name = selectorName(words);
  const fact = name === undefined ? undefined : SELECTORS[name];
  if (target.group === 'meta') {
    if (words === 'meta secmark' || words === 'secmark') {
      ctx.use('meta secmark set', statement);
      if (value.kind === 'symbol') {
        ctx.refer({ kind: 'object', object: 'secmark', name: value.text, start: value.start, end: value.end });
        return undefined;
      }
    } else if (fact && !fact.settable)
      return ctx.report('statement-context', target, `"${words}" can be read but not changed; the kernel refuses the file.`);
    if (name === 'meta pkttype') ctx.use('meta pkttype set', statement);
    if (name === 'meta broute') ctx.use('meta broute set', statement);
  }
  evaluateArgument(ctx, value, { type: result.type, bits: result.bits, selector: result.selector }, `"${words} set"`);
  return undefined;
}

const CT_OBJECTS = new Set(['helper', 'timeout', 'expectation']);

function evaluateConnectionSet(ctx: EvaluationContext, statement: MangleStatement): undefined {
  const { target, value } = statement;
  const key = target.text.replace(/^ct /, '');
  if (CT_OBJECTS.has(key)) {
    ctx.use(`ct ${key} set`, statement);
    if (value.kind === 'symbol' && value.text === '')
      return ctx.report('invalid-value', value, 'An empty text names no object; nft refuses the file.');
    return evaluateObject(ctx, value, `ct ${key}`);
  }
  ctx.use('ct set', statement);
  if (!/^(mark|event|secmark|label|zone|(original|reply) zone)$/.test(key))
    return ctx.report('statement-context', target, `"${target.text}" can be read but not changed; nft refuses the file.`);
  const fact = SELECTORS[selectorName(`ct ${key.replace(/^(original|reply) /, '')}`) ?? ''];
  const type = (fact && dataType(fact.type)) ?? UNKNOWN;
  const result = evaluateArgument(
    ctx,
    value,
    { type, bits: fact?.bits ?? type.bits, selector: `ct ${key}` },
    `"${target.text} set"`,
  );
  if (result && key === 'secmark' && result.constant && result.shape !== 'unknown')
    return ctx.report(
      'invalid-value',
      value,
      'A security mark is a number that only the kernel gives; with a fixed value, nft refuses the file. Use "meta secmark".',
    );
  return undefined;
}

function evaluateSetStatement(ctx: EvaluationContext, statement: SetStatement): undefined {
  const name = statement.set.kind === 'variable' ? undefined : statement.set.name;
  const set = name === undefined ? undefined : ctx.set(name);
  const key = evaluateElementKey(ctx, statement.key, set?.key ?? UNKNOWN);
  if (name !== undefined) {
    const declaration = set || !key || statement.data ? undefined : sketchDynamicSet(key, statement);
    ctx.refer({ kind: 'set', name, declaration, start: statement.set.start, end: statement.set.end });
  }
  if (!key || name === undefined) return undefined;
  const related = set && { message: `@${name} is declared here`, ...set.at };
  if (set && !sameType(set.key, key.type)) return reportKey(ctx, statement.key, set, key.type);
  if (statement.options.some((option) => option.option === 'comment'))
    return ctx.report('statement-context', statement, 'Elements that rules add cannot have comments; nft refuses the file.');
  if (set && statement.options.some((option) => option.option === 'timeout') && !set.flags.has('timeout'))
    return ctx.report(
      'statement-context',
      statement,
      `@${name} has no "flags timeout", so its elements cannot time out; the kernel refuses the file. Add the flag to the set.`,
      undefined,
      related,
    );
  if (set?.flags.has('interval'))
    return ctx.report(
      'statement-context',
      statement,
      `@${name} has "flags interval", and rules can change only sets of single values; the kernel refuses the file. Use another ${set.kind} here.`,
      undefined,
      related,
    );
  if (set?.flags.has('constant'))
    return ctx.report(
      'statement-context',
      statement,
      `@${name} has "flags constant", so rules cannot change it and the kernel refuses the file. Remove the flag.`,
      undefined,
      related,
    );
  for (const option of statement.options) if (option.statement) evaluateStatement(ctx, option.statement);
  if (ctx.failed) return undefined;
  if (statement.data) {
    if (set && set.kind !== 'map')
      return ctx.report(
        'type-mismatch',
        statement.data,
        `@${name} is a set, so an element has no answer behind ":"; nft refuses the file.`,
        undefined,
        related,
      );
    const wanted = set?.data ?? UNKNOWN;
    const data = evaluate(
      ctx,
      statement.data,
      wanted === UNKNOWN ? { type: UNKNOWN, bits: 0 } : { type: wanted, bits: wanted.bits },
    );
    if (!data) return undefined;
    if (!compatible(wanted, data.type))
      return ctx.report(
        'type-mismatch',
        statement.data,
        `@${name} gives ${manyOf(wanted)}, but this is ${aType(data.type)}; nft refuses the file.`,
        undefined,
        related,
      );
  }
  return undefined;
}

/** A set that rules can add such elements to. */
function sketchDynamicSet({ type }: Evaluated, { options }: SetStatement): SetSketch | undefined {
  const declared = declaredType(type);
  const flags = options.some(({ option }) => option === 'timeout') ? 'flags dynamic, timeout' : 'flags dynamic';
  return declared === undefined ? undefined : { kind: 'set', lines: [`type ${declared}`, flags] };
}

/** The key that a rule adds to a set: fixed values take the types of the set's key. */
function evaluateElementKey(ctx: EvaluationContext, expr: Expr, type: DataType): Evaluated | undefined {
  if (expr.kind === 'concat' && type !== UNKNOWN && partsOf(type).length !== expr.parts.length) return evaluate(ctx, expr);
  return evaluate(ctx, expr, { type, bits: type.bits });
}

function evaluateMeter(ctx: EvaluationContext, statement: MeterStatement): undefined {
  const key = evaluate(ctx, statement.key);
  if (!key) return undefined;
  if (key.constant && key.shape !== 'unknown')
    return ctx.report(
      'type-mismatch',
      statement.key,
      'A meter counts by something read from the packet, and this is a fixed value; nft refuses the file.',
    );
  if (!['counter', 'limit', 'quota', 'last', 'connlimit'].includes(statement.statement.kind))
    return ctx.report(
      'statement-context',
      statement.statement,
      'A meter keeps state, so it holds a counter, limit, quota, last or ct count; nft refuses the file.',
    );
  evaluateStatement(ctx, statement.statement);
  return undefined;
}
