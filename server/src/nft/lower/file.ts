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
import { type Kept, keepChildren, type Made } from './kept.ts';
import { Reader } from './reader.ts';
import { TreeRule } from './rule-unit.ts';

/**
 * Makes the AST of a tree. Units of `before`, the list that another version of the tree gave, whose nodes are in this tree too are taken
 * over as they are, so the AST of a file after an edit shares all with the AST before but the path from the root to the edit.
 */
export function lowerFile(
  root: NodeRef,
  text: string,
  before: Kept | undefined,
): { readonly items: readonly Placed<FileItem>[]; readonly kept: Kept } {
  const kept = new FileLowering(text).file(root, before ? [before] : []);
  return { items: kept.items as readonly Placed<FileItem>[], kept };
}

class FileLowering {
  readonly #reader = new Reader();

  constructor(private readonly text: string) {}

  file(root: NodeRef, before: readonly Kept[]): Kept {
    return keepChildren(root, 0, before, (node, inside) => this.#fileItem(node, inside));
  }

  #load(node: NodeRef): Reader {
    this.#reader.load(node, this.text);
    return this.#reader;
  }

  #fileItem(node: NodeRef, before: readonly Kept[]): Made {
    switch (node.kind) {
      case Kind.add_command: {
        const verb = this.text.startsWith('create', node.start) ? 'create' : 'add';
        const inner = keepChildren(node, node.start, before, (child, inside) => this.#definition(child, inside));
        const what = inner.items[0] as Placed<Definition | RuleCommand> | undefined;
        return {
          unit: what && ({ kind: 'command', length: node.end - node.start, verb, written: true, what } satisfies Command),
          inner,
        };
      }
      case Kind.insert_command:
      case Kind.replace_command: {
        const verb = node.kind === Kind.insert_command ? 'insert' : 'replace';
        const what = lowerRuleCommand(this.#reader, node, this.text);
        return {
          unit: { kind: 'command', length: what.length, verb, written: true, what: { at: 0, node: what } } satisfies Command,
        };
      }
      case Kind.delete_command:
      case Kind.flush_command:
      case Kind.rename_command:
      case Kind.get_command:
      case Kind.reset_command:
        return { unit: lowerObjectCommand(this.#load(node)) };
      case Kind.list_command:
      case Kind.describe_command:
      case Kind.monitor_command:
      case Kind.transfer_command:
        return { unit: lowerQuery(this.#load(node)) };
      case Kind.include:
      case Kind.define:
      case Kind.redefine:
      case Kind.undefine:
        return { unit: this.#directive(node) };
      default: {
        const { unit, inner } = this.#definition(node, before);
        const what = unit as Definition | RuleCommand | undefined;
        return {
          unit:
            what &&
            ({
              kind: 'command',
              length: what.length,
              verb: 'add',
              written: false,
              what: { at: 0, node: what },
            } satisfies Command),
          inner,
        };
      }
    }
  }

  #directive(node: NodeRef) {
    const item = lowerDirective(this.#load(node), 0);
    return item && ({ kind: 'unit', length: node.end - node.start, item } as const);
  }

  #definition(node: NodeRef, before: readonly Kept[]): Made {
    switch (node.kind) {
      case Kind.table_definition:
        return this.#table(node, before);
      case Kind.chain_definition:
        return this.#chain(node, before);
      case Kind.set_definition:
      case Kind.map_definition:
        return { unit: lowerSetDeclaration(this.#load(node)) };
      case Kind.flowtable_definition:
        return { unit: lowerFlowtable(this.#load(node)) };
      case Kind.object_definition:
        return { unit: lowerObject(this.#load(node)) };
      case Kind.element_definition:
        return { unit: lowerElementCommand(this.#load(node)) };
      case Kind.rule_definition:
        return { unit: lowerRuleCommand(this.#reader, node, this.text) };
      default:
        return { unit: undefined };
    }
  }

  #name(node: NodeRef, relativeTo: NodeRef) {
    const start = node.start - relativeTo.start;
    return { text: this.text.slice(node.start, node.end), start, end: start + node.end - node.start };
  }

  #table(node: NodeRef, before: readonly Kept[]): Made {
    const children = childrenOf(node);
    const family = children.find(({ kind }) => kind === Kind.family);
    const body = children.find(({ kind }) => kind === Kind.table_body);
    const name = children[family ? 2 : 1]!;
    const list = body && this.#list(body, node.start, before, (child, inside) => this.#tableItem(child, inside));
    const unit: Table = {
      kind: 'table',
      length: node.end - node.start,
      family: family && this.#name(family, node),
      name: this.#name(name, node),
      items: list?.items as readonly TableItem[] | undefined,
    };
    return { unit, inner: list };
  }

  /** What stands between the braces of a block. */
  #list(body: NodeRef, base: number, before: readonly Kept[], make: (node: NodeRef, inside: readonly Kept[]) => Made): Kept {
    return keepChildren(body, base, before, (node, inside) => (isSign(node.kind) ? { unit: undefined } : make(node, inside)));
  }

  #tableItem(node: NodeRef, before: readonly Kept[]): Made {
    const made = this.#definition(node, before);
    return made.unit ? made : { unit: this.#unit(node, (reader) => lowerProperty(reader, 0) ?? lowerDirective(reader, 0)) };
  }

  #unit<T extends Span>(node: NodeRef, lower: (reader: Reader) => T | undefined): Unit<T> | undefined {
    const item = lower(this.#load(node));
    return item && { kind: 'unit', length: node.end - node.start, item };
  }

  #chain(node: NodeRef, before: readonly Kept[]): Made {
    const children = childrenOf(node);
    const body = children.find(({ kind }) => kind === Kind.chain_body);
    const names = children.filter(({ kind }) => kind !== Kind.chain_body && kind !== Kind.family).slice(1);
    const family = children.find(({ kind }) => kind === Kind.family);
    const table = names.length > 1 ? names[0]! : undefined;
    const list = body && this.#list(body, node.start, before, (child) => ({ unit: this.#chainUnit(child) }));
    const unit: Chain = {
      kind: 'chain',
      length: node.end - node.start,
      of: table && { family: family && this.#name(family, node), table: this.#name(table, node) },
      name: this.#name(names[names.length - 1]!, node),
      body: list && { items: list.items as readonly ChainItem[] },
    };
    return { unit, inner: list };
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
