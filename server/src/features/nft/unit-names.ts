import { DEFAULT_FAMILY } from '../../facts/nft-language.ts';
import type {
  Chain,
  ElementCommand,
  Expr,
  FileItem,
  Flowtable,
  Name,
  ObjectCommand,
  ObjectDeclaration,
  Property,
  QueryCommand,
  RuleCommand,
  RuleUnit,
  SetDeclaration,
  Span,
  Statement,
  Table,
  TableName,
  Unit,
} from '../../nft/ast.ts';
import type { NamedThing } from './slot.ts';

/** The table that a name belongs to. */
export interface TableId {
  readonly family: string;
  readonly name: string;
}

/** A name in a unit. Offsets count from the unit's start; quotes and the signs `$` and `@` are not part of it. */
export interface FoundName extends Span {
  readonly of: NamedThing;
  readonly name: string;
  readonly role: 'definition' | 'reference';
  /** Where a command says which table is meant; otherwise it is the one around the unit. */
  readonly table?: TableId | undefined;
  readonly object?: string | undefined;
  readonly verdict?: 'jump' | 'goto' | undefined;
  readonly extent?: Span | undefined;
}

/** What is read at once: a rule, a line of a block, a declaration. Of tables and chains only the header. */
export type NameUnit =
  | RuleUnit
  | Unit<Span & { readonly kind: string }>
  | Table
  | Chain
  | SetDeclaration
  | Flowtable
  | ObjectDeclaration
  | ElementCommand
  | RuleCommand
  | ObjectCommand
  | QueryCommand
  | Exclude<FileItem, { readonly kind: 'command' }>;

/** The table of `[family] TABLE`. */
export function tableOf(name: TableName | undefined): TableId | undefined {
  return name && { family: name.family?.text ?? DEFAULT_FAMILY, name: name.table.text };
}

/** Everything that a unit names. `text` is the text of its file and `at` where it begins there. */
export function namesOfUnit(unit: NameUnit, text: string, at: number): FoundName[] {
  const reader = new NameReader(text, at);
  reader.unit(unit);
  return reader.found;
}

/** Things that commands are about, by the command's word. */
const THINGS: Readonly<Record<string, NamedThing>> = {
  chain: 'chain',
  rule: 'chain',
  rules: 'chain',
  set: 'set',
  map: 'set',
  meter: 'set',
  element: 'set',
  flowtable: 'flowtable',
};

type Tree = Span & { readonly kind: string };

class NameReader {
  readonly found: FoundName[] = [];
  /** The table that a command names, for the names behind it. */
  #table: TableId | undefined;

  constructor(
    private readonly text: string,
    private readonly at: number,
  ) {}

  unit(unit: NameUnit): void {
    switch (unit.kind) {
      case 'rule':
        this.#inTree(unit.read(this.text, this.at) as unknown as Tree, 0);
        return;
      case 'unit':
        this.#item(unit.item);
        return;
      case 'table':
        this.#table = { family: unit.family?.text ?? DEFAULT_FAMILY, name: unit.name.text };
        this.#add(unit.name, 'table', 'definition', { extent: { start: 0, end: unit.length } });
        return;
      case 'chain':
        this.#declaration(unit, 'chain');
        return;
      case 'set':
      case 'map':
        this.#declaration(unit, 'set');
        for (const item of unit.items) this.#item(item);
        return;
      case 'flowtable':
        this.#declaration(unit, 'flowtable');
        for (const item of unit.items) this.#item(item);
        return;
      case 'object':
        this.#declaration(unit, 'object', unit.type);
        for (const item of unit.items) this.#item(item);
        return;
      case 'element':
        this.#inTable(unit.of);
        this.#add(unit.name, 'set', 'reference');
        this.#inTree(unit.elements, 0);
        return;
      case 'rule-command':
        this.#inTable(unit.of);
        this.#add(unit.chain, 'chain', 'reference');
        this.#inTree(unit.rule.node.read(this.text, this.at + unit.rule.at) as unknown as Tree, unit.rule.at);
        return;
      case 'object-command':
        this.#command(unit);
        return;
      default:
        if (unit.expression) this.#inTree(unit.expression, 0);
    }
  }

