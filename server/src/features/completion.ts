import type { FileId } from '../base/paths.ts';
import type { Range } from '../base/range.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { all, cursorAt, providersOf } from './place.ts';
import type { Completion } from './provider.ts';
import { PROVIDERS } from './registry.generated.ts';
import { ruleCompletions } from './rule-names.ts';

/** A proposal whose replaced range is known. */
export type PlacedCompletion = Completion & { readonly range: Range };

/**
 * Proposals at an offset, in the order of their `sortText`, else label.
 * @param typed the character that made the editor ask by itself; languages that did not ask for that stay silent
 */
export function completions(workspace: Workspace, file: FileId, offset: number, typed?: string): PlacedCompletion[] {
  const cursor = cursorAt(workspace, file, offset);
  if (!cursor) return [];
  if (typed !== undefined && !providersOf(cursor.kind).some(({ completionTriggers }) => completionTriggers?.includes(typed)))
    return [];
  const word = wordBefore(cursor.file.text, cursor.offset);
  const proposals = ruleCompletions(cursor) ?? all(cursor, (provider) => provider.completions?.(cursor));
  const key = (proposal: Completion) => proposal.sortText ?? proposal.label;
  return proposals
    .map((proposal) => ({ ...proposal, range: proposal.range ?? word }))
    .sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0));
}

/** Characters after which an editor should ask for completions by itself. */
export function completionTriggers(): string[] {
  return [...new Set(PROVIDERS.flatMap((provider) => provider.completionTriggers ?? []))];
}

function wordBefore(text: string, offset: number): Range {
  let start = offset;
  while (start > 0 && /[\w.-]/.test(text[start - 1]!)) start--;
  return { start, end: offset };
}
