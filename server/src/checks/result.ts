import type { FileId } from '../base/paths.ts';
import type { Range } from '../base/range.ts';
import type { Severity } from '../base/severity.ts';
import type { LineIndex } from '../base/text.ts';
import type { Finding } from './finding.ts';

/** A place in the output: line and column count from 1, columns and offsets in UTF-16 units. */
export interface ResultPosition {
  readonly line: number;
  readonly column: number;
  readonly offset: number;
}
export interface ResultRange {
  readonly start: ResultPosition;
  readonly end: ResultPosition;
}
export interface ResultEdit {
  readonly file: string;
  readonly range: ResultRange;
  readonly newText: string;
}
export interface ResultFix {
  readonly title: string;
  readonly safety: 'safe' | 'unsafe';
  readonly preferred: boolean;
  readonly edits: readonly ResultEdit[];
}
export interface ResultFinding {
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  readonly file: string;
  readonly range: ResultRange;
  readonly related: readonly { readonly message: string; readonly file: string; readonly range: ResultRange }[];
  readonly fixes: readonly ResultFix[];
}

/** What `bridgekeeper check --format json` prints and the library's `check` returns. A contract: see docs/json-output.md. */
export interface CheckResult {
  readonly version: 1;
  readonly files: number;
  readonly durationMs: number;
  readonly findings: readonly ResultFinding[];
}

/** A range with lines and columns, which count from 1. */
export function toResultRange({ start, end }: Range, lines: LineIndex | undefined): ResultRange {
  const position = (offset: number): ResultPosition => {
    const at = lines?.positionAt(offset);
    return { line: (at?.line ?? 0) + 1, column: (at?.character ?? offset) + 1, offset };
  };
  return { start: position(start), end: position(end) };
}

/**
 * Turns findings into the output's shape. `linesOf` gives the lines of a file that was checked; offsets of unknown files stay on
 * line 1. `nameOf` says how a file is called in the output.
 */
export function toCheckResult(
  findings: readonly Finding[],
  linesOf: (file: FileId) => LineIndex | undefined,
  files: number,
  durationMs: number,
  nameOf: (file: FileId) => string = (file) => file,
): CheckResult {
  const range = (file: FileId, r: Range): ResultRange => toResultRange(r, linesOf(file));
  return {
    version: 1,
    files,
    durationMs,
    findings: findings.map((finding) => ({
      rule: finding.rule,
      severity: finding.severity,
      message: finding.message,
      file: nameOf(finding.file),
      range: range(finding.file, finding.range),
      related: finding.related.map(({ message, location }) => ({
        message,
        file: nameOf(location.file),
        range: range(location.file, location.range),
      })),
      fixes: finding.fixes.map(({ title, safety, preferred, edits }) => ({
        title,
        safety,
        preferred: preferred ?? false,
        edits: edits.map((edit) => ({ file: nameOf(edit.file), range: range(edit.file, edit.range), newText: edit.newText })),
      })),
    })),
  };
}
