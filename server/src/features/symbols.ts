import type { FileId } from '../base/paths.ts';
import type { Location } from '../base/range.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { all, cursorAt } from './place.ts';
import type { Cursor, Occurrence, SymbolAt, SymbolKey } from './provider.ts';
import { PROVIDERS } from './registry.generated.ts';

/** The things that the word at an offset names. */
export function symbolsAt(
  workspace: Workspace,
  file: FileId,
  offset: number,
): { cursor: Cursor; symbols: SymbolAt[] } | undefined {
  const cursor = cursorAt(workspace, file, offset);
  return cursor && { cursor, symbols: all(cursor, (provider) => provider.symbolsAt?.(cursor)) };
}

/** All places on the cursor's host that name the thing, each once, in the order of file and place. */
export function occurrencesOf(symbol: SymbolKey, cursor: Cursor): Occurrence[] {
  const { host } = cursor;
  if (!host) return [];
  const found = new Map<string, Occurrence>();
  for (const provider of PROVIDERS)
    for (const occurrence of provider.occurrences?.(symbol, host) ?? []) {
      const key = placeKey(occurrence.location);
      if (found.get(key)?.role !== 'definition') found.set(key, occurrence);
    }
  return [...found.values()].sort((a, b) => compareLocations(a.location, b.location));
}

/** Equal for equal places. */
export function placeKey({ file, range }: Location): string {
  return `${file}\n${range.start}\n${range.end}`;
}

export function compareLocations(a: Location, b: Location): number {
  return a.file < b.file ? -1 : a.file > b.file ? 1 : a.range.start - b.range.start || a.range.end - b.range.end;
}
