import { CHAINS, DATA_TYPES, PRIORITIES, SELECTORS } from '../../../facts/nft.ts';
import { LIKELY } from '../../../facts/nft-completion.ts';
import type { WordDoc } from '../../../facts/nft-docs.ts';
import { selectorName } from '../../../nft/evaluate/selectors.ts';
import { parseValue } from '../../../nft/evaluate/values.ts';
import { keywordDoc, partialSelectorDoc, selectorLevel } from '../describe-word.ts';
import type { Excerpt } from '../excerpt.ts';
import type { SlotFinder } from '../slot.ts';
import type { Surroundings } from '../surroundings.ts';
import type { Level } from '../words.ts';
import type { RuleJudge } from './judge.ts';

/** A keyword that the grammar allows, in the nodes that it would be part of. */
export interface Candidate {
  readonly word: string;
  readonly levels: readonly Level[];
}

/** What decides whether a keyword that the grammar allows means something that nft takes. */
export interface KeywordPlace {
  readonly excerpt: Excerpt;
  readonly around: Surroundings;
  readonly finder: SlotFinder;
  /** First words of the other statements of the block. */
  readonly present: ReadonlySet<string>;
  /** The other values of the list that a value would stand in. */
  taken(levels: readonly Level[]): ReadonlySet<string>;
  /** True when the word can also begin a selector here. */
  begins(candidate: Candidate): boolean;
  /** The judge of the rule up to the statement that the candidate belongs to. */
  judge(levels: readonly Level[]): RuleJudge;
}

/** Where in a list of likely words a candidate is looked up. */
export function likelyPlace({ levels }: Candidate, at: number): string {
  const container = levels.at(-1)?.name ?? '';
  if (levels[0]?.name === 'rate') return 'rate';
  const selector = selectorLevel(levels);
  if (selector && selector.start < at) return 'fields';
  const rule = levels.find(({ name }) => name === 'rule');
  if (rule) {
    const statement = levels.find(({ name }) => !name.startsWith('_') && !/_repeat\d+$/.test(name));
    if (statement && statement.start < at)
      return levels.find(({ name }) => name.includes('_') && Object.hasOwn(LIKELY, name))?.name ?? 'selector';
    return rule.start < at ? 'rule' : 'chain';
  }
  const line = levels.find(({ name, start }) => start < at && name.includes('_') && Object.hasOwn(LIKELY, name));
  if (line) return line.name;
  return container
    .replace(/_body$/, '')
    .replace('source_file', 'file')
    .replace('anonymous_chain', 'chain');
}

/** The part of a selector that stands before a candidate, with one blank between words; undefined when it is no part of one. */
function selectorBefore({ levels }: Candidate, excerpt: Excerpt): string | undefined {
  const level = selectorLevel(levels);
  return level && excerpt.text.slice(level.start).trim().replace(/\s+/g, ' ');
}

/** What a candidate means. */
export function candidateDoc(candidate: Candidate, excerpt: Excerpt): WordDoc | undefined {
  const before = selectorBefore(candidate, excerpt);
  return before === undefined ? keywordDoc(candidate.word, candidate.levels) : partialSelectorDoc(before, candidate.word);
}

/** True when nft would take the keyword, as far as is known. */
export function isAllowed(candidate: Candidate, place: KeywordPlace): boolean {
  const { word, levels } = candidate;
  const { around, excerpt } = place;
  const [level] = levels;
  if (!level) return true;
  const inRule = levels.some(({ name }) => name === 'rule');
  // As a name it is no keyword, and a command that begins with a family is one that nobody waits for.
  if (word === 'last' && !/^(?:last|stateful)_statement$/.test(level.name)) return false;
  if (level.name === 'family' && levels.every(({ before }) => before.length === 0)) return false;
  // The one statement whose word is a value too.
  if (word === 'redirect' && level.name !== 'redirect_statement') return valueAllowed(candidate, place);
  const before = selectorBefore(candidate, excerpt);
  if (before !== undefined) return selectorAllowed(before, candidate, place, inRule);
  const flags = levels.find(({ name }) => name === 'set_flags' || name === 'log_flags');
  if (flags && new RegExp(`\\b${word}\\b`).test(excerpt.text.slice(flags.start))) return false;
  switch (level.name) {
    case 'value_keyword':
    case 'boolean':
      return valueAllowed(candidate, place);
    case 'verdict':
    case 'jump':
      if (!levels.some(({ name }) => name === 'element')) break;
      return ['verdict', 'unknown'].includes(place.finder.find(levels.slice(1), excerpt.text.length).kind);
    case 'base_chain':
    case 'chain_type':
    case 'chain_policy':
    case 'policy':
    case 'chain_flags':
    case 'chain_devices':
      return chainLineAllowed(candidate, place);
    case 'priority':
    case '_priority_name': {
      const slot = place.finder.find(levels, excerpt.text.length);
      return (
        slot.kind === 'priority' &&
        slot.hook !== undefined &&
        Object.hasOwn(PRIORITIES[`${around.family}/${slot.hook}`] ?? {}, word)
      );
    }
    case 'data_type':
      return Object.hasOwn(DATA_TYPES, word) || (word === 'queue' && place.judge(levels).isKnown('1.1.2'));
    case 'mangle_statement':
      return word !== 'set' || settable(candidate, place);
    default:
      break;
  }
  const doc = keywordDoc(word, levels);
  if (!place.judge(levels).isKnown(doc?.since)) return false;
  if (ONCE.has(level.name) && level.before.length === 0 && place.present.has(word)) return false;
  return inRule ? statementAllowed(candidate, place) : true;
}

