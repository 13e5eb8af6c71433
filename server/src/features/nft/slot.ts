import { SELECTORS } from '../../facts/nft.ts';
import { OBJECT_KINDS } from '../../facts/nft-language.ts';
import type { Expr, Family } from '../../nft/ast.ts';
import { EvaluationContext, type NameLookup } from '../../nft/evaluate/context.ts';
import { evaluate } from '../../nft/evaluate/expression.ts';
import { selectorName } from '../../nft/evaluate/selectors.ts';
import { type DataType, dataType, INTEGER, IPV4, IPV6, partsOf, SERVICE, UNKNOWN, VERDICT } from '../../nft/evaluate/types.ts';
import { NftFile } from '../../nft/file.ts';
import type { StackEntry } from '../../syntax/nft/token-parser.ts';
import type { Excerpt } from './excerpt.ts';
import { type Surroundings, setOfBlock } from './surroundings.ts';
import type { Level } from './words.ts';

/** Things of nftables that have a name. */
export type NamedThing = 'table' | 'chain' | 'set' | 'object' | 'flowtable' | 'variable';

/** What is wanted in a place. */
export type Slot =
  /** A value of a type; `selector` is what it is compared with or given to. */
  | { readonly kind: 'value'; readonly type: DataType; readonly bits: number; readonly selector?: string | undefined }
  | { readonly kind: 'verdict' }
  | {
      readonly kind: 'name';
      readonly of: NamedThing;
      /** Of an object: `counter`, `ct helper`. */
      readonly object?: string | undefined;
      /** The name is given here rather than used. */
      readonly declares: boolean;
      /** The table whose thing it is, where the command says so. */
      readonly table?: { readonly family: Family; readonly name: string } | undefined;
      /** Only sets or only maps. */
      readonly only?: 'set' | 'map' | undefined;
      /** Of a map: what it gives. */
      readonly gives?: 'verdict' | 'value' | 'object' | undefined;
    }
  | { readonly kind: 'hook'; readonly type: string | undefined; readonly isFlowtable?: boolean }
  | { readonly kind: 'priority'; readonly hook: string | undefined; readonly type: string | undefined }
  | { readonly kind: 'device' }
  | { readonly kind: 'data-type' }
  | { readonly kind: 'table-flag' }
  | { readonly kind: 'timeout-state'; readonly protocol: string | undefined }
  | { readonly kind: 'duration' }
  | { readonly kind: 'path' }
  | { readonly kind: 'text'; readonly what: string }
  | { readonly kind: 'number'; readonly what: string }
  /** The value of a variable. */
  | { readonly kind: 'define' }
  /** The beginning of a statement, or of an expression in front of an operator. */
  | { readonly kind: 'statement' }
  | { readonly kind: 'unknown' };

/** Which part of a concatenation is meant: by its index, all of them, or the first while there is none yet. */
type Part = number | 'all' | undefined;

/** How many lines of an object are looked at to know its protocol. */
const MOST_LINES = 20;
const UNKNOWN_SLOT: Slot = { kind: 'unknown' };

/** What the words of an excerpt say is wanted where a word with these levels stands (or would stand). */
export class SlotFinder {
  constructor(
    private readonly excerpt: Excerpt,
    private readonly around: Surroundings,
  ) {}