  #add(name: Name, of: NamedThing, role: FoundName['role'], more: Partial<FoundName> = {}): void {
    const table = of === 'variable' ? undefined : this.#table;
    this.found.push({ of, name: name.text, start: name.start, end: name.end, role, ...(table ? { table } : {}), ...more });
  }

  #inTable(name: TableName | undefined): void {
    if (!name) return;
    this.#table = tableOf(name);
    this.#add(name.table, 'table', 'reference');
  }

  #declaration(
    unit: { readonly of?: TableName | undefined; readonly name: Name; readonly length: number },
    of: NamedThing,
    object?: string,
  ): void {
    this.#inTable(unit.of);
    this.#add(unit.name, of, 'definition', { extent: { start: 0, end: unit.length }, ...(object ? { object } : {}) });
  }

  #command(unit: ObjectCommand): void {
    if (unit.table) {
      this.#table = { family: unit.family?.text ?? DEFAULT_FAMILY, name: unit.table.text };
      this.#add(unit.table, 'table', 'reference');
      const of = THINGS[unit.object];
      if (unit.name) this.#add(unit.name, of ?? 'object', 'reference', of ? {} : { object: unit.object });
      if (unit.newName) this.#add(unit.newName, 'chain', 'definition');
    }
    if (unit.elements) this.#inTree(unit.elements, 0);
  }

  /** A directive or another line of a block. */
  #item(item: Tree | Property): void {
    switch (item.kind) {
      case 'include':
      case 'property':
        return;
      case 'define':
      case 'redefine': {
        const { name, value, start, end } = item as Tree & { name: Name; value: Expr };
        this.#add(name, 'variable', 'definition', { extent: { start, end } });
        this.#inTree(value, 0);
        return;
      }
      case 'undefine':
        this.#add((item as Tree & { name: Name }).name, 'variable', 'reference');
        return;
      default:
        this.#inTree(item, 0);
    }
  }

  /** A word of a tree whose offsets are `base` behind the unit's start. */
  #word(
    node: Tree & { readonly text?: string; readonly quoted?: boolean },
    base: number,
    of: NamedThing,
    more: Partial<FoundName> = {},
  ) {
    const quote = node.quoted ? 1 : 0;
    this.#add({ text: node.text ?? '', start: base + node.start + quote, end: base + node.end - quote }, of, 'reference', more);
  }

  /** A reference whose node ends with the name: `$name`, `@name`. */
  #last(node: Tree & { readonly name?: string }, base: number, of: NamedThing): void {
    const name = node.name ?? '';
    const end = base + node.end;
    this.#add({ text: name, start: end - name.length, end }, of, 'reference');
  }

  #inTree(node: Tree, base: number): void {
    switch (node.kind) {
      case 'variable':
        this.#last(node, base, 'variable');
        return;
      case 'set-reference':
        this.#last(node, base, 'set');
        return;
      case 'verdict':
        if ('chain' in node || 'body' in node || typeof (node as { verdict?: unknown }).verdict === 'string') {
          this.#verdict(node as Extract<Expr, { kind: 'verdict' }>, base);
          return;
        }
        break;
      case 'flow':
        this.#word((node as Extract<Statement, { kind: 'flow' }>).flowtable, base, 'flowtable');
        return;
      case 'counter':
      case 'limit':
      case 'quota':
      case 'connlimit':
      case 'synproxy':
      case 'tunnel': {
        const { object } = node as Tree & { object?: Expr };
        if (object) this.#object(object, base, node.kind === 'connlimit' ? 'ct count' : node.kind);
        return;
      }
      case 'mangle': {
        const { target, value } = node as Extract<Statement, { kind: 'mangle' }>;
        const object = /^ct (?:helper|timeout|expectation)$/.test(target.text) ? target.text : undefined;
        if (object) this.#object(value, base, object);
        else if (/^(?:meta )?secmark$/.test(target.text)) this.#object(value, base, 'secmark');
        else this.#inTree(value, base);
        return;
      }
      case 'meter': {
        const { name } = node as Extract<Statement, { kind: 'meter' }>;
        const from = this.text.indexOf(name, this.at + base + node.start + node.kind.length) - this.at;
        const extent = { start: base + node.start, end: base + node.end };
        this.#add({ text: name, start: from, end: from + name.length }, 'set', 'definition', { extent });
        break;
      }
      default:
        break;
    }
    this.#children(node, base);
  }

  #children(node: object, base: number): void {
    for (const value of Object.values(node) as unknown[]) {
      if (Array.isArray(value)) {
        for (const item of value) if (item !== null && typeof item === 'object') this.#inTree(item as Tree, base);
      } else if (value !== null && typeof value === 'object') this.#inTree(value as Tree, base);
    }
  }

  #verdict({ chain, verdict, body }: Extract<Expr, { kind: 'verdict' }>, base: number): void {
    if (chain?.kind === 'symbol') this.#word(chain, base, 'chain', { verdict: verdict === 'goto' ? 'goto' : 'jump' });
    else if (chain) this.#inTree(chain, base);
    if (body) this.#children(body, base);
  }

  /** An object by its name, or a map that gives names. */
  #object(node: Expr, base: number, object: string): void {
    switch (node.kind) {
      case 'symbol':
        this.#word(node, base, 'object', { object });
        return;
      case 'element':
        this.#inTree(node.key, base);
        if (node.data) this.#object(node.data, base, object);
        return;
      case 'set':
        for (const element of node.elements) this.#object(element, base, object);
        return;
      case 'map':
        this.#inTree(node.key, base);
        this.#object(node.map, base, object);
        return;
      default:
        this.#inTree(node, base);
    }
  }
}
