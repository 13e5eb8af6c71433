import type { FileId } from '../base/paths.ts';
import { type Range, touches } from '../base/range.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { all, placeOf } from './place.ts';
import type { SemanticToken } from './provider.ts';

/** The meanings of words, in the order of the text, without overlaps. `within` limits the answer to what touches it. */
export function semanticTokens(workspace: Workspace, file: FileId, within?: Range): SemanticToken[] {
  const place = placeOf(workspace, file);
  if (!place) return [];
  const range = within ?? { start: 0, end: place.file.text.length };
  const tokens = all(place, (provider) => provider.semanticTokens?.(place, range))
    .filter(
      (token) => token.range.end > token.range.start && (touches(range, token.range.start) || touches(range, token.range.end)),
    )
    .sort((a, b) => a.range.start - b.range.start || a.range.end - b.range.end);
  let last = 0;
  return tokens.filter((token) => {
    if (token.range.start < last) return false;
    last = token.range.end;
    return true;
  });
}
