import type { FileId } from '../base/paths.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { all, placeOf } from './place.ts';
import type { Fold } from './provider.ts';

/** What can be folded in a file. */
export function folds(workspace: Workspace, file: FileId): Fold[] {
  const place = placeOf(workspace, file);
  return all(place, (provider) => provider.folds?.(place!));
}
