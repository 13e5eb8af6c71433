import type { Range } from '../../base/range.ts';
import type { Place, SemanticToken } from '../provider.ts';
import { type Meaning, meaningsOf } from './meanings.ts';
import { type Piece, piecesWithin } from './names.ts';
import type { NameUnit } from './unit-names.ts';

const DEFINITION: NonNullable<SemanticToken['modifiers']> = ['definition'];
/** What was found out about a unit holds as long as the unit: an edit elsewhere leaves it alone. */
const kept = new WeakMap<NameUnit, readonly Meaning[]>();

/**
 * What words mean where colours by pattern cannot know: names of tables, chains, sets and variables, symbols, interfaces. Keywords
 * are left to the patterns.
 */
export function semanticTokens({ file }: Place, within: Range): SemanticToken[] {
  const out: SemanticToken[] = [];
  for (const piece of piecesWithin(file.nft, within)) {
    const { at } = piece;
    for (const { start, end, type, isDefinition } of meaningsIn(piece)) {
      const range = { start: at + start, end: at + end };
      out.push(isDefinition ? { range, type, modifiers: DEFINITION } : { range, type });
    }
  }
  return out;
}

function meaningsIn({ node, text, at }: Piece): readonly Meaning[] {
  let found = kept.get(node);
  if (!found) {
    found = meaningsOf(node, text, at);
    kept.set(node, found);
  }
  return found;
}
