import type { Alias, Document, Node, Pair, Scalar, YAMLMap, YAMLSeq } from 'yaml';
import type { FileId } from '../../base/paths.ts';
import type { Range } from '../../base/range.ts';
import {
  hasRepeatedKeys,
  type KeyKind,
  type LocatedEntry,
  type LocatedList,
  type LocatedMap,
  type LocatedScalar,
  type LocatedValue,
} from '../located.ts';
import { yaml } from './library.ts';
import type { YamlProblem, YamlProblemKind } from './problem.ts';
import { resolvePlain, type ScalarValue } from './scalar.ts';

/**
 * Values that all aliases of a text may stand for together. A file that people write has some hundred; a file made to blow up
 * (aliases of aliases) has billions.
 */
const MAX_ALIASED_VALUES = 100_000;
/** Maps and lists inside each other; deeper ones are left out. */
const MAX_DEPTH = 100;
const CORE_TAG = 'tag:yaml.org,2002:';

interface Anchored {
  readonly value: LocatedValue;
  readonly size: number;
}

/** Turns the nodes of one document into located values: aliases followed, merge keys applied, scalars typed. */
export class Converter {
  readonly #anchors = new Map<string, Anchored>();
  /** Anchors whose node is being read: an alias to one of them is a loop. */
  readonly #open = new Set<string>();
  #aliased = 0;
  #size = 0;
  #depth = 0;
  /** Flow collections (`[…]`, `{…}`) around the node that is being read. */
  #flow = 0;

  constructor(
    private readonly file: FileId,
    private readonly text: string,
    private readonly problems: YamlProblem[],
  ) {}

  /** The value of a document; undefined for one that holds nothing. */
  document(document: Document.Parsed): LocatedValue | undefined {
    const contents = document.contents as Node | null;
    return contents === null ? undefined : this.#node(contents);
  }