  /** `start` is where the word begins in the excerpt. `whole`: what is wanted is not the first part of a concatenation but all of it. */
  find(levels: readonly Level[], start: number, whole = false): Slot {
    let inData = false;
    let part: Part = whole ? 'all' : undefined;
    for (const [index, level] of levels.entries()) {
      const { before } = level;
      const has = (name: string) => before.some((entry) => entry.name === name);
      const value = (type: { type: DataType; bits: number; selector?: string | undefined } | undefined): Slot =>
        type ? partOf(type, part) : UNKNOWN_SLOT;
      switch (level.name) {
        case 'variable':
          return { kind: 'name', of: 'variable', declares: false };
        case 'set_reference':
          return { kind: 'name', of: 'set', declares: false, ...this.#lookedUp(levels.slice(index + 1), start) };
        case 'jump':
          return has('jump') || has('goto') ? { kind: 'name', of: 'chain', declares: false } : UNKNOWN_SLOT;
        case 'flow_statement':
          return { kind: 'name', of: 'flowtable', declares: false };
        case 'concatenation': {
          const first = before[0];
          if (first) part = dots(this.excerpt.text.slice(first.start, start));
          else part = 0;
          break;
        }
        case 'binary_expression': {
          // An operator's right side is of the type of its left one; where that has none, the place around decides.
          const type = before[0] && this.#leftType(before[0]);
          if (type && type.selector !== undefined) return partOf(type, part);
          break;
        }
        case 'prefix':
          if (has('/')) return { kind: 'number', what: 'prefix' };
          break;
        case 'element':
          if (has(':')) inData = true;
          break;
        case 'element_timeout':
        case 'element_expires':
        case 'set_timeout':
        case 'set_gc_interval':
        case 'last_statement':
          return { kind: 'duration' };
        case 'comment_clause':
          return { kind: 'text', what: 'comment' };
        case 'match': {
          const left = before[0];
          if (!left) return { kind: 'statement' };
          return inData ? { kind: 'verdict' } : value(this.#leftType(left));
        }
        case 'vmap_statement': {
          const left = before[0];
          if (!left || !has('vmap')) return { kind: 'statement' };
          return inData ? { kind: 'verdict' } : value(this.#leftType(left));
        }
        case 'map_expression': {
          const key = before[0];
          if (!key || !has('map')) return { kind: 'statement' };
          if (!inData) return value(this.#leftType(key));
          // What the map gives is what the place around it wants.
          inData = false;
          break;
        }
        case 'mangle_statement': {
          const target = before[0];
          return target && has('set') ? this.#mangled(target, part) : { kind: 'statement' };
        }
        case 'set_elements':
          return value(setPart(setOfBlock(this.excerpt, this.around), inData));
        case 'set_statement': {
          const set = before.find(({ name }) => name === 'set_reference');
          if (!set) return { kind: 'statement' };
          return value(setPart(this.around.set(this.#text(set).slice(1).trim()), has(':')));
        }
        case 'meter_statement':
          return has('{') ? { kind: 'statement' } : { kind: 'name', of: 'set', declares: true };
        case 'counter_statement':
        case 'limit_statement':
        case 'quota_statement':
        case 'connlimit_statement':
        case 'synproxy_statement':
        case 'tunnel_statement':
          return has('name')
            ? { kind: 'name', of: 'object', object: objectOf(level.name), declares: false }
            : { kind: 'number', what: level.name };
        case 'reject_statement': {
          const type = ['icmp', 'icmpv6', 'icmpx'].find(has);
          return type ? value(typed(`${type}_code`)) : UNKNOWN_SLOT;
        }
        case 'log_statement':
          return has('prefix') && before.at(-1)?.name === 'prefix'
            ? { kind: 'text', what: 'prefix' }
            : { kind: 'number', what: 'log_statement' };
        case 'nat_statement':
        case 'tproxy_statement':
          return this.#translated(levels.slice(0, index + 1), part);
        case 'masquerade_statement':
        case 'redirect_statement':
          return inData || has('to') ? value({ type: SERVICE, bits: 16 }) : { kind: 'statement' };
        case 'dup_statement':
          if (has('device') || this.around.family === 'netdev') return { kind: 'device' };
          return value(address(this.around.family === 'ip6' ? 'ip6' : 'ip'));
        case 'fwd_statement':
          return has('ip') && !has('device')
            ? value(address('ip'))
            : has('ip6') && !has('device')
              ? value(address('ip6'))
              : { kind: 'device' };
        case 'queue_statement':
          return { kind: 'number', what: 'queue' };
        case 'rate':
        case 'quota':
        case 'counter_values':
        case 'count_limit':
        case 'set_size':
        case 'rule_position':
        case 'synproxy_values':
          return { kind: 'number', what: level.name };
        case 'base_chain':
          return this.#baseChain(before);
        case 'priority':
          return this.#priority(
            levels.slice(index + 1).flatMap((outer) => (/^(?:base_chain|flowtable_hook)$/.test(outer.name) ? outer.before : [])),
          );
        case 'chain_policy':
          return { kind: 'text', what: 'policy' };
        case 'device_list':
          return { kind: 'device' };
        case 'flowtable_hook':
          return before.at(-1)?.name === 'hook' ? { kind: 'hook', type: undefined, isFlowtable: true } : this.#priority(before);
        case 'data_type':
          return { kind: 'data-type' };
        case 'table_flags':
          return { kind: 'table-flag' };
        case 'define':
        case 'redefine':
          return has('=') ? { kind: 'define' } : { kind: 'name', of: 'variable', declares: level.name === 'define' };
        case 'timeout_state':
          return has(':') ? { kind: 'duration' } : { kind: 'timeout-state', protocol: this.#protocol() };
        case 'helper_type':
          return { kind: 'text', what: 'helper' };
        case 'secmark_context':
          return { kind: 'text', what: 'secmark' };
        case 'tunnel_value':
          if (has('ip') || has('ip6')) return value(address(has('ip6') ? 'ip6' : 'ip'));
          return { kind: 'number', what: 'tunnel' };
        case 'include':
          return { kind: 'path' };
        case 'undefine':
          return { kind: 'name', of: 'variable', declares: false };
        case '_table':
          return { kind: 'name', of: 'table', declares: false, table: this.#tableIn(before) };
        case 'element_definition':
        case 'get_command':
          if (has('{') || levels.slice(0, index).some(({ name }) => name === 'set'))
            return value(setPart(this.#setOfCommand(before), inData));
          return this.#commandName(level);
        case 'delete_command':
        case 'reset_command':
          if (levels.slice(0, index).some(({ name }) => name === 'set'))
            return value(setPart(this.#setOfCommand(before), inData));
          return this.#commandName(level);
        case 'table_definition':
          return { kind: 'name', of: 'table', declares: true, table: this.#tableIn(before) };
        case 'chain_definition':
        case 'set_definition':
        case 'map_definition':
        case 'flowtable_definition':
        case 'object_definition':
        case 'rule_definition':
        case 'insert_command':
        case 'replace_command':
        case 'flush_command':
        case 'rename_command':
        case 'list_command':
          return this.#commandName(level);
        case 'hash_expression':
        case 'numgen_expression':
        case 'payload_expression':
        case 'option_expression':
        case 'exthdr_expression':
        case 'fib_expression':
        case 'socket_expression':
        case 'ipsec_expression':
          return { kind: 'number', what: level.name };
        default:
          break;
      }
    }
    return UNKNOWN_SLOT;
  }

  #text(entry: StackEntry): string {
    return this.excerpt.text.slice(entry.start, entry.end);
  }

  /** The type of what stands on the left of a match or in front of `map`. */
  #leftType(left: StackEntry) {
    return typeOfText(this.#text(left), this.around.family, this.around);
  }

  /** What `@name` is wanted to be: behind `map` and `vmap` a map that gives what the place wants, in a match a set. */
  #lookedUp(levels: readonly Level[], start: number): { only?: 'set' | 'map'; gives?: 'verdict' | 'value' | 'object' } {
    const index = levels.findIndex(({ name }) => /^(?:match|vmap_statement|map_expression|set_statement)$/.test(name));
    switch (levels[index]?.name) {
      case 'match':
        return { only: 'set' };
      case 'vmap_statement':
        return { only: 'map', gives: 'verdict' };
      case 'map_expression':
        return { only: 'map', gives: this.find(levels.slice(index + 1), start).kind === 'name' ? 'object' : 'value' };
      default:
        return {};
    }
  }

  #mangled(target: StackEntry, part: Part): Slot {
    const text = this.#text(target).replace(/\s+/g, ' ');
    const object = /^ct (helper|timeout|expectation)$/.exec(text);
    if (object) return { kind: 'name', of: 'object', object: text, declares: false };
    if (/^(meta )?secmark$/.test(text)) return { kind: 'name', of: 'object', object: 'secmark', declares: false };
    const type = this.#leftType(target);
    return type ? partOf(type, part) : UNKNOWN_SLOT;
  }

  #translated(levels: readonly Level[], part: Part): Slot {
    // Inside a map the colon of its elements is not that of the port.
    const outside = levels.slice(levels.findLastIndex(({ name }) => name === 'map_expression') + 1);
    const before = outside.flatMap((level) => level.before);
    const has = (name: string) => before.some((entry) => entry.name === name);
    const from = before.findLast(({ name }) => name === 'to')?.end ?? 0;
    const colon = before.some((entry) => entry.name === ':' && entry.start >= from);
    const isPort = colon || (has('addr') && part === 1);
    if (isPort) return { kind: 'value', type: SERVICE, bits: 16 };
    const family = has('ip6') ? 'ip6' : has('ip') ? 'ip' : this.around.family === 'ip6' ? 'ip6' : 'ip';
    const type = address(family);
    return { kind: 'value', ...type };
  }

  #baseChain(before: readonly StackEntry[]): Slot {
    const last = before.at(-1)?.name;
    const type = before.find(({ name }) => name === 'chain_type');
    if (last === 'hook') return { kind: 'hook', type: type && this.#text(type) };
    if (last === 'device' || last === '=') return { kind: 'device' };
    if (last === 'priority') return this.#priority(before);
    return UNKNOWN_SLOT;
  }

  /** A priority behind the words of a chain's or flowtable's line. */
  #priority(before: readonly StackEntry[]): Slot {
    const type = before.find(({ name }) => name === 'chain_type');
    const hook = before[before.findIndex(({ name }) => name === 'hook') + 1];
    return { kind: 'priority', hook: hook && this.#text(hook), type: type && this.#text(type) };
  }

  /** The protocol that the block around says. */
  #protocol(): string | undefined {
    const { map, path } = this.excerpt;
    for (const { start, end } of map.statementsOf(map.blocks.indexOf(path.at(-1)!), MOST_LINES)) {
      const protocol = /^protocol\s+(\w+)/.exec(map.text.slice(start, Math.min(end, start + 40)))?.[1];
      if (protocol !== undefined) return protocol;
    }
    return undefined;
  }

  #tableIn(before: readonly StackEntry[]): { family: Family; name: string } {
    const family = before.find(({ name }) => name === 'family');
    return { family: (family ? this.#text(family) : 'ip') as Family, name: '' };
  }

  #setOfCommand(before: readonly StackEntry[]) {
    const table = this.#commandTable(before);
    const name = before.findLast(({ name: kind }) => kind === 'identifier');
    if (!table || !name) return undefined;
    return this.around.program?.tables.get(`${table.family} ${table.name}`)?.state.sets.get(this.#text(name));
  }

  #commandTable(before: readonly StackEntry[]): { family: Family; name: string } | undefined {
    const entry = before.find(({ name }) => name === '_table');
    if (!entry) return undefined;
    const words = this.#text(entry).trim().split(/\s+/);
    return { family: (words.length > 1 ? words[0] : 'ip') as Family, name: words.at(-1)! };
  }

  /** The name in a command or declaration: of a table while none is there, then of what the command is about. */
  #commandName({ name: node, before }: Level): Slot {
    const table = this.#commandTable(before);
    const isDeclaration = node.endsWith('_definition') && node !== 'rule_definition' && node !== 'element_definition';
    const inBlock = this.excerpt.home.length + this.excerpt.path.length > 1;
    if (before.at(-1)?.name === 'handle') return { kind: 'number', what: 'handle' };
    if (!table && !inBlock) return { kind: 'name', of: 'table', declares: false, table: this.#tableIn(before) };
    const words = before.filter(({ name }) => /^[a-z]/.test(name)).map(({ name }) => name);
    const thing = thingOf(words);
    if (!thing) return UNKNOWN_SLOT;
    const renames = node === 'rename_command' && before.filter(({ name }) => name === 'identifier').length > 0;
    return { kind: 'name', ...thing, declares: isDeclaration || renames, table };
  }
}

/** What a command names, by its keywords. */
function thingOf(words: readonly string[]): { of: NamedThing; object?: string; only?: 'set' | 'map' } | undefined {
  if (words.includes('chain') || words.includes('rule') || words.includes('rules')) return { of: 'chain' };
  if (words.includes('element')) return { of: 'set' };
  if (words.includes('flowtable')) return { of: 'flowtable' };
  if (words.includes('set') || words.includes('meter')) return { of: 'set', only: 'set' };
  if (words.includes('map')) return { of: 'set', only: 'map' };
  const ct = words.indexOf('ct');
  if (ct >= 0 && words[ct + 1]) return { of: 'object', object: `ct ${words[ct + 1]!.replace(/s$/, '')}` };
  const object = OBJECT_KINDS.find((word) => words.includes(word));
  return object ? { of: 'object', object } : words.includes('table') ? { of: 'table' } : undefined;
}

function objectOf(statement: string): string {
  return statement === 'connlimit_statement' ? 'ct count' : statement.replace('_statement', '');
}

function address(family: 'ip' | 'ip6'): { type: DataType; bits: number } {
  return family === 'ip6' ? { type: IPV6, bits: 128 } : { type: IPV4, bits: 32 };
}

function typed(name: string): { type: DataType; bits: number } | undefined {
  const type = dataType(name);
  return type && { type, bits: type.bits };
}

function setPart(set: { key: DataType; data?: DataType | undefined } | undefined, data: boolean) {
  const type = data ? set?.data : set?.key;
  return type && { type, bits: type.bits };
}

/** One part of a concatenation, or the whole type when there is none. */
function partOf(type: { type: DataType; bits: number; selector?: string | undefined }, part: Part): Slot {
  if (type.type === UNKNOWN) return UNKNOWN_SLOT;
  if (type.type === VERDICT) return { kind: 'verdict' };
  const parts = partsOf(type.type);
  if (part === 'all') return { kind: 'value', ...type };
  if (parts.length === 1) return part ? UNKNOWN_SLOT : { kind: 'value', ...type };
  const own = parts[part ?? 0];
  const selectors = type.selector?.split(' . ');
  const selector = selectors?.length === parts.length ? selectors[part ?? 0] : undefined;
  return own ? { kind: 'value', type: own, bits: own.bits, ...(selector === undefined ? {} : { selector }) } : UNKNOWN_SLOT;
}

/** The number of dots that join parts in a text. */
function dots(text: string): number {
  return text.match(/(?:^|[\s)])\.(?=\s|$)/g)?.length ?? 0;
}

/** The type of an expression as it would stand on the left of a match; undefined when nothing can be said. */
export function typeOfText(
  text: string,
  family: Family,
  names: NameLookup,
): { type: DataType; bits: number; selector?: string | undefined } | undefined {
  const left = readLeft(text, family);
  if (!left) return undefined;
  const result = evaluate(new EvaluationContext(family, names), left);
  if (!result || result.type === UNKNOWN) {
    // A selector that the family does not have still has a type.
    const again = family === 'inet' ? undefined : evaluate(new EvaluationContext('inet', names), left);
    if (!again || again.type === UNKNOWN) return typeOfSelector(left);
    return { type: again.type, bits: again.bits, selector: again.selector };
  }
  return {
    type: result.type === INTEGER && result.bits === 0 ? INTEGER : result.type,
    bits: result.bits,
    selector: result.selector,
  };
}

/** The type of a selector that cannot stand where it stands, such as a header inside a tunnel that the rule says nothing of. */
function typeOfSelector(left: Expr): { type: DataType; bits: number; selector?: string | undefined } | undefined {
  if (left.kind !== 'selector') return undefined;
  const name = selectorName(left.text) ?? selectorName(left.text.slice(left.text.indexOf(' ') + 1));
  const fact = name === undefined ? undefined : SELECTORS[name];
  const type = fact && dataType(fact.type);
  return type && { type, bits: fact.bits ?? type.bits, selector: name };
}

/** Reads a text as the left side of a match. */
function readLeft(text: string, family: Family): Expr | undefined {
  const source = `table ${family} t {\nchain c {\n${text} 0\n}\n}\n`;
  const file = NftFile.parse('', source);
  try {
    const item = file.items[0];
    const table = item?.node.kind === 'command' ? item.node.what : undefined;
    if (table?.node.kind !== 'table') return undefined;
    const chain = table.node.items?.[0];
    if (chain?.node.kind !== 'chain') return undefined;
    const unit = chain.node.body?.items[0];
    if (unit?.node.kind !== 'rule') return undefined;
    const at = item!.at + table.at + chain.at + unit.at;
    const [statement] = unit.node.read(source, at).statements;
    return statement?.kind === 'match' ? statement.left : undefined;
  } finally {
    file.dispose();
  }
}
