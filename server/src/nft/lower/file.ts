import { childrenOf, type NodeRef } from '../../syntax/nft/flat-tree.ts';
import { Kind, Token } from '../../syntax/nft/kinds.generated.ts';
import type {
  Chain,
  ChainItem,
  Command,
  Definition,
  FileItem,
  Placed,
  RuleCommand,
  Span,
  Table,
  TableItem,
  Unit,
} from '../ast.ts';
import { lowerElementCommand, lowerObjectCommand, lowerQuery, lowerRuleCommand } from './commands.ts';
import {
  lowerBaseChain,
  lowerDevices,
  lowerDirective,
  lowerFlowtable,
  lowerObject,
  lowerPolicy,
  lowerProperty,
  lowerSetDeclaration,
  lowerTarget,
} from './declarations.ts';
import { Reader } from './reader.ts';
import { TreeRule } from './rule-unit.ts';

/** Units by the identity of the node they were made from. Valid only while the tree of those nodes is alive. */
export type UnitCache = Map<number, object>;

/**
 * Makes the AST of one tree. Units of `previous` whose nodes are in this tree too are taken over as they are, so the AST of a file
 * after an edit shares all with the AST before but the path from the root to the edit.
 */
export class FileLowering {
  readonly units: UnitCache = new Map();
  readonly #reader = new Reader();

  constructor(
    private readonly text: string,
    private readonly previous: UnitCache,
  ) {}

  /** What stands at the top of the file; `at` counts from the beginning of the file. */
  file(root: NodeRef): Placed<FileItem>[] {
    const out: Placed<FileItem>[] = [];
    for (const node of childrenOf(root)) {
      const item = this.#kept(node, () => this.#fileItem(node));
      if (item) out.push({ at: node.start, node: item });
    }
    return out;
  }

