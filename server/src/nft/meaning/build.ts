import { IntervalSet } from '../../base/interval-set.ts';
import { IP6_EXTENSIONS, LOOPBACK, NETWORKS, TRANSPORTS, VLAN_ETHER_TYPES } from '../../facts/nft-packets.ts';
import type {
  BinaryExpr,
  Expr,
  MangleStatement,
  MapExpr,
  MatchStatement,
  NatStatement,
  RejectStatement,
  SelectorExpr,
  Span,
  Statement,
  VerdictExpr,
  VmapStatement,
} from '../ast.ts';
import type { EvaluationContext } from '../evaluate/context.ts';
import { type Evaluated, evaluate, evaluateVariable } from '../evaluate/expression.ts';
import type { MatchResult } from '../evaluate/match.ts';
import { type EvaluatedElement, evaluateSet, type SetSpec } from '../evaluate/sets.ts';
import { concatType, type DataType, IFNAME, IPV4, IPV6, isBitmask, SERVICE, VERDICT } from '../evaluate/types.ts';
import {
  type Condition,
  complement,
  flagCondition,
  maskedCondition,
  opaqueCondition,
  valueCondition,
  within,
} from './condition.ts';
import { type Field, IIFNAME, L4PROTO, LOOPBACK_NAME, NFPROTO, OIFNAME, PROTOCOL } from './field.ts';
import type { Choice, Chosen, NatTarget, RuleMeaning, Step, Verdict } from './rule-meaning.ts';
import { type AskedField, askedField, type HeadersBefore, isChanging } from './selector.ts';
import { boxOf, keysOf, pointSet, valueSet } from './value-set.ts';

const ACCEPT: Verdict = { kind: 'accept' };
const NO_CHANGES: readonly string[] = [];
const MAX_TEXT = 512;
const NO_HEADERS: HeadersBefore = { transport: undefined, network: undefined, tags: 0 };

/** Makes the meaning of a rule out of what the evaluator finds out, statement by statement. */
export class MeaningBuilder {
  readonly #steps: Step[] = [];
  #changes: readonly string[] = NO_CHANGES;
  /** VLAN tags that were matched so far. */
  #tags = 0;
  #before: HeadersBefore = NO_HEADERS;
  #namesIndex = false;

  /** @param text gives the text of a part of the rule. */
  constructor(
    private readonly ctx: EvaluationContext,
    private readonly text: (span: Span) => string,
  ) {}

