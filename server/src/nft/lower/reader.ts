import { FlatTree, type NodeRef } from '../../syntax/nft/flat-tree.ts';
import { Kind } from '../../syntax/nft/kinds.generated.ts';
import type { Name, NumberExpr, SymbolExpr, VariableExpr } from '../ast.ts';

/** A laid-out unit with its text. One reader is used for one unit after the other: nothing may hold on to indices. */
export class Reader {
  readonly flat = new FlatTree();
  #text = '';
  #base = 0;

  /** Lays out a node of the tree of `text`. The node is index 0. */
  load(node: NodeRef, text: string): void {
    this.#text = text;
    this.#base = node.start;
    this.flat.load(node);
  }

  /** Lays out a node by its identity. `at` is where it begins in `text`. */
  loadSubtree(identity: number, kind: number, length: number, text: string, at: number): void {
    this.#text = text;
    this.#base = at;
    this.flat.loadSubtree(identity, kind, length);
  }

  kind(index: number): number {
    return this.flat.kind[index]!;
  }

  start(index: number): number {
    return this.flat.start[index]!;
  }

  end(index: number): number {
    return this.flat.end[index]!;
  }

  /** Index behind the node and all below it. */
  next(index: number): number {
    return this.flat.next[index]!;
  }

  text(index: number): string {
    return this.#text.slice(this.#base + this.flat.start[index]!, this.#base + this.flat.end[index]!);
  }

  /** The node's words with one blank between them; line continuations and comments between words are left out. */
  words(index: number): string {
    const text = this.text(index);
    return isPlain(text)
      ? text
      : text
          .replace(/\\\r?\n/g, ' ')
          .replace(/#.*$/gm, ' ')
          .trim()
          .replace(/\s+/g, ' ');
  }

  /** Index of the first child of that kind, or -1. */
  find(parent: number, kind: number): number {
    const end = this.next(parent);
    for (let i = parent + 1; i < end; i = this.next(i)) if (this.kind(i) === kind) return i;
    return -1;
  }

  /** Indices of the children. Makes an array: for places that are not hot. */
  children(parent: number): number[] {
    const out: number[] = [];
    const end = this.next(parent);
    for (let i = parent + 1; i < end; i = this.next(i)) out.push(i);
    return out;
  }

  name(index: number): Name {
    return { text: unquote(this.text(index)), start: this.start(index), end: this.end(index) };
  }

  symbol(index: number, keyword: boolean): SymbolExpr {
    const raw = this.text(index);
    const quoted = raw.charCodeAt(0) === 34;
    return {
      kind: 'symbol',
      text: quoted ? raw.slice(1, -1) : raw,
      quoted,
      keyword,
      start: this.start(index),
      end: this.end(index),
    };
  }

  number(index: number, negative = false): NumberExpr {
    return { kind: 'number', text: this.text(index), negative, start: this.start(index), end: this.end(index) };
  }

  variable(index: number): VariableExpr {
    const text = this.text(index);
    return { kind: 'variable', name: text.slice(1).trim(), start: this.start(index), end: this.end(index) };
  }
}

/** True when a text has no blanks but single ones, no comments and no continuations. */
function isPlain(text: string): boolean {
  let blank = false;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    if (c === 32) {
      if (blank) return false;
      blank = true;
    } else if (c === 9 || c === 10 || c === 13 || c === 35 || c === 92) return false;
    else blank = false;
  }
  return true;
}

/** Takes the quotes off a quoted text. */
export function unquote(text: string): string {
  return text.charCodeAt(0) === 34 ? text.slice(1, -1) : text;
}

/** True for a token that nft's scanner calls a string: names, addresses, durations. */
export function isWord(kind: number): boolean {
  switch (kind) {
    case Kind.identifier:
    case Kind.dotted_word:
    case Kind.duration:
    case Kind.ipv4_address:
    case Kind.ipv6_address:
    case Kind.mac_address:
    case Kind.classid:
    case Kind.vlan_protocol:
      return true;
    default:
      return false;
  }
}

/** True for a word, a quoted text or a wildcard. */
export function isText(kind: number): boolean {
  return isWord(kind) || kind === Kind.quoted_string || kind === Kind.wildcard;
}
