import type { Range } from '../../base/range.ts';
import type { TextEdit } from '../../base/text.ts';
import type { LocatedEntry, LocatedList, LocatedMap, LocatedScalar, LocatedValue } from '../located.ts';

/**
 * Edits of YAML texts that keep the style around them: block or flow, indentation, quotes. All take the text that the values were
 * read from; ranges are UTF-16 units. Undefined: the place cannot be edited safely.
 */

/** The column of an offset in its line. */
function columnOf(text: string, offset: number): number {
  return offset - lineStart(text, offset);
}

function lineStart(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}

/** The offset of the line break that ends the line of an offset, or the end of the text. */
function lineEnd(text: string, offset: number): number {
  const end = text.indexOf('\n', offset);
  return end < 0 ? text.length : text.charAt(end - 1) === '\r' ? end - 1 : end;
}

/** True for `{…}` and `[…]`. */
function isFlow(text: string, value: LocatedValue): boolean {
  const first = text.charAt(value.range.start);
  return (value.kind === 'map' && first === '{') || (value.kind === 'list' && first === '[');
}

/** Text for a scalar in YAML, in quotes when it would be read as something else or hold signs of the syntax. */
export function scalarText(value: string): string {
  const plain = /^[A-Za-z_/][\w./-]*$/.test(value) && !/^(?:true|false|null|yes|no|on|off|y|n|~)$/i.test(value);
  const address = /^(?:\d+\.){3}\d+(?:\/\d+)?$/.test(value);
  return plain || address ? value : `"${value.replace(/[\\"]/g, '\\$&')}"`;
}

/** Replaces a scalar, or a piece of its text; its quotes stay. `from` and `to` count in its value. Undefined for folded texts and such. */
export function replaceScalar(
  text: string,
  scalar: LocatedScalar,
  newValue: string,
  from = 0,
  to = String(scalar.value ?? '').length,
): TextEdit | undefined {
  const { start, end } = scalar.range;
  const written = text.slice(start, end);
  const quote = written.charAt(0);
  const value = String(scalar.value ?? '');
  if (scalar.substituted !== undefined) return undefined;
  if (scalar.quoted) {
    if ((quote !== '"' && quote !== "'") || written.slice(1, -1) !== value) return undefined;
    return { range: { start: start + 1 + from, end: start + 1 + to }, newText: newValue };
  }
  if (written !== value && written !== scalar.source) return undefined;
  const whole = (written === value ? value.slice(0, from) : '') + newValue + (written === value ? value.slice(to) : '');
  return { range: { start, end }, newText: scalarText(whole) };
}

function keyAndValue(key: string, value: string): string {
  return `${key}:${value.startsWith('\n') ? '' : ' '}${value}`;
}

/** Adds `key: value` to a map. `value` is YAML for one line, or lines that are indented below the key. */
export function addEntry(text: string, map: LocatedMap, key: string, value: string): TextEdit | undefined {
  const own = map.entries.filter(
    ({ keyRange, keyFile }) => keyFile === map.file && map.range.start <= keyRange.start && keyRange.end <= map.range.end,
  );
  if (isFlow(text, map)) {
    if (value.includes('\n')) return undefined;
    const close = map.range.end - 1;
    if (text.charAt(close) !== '}') return undefined;
    if (own.length === 0)
      return { range: { start: map.range.start, end: map.range.end }, newText: `{${keyAndValue(key, value)}}` };
    const at = trimEnd(text, close);
    return { range: { start: at, end: at }, newText: `${text.charAt(at - 1) === ',' ? ' ' : ', '}${key}: ${value}` };
  }
  const lastOwn = own.at(-1);
  const indent = ' '.repeat(columnOf(text, map.range.start));
  const at = lineEnd(text, lastOwn ? Math.max(lastOwn.value.range.end, lastOwn.keyRange.end, map.range.end) : map.range.end);
  return { range: { start: at, end: at }, newText: `\n${indent}${keyAndValue(key, value).replaceAll('\n', `\n${indent}`)}` };
}

