import type { FileId } from '../base/paths.ts';
import type { Range } from '../base/range.ts';
import type { Workspace } from '../workspace/workspace.ts';
import type { Occurrence } from './provider.ts';
import { occurrencesOf, placeKey, symbolsAt } from './symbols.ts';

/** Where the word at an offset is defined, and its range there. On a definition itself: the other definitions, else itself. */
export function definition(
  workspace: Workspace,
  file: FileId,
  offset: number,
): { readonly origin: Range; readonly targets: readonly Occurrence[] } | undefined {
  const at = symbolsAt(workspace, file, offset);
  const origin = at?.symbols[0]?.range;
  if (!at || !origin) return undefined;
  const found = new Map<string, Occurrence>();
  for (const { symbol } of at.symbols)
    for (const occurrence of occurrencesOf(symbol, at.cursor))
      if (occurrence.role === 'definition') found.set(placeKey(occurrence.location), occurrence);
  const own = placeKey({ file, range: origin });
  const targets = [...found.values()];
  const others = targets.filter((target) => placeKey(target.location) !== own);
  return { origin, targets: others.length > 0 ? others : targets };
}
