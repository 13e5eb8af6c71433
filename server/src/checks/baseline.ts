import { hashText } from '../base/hash.ts';
import type { FileId } from '../base/paths.ts';
import type { Finding } from './finding.ts';

/**
 * Findings that are accepted for now: by file (named relative to the baseline's folder) and rule, the fingerprints of the places.
 * Places are known by their text and not by their line, so that edits elsewhere in the file change nothing.
 */
export interface Baseline {
  readonly version: 1;
  readonly findings: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
}

/** What stays the same of a finding when its file is edited elsewhere: the rule, its text, and the line it is on, blanks aside. */
export function fingerprint({ rule, range }: Pick<Finding, 'rule' | 'range'>, text: string): string {
  const lineStart = text.lastIndexOf('\n', range.start - 1) + 1;
  const lineEnd = text.indexOf('\n', range.start);
  const words = (piece: string) => piece.trim().replace(/\s+/g, ' ');
  const line = words(text.slice(lineStart, lineEnd < 0 ? text.length : lineEnd));
  return hashText(`${rule}\n${line}\n${words(text.slice(range.start, range.end))}`);
}

/** The baseline that accepts all of these findings. Its keys are in order, so that it reads well in a diff. */
export function makeBaseline(
  findings: readonly Finding[],
  nameOf: (file: FileId) => string,
  textOf: (file: FileId) => string,
): Baseline {
  const out: Record<string, Record<string, string[]>> = {};
  for (const finding of findings) {
    out[nameOf(finding.file)] ??= {};
    const byRule = out[nameOf(finding.file)]!;
    byRule[finding.rule] ??= [];
    byRule[finding.rule]!.push(fingerprint(finding, textOf(finding.file)));
  }
  const sorted = <T>(record: Record<string, T>, map: (value: T) => T) =>
    Object.fromEntries(
      Object.keys(record)
        .sort()
        .map((key) => [key, map(record[key]!)]),
    );
  return { version: 1, findings: sorted(out, (byRule) => sorted(byRule, (prints) => prints.sort())) };
}

/** Divides findings into those that a baseline accepts and those that are new. A fingerprint accepts as many findings as it is there. */
export function applyBaseline(
  findings: readonly Finding[],
  baseline: Baseline,
  nameOf: (file: FileId) => string,
  textOf: (file: FileId) => string,
): { readonly fresh: Finding[]; readonly accepted: Finding[] } {
  const left = new Map<string, number>();
  for (const [file, byRule] of Object.entries(baseline.findings))
    for (const [rule, prints] of Object.entries(byRule))
      for (const print of prints) {
        const key = `${file}\n${rule}\n${print}`;
        left.set(key, (left.get(key) ?? 0) + 1);
      }
  const fresh: Finding[] = [];
  const accepted: Finding[] = [];
  for (const finding of findings) {
    const key = `${nameOf(finding.file)}\n${finding.rule}\n${fingerprint(finding, textOf(finding.file))}`;
    const count = left.get(key) ?? 0;
    left.set(key, count - 1);
    (count > 0 ? accepted : fresh).push(finding);
  }
  return { fresh, accepted };
}

/** Reads a baseline file. Undefined when the text is not one. */
export function parseBaseline(text: string): Baseline | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (!isRecord(value) || value.version !== 1 || !isRecord(value.findings)) return undefined;
    const ok = Object.values(value.findings).every(
      (byRule) =>
        isRecord(byRule) &&
        Object.values(byRule).every((prints) => Array.isArray(prints) && prints.every((p) => typeof p === 'string')),
    );
    return ok ? (value as unknown as Baseline) : undefined;
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
