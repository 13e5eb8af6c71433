import type { LinearRule, NetlinkExpr } from '../linearize/netlink.ts';
import { isCompatible } from './compatible.ts';
import { readMetaField, readMetaSet } from './meta.ts';
import { readNetworkField } from './network.ts';
import { LIMIT_SCALE, writtenRate } from './rate.ts';
import { Reader } from './reader.ts';
import type { RuleReading } from './reading.ts';
import type { RuleSpec } from './spec.ts';
import { readRange, readTransportField } from './transport.ts';
import { type IptablesProgramVersion, iptablesHas } from './version.ts';
import { writesFlags } from './write-spec.ts';

/** Readings by what was read and by the program that reads it. */
const kept = new WeakMap<LinearRule, Map<string, RuleReading>>();

/** What iptables takes a rule for; it looks at nothing but the rule's expressions. Kept as long as the rule is. */
export function readRule(rule: LinearRule, program: IptablesProgramVersion): RuleReading {
  let readings = kept.get(rule);
  if (!readings) {
    readings = new Map();
    kept.set(rule, readings);
  }
  const key = `${program.family} ${program.version ?? ''}`;
  let reading = readings.get(key);
  if (!reading) {
    reading = read(rule, program);
    readings.set(key, reading);
  }
  return reading;
}

function read(rule: LinearRule, program: IptablesProgramVersion): RuleReading {
  const reader = new Reader(program);
  for (const [index, expression] of rule.expressions.entries()) {
    reader.at = index;
    readExpression(reader, expression, rule.expressions[index - 1]);
  }
  if (rule.comment !== undefined) reader.addMatch({ kind: 'comment', text: rule.comment });
  const incompatible = rule.expressions.findIndex((expression) => !isCompatible(expression, program));
  return reader.result(incompatible < 0 ? undefined : incompatible, isWritable(reader.spec));
}

function isWritable(spec: RuleSpec): boolean {
  return spec.matches.every((match) => match.kind !== 'ports' || match.flags === undefined || writesFlags(match.flags));
}

function readExpression(reader: Reader, expression: NetlinkExpr, before: NetlinkExpr | undefined): void {
  switch (expression.name) {
    case 'payload':
      if ('to' in expression) reader.registers.load(expression.to, { kind: 'payload', ...expression });
      else {
        // iptables takes it for a load into register 0.
        reader.registers.load(0, { kind: 'payload', ...expression });
        reader.lose('effect');
      }
      return;
    case 'meta':
      if ('to' in expression) reader.registers.load(expression.to, { kind: 'meta', key: expression.key });
      else readMetaSet(reader, expression.key, expression.from);
      return;
    case 'bitwise':
      if (expression.operation === 'mask-xor')
        reader.registers.mask(expression.from, expression.to, expression.mask, expression.xor);
      else readShift(reader, expression, before);
      return;
    case 'byteorder':
      reader.registers.swap(expression.to);
      reader.lose('effect');
      return;
    case 'cmp':
      readComparison(reader, expression);
      return;
    case 'range':
      readRange(reader, expression);
      return;
    case 'lookup':
      reader.lose('set');
      return;
    case 'immediate':
      if ('data' in expression) reader.registers.load(expression.to, { kind: 'immediate', data: expression.data });
      else readVerdict(reader, expression);
      return;
    case 'limit':
      readLimit(reader, expression);
      return;
    case 'log':
      reader.claim('target', `log ${reader.at}`);
      reader.spec.target = {
        kind: 'nflog',
        group: expression.group ?? 0,
        prefix: expression.prefix ?? '',
        size: expression.snaplen,
        threshold: expression.threshold ?? 0,
      };
      reader.spec.jumpTo = 'NFLOG';
      return;
    case 'counter':
      return;
    default:
      // Everything else is passed over without a word, and changes no register in iptables' eyes.
      reader.lose('effect');
  }
}

/** A shift has no mask, which older versions do not look at before they copy it: as many bytes as the last mask had. */
function readShift(
  reader: Reader,
  expression: NetlinkExpr & { readonly name: 'bitwise' },
  before: NetlinkExpr | undefined,
): void {
  reader.registers.mask(expression.from, expression.to, NOTHING, NOTHING);
  if (iptablesHas(reader.program, 'a mask that is missing is told')) reader.error('missing bitwise xor attribute');
  else if (before?.name === 'bitwise') reader.dies = true;
  else reader.error('bitwise xor too large');
}
const NOTHING = { length: 0, bytes: new Uint8Array(0) };

function readComparison(reader: Reader, expression: NetlinkExpr & { readonly name: 'cmp' }): void {
  const { content, mask, xor, swapped } = reader.registers.get(expression.from);
  const compared = { operation: expression.operation, data: expression.data, mask, xor, swapped };
  if (!content) {
    reader.error('cmp sreg undef');
    return;
  }
  switch (content.kind) {
    case 'meta':
      readMetaField(reader, content.key, compared);
      return;
    case 'immediate':
      reader.error('cmp sreg has unknown type');
      return;
    default:
      if (content.base === 'network') readNetworkField(reader, content.offset, content.length, compared);
      else if (content.base === 'transport') readTransportField(reader, content.offset, compared);
      else reader.lose('field');
  }
}

function readVerdict(
  reader: Reader,
  { verdict, chain }: { readonly verdict: string; readonly chain?: string | undefined },
): void {
  const { spec } = reader;
  switch (verdict) {
    case 'accept':
    case 'drop':
    case 'return':
      reader.claim('target', verdict);
      spec.target = { kind: 'verdict' };
      spec.jumpTo = verdict.toUpperCase();
      return;
    case 'jump':
    case 'goto':
      reader.claim('target', `${verdict} ${chain}`);
      spec.jumpTo = chain ?? ANONYMOUS_CHAIN;
      if (verdict === 'goto') spec.goes = true;
      return;
    default:
  }
}
/** The kernel names a chain without a name; the number cannot be known. */
export const ANONYMOUS_CHAIN = '__chain';

function readLimit(reader: Reader, { rate, unit, burst, type, over }: NetlinkExpr & { readonly name: 'limit' }): void {
  const exact = rate > 0 ? (BigInt(LIMIT_SCALE) * BigInt(unit)) / BigInt(rate) : 0n;
  const average = Number(BigInt.asUintN(32, exact));
  const shown = writtenRate(average);
  if (type !== 'packets' || over || !shown || shown.rate * unit !== rate * shown.unit) reader.lose('rate');
  reader.addMatch({ kind: 'limit', average, burst });
}
