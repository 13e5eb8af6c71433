import { HOST_ORDER, SELECTORS } from '../../facts/nft.ts';
import type {
  DupStatement,
  Expr,
  LogStatement,
  MangleStatement,
  MeterStatement,
  RejectStatement,
  SetStatement,
  StatefulStatement,
  Statement,
  VerdictExpr,
} from '../ast.ts';
import { selectorName } from '../evaluate/selectors.ts';
import { type DataType, dataType, IPV4, IPV6, isStringType, partsOf } from '../evaluate/types.ts';
import { NUMBER, type Parameter, singleValue } from './arguments.ts';
import { namedSet, resolved } from './constants.ts';
import type { LinearizeContext, Step } from './context.ts';
import { load, roomFor } from './emit.ts';
import { setField } from './fields.ts';
import { lookup } from './maps.ts';
import { addNat } from './nat.ts';
import type { NetlinkExpr } from './netlink.ts';
import type { Operand } from './operand.ts';
import { readOperand } from './operands.ts';
import { parseLimit } from './rate.ts';
import { type Registers, registerOf } from './registers.ts';
import { addMatch } from './relations.ts';
import { requireHeader } from './selectors.ts';

/** Adds what a statement does. False when nft refuses it or it cannot be known. */
export function addStatement(context: LinearizeContext, statement: Statement): boolean {
  context.targetBits = 0;
  switch (statement.kind) {
    case 'match':
      return addMatch(context, statement);
    case 'vmap': {
      const looked = lookup(context, statement.key, statement.map);
      if (!looked) return false;
      return effect(context, (registers) => {
        const room = roomFor(looked.key);
        const word = registers.take(room);
        load(registers, looked.key, word);
        registers.release(room);
        registers.add({ name: 'lookup', from: registerOf(word), to: 0, set: looked.set.name, inverted: false });
      });
    }
    case 'verdict':
      return addVerdict(context, statement.verdict);
    case 'counter':
    case 'limit':
    case 'quota':
    case 'last':
    case 'connlimit':
      return addStateful(context, statement);
    case 'log':
      return addLog(context, statement);
    case 'reject':
      return addReject(context, statement);
    case 'nat':
      return addNat(context, statement);
    case 'queue':
      return addQueue(context, statement.target);
    case 'dup':
    case 'fwd':
      return addDup(context, statement);
    case 'flow':
      return just(context, { name: 'flow_offload' });
    case 'notrack':
      return just(context, { name: 'notrack' });
    case 'synproxy':
    case 'tunnel':
      return statement.object ? addObject(context, statement.object) : just(context, { name: 'synproxy' });
    case 'mangle':
      return addMangle(context, statement);
    case 'set-statement':
      return addSetStatement(context, statement);
    case 'meter':
      return addMeter(context, statement);
    case 'reset-option':
      return just(context, { name: 'exthdr' });
    default:
      return false;
  }
}

/** Adds a step that writes expressions. */
export function effect(context: LinearizeContext, emit: (registers: Registers) => void): true {
  const step: Step = { kind: 'effect', emit };
  context.steps.push(step);
  return true;
}

function just(context: LinearizeContext, expression: NetlinkExpr): true {
  return effect(context, (registers) => registers.add(expression));
}

/** Adds a step that fills a register and then does something with it. */
export function withValue(context: LinearizeContext, value: Operand, then: (from: number) => NetlinkExpr): true {
  return effect(context, (registers) => {
    const room = roomFor(value);
    const word = registers.take(room);
    load(registers, value, word);
    registers.release(room);
    registers.add(then(registerOf(word)));
  });
}

function addVerdict(context: LinearizeContext, verdict: VerdictExpr): boolean {
  const { chain } = verdict;
  if (!chain) return just(context, { name: 'immediate', verdict: verdict.verdict });
  const name = resolved(context, chain, (value) => (value.kind === 'symbol' ? value.text : undefined));
  return name !== undefined && just(context, { name: 'immediate', verdict: verdict.verdict, chain: name });
}

function addStateful(context: LinearizeContext, statement: StatefulStatement): boolean {
  if (statement.object) return addObject(context, statement.object);
  switch (statement.kind) {
    case 'counter': {
      const count = (what: string) => Number(new RegExp(`${what} (\\d+)`).exec(statement.text)?.[1] ?? 0);
      return just(context, { name: 'counter', packets: count('packets'), bytes: count('bytes') });
    }
    case 'limit': {
      const limit = parseLimit(statement.text);
      return limit !== undefined && just(context, limit);
    }
    default:
      return just(context, { name: statement.kind });
  }
}

/** A named object, or a map that names one. */
function addObject(context: LinearizeContext, object: Expr): boolean {
  if (object.kind === 'variable') return resolved(context, object, (value) => addObject(context, value)) ?? false;
  if (object.kind !== 'map') return just(context, { name: 'objref' });
  const looked = lookup(context, object.key, object.map);
  return looked !== undefined && withValue(context, looked.key, () => ({ name: 'objref' }));
}

function addLog(context: LinearizeContext, statement: LogStatement): boolean {
  const option = (name: string) => statement.options.find((candidate) => candidate.option === name)?.value;
  const number = (name: string) => {
    const text = option(name);
    return text === undefined ? undefined : Number(text);
  };
  const snaplen = number('snaplen');
  const threshold = number('queue-threshold');
  // Options that only a group has make one.
  const group = number('group') ?? (snaplen !== undefined || threshold !== undefined ? 0 : undefined);
  return just(context, { name: 'log', prefix: option('prefix'), group, snaplen, threshold });
}

