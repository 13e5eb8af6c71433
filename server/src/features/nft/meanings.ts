import { DATA_TYPES, SERVICES } from '../../facts/nft.ts';
import type { BaseChainSpec, Expr, FlowtableHookSpec, Name, Property, Rule, SetTypeSpec, Span } from '../../nft/ast.ts';
import type { SemanticToken } from '../provider.ts';
import { type FoundName, type NameUnit, namesOfUnit } from './unit-names.ts';

/** What a word of a unit means. Offsets count from the unit's start. */
export interface Meaning extends Span {
  readonly type: SemanticToken['type'];
  readonly isDefinition: boolean;
}

const SYMBOLS: ReadonlySet<string> = new Set([
  ...Object.values(DATA_TYPES).flatMap(({ symbols }) => Object.keys(symbols ?? {})),
  ...Object.keys(SERVICES),
]);
/** Selectors whose values are interfaces. */
const INTERFACE = /(?:^|\s)(?:[io]if|[io]ifname|sdifname|[io]brname)$/;

const TYPES: Readonly<Record<FoundName['of'], SemanticToken['type']>> = {
  table: 'namespace',
  chain: 'function',
  set: 'struct',
  flowtable: 'struct',
  object: 'variable',
  variable: 'macro',
};

/** What the words of a unit mean where patterns cannot know, in order and without overlaps. `text` is the file's and `at` where the unit begins. */
export function meaningsOf(unit: NameUnit, text: string, at: number): Meaning[] {
  const reader = new MeaningReader(text, at);
  for (const name of namesOfUnit(unit, text, at)) reader.name(name);
  reader.unit(unit);
  return reader.sorted();
}

type Tree = Span & { readonly kind: string };
/** For each part of a concatenation: its values are interfaces. */
type Interfaces = readonly boolean[];
const NONE: Interfaces = [];

class MeaningReader {
  readonly #found: Meaning[] = [];

  constructor(
    private readonly text: string,
    private readonly at: number,
  ) {}

  sorted(): Meaning[] {
    let last = 0;
    return this.#found
      .sort((a, b) => a.start - b.start || a.end - b.end)
      .filter(({ start, end }) => {
        // A name never spans lines; what does is no name.
        if (start < last || end <= start || this.#slice(start, end).includes('\n')) return false;
        last = end;
        return true;
      });
  }

  #slice(start: number, end: number): string {
    return this.text.slice(this.at + start, this.at + end);
  }

