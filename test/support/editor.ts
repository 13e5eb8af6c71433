import { expect } from 'vitest';
import type { Range } from '../../server/src/base/range.ts';
import { callees, callers, callItems } from '../../server/src/features/call-hierarchy.ts';
import { codeActions } from '../../server/src/features/code-actions.ts';
import { codeLenses } from '../../server/src/features/code-lens.ts';
import { completions } from '../../server/src/features/completion.ts';
import { definition } from '../../server/src/features/definition.ts';
import { documentLinks } from '../../server/src/features/document-links.ts';
import { folds } from '../../server/src/features/folding.ts';
import { format, formatTriggers, formatTyped } from '../../server/src/features/formatting.ts';
import { hover } from '../../server/src/features/hover.ts';
import { inlayHints } from '../../server/src/features/inlay-hints.ts';
import { outline, searchSymbols } from '../../server/src/features/outline.ts';
import type { OutlineNode } from '../../server/src/features/provider.ts';
import { highlights, references } from '../../server/src/features/references.ts';
import { prepareRename, rename } from '../../server/src/features/rename.ts';
import { selections } from '../../server/src/features/selection.ts';
import { semanticTokens } from '../../server/src/features/semantic-tokens.ts';
import type { Workspace } from '../../server/src/workspace/workspace.ts';

const TABS = { indent: undefined };

/** Asks everything that an editor can ask about a file as a whole, and that all answers lie in their files. */
export function askAboutFile(workspace: Workspace, file: string): void {
  const inFile = insideOf(workspace);
  const { length } = workspace.file(file)!.text;
  const all = { start: 0, end: length };
  for (const { range } of folds(workspace, file)) inFile(file, range, 'fold');
  for (const node of outline(workspace, file)) checkOutline(node, all, file);
  for (const { range } of documentLinks(workspace, file)) inFile(file, range, 'link');
  for (const { range } of codeLenses(workspace, file)) inFile(file, range, 'lens');
  for (const { offset } of inlayHints(workspace, file, all)) inFile(file, { start: offset, end: offset }, 'hint');
  let last = 0;
  for (const { range } of semanticTokens(workspace, file)) {
    inFile(file, range, 'token');
    expect(range.start, 'tokens are in order').toBeGreaterThanOrEqual(last);
    last = range.end;
  }
  checkEdits(format(workspace, file, TABS), file, inFile);
  searchSymbols(workspace, 'a');
}

/** Asks everything that an editor can ask about a place. */
export function askAboutPlace(workspace: Workspace, file: string, offset: number): void {
  const inFile = insideOf(workspace);
  const { text } = workspace.file(file)!;
  const shown = hover(workspace, file, offset);
  if (shown) {
    inFile(file, shown.range, 'hover');
    expect(shown.range.start <= offset && offset <= shown.range.end, 'the hover is about the place').toBe(true);
  }
  for (const { range } of completions(workspace, file, offset)) {
    inFile(file, range, 'completion');
    expect(range.start <= offset && offset <= range.end, 'the proposal replaces what is typed').toBe(true);
    expect(text.slice(range.start, range.end)).not.toContain('\n');
  }
  for (const { location } of definition(workspace, file, offset)?.targets ?? [])
    inFile(location.file, location.range, 'definition');
  for (const { location } of references(workspace, file, offset)) inFile(location.file, location.range, 'reference');
  for (const { location } of highlights(workspace, file, offset)) inFile(location.file, location.range, 'highlight');
  const target = prepareRename(workspace, file, offset);
  if (target && !('refused' in target)) {
    inFile(file, target.range, 'rename');
    const renamed = rename(workspace, file, offset, 'x1');
    if (renamed && 'edits' in renamed) checkEdits(renamed.edits, undefined, inFile);
  }
  let inner: Range | undefined;
  for (const range of selections(workspace, file, offset)) {
    inFile(file, range, 'selection');
    if (inner) expect(range.start <= inner.start && inner.end <= range.end, 'selections widen').toBe(true);
    inner = range;
  }
  for (const item of callItems(workspace, file, offset)) {
    inFile(item.file, item.range, 'call');
    for (const { places, item: caller } of callers(workspace, item))
      for (const place of places) inFile(caller.file, place, 'caller');
    for (const { places } of callees(workspace, item)) for (const place of places) inFile(item.file, place, 'callee');
  }
  const line = { start: text.lastIndexOf('\n', offset - 1) + 1, end: offset };
  checkEdits(format(workspace, file, TABS, line), file, inFile);
  for (const typed of formatTriggers()) checkEdits(formatTyped(workspace, file, offset, typed, TABS), file, inFile);
  for (const { edits } of codeActions(workspace, file, line, [])) checkEdits(edits, undefined, inFile);
}

type InFile = (file: string, range: Range, what: string) => void;

function insideOf(workspace: Workspace): InFile {
  return (file, { start, end }, what) => {
    const length = workspace.file(file)?.text.length ?? -1;
    expect(0 <= start && start <= end && end <= length, `${what} ${start}-${end} in ${file} of length ${length}`).toBe(true);
  };
}

function checkOutline(node: OutlineNode, within: Range, file: string): void {
  const { range, selection, children = [] } = node;
  expect(within.start <= range.start && range.end <= within.end, `${node.name} lies within what holds it, ${file}`).toBe(true);
  expect(range.start <= selection.start && selection.end <= range.end, `${node.name} holds its name, ${file}`).toBe(true);
  for (const child of children) checkOutline(child, range, file);
}

/** The edits lie in their files and do not overlap. */
function checkEdits(
  edits: readonly { readonly file: string; readonly range: Range }[],
  file: string | undefined,
  inFile: InFile,
): void {
  const byFile = new Map<string, Range[]>();
  for (const edit of edits) {
    if (file !== undefined) expect(edit.file).toBe(file);
    inFile(edit.file, edit.range, 'edit');
    byFile.set(edit.file, [...(byFile.get(edit.file) ?? []), edit.range]);
  }
  for (const ranges of byFile.values()) {
    ranges.sort((a, b) => a.start - b.start || a.end - b.end);
    for (const [index, range] of ranges.entries())
      if (index > 0) expect(range.start, 'edits do not overlap').toBeGreaterThanOrEqual(ranges[index - 1]!.end);
  }
}
