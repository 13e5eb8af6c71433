import type { FileId } from '../base/paths.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { all, placeOf } from './place.ts';
import type { DocumentLink } from './provider.ts';

/** Pieces of a file that lead to another file or page. */
export function documentLinks(workspace: Workspace, file: FileId): DocumentLink[] {
  const place = placeOf(workspace, file);
  return all(place, (provider) => provider.links?.(place!));
}
