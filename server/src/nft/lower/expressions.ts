import { Kind, Token } from '../../syntax/nft/kinds.generated.ts';
import type {
  BinaryOperator,
  ElementExpr,
  ElementOption,
  Expr,
  SelectorExpr,
  SelectorGroup,
  SetExpr,
  SetReferenceExpr,
  VariableExpr,
  VerdictExpr,
} from '../ast.ts';
import { isText, type Reader } from './reader.ts';
import { lowerAnonymousChain, lowerStateful } from './statements.ts';

function groupOf(kind: number): SelectorGroup | undefined {
  switch (kind) {
    case Kind.payload_expression:
      return 'payload';
    case Kind.exthdr_expression:
    case Kind.option_expression:
      return 'exthdr';
    case Kind.meta_expression:
      return 'meta';
    case Kind.ct_expression:
      return 'ct';
    case Kind.rt_expression:
      return 'rt';
    case Kind.socket_expression:
      return 'socket';
    case Kind.osf_expression:
      return 'osf';
    case Kind.fib_expression:
      return 'fib';
    case Kind.ipsec_expression:
      return 'ipsec';
    case Kind.tunnel_expression:
      return 'tunnel';
    case Kind.numgen_expression:
      return 'numgen';
    default:
      return undefined;
  }
}

function operatorOf(text: string): BinaryOperator {
  switch (text) {
    case 'and':
      return '&';
    case 'or':
      return '|';
    case 'xor':
      return '^';
    case 'lshift':
      return '<<';
    case 'rshift':
      return '>>';
    default:
      return text as BinaryOperator;
  }
}

/** True for a node that is an expression of its own, not a sign between others. */
export function isExpression(kind: number): boolean {
  if (groupOf(kind) || isText(kind)) return true;
  switch (kind) {
    case Kind.number:
    case Kind.variable:
    case Kind.boolean:
    case Kind.value_keyword:
    case Kind.hash_expression:
    case Kind.concatenation:
    case Kind.list:
    case Kind.binary_expression:
    case Kind.parenthesized_expression:
    case Kind.prefix:
    case Kind.range:
    case Kind.set:
    case Kind.verdict_map:
    case Kind.set_reference:
    case Kind.map_expression:
    case Kind.verdict:
    case Kind.jump:
    case Kind.catch_all:
      return true;
    default:
      return false;
  }
}

/** The first `count` expressions among the children of a node. */
export function expressionsIn(reader: Reader, parent: number): Expr[] {
  const out: Expr[] = [];
  const end = reader.next(parent);
  for (let i = parent + 1; i < end; i = reader.next(i)) if (isExpression(reader.kind(i))) out.push(lowerExpression(reader, i));
  return out;
}

/** Turns a laid-out expression into its AST. */
export function lowerExpression(reader: Reader, index: number): Expr {
  const kind = reader.kind(index);
  const start = reader.start(index);
  const end = reader.end(index);
  if (isText(kind)) return reader.symbol(index, false);
  const group = groupOf(kind);
  if (group) return { kind: 'selector', group, text: reader.words(index), start, end };
  switch (kind) {
    case Kind.number: {
      // A negative number is a node of its own around the digits.
      const negative = reader.next(index) > index + 1;
      return negative
        ? { kind: 'number', text: reader.text(index + 2 < reader.next(index) ? index + 2 : index + 1), negative, start, end }
        : reader.number(index);
    }
    case Kind.variable:
      return reader.variable(index);
    case Kind.boolean:
      return { kind: 'boolean', exists: reader.text(index) === 'exists', start, end };
    case Kind.value_keyword:
      return reader.symbol(index, true);
    case Kind.hash_expression: {
      const [of, modulus] = hashParts(reader, index);
      return { kind: 'hash', of, modulus, start, end };
    }
    case Kind.concatenation:
      return { kind: 'concat', parts: expressionsIn(reader, index), start, end };
    case Kind.list:
      return { kind: 'list', items: expressionsIn(reader, index), start, end };
    case Kind.binary_expression: {
      const left = index + 1;
      const operator = reader.next(left);
      return {
        kind: 'binary',
        operator: operatorOf(reader.text(operator)),
        left: lowerExpression(reader, left),
        right: lowerExpression(reader, reader.next(operator)),
        start,
        end,
      };
    }
    case Kind.parenthesized_expression:
      return lowerExpression(reader, reader.next(index + 1));
    case Kind.prefix: {
      const base = index + 1;
      const length = reader.next(reader.next(base));
      return { kind: 'prefix', base: lowerExpression(reader, base), length: reader.number(length), start, end };
    }
    case Kind.range: {
      const low = index + 1;
      return {
        kind: 'range',
        low: lowerExpression(reader, low),
        high: lowerExpression(reader, reader.next(reader.next(low))),
        start,
        end,
      };
    }
    case Kind.set:
    case Kind.verdict_map:
      return lowerSet(reader, index);
    case Kind.set_reference:
      return lowerSetReference(reader, index);
    case Kind.map_expression: {
      const key = index + 1;
      return {
        kind: 'map',
        key: lowerExpression(reader, key),
        map: lowerExpression(reader, reader.next(reader.next(key))),
        start,
        end,
      };
    }
    case Kind.verdict:
    case Kind.jump:
      return lowerVerdict(reader, index);
    case Kind.catch_all:
      return { kind: 'catch-all', start, end };
    default:
      return reader.symbol(index, true);
  }
}

