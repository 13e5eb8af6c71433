import { DATA_TYPES, PRIORITIES, SELECTORS } from '../../facts/nft.ts';
import {
  fieldDoc,
  groupDoc,
  hookDoc,
  priorityDoc,
  selectorDoc,
  tableFlagDoc,
  typeDoc,
  type WordDoc,
  wordDoc,
} from '../../facts/nft-docs.ts';
import { selectorName } from '../../nft/evaluate/selectors.ts';
import { priorityName } from './describe-chain.ts';
import { code, list, markdown } from './markdown.ts';
import type { Level } from './words.ts';

/** Nodes of the grammar that are selectors. */
const SELECTOR = /^(?:payload|option|exthdr|meta|ct|rt|socket|osf|fib|ipsec|tunnel|numgen|hash)_expression$/;

/** The level that is the selector a word belongs to. */
export function selectorLevel(levels: readonly Level[]): Level | undefined {
  const level = levels.find(({ name }) => !name.startsWith('_') && !/_repeat\d+$/.test(name));
  return level && SELECTOR.test(level.name) ? level : undefined;
}

/** A selector with its type. `text` is all of it, with one blank between words. */
export function describeSelector(text: string): string | undefined {
  const inner = /^(?:vxlan|geneve|gre|gretap) (?=\S+ \S)/.test(text) ? text.slice(text.indexOf(' ') + 1) : undefined;
  const name = selectorName(text) ?? (inner === undefined ? undefined : selectorName(inner));
  if (text.startsWith('@') || / option @/.test(text)) return markdown(`**${code(text)}**`, [], groupDoc('@'));
  const doc = name === undefined ? groupDoc(text.split(' ')[0]!) : selectorDoc(name);
  if (!doc) return undefined;
  const lines = [
    inner !== undefined && name !== undefined && !selectorName(text) ? `Inside the ${text.split(' ')[0]} tunnel.` : undefined,
    direction(text),
    name === undefined ? undefined : typeLine(name),
  ];
  return markdown(`**${code(text)}**`, lines, doc);
}

function direction(text: string): string | undefined {
  const match = /^ct (original|reply) /.exec(text);
  return match ? groupDoc(match[1]!)?.text : undefined;
}

/** The type of a selector, its length and names of its values. */
function typeLine(name: string): string | undefined {
  const fact = SELECTORS[name];
  const type = fact && DATA_TYPES[fact.type];
  if (!fact || !type) return undefined;
  const bits = fact.bits ?? type.bits;
  const length = bits > 0 ? `, ${bits} bit${bits === 1 ? '' : 's'}` : '';
  const symbols = Object.keys(type.symbols ?? {});
  const names = symbols.length > 0 && symbols.length <= 30 ? ` Names: ${list(symbols.map(code), 30)}.` : '';
  return `Type ${code(fact.type)} (${type.description}${length}).${names}${fact.settable ? ' Can be changed with `set`.' : ''}`;
}

/** A keyword where it stands. */
export function describeKeyword(word: string, levels: readonly Level[]): string | undefined {
  const doc = keywordDoc(word, levels);
  return doc && markdown(`**${code(word)}**`, [], doc);
}

/** What is known about a keyword, by the nodes that hold it. */
export function keywordDoc(word: string, levels: readonly Level[]): WordDoc | undefined {
  for (const { name } of levels) {
    const doc = wordDoc(name.replace(/_repeat\d+$/, ''), word);
    if (doc) return doc;
    // A word of an inner node that nothing is known about is not a word of the outer one.
    if (!name.startsWith('_') && !/_repeat\d+$/.test(name) && !TRANSPARENT.test(name)) return undefined;
  }
  return undefined;
}

/** Nodes that have no words of their own. */
const TRANSPARENT = /^(?:nat_flag|queue_flags|rate_unit|rule|stateful_statement|log_flags|table_body|set_body|priority)$/;

/** A part of a selector that is still being written: `tcp`, `ct original`, `tcp option maxseg`. */
export function partialSelectorDoc(before: string, word: string): WordDoc | undefined {
  const whole = before === '' ? word : `${before} ${word}`;
  const name = selectorName(whole);
  const own = name === undefined ? undefined : selectorDoc(name);
  if (own) return own;
  const group = /^(tcp option|ip option|sctp chunk|fib)\b/.exec(before)?.[1];
  return (group === undefined ? undefined : fieldDoc(group, word)) ?? groupDoc(word);
}

/** A hook of a family. */
export function describeHook(hook: string): string | undefined {
  const doc = hookDoc(hook);
  return doc && markdown(`**Hook ${code(hook)}**`, [], doc);
}

/** A priority as it is written (`filter - 1`, `-150`) on a hook: its number there, or the name that is near. */
export function describePriority(text: string, family: string, hook: string | undefined): string | undefined {
  const match = /^([A-Za-z_]\w*)(?:\s*([+-])\s*(\d+))?$/.exec(text);
  if (!match) {
    const near =
      hook === undefined || !/^-?\s*\d+$/.test(text) ? undefined : priorityName(family, hook, Number(text.replace(/\s/g, '')));
    return near === undefined
      ? undefined
      : markdown(`**Priority ${code(text)}** = ${near}`, [], priorityDoc(near.split(' ')[0]!));
  }
  const [, name, sign, distance] = match;
  const doc = priorityDoc(name!);
  if (!doc) return undefined;
  const named = hook === undefined ? undefined : PRIORITIES[`${family}/${hook}`]?.[name!];
  const offset = Number(distance ?? 0) * (sign === '-' ? -1 : 1);
  const everywhere = [...new Set(Object.values(PRIORITIES).flatMap((names) => names[name!] ?? []))];
  const number = named === undefined ? list(everywhere.map(String)) : String(named + offset);
  const line = named === undefined && hook !== undefined ? `Not on hook ${hook} of family ${family}.` : undefined;
  return markdown(`**Priority ${code(text)}** = ${number}`, [line], doc);
}

/** A type of values: its length and names. */
export function describeType(name: string): string | undefined {
  const fact = Object.hasOwn(DATA_TYPES, name) ? DATA_TYPES[name] : undefined;
  const doc = typeDoc(name);
  if (!fact || !doc) return undefined;
  const symbols = Object.keys(fact.symbols ?? {});
  const names = symbols.length > 0 ? `Names: ${list(symbols.map(code), 20)}.` : undefined;
  return markdown(`**Type ${code(name)}** (${fact.description}${fact.bits > 0 ? `, ${fact.bits} bits` : ''})`, [names], {
    ...doc,
    since: fact.since,
  });
}

/** A flag of tables. */
export function describeTableFlag(flag: string): string | undefined {
  const doc = tableFlagDoc(flag);
  return doc && markdown(`**Flag ${code(flag)}**`, [], doc);
}
