import { basename, type FileId } from '../base/paths.ts';
import type { Location, Range } from '../base/range.ts';
import type { FileEdit } from '../checks/finding.ts';
import type { Workspace } from '../workspace/workspace.ts';
import type { SymbolKey } from './provider.ts';
import { PROVIDERS } from './registry.generated.ts';
import { occurrencesOf, placeKey, symbolsAt } from './symbols.ts';

/** What would be renamed, or why nothing can be. */
export type RenameTarget = { readonly range: Range; readonly name: string } | { readonly refused: string };

/** Asks whether the word at an offset can be renamed. Undefined when it names nothing. */
export function prepareRename(workspace: Workspace, file: FileId, offset: number): RenameTarget | undefined {
  const at = symbolsAt(workspace, file, offset);
  const target = at?.symbols[0];
  if (!at || !target) return undefined;
  const fixed = at.symbols.find(({ fixedName }) => fixedName !== undefined)?.fixedName;
  if (fixed !== undefined) return { refused: fixed };
  return { range: target.range, name: target.symbol.name };
}

/** The edits of all files that give the thing at an offset another name, or why that cannot be. */
export function rename(
  workspace: Workspace,
  file: FileId,
  offset: number,
  name: string,
): { readonly edits: readonly FileEdit[] } | { readonly refused: string } | undefined {
  const target = prepareRename(workspace, file, offset);
  if (!target || 'refused' in target) return target;
  const at = symbolsAt(workspace, file, offset)!;
  const edits = new Map<string, FileEdit>();
  for (const { symbol } of at.symbols)
    for (const { location } of occurrencesOf(symbol, at.cursor)) {
      const newText = spelled(workspace, symbol, name, location);
      if (newText === undefined) return { refused: `"${name}" cannot stand as a name in ${basename(location.file)}` };
      edits.set(placeKey(location), { file: location.file, range: location.range, newText });
    }
  return { edits: [...edits.values()] };
}

function spelled(workspace: Workspace, symbol: SymbolKey, name: string, at: Location): string | undefined {
  const kind = workspace.file(at.file)?.kind;
  const provider = PROVIDERS.find(({ kinds, spelled }) => kind !== undefined && kinds.includes(kind) && spelled);
  return provider ? provider.spelled!(symbol, name, at) : name;
}
