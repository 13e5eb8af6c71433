import { parsePrefix } from '../../base/ip.ts';
import { intersects, type Range } from '../../base/range.ts';
import { PRIORITIES } from '../../facts/nft.ts';
import type { InlayHint, Place } from '../provider.ts';
import { sizeWords } from './describe-address.ts';
import { resolvedValue } from './describe-names.ts';
import { excerptAt, isInComment, isInQuotes } from './excerpt.ts';
import { blockMapOf } from './models.ts';
import { surroundingsOf } from './surroundings.ts';

/** A value that is longer says less than its name. */
const LONGEST = 40;
/** In a statement with more prefixes their sizes would be in the way. */
const MOST_PREFIXES = 4;

// What can bear a remark: a named priority, a prefix, a variable. One pattern, so that a text is searched once.
const MARKED =
  /\bhook\s+(\w+)(?:\s+device\s+\S+)?\s+priority\s+([a-z]\w*)(?:\s*([+-])\s*(\d+))?|(?<![\w.:/-])((?:\d{1,3}(?:\.\d{1,3}){3}|[\da-fA-F]*:[\da-fA-F:.]*)\/\d{1,3})(?![\w./])|\$\s*([A-Za-z_.][\w./-]*)/g;

/** The number of a named priority, the size of a prefix, the value of a variable. */
export function inlayHints(place: Place, within: Range): InlayHint[] {
  const { file } = place;
  const { text } = file;
  const start = text.lastIndexOf('\n', within.start - 1) + 1;
  const out: InlayHint[] = [];
  const prefixes = new Map<number, InlayHint[]>();
  const map = blockMapOf(file.nft);
  for (const match of text.slice(start, within.end).matchAll(MARKED)) {
    const at = start + match.index;
    const offset = at + match[0].length;
    if (!intersects({ start: at, end: offset }, within) || isInComment(text, at) || isInQuotes(text, at)) continue;
    const hint = match[2] ? priority(match, place, at) : match[5] ? prefix(match[5]) : variable(match[6]!, place, at);
    if (hint === undefined) continue;
    if (!match[5]) {
      out.push({ offset, side: 'after', ...hint });
      continue;
    }
    const statement = map.statementAt(at)?.start ?? at;
    const list = prefixes.get(statement);
    if (list) list.push({ offset, side: 'after', ...hint });
    else prefixes.set(statement, [{ offset, side: 'after', ...hint }]);
  }
  for (const list of prefixes.values()) if (list.length <= MOST_PREFIXES) out.push(...list);
  return out.sort((a, b) => a.offset - b.offset);
}

function priority(match: RegExpMatchArray, place: Place, at: number): Omit<InlayHint, 'offset' | 'side'> | undefined {
  const [, hook, name, sign, distance] = match;
  const excerpt = excerptAt(place, at);
  const number = PRIORITIES[`${excerpt.table?.family ?? 'ip'}/${hook}`]?.[name!];
  if (number === undefined) return undefined;
  return { label: `= ${number + Number(distance ?? 0) * (sign === '-' ? -1 : 1)}` };
}

function prefix(text: string): Omit<InlayHint, 'offset' | 'side'> | undefined {
  const written = parsePrefix(text);
  return written && { label: sizeWords(written.prefix) };
}

function variable(name: string, place: Place, at: number): Omit<InlayHint, 'offset' | 'side'> | undefined {
  const around = surroundingsOf(place, excerptAt(place, at), at);
  const value = resolvedValue(name, around);
  if (value === undefined || value === '') return undefined;
  return value.length > LONGEST
    ? { label: `= ${value.slice(0, LONGEST - 1)}…`, tooltip: `\`${value.replaceAll('`', "'")}\`` }
    : { label: `= ${value}` };
}