  #add(start: number, end: number, type: SemanticToken['type'], isDefinition = false): void {
    this.#found.push({ start, end, type, isDefinition });
  }

  name({ of, start, end, role }: FoundName): void {
    const sign = of === 'variable' ? '$' : of === 'set' || of === 'flowtable' ? '@' : '';
    const hasSign = sign !== '' && this.#slice(start - 1, start) === sign;
    this.#add(hasSign ? start - 1 : start, end, TYPES[of], role === 'definition');
  }

  unit(unit: NameUnit): void {
    switch (unit.kind) {
      case 'rule':
        this.#rule(unit.read(this.text, this.at));
        return;
      case 'rule-command':
        this.#inner(unit.rule.at, (reader) => reader.#rule(unit.rule.node.read(this.text, this.at + unit.rule.at)));
        return;
      case 'unit':
        this.#item(unit.item, undefined);
        return;
      case 'set':
      case 'map':
      case 'flowtable':
        for (const item of unit.items) this.#item(item, unit.kind);
        return;
      case 'object':
        for (const item of unit.items) this.#item(item, unit.type);
        return;
      case 'element':
        this.#walk(unit.elements, NONE);
        return;
      case 'object-command':
        if (unit.elements) this.#walk(unit.elements, NONE);
        return;
      default:
        return;
    }
  }

  /** Reads something whose offsets count from another place. */
  #inner(offset: number, read: (reader: MeaningReader) => void): void {
    const reader = new MeaningReader(this.text, this.at + offset);
    read(reader);
    for (const { start, end, type, isDefinition } of reader.#found) this.#add(start + offset, end + offset, type, isDefinition);
  }

  #rule({ statements }: Rule): void {
    for (const statement of statements) this.#walk(statement, NONE);
  }

  /** A line of a block. `block` is what holds it; undefined for tables and chains. */
  #item(item: Tree, block: string | undefined): void {
    switch (item.kind) {
      case 'property': {
        const { property, values } = item as Property;
        const areSymbols = block === undefined ? property === 'flags' : block === 'ct timeout' && property === 'policy';
        if (areSymbols) for (const value of values) this.#word(value);
        return;
      }
      case 'set-type': {
        const { typeof: byExpression, key, data } = item as SetTypeSpec;
        // A type's name has the place of all names.
        const [first] = key;
        if (!byExpression && first) this.#types(first);
        const [given] = data ?? [];
        if (given && !('kind' in given)) this.#types(given);
        return;
      }
      case 'base-chain': {
        const { hook, priority, devices } = item as BaseChainSpec;
        this.#add(hook.start, hook.end, 'enumMember');
        if (priority.name !== undefined) this.#word(priority);
        for (const device of devices) this.#walk(device, [true]);
        return;
      }
      case 'flowtable-hook': {
        const { hook, priority } = item as FlowtableHookSpec;
        this.#add(hook.start, hook.end, 'enumMember');
        if (priority.name !== undefined) this.#word(priority);
        return;
      }
      case 'devices':
        for (const device of (item as Tree & { devices: readonly Expr[] }).devices) this.#walk(device, [true]);
        return;
      case 'elements':
      case 'define':
      case 'redefine':
      case 'state':
        this.#children(item, NONE);
        return;
      default:
        return;
    }
  }

  /** The first word of a node. */
  #word({ start, end }: Span): void {
    const word = /^[\w-]+/.exec(this.#slice(start, end))?.[0];
    if (word !== undefined) this.#add(start, start + word.length, 'enumMember');
  }

  #types({ start, end }: Name | Expr): void {
    for (const match of this.#slice(start, end).matchAll(/[\w-]+/g))
      this.#add(start + match.index, start + match.index + match[0].length, 'type');
  }

  #interfacesOf(left: Expr): Interfaces {
    const parts = left.kind === 'concat' ? left.parts : [left];
    return parts.map((part) => part.kind === 'selector' && INTERFACE.test(part.text));
  }

  #walk(node: Tree, interfaces: Interfaces): void {
    switch (node.kind) {
      case 'symbol': {
        const { text, quoted, start, end } = node as Extract<Expr, { kind: 'symbol' }>;
        if (interfaces.length === 1 && interfaces[0]) this.#add(start, end, 'interface');
        else if (!quoted && SYMBOLS.has(text)) this.#add(start, end, 'enumMember');
        return;
      }
      case 'concat':
        for (const [index, part] of (node as Extract<Expr, { kind: 'concat' }>).parts.entries())
          this.#walk(part, [interfaces[index] ?? false]);
        return;
      case 'match': {
        const { left, right } = node as Tree & { left: Expr; right: Expr };
        this.#walk(left, NONE);
        this.#walk(right, this.#interfacesOf(left));
        return;
      }
      case 'vmap':
      case 'map': {
        const { key, map } = node as Tree & { key: Expr; map: Expr };
        this.#walk(key, NONE);
        this.#walk(map, this.#interfacesOf(key));
        return;
      }
      case 'mangle': {
        const { target, value } = node as Tree & { target: Extract<Expr, { kind: 'selector' }>; value: Expr };
        // Objects are named, not meant.
        if (/^ct (?:helper|timeout|expectation)$|secmark$/.test(target.text) && value.kind === 'symbol') return;
        this.#walk(value, this.#interfacesOf(target));
        return;
      }
      case 'element': {
        const { key, data } = node as Extract<Expr, { kind: 'element' }>;
        this.#walk(key, interfaces);
        if (data) this.#walk(data, NONE);
        return;
      }
      case 'set-statement': {
        const { key, data } = node as Tree & { key: Expr; data?: Expr };
        this.#walk(key, NONE);
        if (data) this.#walk(data, NONE);
        return;
      }
      case 'dup':
      case 'fwd': {
        const { address, device } = node as Tree & { address?: Expr; device?: Expr };
        if (address) this.#walk(address, NONE);
        if (device) this.#walk(device, [true]);
        return;
      }
      case 'verdict': {
        const { verdict, body } = node as Tree & { verdict: unknown; body?: readonly { rule: Rule }[] };
        if (typeof verdict === 'object') this.#walk(verdict as Tree, NONE);
        for (const { rule } of body ?? []) this.#rule(rule);
        return;
      }
      case 'counter':
      case 'limit':
      case 'quota':
      case 'connlimit':
      case 'synproxy':
      case 'tunnel':
      case 'flow':
        return;
      case 'set':
      case 'list':
      case 'range':
      case 'prefix':
      case 'binary':
        this.#children(node, interfaces);
        return;
      default:
        this.#children(node, NONE);
    }
  }

  #children(node: object, interfaces: Interfaces): void {
    for (const value of Object.values(node) as unknown[]) {
      if (Array.isArray(value)) {
        for (const item of value) if (item !== null && typeof item === 'object') this.#walk(item as Tree, interfaces);
      } else if (value !== null && typeof value === 'object') this.#walk(value as Tree, interfaces);
    }
  }
}
