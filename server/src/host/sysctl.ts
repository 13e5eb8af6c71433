import { basename, type FileId } from '../base/paths.ts';
import type { Location, Range } from '../base/range.ts';

/** One `key = value` line of a sysctl file. */
export interface SysctlEntry {
  /** With dots: `net.ipv4.ip_forward`. */
  readonly key: string;
  readonly value: string;
  readonly keyRange: Range;
  readonly valueRange: Range;
}

export interface SysctlFile {
  readonly file: FileId;
  readonly entries: readonly SysctlEntry[];
}

/** Reads a file of sysctl.d: `key = value`, comments with `#` or `;`, a leading dash that forgives errors. Total: other lines are skipped. */
export function readSysctlFile(file: FileId, text: string): SysctlFile {
  const entries: SysctlEntry[] = [];
  const line = /^[ \t]*-?[ \t]*([A-Za-z0-9_.*/-]+)[ \t]*=[ \t]*([^\r\n]*?)[ \t]*$/gm;
  for (const match of text.matchAll(line)) {
    const keyStart = match.index + match[0].indexOf(match[1]!);
    const valueStart = match.index + match[0].trimEnd().length - match[2]!.length;
    entries.push({
      key: dotted(match[1]!),
      value: match[2]!,
      keyRange: { start: keyStart, end: keyStart + match[1]!.length },
      valueRange: { start: valueStart, end: valueStart + match[2]!.length },
    });
  }
  return { file, entries };
}

/** A key written with slashes has its dots and slashes the other way round. */
function dotted(key: string): string {
  const slash = key.indexOf('/');
  const dot = key.indexOf('.');
  if (slash < 0 || (dot >= 0 && dot < slash)) return key;
  return [...key].map((c) => (c === '/' ? '.' : c === '.' ? '/' : c)).join('');
}

/** A value in effect after boot. */
export interface SysctlValue {
  readonly value: string;
  readonly place: Location;
}

const PLACES = [
  /(?:^|\/)usr\/lib\/sysctl\.d\//,
  /(?:^|\/)lib\/sysctl\.d\//,
  /(?:^|\/)run\/sysctl\.d\//,
  /(?:^|\/)etc\/sysctl\.d\//,
];

/**
 * What the files set at boot: in the order of their names whatever folder they are in, a name in a stronger folder hides the weaker
 * one, sysctl.conf comes last, and of several lines for a key the last one counts.
 */
export function effectiveSysctls(files: readonly SysctlFile[]): Map<string, SysctlValue> {
  const place = ({ file }: SysctlFile) => PLACES.findLastIndex((pattern) => pattern.test(file));
  const byName = new Map<string, SysctlFile>();
  for (const file of files.toSorted((a, b) => place(a) - place(b))) byName.set(basename(file.file), file);
  const last = (name: string) => name === 'sysctl.conf';
  const names = [...byName.keys()].sort((a, b) => Number(last(a)) - Number(last(b)) || (a < b ? -1 : 1));
  const out = new Map<string, SysctlValue>();
  for (const name of names) {
    const { file, entries } = byName.get(name)!;
    for (const { key, value, keyRange, valueRange } of entries)
      out.set(key, { value, place: { file, range: { start: keyRange.start, end: valueRange.end } } });
  }
  return out;
}