  finish(): RuleMeaning {
    return { steps: this.#steps, changes: this.#changes, namesIndex: this.#namesIndex, memo: undefined };
  }

  /**
   * Adds a statement that was evaluated without a problem.
   * @param named the protocols that the rule had named before this statement
   * @param bodies the meanings of the rules of an anonymous chain in the statement
   */
  add(
    statement: Statement,
    result: MatchResult | undefined,
    named: { readonly transport: string | undefined; readonly network: string | undefined },
    bodies: readonly RuleMeaning[] | undefined,
  ): void {
    const { start, end } = statement;
    this.#before = { transport: named.transport, network: named.network, tags: this.#tags };
    switch (statement.kind) {
      case 'match':
        if (result) this.#match(statement, result);
        else this.#opaque(statement, 'match');
        return;
      case 'vmap':
        this.ctx.quietly(() => this.#verdictMap(statement));
        return;
      case 'verdict':
        this.#steps.push({ kind: 'verdict', verdict: this.#verdict(statement.verdict, bodies), start, end });
        for (const { changes, namesIndex } of bodies ?? []) {
          if (changes.length > 0) this.#changes = [...this.#changes, ...changes];
          this.#namesIndex ||= namesIndex;
        }
        return;
      case 'reject':
        this.#reject(statement);
        return;
      case 'queue':
        if (statement.target?.kind === 'map') {
          const { target } = statement;
          this.ctx.quietly(() => this.#reads(target, statement));
          this.#never(statement, 'queue');
        }
        this.#steps.push({ kind: 'verdict', verdict: { kind: 'queue' }, start, end });
        return;
      case 'fwd':
        this.#steps.push({ kind: 'verdict', verdict: { kind: 'stolen' }, start, end });
        return;
      case 'nat':
        this.ctx.quietly(() => this.#nat(statement));
        return;
      case 'mangle':
        this.ctx.quietly(() => this.#assign(statement));
        return;
      case 'notrack':
        this.#steps.push({ kind: 'notrack', start, end });
        return;
      case 'dup': {
        const { address, device } = statement;
        const read = [address, device].filter((expr) => expr !== undefined);
        this.ctx.quietly(() => {
          for (const expr of read) this.#reads(expr, statement);
        });
        if (read.some(({ kind }) => kind === 'map')) this.#never(statement, 'dup');
        this.#steps.push({ kind: 'side-effect', effect: 'dup', changes: undefined, start, end });
        return;
      }
      case 'counter':
      case 'last':
      case 'log':
        this.#steps.push({ kind: 'side-effect', effect: statement.kind, changes: undefined, start, end });
        return;
      case 'set-statement':
        this.#change(statement.operation, statement.set.name, statement);
        // A full set, or a limit in the element, ends the rule.
        if (statement.operation !== 'delete') this.#never(statement, 'set');
        return;
      case 'meter':
        this.#change('meter', statement.name, statement);
        this.#never(statement, 'meter');
        return;
      case 'synproxy':
        this.#never(statement, 'synproxy');
        this.#steps.push({ kind: 'verdict', verdict: { kind: 'stolen' }, start, end });
        return;
      case 'limit':
      case 'quota':
      case 'connlimit':
      case 'flow':
        this.#never(statement, statement.kind);
        return;
      default:
        this.#never(statement, statement.kind);
        this.#steps.push({ kind: 'rewrite', start, end });
    }
  }

  #change(effect: string, set: string, { start, end }: Span): void {
    this.#steps.push({ kind: 'side-effect', effect, changes: set, start, end });
    this.#changes = [...this.#changes, set];
  }

  // --- conditions that are not understood

  /** A condition that gives the same answer whenever it is asked in the same words. */
  #opaque(span: Span, about: string): void {
    const text = this.text(span);
    const named = text.length <= MAX_TEXT && !text.includes('$');
    this.#steps.push(opaqueCondition(named ? text.replace(/\s+/g, ' ') : undefined, about, span));
  }

  /** A condition that can give another answer each time. */
  #never(span: Span, about: string): void {
    this.#steps.push(opaqueCondition(undefined, about, span));
  }

  // --- what is asked for

  #selector(expr: SelectorExpr, evaluated: Evaluated): AskedField | undefined {
    const found = askedField(this.ctx.family, expr, evaluated, this.#before);
    if (found && isIndex(found.field)) this.#namesIndex = true;
    if (this.#tags === 0 && expr.group === 'payload' && /^vlan /.test(expr.text)) this.#tags = 1;
    return found;
  }

  #need(needs: readonly Condition[]): void {
    for (const need of needs) if (!this.#steps.includes(need)) this.#steps.push(need);
  }

  /** Adds a condition on a selector, with what that needs and what follows from it. */
  #condition(asked: AskedField, condition: Condition): void {
    this.#need(asked.needs);
    this.#steps.push(condition);
    if (condition.kind === 'values') this.#consequences(condition.field, condition.values);
  }

  /** What a value of one field says of another one. */
  #consequences(field: Field, values: IntervalSet): void {
    if (values.isEmpty) return;
    if (field.key === 'ether type') {
      if (!isTag(values)) this.#follow(PROTOCOL, values, ['bridge', 'netdev']);
      else this.#tags = 1;
    } else if (field.key.endsWith('vlan type') && isTag(values)) this.#tags++;
    else if (field.key === 'ip6 nexthdr' && values.size <= 16n && NOT_EXTENSIONS.includes(values)) this.#follow(L4PROTO, values);
  }

  #follow(field: Field, values: IntervalSet, families?: readonly string[]): void {
    if (!families || families.includes(this.ctx.family)) this.#steps.push(valueCondition(field, values));
  }