/** A reset needs TCP, and an ICMP answer a family; nft asks for them before everything else of the rule. */
function addReject(context: LinearizeContext, statement: RejectStatement): boolean {
  const { headers } = context;
  const before = context.steps.length;
  if (statement.with === 'tcp reset') {
    if (headers.known('transport') === undefined) requireHeader(context, headers, 'tcp', '', false);
  } else if (statement.with === 'icmp' || statement.with === 'icmpv6') {
    const network = statement.with === 'icmp' ? 'ip' : 'ip6';
    if (headers.known('network') === undefined) requireHeader(context, headers, network, '', false);
  }
  context.steps.unshift(...context.steps.splice(before).reverse());
  return just(context, { name: 'reject' });
}

function addQueue(context: LinearizeContext, target: Expr | undefined): boolean {
  const dynamic =
    target && resolved(context, target, (value) => value.kind === 'map' || value.kind === 'selector' || value.kind === 'hash');
  if (!target || !dynamic) return just(context, { name: 'queue' });
  const value = singleValue(context, target, NUMBER);
  return value !== undefined && withValue(context, value, () => ({ name: 'queue' }));
}

function addDup(context: LinearizeContext, statement: DupStatement): boolean {
  const device: Parameter = { type: dataType('iface_index')!, bits: 32, order: 'host' };
  const ip6 = (statement.kind === 'fwd' ? statement.family : context.family) === 'ip6';
  const address: Parameter = ip6 ? { type: IPV6, bits: 128, order: 'big' } : { type: IPV4, bits: 32, order: 'big' };
  const first = statement.kind === 'dup' && context.family === 'netdev' ? device : address;
  const to = statement.address && singleValue(context, statement.address, first);
  const out = statement.device && singleValue(context, statement.device, device);
  if ((statement.address && !to) || (statement.device && !out)) return false;
  // fwd takes the device first.
  const values = (statement.kind === 'fwd' ? [out, to] : [to, out]).filter((value) => value !== undefined);
  return effect(context, (registers) => {
    for (const value of values) load(registers, value, registers.take());
    for (let i = 0; i < values.length; i++) registers.release();
    registers.add({ name: statement.kind });
  });
}

// --- changes

function addMangle(context: LinearizeContext, statement: MangleStatement): boolean {
  const { target, value } = statement;
  if (target.group === 'payload') return setField(context, target, value);
  const key = target.text.replace(/^(?:ct|meta) /, '');
  if (target.group === 'ct') {
    if (/^(?:helper|timeout|expectation)$/.test(key)) return addObject(context, value);
    return setFrom(context, `ct ${key.replace(/^(?:original|reply) /, '')}`, value, () => ({ name: 'ct' }));
  }
  if (target.group === 'exthdr') {
    const read = readOperand(context, target);
    const set = read && singleValue(context, value, { type: read.type, bits: read.bits, order: 'big' });
    return set !== undefined && withValue(context, set, () => ({ name: 'exthdr' }));
  }
  const name = selectorName(target.text) ?? '';
  if (name === 'meta secmark' && value.kind === 'symbol') return just(context, { name: 'objref' });
  return setFrom(context, name, value, (from) => ({ name: 'meta', key: name.replace(/^meta /, ''), from }));
}

function setFrom(context: LinearizeContext, name: string, value: Expr, then: (from: number) => NetlinkExpr): boolean {
  const fact = SELECTORS[name];
  const type = fact && dataType(fact.type);
  if (!fact || !type) return false;
  const bits = fact.bits ?? type.bits;
  context.targetBits = bits;
  const operand = singleValue(context, value, { type, bits, order: HOST_ORDER.has(name) ? 'host' : 'big', selector: name });
  context.targetBits = 0;
  return operand !== undefined && withValue(context, operand, then);
}

/** `add @set { KEY … }`: the key, then the answer of a map. */
function addSetStatement(context: LinearizeContext, statement: SetStatement): boolean {
  if (statement.set.kind === 'variable') return false;
  const { type } = namedSet(context, statement.set.name);
  const key = elementValue(context, statement.key, type?.key);
  const data = statement.data && elementValue(context, statement.data, type?.data);
  if (!key || (statement.data && !data)) return false;
  return effect(context, (registers) => {
    const room = data && !context.has('joined key of a map takes its own room') ? undefined : roomFor(key);
    load(registers, key, registers.take(room));
    if (data) {
      const dataRoom = context.has('joined key of a map takes its own room') ? roomFor(data) : undefined;
      load(registers, data, registers.take(dataRoom));
      registers.release(dataRoom);
    }
    registers.release(room);
    registers.add({ name: 'dynset' });
  });
}

function elementValue(context: LinearizeContext, expr: Expr, type: DataType | undefined): Operand | undefined {
  const read = expr.kind === 'concat' || expr.kind === 'selector' || expr.kind === 'binary' || expr.kind === 'hash';
  if (read) return readOperand(context, expr, undefined, type && expr.kind === 'concat' ? partsOf(type) : undefined)?.operand;
  if (!type) return undefined;
  return singleValue(context, expr, { type, bits: type.bits, order: isStringType(type) ? 'host' : orderOf(type) });
}

/** Fixed values in a set keep the order that the type has by itself. */
function orderOf(type: DataType): 'big' | 'host' {
  return type.name === 'mark' || type.name === 'integer' ? 'host' : 'big';
}

function addMeter(context: LinearizeContext, statement: MeterStatement): boolean {
  const key = readOperand(context, statement.key)?.operand;
  return key !== undefined && withValue(context, key, () => ({ name: 'dynset' }));
}
