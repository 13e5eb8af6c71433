import type { FileId } from '../base/paths.ts';
import type { Workspace } from '../workspace/workspace.ts';
import type { Occurrence } from './provider.ts';
import { compareLocations, occurrencesOf, placeKey, symbolsAt } from './symbols.ts';

/** All places that name what the word at an offset names, over all files of the host, definitions included. */
export function references(workspace: Workspace, file: FileId, offset: number): Occurrence[] {
  const at = symbolsAt(workspace, file, offset);
  if (!at) return [];
  const found = new Map<string, Occurrence>();
  for (const { symbol } of at.symbols)
    for (const occurrence of occurrencesOf(symbol, at.cursor)) found.set(placeKey(occurrence.location), occurrence);
  return [...found.values()].sort((a, b) => compareLocations(a.location, b.location));
}

/** The places in the file itself, for highlighting. */
export function highlights(workspace: Workspace, file: FileId, offset: number): Occurrence[] {
  return references(workspace, file, offset).filter(({ location }) => location.file === file);
}
