import { parseIp } from '../../base/ip.ts';
import type { Range } from '../../base/range.ts';
import type { Cursor, Hover } from '../provider.ts';
import { describeAddress, describePrefix, describeRange } from './describe-address.ts';
import { describeName } from './describe-names.ts';
import { describeDuration, describeValue } from './describe-value.ts';
import {
  describeHook,
  describeKeyword,
  describePriority,
  describeSelector,
  describeTableFlag,
  describeType,
  selectorLevel,
} from './describe-word.ts';
import { type Excerpt, excerptAt, isInComment } from './excerpt.ts';
import { prefixAt } from './host-names.ts';
import { SlotFinder } from './slot.ts';
import { type Surroundings, surroundingsOf } from './surroundings.ts';
import { nameAt } from './symbols.ts';
import { readExcerpt, type WordInContext, wordAt } from './words.ts';

/** What the word under the cursor means: a keyword, a selector, a value, or a thing with a name. */
export function hover(cursor: Cursor): Hover | undefined {
  const { file, offset, host } = cursor;
  if (isInComment(file.text, offset)) return undefined;
  const prefix = prefixAt(file.text, offset);
  if (prefix) return { markdown: describePrefix(prefix.prefix, prefix.hostBits, host), range: prefix.range };
  const excerpt = excerptAt(cursor, offset);
  const word = wordAt(readExcerpt(excerpt));
  const range = word && rangeOf(word, excerpt);
  if (!word || !range) return undefined;
  const around = surroundingsOf(cursor, excerpt, offset);
  const named = namedHover(cursor, around);
  if (named) return named;
  const selector = selectorLevel(word.levels);
  if (selector) {
    const start = excerpt.toFile(selector.start);
    const end = excerpt.toFile(selector.end);
    const text = plain(excerpt.text.slice(selector.start, selector.end));
    const found = describeSelector(text);
    if (found && start !== undefined && end !== undefined) return { markdown: found, range: { start, end } };
  }
  const found = describe(word, excerpt, around, cursor);
  return found === undefined ? undefined : { markdown: found, range };
}

/** One blank between words; comments and line continuations left out. */
function plain(text: string): string {
  return text
    .replace(/\\\r?\n/g, ' ')
    .replace(/#.*$/gm, ' ')
    .replace(/\s*([,[\]])\s*/g, '$1')
    .replace(/^@\s+/, '@')
    .trim()
    .replace(/\s+/g, ' ')
    .replace(/\[(\d+)\]/, ' [ $1 ]');
}

function rangeOf(word: WordInContext, excerpt: Excerpt): Range | undefined {
  const start = excerpt.toFile(word.start);
  const end = excerpt.toFile(word.end);
  return start === undefined || end === undefined ? undefined : { start, end };
}

function namedHover(cursor: Cursor, around: Surroundings): Hover | undefined {
  const place = nameAt(cursor, cursor.offset);
  const found = place && describeName(place, around, cursor.host);
  if (!place || found === undefined) return undefined;
  const { start, end } = place;
  const hasSign = /[$@]/.test(cursor.file.text[start - 1] ?? '');
  return { markdown: found, range: { start: hasSign ? start - 1 : start, end } };
}

function describe(word: WordInContext, excerpt: Excerpt, around: Surroundings, cursor: Cursor): string | undefined {
  const { levels } = word;
  const keyword = word.isKeyword ? describeKeyword(word.name, levels) : undefined;
  const slot = new SlotFinder(excerpt, around).find(levels, word.start);
  const quoted = word.text.startsWith('"');
  const text = quoted ? word.text.slice(1, -1) : word.text;
  const level = levels.find(({ name }) => name === 'range');
  if (level) {
    const range = rangeHover(plain(excerpt.text.slice(level.start, level.end)));
    if (range) return range;
  }
  switch (slot.kind) {
    case 'value': {
      if (keyword && !levels.some(({ name }) => name === 'value_keyword' || name === 'boolean')) return keyword;
      return describeValue(text, slot.type, cursor.host) ?? keyword;
    }
    case 'hook':
      return describeHook(text);
    case 'priority': {
      const whole = levels.find(({ name }) => name === 'priority') ?? word;
      return keyword ?? describePriority(plain(excerpt.text.slice(whole.start, whole.end)), around.family, slot.hook);
    }
    case 'device':
      return keyword ?? describeValue(text, { name: 'ifname', description: '', bits: 128 }, cursor.host);
    case 'data-type':
      return describeType(text);
    case 'table-flag':
      return keyword ?? describeTableFlag(text);
    case 'duration':
      return keyword ?? describeDuration(text);
    case 'define':
    case 'unknown':
      return keyword ?? (parseIp(text) ? describeAddress(text, cursor.host) : undefined);
    default:
      return keyword;
  }
}

function rangeHover(text: string): string | undefined {
  const [low, high] = text.split(/\s*-\s*/).map((part) => parseIp(part));
  return low && high && low.family === high.family ? describeRange(low, high) : undefined;
}