  // --- matches

  #match(match: MatchStatement, { left, right }: MatchResult): void {
    const { left: expr } = match;
    if (expr.kind === 'concat') {
      this.ctx.quietly(() => this.#joined(match, expr.parts, right));
      return;
    }
    let selector: Expr = expr;
    let mask: bigint | undefined;
    let asked: AskedField | undefined;
    if (selector.kind === 'binary') {
      mask = this.ctx.quietly(() => this.#maskOf(selector as BinaryExpr));
      asked = mask === undefined || selector.left.kind !== 'selector' ? undefined : this.#selector(selector.left, left);
      selector = selector.left;
    } else if (selector.kind === 'selector') asked = this.#selector(selector, left);
    if (match.mask) mask = this.ctx.quietly(() => this.#constant(match.mask!, left));
    if (!asked || (match.mask && mask === undefined)) {
      this.#unknownMatch(match, left);
      return;
    }
    if (right.shape === 'boolean') {
      this.#existence(match, asked, left, right);
      return;
    }
    if (right.shape === 'set-reference') {
      this.#lookup(match, [asked], right, mask);
      return;
    }
    const found = this.#rightValues(match, asked, left, right);
    if (!found) {
      this.#unknownMatch(match, left);
      return;
    }
    const { field, values } = found;
    const condition = this.#compare(match, field, left, right, values, mask);
    if (condition) this.#condition({ ...asked, field }, condition);
    else this.#unknownMatch(match, left);
  }

  #unknownMatch(match: MatchStatement, left: Evaluated): void {
    if (left.selector?.split(' . ').some(isChanging)) this.#never(match, left.selector);
    else this.#opaque(match, left.selector ?? 'match');
  }

  /** The fixed mask of `selector & MASK`. */
  #maskOf(expr: BinaryExpr): bigint | undefined {
    if (expr.operator !== '&' || expr.left.kind !== 'selector') return undefined;
    const left = evaluate(this.ctx, expr.left);
    return left && this.#constant(expr.right, left);
  }

