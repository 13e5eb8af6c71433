import type { FileId } from '../base/paths.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { cursorAt, first } from './place.ts';
import type { Hover } from './provider.ts';
import { ruleHover } from './rule-names.ts';

/** What to show over the word at an offset; undefined when there is nothing to say. */
export function hover(workspace: Workspace, file: FileId, offset: number): Hover | undefined {
  const cursor = cursorAt(workspace, file, offset);
  return (cursor && ruleHover(cursor)) ?? first(cursor, (provider) => provider.hover?.(cursor!));
}
