import type { FileId } from '../base/paths.ts';
import { intersects, type Range } from '../base/range.ts';
import { combineFixes } from '../checks/combine-fixes.ts';
import type { FileEdit, Finding, Fix } from '../checks/finding.ts';
import { liesInFile } from '../checks/lies-in-file.ts';
import { holdsSuppressions } from '../workspace/suppressions.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { all, placeOf } from './place.ts';

/** Something that can be done at a place: edits of one or several files. */
export interface CodeAction {
  readonly title: string;
  readonly kind:
    | 'quickfix'
    | 'source.fixAll.bridgekeeper'
    | 'refactor'
    | 'refactor.rewrite'
    | 'refactor.extract'
    | 'refactor.inline'
    | 'refactor.move'
    | 'source';
  /** The finding that the action answers. */
  readonly finding?: Finding;
  readonly preferred?: boolean;
  readonly edits: readonly FileEdit[];
}

/**
 * What can be done for a selection: the fixes of the findings there (preferred ones first), the same for all findings of such a
 * rule in the file, a comment that silences the rule, and the languages' refactorings. `findings` are those of the whole file.
 * @param hidden findings that another extension says: their fixes are offered all the same
 */
export function codeActions(
  workspace: Workspace,
  file: FileId,
  selection: Range,
  findings: readonly Finding[],
  hidden: readonly Finding[] = [],
): CodeAction[] {
  const place = placeOf(workspace, file);
  const here = findings.filter((finding) => finding.file === file && intersects(finding.range, selection));
  const out: CodeAction[] = here.flatMap((finding) => finding.fixes.map((fix) => fixAction(finding, fix)));
  for (const rule of new Set(here.map((finding) => finding.rule))) {
    const same = findings.filter((finding) => finding.file === file && finding.rule === rule);
    const fixes = safeFixes(same);
    if (fixes.length > 1)
      out.push({ title: `Fix all ${rule} problems in this file`, kind: 'quickfix', edits: combineFixes(fixes) });
  }
  for (const finding of hidden)
    if (intersects(finding.range, selection)) out.push(...finding.fixes.map((fix) => fixAction(finding, fix)));
  out.push(...here.flatMap((finding) => suppressAction(workspace, finding) ?? []));
  if (place) out.push(...all(place, (provider) => provider.refactorings?.(place, selection)));
  return out.filter(({ edits }) => edits.every((edit) => liesInFile(edit, workspace)));
}

/** Every safe fix of a file's findings in one action; undefined when there is none. */
export function fixAllAction(file: FileId, findings: readonly Finding[]): CodeAction | undefined {
  const fixes = safeFixes(findings.filter((finding) => finding.file === file));
  if (fixes.length === 0) return undefined;
  return { title: 'Fix all safely fixable problems', kind: 'source.fixAll.bridgekeeper', edits: combineFixes(fixes) };
}

function safeFixes(findings: readonly Finding[]): Fix[] {
  return findings.flatMap(({ fixes }) => {
    const safe = fixes.filter(({ safety }) => safety === 'safe');
    return safe.find(({ preferred }) => preferred) ?? safe[0] ?? [];
  });
}

function fixAction(finding: Finding, fix: Fix): CodeAction {
  const { title, edits, preferred, safety } = fix;
  const kind = 'quickfix';
  return preferred && safety === 'safe' ? { title, kind, finding, preferred, edits } : { title, kind, finding, edits };
}

/** Puts a comment above the finding's line; in files that cannot hold comments there is none. */
function suppressAction(workspace: Workspace, finding: Finding): CodeAction | undefined {
  const file = workspace.file(finding.file);
  if (!file?.kind || !holdsSuppressions(file.kind) || finding.rule.startsWith('meta/')) return undefined;
  let line = file.lines.lineAt(finding.range.start);
  while (line > 0 && /\\\r?\n$/.test(file.text.slice(file.lines.lineStart(line - 1), file.lines.lineStart(line)))) line--;
  const start = file.lines.lineStart(line);
  const indent = /^[ \t]*/.exec(file.text.slice(start))![0];
  const newText = `${indent}# bridgekeeper-ignore ${finding.rule}: reason\n`;
  return {
    title: `Ignore ${finding.rule} on this line`,
    kind: 'quickfix',
    finding,
    edits: [{ file: finding.file, range: { start, end: start }, newText }],
  };
}