  #constant(expr: Expr, { type, bits, selector }: Evaluated): bigint | undefined {
    const result = evaluate(this.ctx, expr, { type, bits, selector });
    return result?.constant && result.value.kind === 'integer' ? result.value.value : undefined;
  }

  /** The values on the right; interfaces by index are taken by name, because only the host knows their numbers. */
  #rightValues(
    match: MatchStatement,
    asked: AskedField,
    left: Evaluated,
    right: Evaluated,
  ): { readonly field: Field; readonly values: IntervalSet } | undefined {
    const byName = asked.field.key === 'meta iif' ? IIFNAME : asked.field.key === 'meta oif' ? OIFNAME : undefined;
    if (byName) {
      const index = valuesOf(right);
      if (index?.equals(pointSet(BigInt(LOOPBACK.index)))) return { field: byName, values: LOOPBACK_NAME };
      if (index) return { field: asked.field, values: index };
      const named = this.ctx.quietly(() => evaluate(this.ctx, match.right, { type: IFNAME, bits: IFNAME.bits }));
      const values = named && valuesOf(named);
      return values && isNames(match.right) ? { field: byName, values } : undefined;
    }
    const values = valuesOf(right);
    return values && left.bits > 0 ? { field: asked.field, values: asked.translate?.(values) ?? values } : undefined;
  }

  #compare(
    match: MatchStatement,
    field: Field,
    left: Evaluated,
    right: Evaluated,
    values: IntervalSet,
    mask: bigint | undefined,
  ): Condition | undefined {
    const { operator } = match;
    if (mask === undefined && (operator === 'implicit' || operator === '==')) {
      // `tcp flags syn,ack` asks whether any of the flags is set.
      const flags = operator === 'implicit' && right.shape !== 'set' && isBitmask(left.type) ? singleOf(values) : undefined;
      return flags === undefined ? valueCondition(field, within(field, values), match) : flagCondition(field, flags, match);
    }
    const kept = mask ?? field.ones;
    const single = singleOf(values);
    switch (operator) {
      case '!':
        return single === undefined ? undefined : maskedCondition(field, single & kept, pointSet(0n), match);
      case 'implicit':
      case '==':
        return maskedCondition(field, kept, values, match);
      case '!=':
        return maskedCondition(field, kept, IntervalSet.range(0n, kept).subtract(values), match);
      default:
        return single === undefined ? undefined : maskedCondition(field, kept, ordered(operator, single, kept), match);
    }
  }

  #existence(match: MatchStatement, asked: AskedField, left: Evaluated, right: Evaluated): void {
    const exists = right.value.kind === 'integer' && right.value.value === 1n;
    const wanted = exists === (match.operator !== '!=');
    const { field } = asked;
    const there = left.type.name === 'boolean' ? pointSet(1n) : complement(field, pointSet(0n));
    this.#condition(asked, valueCondition(field, wanted ? there : pointSet(0n), match));
  }

  #lookup(match: MatchStatement, asked: readonly AskedField[], right: Evaluated, mask: bigint | undefined): void {
    const { reference } = right;
    const plain = match.operator === 'implicit' || match.operator === '==' || match.operator === '!=';
    if (!reference || mask !== undefined || !plain || asked.some(({ field, translate }) => translate || isIndex(field))) {
      this.#opaque(match, right.reference ? `@${right.reference.name}` : 'set');
      return;
    }
    for (const { needs } of asked) this.#need(needs);
    const { start, end } = match;
    const fields = asked.map(({ field }) => field);
    this.#steps.push({ kind: 'lookup', fields, set: reference, negated: match.operator === '!=', start, end });
  }

  #joined(match: MatchStatement, parts: readonly Expr[], right: Evaluated): void {
    const asked = this.#parts(parts);
    if (!asked) {
      this.#opaqueParts(match, parts);
      return;
    }
    if (right.shape === 'set-reference') {
      this.#lookup(match, asked, right, undefined);
      return;
    }
    const keys = right.set && keysOf(right.set.elements, parts.length);
    if (!keys || keys.catchAll || asked.some(({ translate, field }) => translate || isIndex(field))) {
      this.#opaqueParts(match, parts);
      return;
    }
    for (const { needs } of asked) this.#need(needs);
    const { start, end } = match;
    const fields = asked.map(({ field }) => field);
    const negated = match.operator === '!=';
    const [first, ...others] = keys.boxes;
    if (first && others.length === 0 && !negated)
      for (const [i, values] of first.entries()) this.#steps.push(valueCondition(fields[i]!, values, match));
    else this.#steps.push({ kind: 'tuple', fields, boxes: keys.boxes, negated, start, end });
  }

  #opaqueParts(span: Span, parts: readonly Expr[]): void {
    if (parts.some((part) => part.kind === 'selector' && isChanging(part.text))) this.#never(span, 'match');
    else this.#opaque(span, 'match');
  }

  /** The fields of joined selectors; undefined when one of them is no selector. */
  #parts(parts: readonly Expr[]): AskedField[] | undefined {
    const out: AskedField[] = [];
    for (const part of parts) {
      const evaluated = part.kind === 'selector' ? evaluate(this.ctx, part) : undefined;
      const asked = evaluated && this.#selector(part as SelectorExpr, evaluated);
      if (!asked) return undefined;
      out.push(asked);
    }
    return out;
  }

  // --- verdicts

  #verdict(expr: VerdictExpr, bodies: readonly RuleMeaning[] | undefined): Verdict {
    if (expr.verdict !== 'jump' && expr.verdict !== 'goto') return { kind: expr.verdict };
    if (expr.body) return { kind: expr.verdict, chain: undefined, body: bodies };
    const { chain } = expr;
    let name = chain?.kind === 'symbol' ? chain.text : undefined;
    if (chain?.kind === 'variable')
      this.ctx.quietly(() =>
        evaluateVariable(this.ctx, chain, (value) => {
          if (value.kind === 'symbol') name = value.text;
          return undefined;
        }),
      );
    return { kind: expr.verdict, chain: name };
  }

  #verdictMap(statement: VmapStatement): void {
    const { start, end, key } = statement;
    const parts = key.kind === 'concat' ? key.parts : [key];
    const asked = this.#parts(parts);
    if (!asked || asked.some(({ translate, field }) => translate || isIndex(field))) {
      this.#steps.push({ kind: 'verdict-map', verdict: UNKNOWN_CHOICE, start, end });
      return;
    }
    for (const { needs } of asked) this.#need(needs);
    const fields = asked.map(({ field }) => field);
    const found = this.#chosen(statement.map, key, fields, { data: VERDICT }, (element) =>
      element.expr.data?.kind === 'verdict' ? this.#verdict(element.expr.data, undefined) : undefined,
    );
    this.#steps.push({ kind: 'verdict-map', verdict: found, start, end });
  }

  /** What a map gives by the fields of its key. `read` says what an element gives; undefined when that is not known. */
  #chosen<T>(
    map: Expr,
    key: Expr,
    fields: readonly Field[],
    data: Pick<SetSpec, 'data' | 'dataBits' | 'dataSelector'>,
    read: (element: EvaluatedElement) => T | undefined,
  ): Chosen<T> {
    switch (map.kind) {
      case 'variable': {
        let found: Chosen<T> | undefined;
        evaluateVariable(this.ctx, map, (value) => {
          found = this.#chosen(value, key, fields, data, read);
          return undefined;
        });
        return found ?? UNKNOWN_CHOICE;
      }
      case 'set-reference':
        return { fields, choices: undefined, map: this.ctx.set(map.name) };
      case 'set': {
        const evaluated = evaluate(this.ctx, key);
        if (!evaluated) return UNKNOWN_CHOICE;
        const { type, bits, selector } = evaluated;
        const set = evaluateSet(this.ctx, map, { key: type, bits, selector, ...data, anonymous: true, what: 'map' });
        return { fields, choices: set && choicesOf(set.elements, fields.length, read), map: undefined };
      }
      default:
        return UNKNOWN_CHOICE;
    }
  }

  #reject(statement: RejectStatement): void {
    const { start, end } = statement;
    if (statement.with === 'icmp') this.#needNetwork('ip');
    else if (statement.with === 'icmpv6') this.#needNetwork('ip6');
    else if (statement.with === 'tcp reset') this.#need([TCP]);
    this.#steps.push({ kind: 'verdict', verdict: { kind: 'reject' }, start, end });
  }

  #needNetwork(network: 'ip' | 'ip6'): void {
    const { family } = this.ctx;
    const { nfproto, etherType } = NETWORKS[network]!;
    if (family === 'inet') this.#steps.push(valueCondition(NFPROTO, pointSet(BigInt(nfproto!))));
    else if (family === 'bridge' || family === 'netdev') this.#steps.push(valueCondition(PROTOCOL, pointSet(BigInt(etherType))));
  }

  // --- changes

  #nat(statement: NatStatement): void {
    const { start, end, type } = statement;
    if (type === 'tproxy') {
      // The rule goes on only when a socket listens there.
      this.#never(statement, 'tproxy');
      this.#steps.push({ kind: 'rewrite', start, end });
      return;
    }
    const network =
      this.ctx.protocol.network === 'ip6' || this.ctx.protocol.network === 'ip' ? this.ctx.protocol.network : undefined;
    const family = statement.family ?? (statement.address ? network : undefined);
    // The kernel leaves packets of another family alone.
    if (statement.family) this.#needNetwork(statement.family);
    const addressType = family === 'ip6' ? IPV6 : IPV4;
    const target = this.#natTarget(statement, addressType);
    this.#steps.push({ kind: 'nat', type, family, target, start, end });
    this.#steps.push({ kind: 'verdict', verdict: ACCEPT, start, end });
  }

  #natTarget(statement: NatStatement, addressType: DataType): Chosen<NatTarget> {
    const { address, port, form } = statement;
    if (address) this.#reads(address, statement);
    if (port) this.#reads(port, statement);
    if (form === 'plain' && address?.kind === 'map' && !port) {
      const target = this.#natMap(address, addressType);
      if (!target.choices && !target.map) this.#never(statement, 'map');
      return target;
    }
    if (address?.kind === 'map' || port?.kind === 'map') this.#never(statement, 'map');
    const fixedAddress = address && this.#fixed(address, addressType);
    const fixedPort = port && this.#fixed(port, SERVICE);
    const known = form === 'plain' && (!address || fixedAddress) && (!port || fixedPort);
    return known ? always({ address: fixedAddress, port: fixedPort }) : UNKNOWN_CHOICE;
  }

  #natMap(map: MapExpr, type: DataType): Chosen<NatTarget> {
    const asked = this.#parts(map.key.kind === 'concat' ? map.key.parts : [map.key]);
    if (!asked || asked.some(({ translate, field }) => translate || isIndex(field))) return UNKNOWN_CHOICE;
    const joined =
      map.map.kind === 'set' && map.map.elements.some((element) => element.kind === 'element' && element.data?.kind === 'concat');
    const data = joined ? concatType([type, SERVICE]) : type;
    const fields = asked.map(({ field }) => field);
    return this.#chosen(map.map, map.key, fields, { data, dataBits: data.bits }, natTargetOf);
  }

  #fixed(expr: Expr, type: DataType): IntervalSet | undefined {
    if (expr.kind === 'map' || expr.kind === 'concat') return undefined;
    const result = evaluate(this.ctx, expr, { type, bits: type.bits });
    return result?.constant ? valuesOf(result) : undefined;
  }

  #assign(statement: MangleStatement): void {
    const { target, value, start, end } = statement;
    if (target.group === 'ct' && /^ct (helper|timeout|expectation|event|secmark)$/.test(target.text)) {
      this.#steps.push({ kind: 'side-effect', effect: target.text, changes: undefined, start, end });
      return;
    }
    const evaluated = evaluate(this.ctx, target);
    const asked = evaluated && this.#selector(target, evaluated);
    this.#reads(value, statement);
    if (!asked || !evaluated || asked.field === L4PROTO || asked.translate || target.text.startsWith('@')) {
      this.#steps.push({ kind: 'rewrite', start, end });
      return;
    }
    this.#need(asked.needs);
    const { type, bits, selector } = evaluated;
    const { field } = asked;
    if (value.kind === 'map') {
      const keys = this.#parts(value.key.kind === 'concat' ? value.key.parts : [value.key]);
      const given =
        keys && !keys.some((part) => part.translate || isIndex(part.field))
          ? this.#chosen(
              value.map,
              value.key,
              keys.map((part) => part.field),
              { data: type, dataBits: bits, dataSelector: selector },
              (element) => element.data && valueSet(element.data),
            )
          : UNKNOWN_CHOICE;
      if (!given.choices && !given.map) this.#never(statement, 'map');
      this.#steps.push({ kind: 'assign', field, value: given, start, end });
      return;
    }
    const result = evaluate(this.ctx, value, { type, bits, selector });
    const known = result?.constant ? valuesOf(result) : undefined;
    this.#steps.push({ kind: 'assign', field, value: known ? always(known) : UNKNOWN_CHOICE, start, end });
  }

  /** A rule ends when something that it reads for a new value is not there. What a map has no answer for is said by its choices. */
  #reads(expr: Expr, within: Span): void {
    switch (expr.kind) {
      case 'selector': {
        const evaluated = evaluate(this.ctx, expr);
        const asked = evaluated && this.#selector(expr, evaluated);
        if (!asked) {
          if (!isChanging(evaluated?.selector ?? '')) this.#opaque(expr, expr.text);
          return;
        }
        this.#need(asked.needs);
        this.#steps.push(valueCondition(asked.field, asked.field.domain, within));
        return;
      }
      case 'binary':
        this.#reads(expr.left, within);
        this.#reads(expr.right, within);
        return;
      case 'concat':
        for (const part of expr.parts) this.#reads(part, within);
        return;
      case 'map':
        this.#reads(expr.key, within);
        return;
      case 'hash':
        if (expr.of) this.#reads(expr.of, within);
        return;
      default:
        return;
    }
  }
}

