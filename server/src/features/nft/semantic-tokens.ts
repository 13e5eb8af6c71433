import { intersects, type Range } from '../../base/range.ts';
import { DATA_TYPES, SERVICES } from '../../facts/nft.ts';
import type { FilePart } from '../../nft/part.ts';
import { blockPrefix } from '../../syntax/nft/blocks.ts';
import { childrenOf, FlatTree, type NodeRef, rootOf } from '../../syntax/nft/flat-tree.ts';
import { Kind, Token } from '../../syntax/nft/kinds.generated.ts';
import type { Place, SemanticToken } from '../provider.ts';

type TokenType = SemanticToken['type'];
type Modifiers = NonNullable<SemanticToken['modifiers']>;

const DEFINITION: Modifiers = ['definition'];
const SYMBOLS = new Set(Object.values(DATA_TYPES).flatMap(({ symbols }) => Object.keys(symbols ?? {})));

/** Nodes that only hold others: they are walked child by child, and those outside of the range not at all. */
const CONTAINERS = new Set<number>([
  Kind.source_file,
  Kind.add_command,
  Kind.table_definition,
  Kind.table_body,
  Kind.chain_definition,
  Kind.chain_body,
]);

const flat = new FlatTree();

/**
 * What words mean where colours by pattern cannot know: names of tables, chains, sets and variables, symbols, interfaces. Keywords
 * are left to the patterns.
 */
export function semanticTokens({ file }: Place, within: Range): SemanticToken[] {
  return file.nft.readings.flatMap((part) => {
    // What was put around a piece to read it stands before the text.
    const before = blockPrefix(part.block).length;
    const tokens = tokensOf(part, { start: within.start + before, end: within.end + before });
    return before === 0 ? tokens : moved(tokens, before, part.text.length);
  });
}

/** Tokens as they stand in the text itself, without those of what is around it. */
function moved(tokens: readonly SemanticToken[], by: number, length: number): SemanticToken[] {
  return tokens
    .map((token) => ({ ...token, range: { start: token.range.start - by, end: token.range.end - by } }))
    .filter(({ range }) => range.start >= 0 && range.end <= length);
}

function tokensOf(part: FilePart, within: Range): SemanticToken[] {
  const out = new Collector(`${blockPrefix(part.block)}${part.text}`);
  const visit = (node: NodeRef): void => {
    if (!intersects(node, within) && node.end !== within.start) return;
    if (!CONTAINERS.has(node.kind)) {
      flat.load(node);
      out.unit(flat, node.start);
      return;
    }
    const children = childrenOf(node);
    if (node.kind === Kind.table_definition) out.header(children, 'namespace', DEFINITION);
    else if (node.kind === Kind.chain_definition) out.header(children, 'function', DEFINITION);
    for (const child of children) visit(child);
  };
  visit(rootOf(part.tree));
  return out.tokens;
}

/** Where names stand in commands and declarations: the kind of what they name. */
const NAMED: ReadonlyMap<number, TokenType> = new Map<number, TokenType>([
  [Kind.set_definition, 'struct'],
  [Kind.map_definition, 'struct'],
  [Kind.element_definition, 'struct'],
  [Kind.flowtable_definition, 'struct'],
  [Kind.object_definition, 'variable'],
  [Kind.rule_definition, 'function'],
  [Kind.insert_command, 'function'],
  [Kind.replace_command, 'function'],
  [Kind.rename_command, 'function'],
  [Kind.jump, 'function'],
]);

const DECLARING = new Set<number>([Kind.set_definition, Kind.map_definition, Kind.flowtable_definition, Kind.object_definition]);

class Collector {
  readonly tokens: SemanticToken[] = [];

  constructor(private readonly text: string) {}