  /** Takes a unit over or makes it, and remembers it. */
  #kept<T extends object>(node: NodeRef, make: () => T | undefined): T | undefined {
    if (node.identity === 0) return make();
    const unit = (this.previous.get(node.identity) as T | undefined) ?? make();
    if (unit) this.units.set(node.identity, unit);
    return unit;
  }

  #load(node: NodeRef): Reader {
    this.#reader.load(node, this.text);
    return this.#reader;
  }

  #fileItem(node: NodeRef): FileItem | undefined {
    switch (node.kind) {
      case Kind.add_command: {
        const children = childrenOf(node);
        const verb = this.text.startsWith('create', node.start) ? 'create' : 'add';
        const inner = children[children.length - 1]!;
        const what = this.#kept(inner, () => this.#definition(inner));
        if (!what) return undefined;
        return {
          kind: 'command',
          length: node.end - node.start,
          verb,
          written: true,
          what: { at: inner.start - node.start, node: what },
        };
      }
      case Kind.insert_command:
      case Kind.replace_command: {
        const verb = node.kind === Kind.insert_command ? 'insert' : 'replace';
        const what = lowerRuleCommand(this.#reader, node, this.text);
        return { kind: 'command', length: what.length, verb, written: true, what: { at: 0, node: what } };
      }
      case Kind.delete_command:
      case Kind.flush_command:
      case Kind.rename_command:
      case Kind.get_command:
      case Kind.reset_command:
        return lowerObjectCommand(this.#load(node));
      case Kind.list_command:
      case Kind.describe_command:
      case Kind.monitor_command:
      case Kind.transfer_command:
        return lowerQuery(this.#load(node));
      case Kind.include:
      case Kind.define:
      case Kind.redefine:
      case Kind.undefine:
        return this.#directive(node);
      default: {
        const what = this.#definition(node);
        return (
          what &&
          ({ kind: 'command', length: what.length, verb: 'add', written: false, what: { at: 0, node: what } } satisfies Command)
        );
      }
    }
  }

  #directive(node: NodeRef) {
    const item = lowerDirective(this.#load(node), 0);
    return item && ({ kind: 'unit', length: node.end - node.start, item } as const);
  }

  #definition(node: NodeRef): Definition | RuleCommand | undefined {
    switch (node.kind) {
      case Kind.table_definition:
        return this.#table(node);
      case Kind.chain_definition:
        return this.#chain(node);
      case Kind.set_definition:
      case Kind.map_definition:
        return lowerSetDeclaration(this.#load(node));
      case Kind.flowtable_definition:
        return lowerFlowtable(this.#load(node));
      case Kind.object_definition:
        return lowerObject(this.#load(node));
      case Kind.element_definition:
        return lowerElementCommand(this.#load(node));
      case Kind.rule_definition:
        return lowerRuleCommand(this.#reader, node, this.text);
      default:
        return undefined;
    }
  }

  #name(node: NodeRef, relativeTo: NodeRef) {
    const start = node.start - relativeTo.start;
    return { text: this.text.slice(node.start, node.end), start, end: start + node.end - node.start };
  }

  #table(node: NodeRef): Table {
    const children = childrenOf(node);
    const family = children.find(({ kind }) => kind === Kind.family);
    const body = children.find(({ kind }) => kind === Kind.table_body);
    const name = children[family ? 2 : 1]!;
    const items = body && childrenOf(body).flatMap((child) => this.#tableItem(child, node));
    return {
      kind: 'table',
      length: node.end - node.start,
      family: family && this.#name(family, node),
      name: this.#name(name, node),
      items,
    };
  }

  #tableItem(node: NodeRef, table: NodeRef): TableItem[] {
    if (isSign(node.kind)) return [];
    const unit = this.#kept(
      node,
      () => this.#definition(node) ?? this.#unit(node, (reader) => lowerProperty(reader, 0) ?? lowerDirective(reader, 0)),
    );
    return unit ? [{ at: node.start - table.start, node: unit } as TableItem] : [];
  }

  #unit<T extends Span>(node: NodeRef, lower: (reader: Reader) => T | undefined): Unit<T> | undefined {
    const item = lower(this.#load(node));
    return item && { kind: 'unit', length: node.end - node.start, item };
  }

  #chain(node: NodeRef): Chain {
    const children = childrenOf(node);
    const body = children.find(({ kind }) => kind === Kind.chain_body);
    const names = children.filter(({ kind }) => kind !== Kind.chain_body && kind !== Kind.family).slice(1);
    const family = children.find(({ kind }) => kind === Kind.family);
    const table = names.length > 1 ? names[0]! : undefined;
    const items: ChainItem[] | undefined = body && [];
    if (items) for (const child of childrenOf(body!)) this.#chainItem(child, node, items);
    return {
      kind: 'chain',
      length: node.end - node.start,
      of: table && { family: family && this.#name(family, node), table: this.#name(table, node) },
      name: this.#name(names[names.length - 1]!, node),
      body: items && { items },
    };
  }

  #chainItem(node: NodeRef, chain: NodeRef, items: ChainItem[]): void {
    if (isSign(node.kind)) return;
    const unit = this.#kept(node, () => this.#chainUnit(node));
    if (unit) items.push({ at: node.start - chain.start, node: unit } as ChainItem);
  }

  #chainUnit(node: NodeRef): ChainItem['node'] | undefined {
    switch (node.kind) {
      case Kind.rule:
        return new TreeRule(node.identity, node.end - node.start);
      case Kind.base_chain:
        return this.#unit(node, (reader) => lowerBaseChain(reader, 0));
      case Kind.chain_policy:
        return this.#unit(node, (reader) => lowerPolicy(reader, 0));
      case Kind.chain_devices:
        return this.#unit(node, (reader) => lowerDevices(reader, 0));
      default:
        return this.#unit(node, (reader) => lowerProperty(reader, 0) ?? lowerDirective(reader, 0));
    }
  }
}

/** Braces, semicolons and other signs that separate. */
function isSign(kind: number): boolean {
  return kind === Token.LBRACE || kind === Token.RBRACE || kind === Token.SEMI;
}

export { lowerTarget };