/** What is given is not known. */
const UNKNOWN_CHOICE: Chosen<never> = { fields: [], choices: undefined, map: undefined };

/** The same for all packets. */
function always<T>(gives: T): Chosen<T> {
  return { fields: [], choices: [{ boxes: undefined, gives }], map: undefined };
}

/** The verdict that an element of a verdict map gives; jumps to a chain that a variable names are not known. */
export function verdictOf({ expr }: EvaluatedElement): Verdict | undefined {
  const { data } = expr;
  if (data?.kind !== 'verdict') return undefined;
  if (data.verdict !== 'jump' && data.verdict !== 'goto') return { kind: data.verdict };
  return data.chain?.kind === 'symbol' ? { kind: data.verdict, chain: data.chain.text } : undefined;
}

/** What an element of a map of a translation gives: an address, a port, or both joined. */
export function natTargetOf({ data }: EvaluatedElement): NatTarget | undefined {
  if (data?.kind !== 'concat') {
    const address = data && valueSet(data);
    return address && { address, port: undefined };
  }
  const box = boxOf(data);
  return box?.length === 2 ? { address: box[0], port: box[1] } : undefined;
}

const TCP = valueCondition(L4PROTO, pointSet(BigInt(TRANSPORTS.tcp!)));
const NOT_EXTENSIONS = notExtensions();

