import type { TextEdit } from '../../base/text.ts';
import type { LocatedEntry, LocatedMap } from '../located.ts';

/** Takes a member out of an object, with the comma that is then too much. */
export function removeMember(map: LocatedMap, entry: LocatedEntry): TextEdit {
  const index = map.entries.indexOf(entry);
  const next = map.entries[index + 1];
  const before = map.entries[index - 1];
  const start = next || !before ? entry.keyRange.start : before.value.range.end;
  return { range: { start, end: next ? next.keyRange.start : entry.value.range.end }, newText: '' };
}

/** Adds a member behind the last one of an object. `text` is the file's; it gives the indentation. */
export function appendMember(map: LocatedMap, key: string, value: string, text: string): TextEdit {
  const last = map.entries.at(-1);
  const member = `${JSON.stringify(key)}: ${value}`;
  const at = last ? last.value.range.end : map.range.start + 1;
  if (!last) return { range: { start: at, end: at }, newText: member };
  const lineStart = text.lastIndexOf('\n', last.keyRange.start) + 1;
  const indent = text.slice(lineStart, last.keyRange.start);
  const ownLine = lineStart > map.range.start && indent.trim() === '';
  return { range: { start: at, end: at }, newText: ownLine ? `,\n${indent}${member}` : `, ${member}` };
}
