import type { FileId } from '../base/paths.ts';
import { applyEdits } from '../base/text.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { combineFixes } from './combine-fixes.ts';
import type { Finding, Fix } from './finding.ts';
import type { Checker } from './run.ts';

/** Fixes that wait for others to go first get this many more rounds. */
const MAX_ROUNDS = 20;

export interface FixResult {
  /** What is left to say about the fixed texts. */
  readonly findings: Finding[];
  /** The new text of every file that changed. */
  readonly changed: ReadonlyMap<FileId, string>;
}

/**
 * Applies fixes until none is left, or a text comes back that was there before. The workspace holds the fixed texts afterwards.
 * @param unsafe whether fixes that change behaviour are applied too
 */
export function fixAll(workspace: Workspace, checker: Checker, unsafe: boolean): FixResult {
  const original = new Map<FileId, string>();
  const seen = new Set<string>();
  let findings = checker.check(workspace);
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const fixes = findings.flatMap((finding) => chosenFix(finding, unsafe) ?? []);
    const texts = editedTexts(workspace, fixes);
    const state = JSON.stringify([...texts]);
    if (texts.size === 0 || seen.has(state)) break;
    seen.add(state);
    for (const [file, text] of texts) {
      const before = workspace.file(file)!;
      if (!original.has(file)) original.set(file, before.text);
      if (before.kind === 'config') workspace.setConfigFile(file, text);
      else workspace.setFile(file, text, before.kind, before.isDependency);
    }
    findings = checker.check(workspace);
  }
  const changed = [...original].flatMap(([file, before]) => {
    const now = workspace.file(file)!.text;
    return now === before ? [] : [[file, now] as const];
  });
  return { findings, changed: new Map(changed) };
}

/** The fix to take for a finding: a safe one before an unsafe one, the preferred one before others. */
export function chosenFix(finding: Finding, unsafe: boolean): Fix | undefined {
  const pick = (fixes: readonly Fix[]) => fixes.find(({ preferred }) => preferred) ?? fixes[0];
  return pick(finding.fixes.filter(({ safety }) => safety === 'safe')) ?? (unsafe ? pick(finding.fixes) : undefined);
}

/** The texts after as many of the fixes as fit together. Fixes that touch a file that is not here are left out. */
function editedTexts(workspace: Workspace, fixes: readonly Fix[]): Map<FileId, string> {
  const edits = combineFixes(fixes.filter((fix) => fix.edits.every(({ file }) => workspace.file(file))));
  const out = new Map<FileId, string>();
  for (const file of new Set(edits.map((edit) => edit.file))) {
    const { text } = workspace.file(file)!;
    const edited = applyEdits(
      text,
      edits.filter((edit) => edit.file === file),
    );
    if (edited !== undefined && edited !== text) out.set(file, edited);
  }
  return out;
}
