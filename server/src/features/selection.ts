import type { FileId } from '../base/paths.ts';
import { encloses, type Range } from '../base/range.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { cursorAt, first } from './place.ts';

/** Ever wider ranges around an offset, the narrowest first; each holds the one before and is larger. */
export function selections(workspace: Workspace, file: FileId, offset: number): Range[] {
  const cursor = cursorAt(workspace, file, offset);
  const out: Range[] = [];
  for (const range of first(cursor, (provider) => provider.selections?.(cursor!)) ?? []) {
    const last = out.at(-1);
    if (!last || (encloses(range, last) && !encloses(last, range))) out.push(range);
  }
  return out;
}
