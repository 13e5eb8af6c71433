import { expect } from 'vitest';
import { applyEdits } from '../../server/src/base/text.ts';
import type { Finding, Fix } from '../../server/src/checks/finding.ts';
import { Checker } from '../../server/src/checks/run.ts';
import { type FilesInput, workspaceOf } from '../../server/src/library/files.ts';
import { fixture } from './fixture.ts';

/** All findings for files in memory, of one rule when `rule` is given. */
export function findingsIn(input: FilesInput, rule?: string): Finding[] {
  return new Checker().check(workspaceOf(input)).filter((found) => rule === undefined || found.rule === rule);
}

/** Expects that a rule finds exactly what the fixture's carets say, no more and no less. */
export function expectFindings(rule: string, text: string, config?: FilesInput['config']): Finding[] {
  const { files, expected } = fixture(text);
  const found = findingsIn(config ? { files, config } : { files }, rule);
  const shown = found.map(({ file, range, message }) => ({
    file,
    ...range,
    text: files[file]?.slice(range.start, range.end),
    message,
  }));
  const wanted = expected.map(({ file, start, end, message }) => ({
    file,
    start,
    end,
    text: files[file]?.slice(start, end),
    message: message === undefined ? expect.any(String) : expect.stringContaining(message),
  }));
  expect(shown).toEqual(wanted);
  return found;
}

/** Applies a fix to files in memory. Fails when its edits overlap or name a file that is not there. */
export function applyFix(files: Readonly<Record<string, string>>, fix: Fix): Record<string, string> {
  const out = { ...files };
  for (const file of new Set(fix.edits.map((edit) => edit.file))) {
    const text = out[file] ?? '';
    const fixed = applyEdits(
      text,
      fix.edits.filter((edit) => edit.file === file),
    );
    expect(fixed, `edits of "${fix.title}" in ${file} overlap`).toBeDefined();
    out[file] = fixed!;
  }
  return out;
}

/**
 * Expects that the preferred (else the first) fix of the only finding of `rule` turns the fixture's files into `after`,
 * and that the rule says nothing any more.
 */
export function expectFix(rule: string, before: string, after: string, title?: string, config?: FilesInput['config']): void {
  const { files } = fixture(before);
  const settings = config ? { config } : {};
  const found = findingsIn({ files, ...settings }, rule);
  expect(found.length, `findings of ${rule}`).toBeGreaterThan(0);
  const fixes = found[0]!.fixes;
  const fix =
    title === undefined ? (fixes.find(({ preferred }) => preferred) ?? fixes[0]) : fixes.find((f) => f.title.includes(title));
  expect(fix, `a fix of ${rule}`).toBeDefined();
  const fixed = applyFix(files, fix!);
  expect(fixed).toEqual(fixture(after).files);
}