function notExtensions(): IntervalSet {
  return complement(L4PROTO, IntervalSet.of([...IP6_EXTENSIONS].map((n) => ({ low: BigInt(n), high: BigInt(n) }))));
}

/** The numbers that are below, above … another one. */
function ordered(operator: '<' | '<=' | '>' | '>=', than: bigint, max: bigint): IntervalSet {
  switch (operator) {
    case '<':
      return IntervalSet.range(0n, than - 1n);
    case '<=':
      return IntervalSet.range(0n, than);
    case '>':
      return IntervalSet.range(than + 1n, max);
    case '>=':
      return IntervalSet.range(than, max);
  }
}

/** The only number of a set. */
function singleOf(values: IntervalSet): bigint | undefined {
  const [only, more] = values.intervals;
  return only && !more && only.low === only.high ? only.low : undefined;
}

function isIndex(field: Field): boolean {
  return field.key === 'meta iif' || field.key === 'meta oif';
}

/** True for types of Ethernet frames that carry a VLAN tag, or may. */
function isTag(types: IntervalSet): boolean {
  return VLAN_ETHER_TYPES.some((type) => types.has(BigInt(type)));
}

/** True for names of interfaces, as opposed to numbers. */
function isNames(expr: Expr): boolean {
  switch (expr.kind) {
    case 'symbol':
    case 'variable':
      return true;
    case 'set':
      return expr.elements.every((element) => element.kind === 'element' && isNames(element.key));
    default:
      return false;
  }
}

/** The values of a constant or of a set in braces; undefined when some of them are not known. */
function valuesOf(right: Evaluated): IntervalSet | undefined {
  if (right.set) {
    const keys = keysOf(right.set.elements, 1);
    if (!keys) return undefined;
    return keys.catchAll ? IntervalSet.full(right.bits || 128) : (keys.boxes[0]?.[0] ?? IntervalSet.EMPTY);
  }
  return right.constant ? valueSet(right.value) : undefined;
}

/** The choices of a map, element by element; undefined when one of them is not known. */
export function choicesOf<T>(
  elements: readonly EvaluatedElement[],
  parts: number,
  read: (element: EvaluatedElement) => T | undefined,
): readonly Choice<T>[] | undefined {
  const choices: Choice<T>[] = [];
  let otherwise: Choice<T> | undefined;
  for (const element of elements) {
    const gives = read(element);
    const keys = keysOf([element], parts);
    if (gives === undefined || !keys) return undefined;
    if (keys.catchAll) otherwise = { boxes: undefined, gives };
    else choices.push({ boxes: keys.boxes, gives });
  }
  return otherwise ? [...choices, otherwise] : choices;
}
