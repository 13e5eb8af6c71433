import type { FileId } from '../base/paths.ts';
import type { Range } from '../base/range.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { all, placeOf } from './place.ts';
import type { InlayHint } from './provider.ts';

/** Remarks within the lines of a range. */
export function inlayHints(workspace: Workspace, file: FileId, within: Range): InlayHint[] {
  const place = placeOf(workspace, file);
  return all(place, (provider) => provider.inlayHints?.(place!, within)).filter(
    ({ offset }) => within.start <= offset && offset <= within.end,
  );
}
