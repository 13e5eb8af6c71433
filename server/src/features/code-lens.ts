import type { FileId } from '../base/paths.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { all, placeOf } from './place.ts';
import type { CodeLens } from './provider.ts';

/** Remarks above the lines of a file. */
export function codeLenses(workspace: Workspace, file: FileId): CodeLens[] {
  const place = placeOf(workspace, file);
  return all(place, (provider) => provider.codeLenses?.(place!));
}
