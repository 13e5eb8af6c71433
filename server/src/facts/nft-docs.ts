import selectors from './nft/docs-selectors.json' with { type: 'json' };
import values from './nft/docs-values.json' with { type: 'json' };
import words from './nft/docs-words.json' with { type: 'json' };

/** What there is to say about a word. */
export interface WordDoc {
  readonly text: string;
  /** The part of nft(8) that tells more. */
  readonly section: string;
  /** The first release of nftables that has it, where that is not long ago. */
  readonly since?: string | undefined;
}

type Text = string | readonly string[];
interface NodeDocs {
  readonly section: string;
  readonly words: Readonly<Record<string, Text>>;
  readonly like?: readonly string[];
}

const NODES = words.nodes as Readonly<Record<string, NodeDocs>>;

function doc(text: Text | undefined, section: string): WordDoc | undefined {
  if (text === undefined) return undefined;
  return typeof text === 'string' ? { text, section } : { text: text[0]!, section, since: text[1] };
}

/** The meaning of a word inside a node of the grammar; undefined when the node has no such word. */
export function wordDoc(node: string, word: string): WordDoc | undefined {
  const docs = NODES[node];
  if (!docs || !Object.hasOwn(NODES, node)) return undefined;
  const own = Object.hasOwn(docs.words, word) ? doc(docs.words[word], docs.section) : undefined;
  if (own) return own;
  for (const other of docs.like ?? []) {
    const found = wordDoc(other, word);
    if (found) return found;
  }
  return undefined;
}

function at<T>(table: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}

const SELECTORS: Readonly<Record<string, string>> = selectors.selectors;
const GROUPS: Readonly<Record<string, { section: string; text: string; since?: string }>> = selectors.groups;
const SINCE: Readonly<Record<string, string>> = selectors.since;

/** The header or source that a word begins: `tcp`, `ct`, `meta`, `fib`. */
export function groupDoc(word: string): WordDoc | undefined {
  return at(GROUPS, word);
}

/** The meaning of a selector by the name under which the facts know it ({@link file://./nft/selectors.json}). */
export function selectorDoc(name: string): WordDoc | undefined {
  const text = selectorText(name);
  const first = name.split(' ')[0]!;
  const group = groupDoc(/ option /.test(name) ? 'option' : / chunk /.test(name) ? 'chunk' : first) ?? groupDoc('meta');
  if (text === undefined || !group) return undefined;
  const since =
    at(SINCE, name) ??
    at(SINCE, name.replace(/^ct original /, 'ct ')) ??
    (name.includes(' chunk ') ? SINCE['sctp chunk'] : undefined);
  return { text, section: group.section, since: since ?? group.since };
}

function selectorText(name: string): string | undefined {
  const own = at(SELECTORS, name) ?? at(SELECTORS, `meta ${name}`);
  if (own !== undefined) return own;
  const rules: readonly (readonly [RegExp, (...groups: string[]) => string | undefined])[] = [
    [/^ct original (.+)$/, (key) => at(SELECTORS, `ct ${key}`)],
    [/^rt ip6? (.+)$/, (key) => at(SELECTORS, `rt ${key}`)],
    [/^ipsec out (.+)$/, (key) => at(SELECTORS, `ipsec in ${key}`) ?? selectorText(`ipsec in ${key}`)],
    [/^ipsec in spnum \d+ (.+)$/, (key) => at(SELECTORS, `ipsec in ${key}`)],
    [/^osf ttl \w+ (\w+)$/, (key) => at(SELECTORS, `osf ${key}`)],
    [/^numgen (\w+)/, (kind) => Object.entries(SELECTORS).find(([key]) => key.startsWith(`numgen ${kind}`))?.[1]],
    [/^jhash /, () => SELECTORS['jhash ip saddr mod 4']],
    [/^tcp option (\S+)(?: (\S+))?$/, (option, field) => both(selectors.tcpOptions, option!, selectors.tcpOptionFields, field)],
    [/^ip option (\S+)(?: (\S+))?$/, (option, field) => both(selectors.ipOptions, option!, selectors.ipOptionFields, field)],
    [/^sctp chunk (\S+)(?: (\S+))?$/, (chunk, field) => both(selectors.sctpChunks, chunk!, selectors.sctpChunkFields, field)],
    [/^fib (.+) (\w+)$/, (keys, result) => fib(keys!.split(' . '), result!)],
  ];
  for (const [pattern, text] of rules) {
    const match = pattern.exec(name);
    const found = match && text(...match.slice(1));
    if (found) return found;
  }
  return undefined;
}

function both(
  things: Readonly<Record<string, string>>,
  thing: string,
  fields: Readonly<Record<string, string>>,
  field: string | undefined,
): string | undefined {
  const of = at(things, thing);
  const what = field === undefined ? 'Whether it is there.' : at(fields, field);
  return of === undefined || what === undefined ? undefined : `${of} ${what}`;
}

function fib(keys: readonly string[], result: string): string | undefined {
  const text = at(selectors.fibResults, result);
  const names = keys.map((key) => at(selectors.fibKeys, key)).filter((key) => key !== undefined);
  return text && `Asks the routing table about ${names.join(' and ')}. ${text}`;
}

/** A field of an option or chunk, or a key or answer of `fib`, by itself. */
export function fieldDoc(group: string, word: string): WordDoc | undefined {
  const tables: Readonly<Record<string, readonly Readonly<Record<string, string>>[]>> = {
    'tcp option': [selectors.tcpOptions, selectors.tcpOptionFields],
    'ip option': [selectors.ipOptions, selectors.ipOptionFields],
    'sctp chunk': [selectors.sctpChunks, selectors.sctpChunkFields],
    fib: [selectors.fibResults, selectors.fibKeys],
  };
  const section = groupDoc(group.split(' ').at(-1)!)?.section ?? '';
  for (const table of at(tables, group) ?? []) {
    const text = at(table, word);
    if (text !== undefined) return { text: text.charAt(0).toUpperCase() + text.slice(1), section };
  }
  return undefined;
}

/** Where a hook stands in the path of packets. */
export function hookDoc(hook: string): WordDoc | undefined {
  return doc(at<string>(values.hooks, hook), values.hookSection);
}

/** What a named priority is for. */
export function priorityDoc(name: string): WordDoc | undefined {
  return doc(at<string>(values.priorities, name), values.prioritySection);
}

/** What a flag of tables does. */
export function tableFlagDoc(flag: string): WordDoc | undefined {
  return doc(at<Text>(values.tableFlags, flag), values.tableFlagSection);
}

/** Flags of tables. */
export const TABLE_FLAGS: readonly string[] = Object.keys(values.tableFlags);

/** What values of a type are. */
export function typeDoc(type: string): WordDoc | undefined {
  const found = at<readonly string[]>(values.types, type);
  return found && { section: found[0]!, text: found[1]! };
}

/** The meaning of a named value of a type. */
export function symbolDoc(type: string, symbol: string): WordDoc | undefined {
  const symbols = at(values.symbols as Readonly<Record<string, Readonly<Record<string, string>>>>, type);
  return doc(symbols && at(symbols, symbol), typeDoc(type)?.section ?? '');
}

/** Address space that is set apart, as `[prefix, what for]`. */
export const SPECIAL_ADDRESSES: readonly (readonly string[])[] = values.addresses;