function hashParts(reader: Reader, index: number): [Expr | undefined, number] {
  let of: Expr | undefined;
  let modulus = 0;
  let behindMod = false;
  for (const child of reader.children(index)) {
    const kind = reader.kind(child);
    if (kind === Token.mod) behindMod = true;
    else if (behindMod && kind === Kind.number && modulus === 0) modulus = Number(reader.text(child));
    else if (!behindMod && isExpression(kind)) of = lowerExpression(reader, child);
  }
  return [of, modulus];
}

export function lowerSetReference(reader: Reader, index: number): SetReferenceExpr {
  return { kind: 'set-reference', name: reader.words(index).slice(1).trim(), start: reader.start(index), end: reader.end(index) };
}

/** A set, map or verdict map in braces. */
export function lowerSet(reader: Reader, index: number): SetExpr {
  const elements: (ElementExpr | SetExpr)[] = [];
  const end = reader.next(index);
  for (let i = index + 1; i < end; i = reader.next(i)) {
    const kind = reader.kind(i);
    if (kind === Kind.element) elements.push(lowerElement(reader, i));
    else if (kind === Kind.set) elements.push(lowerSet(reader, i));
  }
  return { kind: 'set', elements, start: reader.start(index), end: reader.end(index) };
}

function lowerElement(reader: Reader, index: number): ElementExpr {
  const end = reader.next(index);
  const key = lowerExpression(reader, index + 1);
  let data: Expr | undefined;
  let options: ElementOption[] | undefined;
  for (let i = reader.next(index + 1); i < end; i = reader.next(i)) {
    const kind = reader.kind(i);
    if (isExpression(kind)) data = lowerExpression(reader, i);
    else {
      const option = lowerElementOption(reader, i);
      if (option) {
        options ??= [];
        options.push(option);
      }
    }
  }
  return { kind: 'element', key, data, options: options ?? NO_OPTIONS, start: reader.start(index), end: reader.end(index) };
}

const NO_OPTIONS: readonly ElementOption[] = [];

/** timeout, expires, comment or a stateful statement of an element; undefined for signs between them. */
export function lowerElementOption(reader: Reader, index: number): ElementOption | undefined {
  const start = reader.start(index);
  const end = reader.end(index);
  switch (reader.kind(index)) {
    case Kind.element_timeout:
      return { option: 'timeout', text: reader.text(reader.next(index + 1)), start, end };
    case Kind.element_expires:
      return { option: 'expires', text: reader.text(reader.next(index + 1)), start, end };
    case Kind.comment_clause:
      return { option: 'comment', text: reader.name(reader.next(index + 1)).text, start, end };
    case Kind.stateful_statement:
      return { option: 'statement', text: reader.words(index), statement: lowerStateful(reader, index), start, end };
    default:
      return undefined;
  }
}

export function lowerVerdict(reader: Reader, index: number): VerdictExpr {
  const start = reader.start(index);
  const end = reader.end(index);
  if (reader.kind(index) === Kind.verdict)
    return { kind: 'verdict', verdict: reader.text(index) as VerdictExpr['verdict'], start, end };
  const word = index + 1;
  const verdict = reader.text(word) as 'jump' | 'goto';
  const target = reader.next(word);
  const kind = reader.kind(target);
  if (kind === Kind.anonymous_chain) return { kind: 'verdict', verdict, body: lowerAnonymousChain(reader, target), start, end };
  return {
    kind: 'verdict',
    verdict,
    chain: kind === Kind.variable ? reader.variable(target) : reader.symbol(target, false),
    start,
    end,
  };
}

/** A set in braces, or a variable that holds one. */
export function lowerElements(reader: Reader, index: number): SetExpr | VariableExpr {
  return reader.kind(index) === Kind.variable ? reader.variable(index) : lowerSet(reader, index);
}

/** A selector; for nodes that can be nothing else. */
export function lowerSelector(reader: Reader, index: number): SelectorExpr {
  return {
    kind: 'selector',
    group: groupOf(reader.kind(index)) ?? 'payload',
    text: reader.words(index),
    start: reader.start(index),
    end: reader.end(index),
  };
}