/** True when the type that is wanted has a value of that name. */
function valueAllowed(candidate: Candidate, { finder, excerpt, begins, taken }: KeywordPlace): boolean {
  const { word, levels } = candidate;
  if (taken(levels).has(word)) return false;
  const slot = finder.find(levels, excerpt.text.length);
  return (
    slot.kind === 'unknown' ||
    slot.kind === 'define' ||
    (slot.kind === 'value' && parseValue(slot.type, word).kind === 'integer') ||
    begins(candidate)
  );
}

/** Lines that a block can have once. */
const ONCE: ReadonlySet<string> = new Set([
  'set_type',
  'set_typeof',
  'set_flags',
  'set_timeout',
  'set_gc_interval',
  'set_size',
  'set_policy',
  'set_body',
  'comment_clause',
  'table_flags',
  'object_protocol',
  'l3proto',
  'timeout_policy',
  'expectation_port',
]);

function selectorAllowed(before: string, candidate: Candidate, place: KeywordPlace, inRule: boolean): boolean {
  const words = before === '' ? candidate.word : `${before} ${candidate.word}`;
  const name = selectorName(words) ?? words;
  const judge = place.judge(candidate.levels);
  if (!inRule) return judge.isKnown(partialSelectorDoc(before, candidate.word)?.since);
  if (judge.hasEnded) return false;
  // Behind `reject with`, in maps and the like the selector is not the rule's first word about a header.
  const names = [name, words].filter((text, index, all) => all.indexOf(text) === index);
  return names.some((text) => judge.allowsSelector(text));
}

function chainLineAllowed({ word, levels }: Candidate, { around, excerpt, present }: KeywordPlace): boolean {
  const { family } = around;
  const text = excerpt.text.slice(excerpt.statement.start);
  switch (levels[0]!.name) {
    case 'chain_type':
      return Object.keys(CHAINS).some((key) => key.startsWith(`${family}/`) && key.endsWith(`/${word}`));
    case 'base_chain':
      if (word === 'type') return !present.has('type');
      return (word !== 'device' && word !== 'devices') || /\bhook\s+(?:ingress|egress)\b/.test(text);
    case 'chain_policy':
      return levels[0]!.before.length > 0 || (present.has('type') && !present.has('policy'));
    case 'chain_flags':
    case 'chain_devices':
      return (
        levels[0]!.before.length > 0 ||
        /^(?:in|e)gress$/.test(around.chain?.info.base?.hook ?? '') ||
        excerpt.path.at(-1)?.keyword === 'flowtable'
      );
    default:
      return true;
  }
}

/** True when `set` can change what stands before it. */
function settable({ levels }: Candidate, { excerpt, around, judge }: KeywordPlace): boolean {
  const text = excerpt.text.slice(levels[0]!.start).trim().replace(/\s+/g, ' ');
  const name = selectorName(text);
  const fact = name === undefined ? undefined : SELECTORS[name];
  if (text.startsWith('ct ')) return judge(levels).allowsStatement(`${text} set 1`);
  if (fact && !fact.settable) return false;
  const use = `${name} set`;
  return !around.chain || judge(levels).allowsUse(use);
}

/** Statements of which the sample says whether the rule can hold them, by their last keyword. */
const SAMPLES: Readonly<Record<string, string>> = {
  icmp: 'reject with icmp port-unreachable',
  icmpv6: 'reject with icmpv6 port-unreachable',
  icmpx: 'reject with icmpx port-unreachable',
};

function statementAllowed({ word, levels }: Candidate, place: KeywordPlace): boolean {
  const { excerpt, around } = place;
  const judge = place.judge(levels);
  const statement = levels.find(({ name }) => name.endsWith('_statement') || name === 'verdict' || name === 'jump');
  const begins = statement === undefined ? /^rule(?:_repeat1)?$/.test(levels[0]!.name) : statement.start >= excerpt.text.length;
  if (begins && judge.hasEnded) return false;
  if (begins && !judge.allowsUse(word)) return false;
  if (statement?.name === 'connlimit_statement' && !judge.allowsUse('ct count')) return false;
  if (statement?.name === 'reject_statement' && SAMPLES[word]) return judge.allowsStatement(SAMPLES[word]);
  // An address of the other family cannot be translated to.
  if (/^(?:ip|ip6)$/.test(word) && levels.some(({ name }) => name === 'nat_statement' || name === 'tproxy_statement'))
    return around.family !== 'ip' && around.family !== 'ip6' ? true : around.family === word;
  // Elements that rules add cannot have comments.
  return word !== 'comment' || !levels.some(({ name }) => name === 'set_statement');
}