  #add(start: number, end: number, type: TokenType, modifiers?: Modifiers): void {
    // A name never spans lines; what does is no name.
    if (end <= start || this.text.slice(start, end).includes('\n')) return;
    this.tokens.push({ range: { start, end }, type, ...(modifiers ? { modifiers } : {}) });
  }

  /** The names in front of a body: the last is that of the thing, others are tables. */
  header(children: readonly NodeRef[], type: TokenType, modifiers: Modifiers): void {
    const names = children.filter(({ kind }) => isName(kind));
    for (const [index, { start, end }] of names.entries()) {
      const isLast = index === names.length - 1;
      this.#add(start, end, isLast ? type : 'namespace', isLast ? modifiers : undefined);
    }
  }

  /** A rule, a declaration or a line of a block, laid out. */
  unit(tree: FlatTree, base: number): void {
    const stack: { readonly end: number; readonly kind: number; readonly index: number }[] = [];
    for (let index = 0; index < tree.length; index++) {
      while (stack.length > 0 && index >= stack[stack.length - 1]!.end) stack.pop();
      const kind = tree.kind[index]!;
      const parent = stack[stack.length - 1];
      const start = base + tree.start[index]!;
      const end = base + tree.end[index]!;
      if (tree.next[index]! > index + 1) stack.push({ end: tree.next[index]!, kind, index });
      if (kind === Kind.variable) this.#add(start, end, 'macro');
      else if (kind === Kind.set_reference) this.#add(start, end, 'struct');
      else if (kind === Kind.data_type) this.#words(start, end, 'type');
      else if (isName(kind) || kind === Kind.quoted_string || kind === Kind.wildcard)
        this.#name(tree, index, kind, parent, stack, base, start, end);
    }
  }

  #name(
    tree: FlatTree,
    index: number,
    kind: number,
    parent: { readonly kind: number; readonly index: number } | undefined,
    stack: readonly { readonly kind: number; readonly index: number }[],
    base: number,
    start: number,
    end: number,
  ): void {
    if (!parent) return;
    const named = NAMED.get(parent.kind);
    if (named !== undefined) {
      const names = childrenWhere(tree, parent.index, isName);
      const isLast = names.at(-1) === index || parent.kind === Kind.rename_command;
      const declares = DECLARING.has(parent.kind);
      this.#add(start, end, isLast ? named : 'namespace', isLast && declares ? DEFINITION : undefined);
      return;
    }
    switch (parent.kind) {
      case Kind.define:
      case Kind.redefine:
      case Kind.undefine: {
        const isDefined = childrenWhere(tree, parent.index, isName)[0] === index;
        if (isDefined) this.#add(start, end, 'macro', parent.kind === Kind.undefine ? undefined : DEFINITION);
        return;
      }
      case Kind.delete_command:
      case Kind.flush_command:
      case Kind.list_command:
      case Kind.reset_command:
      case Kind.get_command: {
        const names = childrenWhere(tree, parent.index, isName);
        this.#add(start, end, names.indexOf(index) === 0 ? 'namespace' : commandThing(tree, parent.index));
        return;
      }
      case Kind.base_chain:
      case Kind.flowtable_hook:
        this.#add(start, end, kind === Kind.identifier && !this.#isDevice(tree, index) ? 'enumMember' : 'interface');
        return;
      case Kind.priority:
      case Kind.table_flags:
      case Kind.timeout_state:
      case Kind.reject_statement:
        this.#add(start, end, 'enumMember');
        return;
      case Kind.device_list:
        this.#add(start, end, 'interface');
        return;
      case Kind.flow_statement:
        this.#add(start, end, 'struct');
        return;
      case Kind.counter_statement:
      case Kind.limit_statement:
      case Kind.quota_statement:
      case Kind.connlimit_statement:
      case Kind.synproxy_statement:
      case Kind.tunnel_statement:
        this.#add(start, end, 'variable');
        return;
      case Kind.comment_clause:
      case Kind.log_statement:
      case Kind.include:
        return;
      default:
        break;
    }
    const match = stack.findLast(
      ({ kind: above }) => above === Kind.match || above === Kind.vmap_statement || above === Kind.mangle_statement,
    );
    const left = match && this.text.slice(base + tree.start[match.index + 1]!, base + tree.end[match.index + 1]!);
    if (left !== undefined && match!.index + 1 !== index && /(?:^|\s)(?:[io]if|[io]ifname|sdifname|[io]brname)$/.test(left)) {
      this.#add(start, end, 'interface');
      return;
    }
    const text = this.text.slice(start, end).replace(/^"(.*)"$/, '$1');
    if (kind !== Kind.quoted_string && (SYMBOLS.has(text) || Object.hasOwn(SERVICES, text))) this.#add(start, end, 'enumMember');
  }

  #isDevice(tree: FlatTree, index: number): boolean {
    return tree.kind[index - 1] === Token.device;
  }

  /** The words of a node that is not laid out. */
  #words(start: number, end: number, type: TokenType): void {
    for (const match of this.text.slice(start, end).matchAll(/[\w-]+/g))
      this.#add(start + match.index, start + match.index + match[0].length, type);
  }
}

/** What the second name of a command names. */
function commandThing(tree: FlatTree, command: number): TokenType {
  for (let index = command + 1; index < tree.next[command]!; index = tree.next[index]!)
    switch (tree.kind[index]) {
      case Token.chain:
      case Token.rule:
      case Token.rules:
        return 'function';
      case Token.set:
      case Token.map:
      case Token.element:
      case Token.meter:
      case Token.flowtable:
        return 'struct';
      default:
        break;
    }
  return 'variable';
}

function childrenWhere(tree: FlatTree, parent: number, test: (kind: number) => boolean): number[] {
  const out: number[] = [];
  for (let index = parent + 1; index < tree.next[parent]!; index = tree.next[index]!)
    if (test(tree.kind[index]!)) out.push(index);
  return out;
}

/** Tokens that can be a name. */
function isName(kind: number): boolean {
  return kind === Kind.identifier || kind === Kind.dotted_word || kind === Kind.duration || kind === Kind.vlan_protocol;
}