  #node(node: Node): LocatedValue {
    if (yaml().isAlias(node)) return this.#alias(node);
    const anchor = (node as { anchor?: string }).anchor;
    const before = this.#size;
    if (anchor !== undefined) this.#open.add(anchor);
    this.#depth++;
    const isFlow = (node as { flow?: boolean }).flow === true;
    if (isFlow) this.#flow++;
    const value = yaml().isScalar(node)
      ? this.#scalar(node as Scalar.Parsed)
      : this.#depth > MAX_DEPTH
        ? this.#tooDeep(node)
        : yaml().isMap(node)
          ? this.#map(node as YAMLMap.Parsed)
          : this.#list(node as YAMLSeq.Parsed);
    this.#depth--;
    if (isFlow) this.#flow--;
    this.#size++;
    if (anchor !== undefined) {
      this.#open.delete(anchor);
      this.#anchors.set(anchor, { value, size: this.#size - before });
    }
    return value;
  }

  #alias(alias: Alias): LocatedValue {
    const name = alias.source;
    const range = rangeOf(alias, this.text);
    const nothing = this.#nothing(range);
    if (this.#open.has(name)) {
      this.#report('alias-loop', `"*${name}" stands inside the value that it repeats`, range);
      return nothing;
    }
    const target = this.#anchors.get(name);
    if (!target) {
      this.#report('unknown-alias', `no anchor "&${name}" stands before "*${name}"`, range);
      return nothing;
    }
    this.#aliased += target.size;
    if (this.#aliased > MAX_ALIASED_VALUES) {
      if (this.#aliased - target.size <= MAX_ALIASED_VALUES)
        this.#report('too-large', `the aliases of this file stand for more than ${MAX_ALIASED_VALUES} values`, range);
      return emptied(target.value);
    }
    this.#size += target.size;
    return target.value;
  }

  #scalar(node: Scalar.Parsed): LocatedScalar {
    const quoted = node.type !== 'PLAIN';
    const source = typeof node.source === 'string' ? node.source : '';
    const range = rangeOf(node, this.text);
    const value = scalarValue(node.tag, source, quoted);
    // go-yaml takes any ":" at the beginning of a word between brackets as the end of a key.
    if (!quoted && this.#flow > 0 && source.startsWith(':'))
      this.problems.push({
        kind: 'syntax',
        message: `"${source}" begins with ":" and needs quotes between brackets`,
        range,
        quote: true,
      });
    const scalar: LocatedScalar = { kind: 'scalar', file: this.file, range, value, source, quoted };
    return node.tag === undefined ? scalar : { ...scalar, ...tagOf(node) };
  }

  #list(node: YAMLSeq.Parsed): LocatedList {
    const items = (node.items as readonly unknown[]).map((item) =>
      yaml().isPair(item) ? this.#pairAsMap(item as Pair<Node, Node | null>) : this.#node(item as Node),
    );
    const list: LocatedList = { kind: 'list', file: this.file, range: rangeOf(node, this.text), items };
    return node.tag === undefined ? list : { ...list, ...tagOf(node) };
  }

  /** `[a: b]`: a pair inside a flow list is a map of one entry. */
  #pairAsMap(pair: Pair<Node, Node | null>): LocatedMap {
    const entry = this.#entry(pair);
    const range = { start: entry.keyRange.start, end: Math.max(entry.keyRange.end, entry.value.range.end) };
    return { kind: 'map', file: this.file, range, entries: [entry] };
  }

  #map(node: YAMLMap.Parsed): LocatedMap {
    const own: LocatedEntry[] = [];
    let merged: Map<string, LocatedEntry> | undefined;
    for (const pair of node.items as readonly Pair<Node, Node | null>[]) {
      if (!pair.key) continue;
      const entry = this.#entry(pair);
      if (isMergeKey(pair.key)) {
        if (merged) this.#report('duplicate-key', 'the key "<<" stands here twice', entry.keyRange);
        merged ??= new Map();
        this.#merge(entry.value, merged);
      } else own.push(entry);
    }
    this.#reportRepeated(own);
    if (merged) for (const { key } of own) merged.delete(key);
    const entries = merged ? [...merged.values(), ...own] : own;
    const map: LocatedMap = { kind: 'map', file: this.file, range: rangeOf(node, this.text), entries };
    return node.tag === undefined ? map : { ...map, ...tagOf(node) };
  }

  #reportRepeated(entries: readonly LocatedEntry[]): void {
    if (!hasRepeatedKeys(entries)) return;
    const seen = new Map<string, Range>();
    for (const { key, keyRange } of entries) {
      const first = seen.get(key);
      if (first) this.#report('duplicate-key', `the key "${key}" stands here twice`, keyRange, first);
      else seen.set(key, keyRange);
    }
  }

  /** Adds what a merge key brings; of a list of maps the earlier one wins. */
  #merge(value: LocatedValue, into: Map<string, LocatedEntry>): void {
    if (value.kind === 'map') {
      for (const entry of value.entries) if (!into.has(entry.key)) into.set(entry.key, entry);
    } else if (value.kind === 'list' && value.items.every((item) => item.kind === 'map')) {
      for (const item of value.items) this.#merge(item, into);
    } else this.#report('bad-merge', 'a merge key ("<<") takes a map or a list of maps', value.range);
  }

  #entry(pair: Pair<Node, Node | null>): LocatedEntry {
    const { key, range, kind } = this.#key(pair.key);
    const value = pair.value ? this.#node(pair.value) : this.#nothing({ start: range.end, end: range.end });
    const entry: LocatedEntry = { key, keyRange: range, keyFile: this.file, value };
    return kind === undefined ? entry : { ...entry, keyKind: kind };
  }

  #key(node: Node): { key: string; range: Range; kind: KeyKind | undefined } {
    const { type, source, tag, anchor, range } = node as Scalar.Parsed;
    // The usual key: one plain word, which is read without making a value of it.
    if (type === 'PLAIN' && tag === undefined && anchor === undefined && range && typeof resolvePlain(source) === 'string') {
      this.#size++;
      return { key: source, range: { start: range[0], end: range[0] + source.length }, kind: undefined };
    }
    const value = this.#node(node);
    const key = value.kind === 'scalar' ? String(value.value ?? value.source) : this.#source(value.range);
    return { key, range: value.range, kind: keyKind(value) };
  }

  #nothing(range: Range): LocatedScalar {
    return { kind: 'scalar', file: this.file, range, value: null, source: '', quoted: false };
  }

  #tooDeep(node: Node): LocatedScalar {
    const range = rangeOf(node, this.text);
    this.#report('too-large', `more than ${MAX_DEPTH} maps and lists stand inside each other`, range);
    return this.#nothing(range);
  }

  #source(range: Range): string {
    return this.text.slice(range.start, range.end);
  }

  #report(kind: YamlProblemKind, message: string, range: Range, first?: Range): void {
    this.problems.push({ kind, message, range, ...(first ? { first } : {}) });
  }
}

/** The same kind of value with nothing in it. */
function emptied(value: LocatedValue): LocatedValue {
  return value.kind === 'map' ? { ...value, entries: [] } : value.kind === 'list' ? { ...value, items: [] } : value;
}

/** Where a node is written, without the white space and comments behind it. */
function rangeOf(node: Node, text: string): Range {
  const [start, end] = node.range ?? [0, 0];
  let last = end;
  while (last > start && isBlank(text.charCodeAt(last - 1))) last--;
  return { start, end: last };
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;
}

/** The tag as people write it: `!reset`, `!!str`. */
function tagOf(node: { tag?: string | undefined }): { tag?: string } {
  if (node.tag === undefined) return {};
  return { tag: node.tag.startsWith(CORE_TAG) ? `!!${node.tag.slice(CORE_TAG.length)}` : node.tag };
}

function scalarValue(tag: string | undefined, source: string, quoted: boolean): ScalarValue {
  if (tag === undefined || tag.startsWith('!')) return quoted ? source : resolvePlain(source);
  return tag === `${CORE_TAG}str` || tag === `${CORE_TAG}binary` ? source : resolvePlain(source);
}

function isMergeKey(key: Node): boolean {
  return yaml().isScalar(key) && key.type === 'PLAIN' && (key as Scalar.Parsed).source === '<<';
}

function keyKind(key: LocatedValue): KeyKind | undefined {
  if (key.kind !== 'scalar') return key.kind;
  if (key.value === null) return 'null';
  return typeof key.value === 'string' ? undefined : (typeof key.value as 'number' | 'boolean');
}