/** Gives a key whose value is empty its first entry. `entry` is the key with the empty value. */
export function fillEmpty(text: string, entry: LocatedEntry, key: string, value: string): TextEdit | undefined {
  if (entry.value.kind !== 'scalar' || entry.value.value !== null) return undefined;
  const colon = /^["']?\s*:/.exec(text.slice(entry.keyRange.end));
  if (!colon) return undefined;
  const lineBefore = text.slice(lineStart(text, entry.keyRange.start), entry.keyRange.start);
  const after = entry.keyRange.end + colon[0].length;
  const written = text.slice(entry.value.range.start, entry.value.range.end);
  // `n:` inside a flow map, or `n: ~`: write the value in flow style in its place.
  if (/[{[,]/.test(lineBefore.trim()) || written !== '') {
    if (value.includes('\n')) return undefined;
    const start = written === '' ? after : entry.value.range.start;
    return {
      range: { start, end: Math.max(start, entry.value.range.end) },
      newText: `${written === '' ? ' ' : ''}{${key}: ${value}}`,
    };
  }
  const indent = ' '.repeat(columnOf(text, entry.keyRange.start) + 2);
  const at = lineEnd(text, after);
  return { range: { start: at, end: at }, newText: `\n${indent}${keyAndValue(key, value).replaceAll('\n', `\n${indent}`)}` };
}

/** Adds an entry to the value of a key, whether that is a map or still empty. Undefined for a value that is written elsewhere (an alias). */
export function addTo(text: string, entry: LocatedEntry, key: string, value: string): TextEdit | undefined {
  if (entry.value.file !== entry.keyFile || entry.value.range.start < entry.keyRange.end) return undefined;
  return entry.value.kind === 'map' ? addEntry(text, entry.value, key, value) : fillEmpty(text, entry, key, value);
}

/** Takes an entry out of its map: in block style its lines with the comment behind it, in flow style with its comma. */
export function removeEntry(text: string, map: LocatedMap, entry: LocatedEntry): TextEdit | undefined {
  const end = Math.max(entry.value.range.end, entry.keyRange.end);
  return isFlow(text, map)
    ? removeFlowItem(text, map.range, { start: entry.keyRange.start, end: valueEnd(text, entry, end) })
    : removeLines(text, entry.keyRange.start, end, map.entries.length === 1 ? map.range : undefined);
}

/** Where an entry ends, with the colon of an empty value. */
function valueEnd(text: string, entry: LocatedEntry, end: number): number {
  if (entry.value.range.end > entry.keyRange.end) return end;
  const colon = /^["']?\s*:/.exec(text.slice(entry.keyRange.end));
  return colon ? entry.keyRange.end + colon[0].length : end;
}

/** Takes an item out of a list. */
export function removeItem(text: string, list: LocatedList, item: LocatedValue): TextEdit | undefined {
  if (isFlow(text, list)) return removeFlowItem(text, list.range, item.range);
  const dash = text.lastIndexOf('-', item.range.start - 1);
  if (dash < 0 || text.slice(dash + 1, item.range.start).trim() !== '') return undefined;
  return removeLines(text, dash, item.range.end, undefined);
}

function removeFlowItem(text: string, whole: Range, item: Range): TextEdit | undefined {
  const after = /^\s*,\s*/.exec(text.slice(item.end, whole.end));
  if (after) return { range: { start: item.start, end: item.end + after[0].length }, newText: '' };
  const before = /,\s*$/.exec(text.slice(whole.start, item.start));
  return { range: { start: item.start - (before?.[0].length ?? 0), end: item.end }, newText: '' };
}

function removeLines(text: string, start: number, end: number, only: Range | undefined): TextEdit | undefined {
  const from = lineStart(text, start);
  if (text.slice(from, start).trim() !== '') {
    // The entry begins behind a dash or a key: what stands before it on the line must stay.
    return only ? undefined : { range: { start, end: nextEntry(text, end) }, newText: '' };
  }
  const to = lineEnd(text, end);
  const rest = text.slice(end, to).trim();
  if (rest !== '' && !rest.startsWith('#')) return undefined;
  const next = text.startsWith('\r\n', to) ? to + 2 : Math.min(to + 1, text.length);
  return { range: { start: from, end: next }, newText: '' };
}

/** Where the entry on the next line begins. */
function nextEntry(text: string, end: number): number {
  const rest = /^[^\n]*\n\s*/.exec(text.slice(end));
  return rest ? end + rest[0].length : end;
}

function trimEnd(text: string, offset: number): number {
  let at = offset;
  while (at > 0 && /\s/.test(text.charAt(at - 1))) at--;
  return at;
}
