import type { FileId } from '../base/paths.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { all, placeOf } from './place.ts';
import type { OutlineNode } from './provider.ts';

/** The outline of one file. */
export function outline(workspace: Workspace, file: FileId): OutlineNode[] {
  const place = placeOf(workspace, file);
  return all(place, (provider) => provider.outline?.(place!));
}

/** A node of some file's outline that a search found. */
export interface FoundNode {
  readonly file: FileId;
  readonly node: OutlineNode;
  /** The name of the node that holds it. */
  readonly container?: string;
}

const SEARCHED: readonly OutlineNode['kind'][] = ['table', 'chain', 'set', 'map', 'object', 'variable', 'network', 'service'];

/** Named things of all files whose name holds the letters of `query` in order, case aside; at most `limit`. */
export function searchSymbols(workspace: Workspace, query: string, limit = 500): FoundNode[] {
  const wanted = query.toLowerCase();
  const found: FoundNode[] = [];
  const visit = (file: FileId, nodes: readonly OutlineNode[], container?: string) => {
    for (const node of nodes) {
      if (found.length >= limit) return;
      if (SEARCHED.includes(node.kind) && holdsInOrder(node.name.toLowerCase(), wanted))
        found.push(container === undefined ? { file, node } : { file, node, container });
      visit(file, node.children ?? [], node.name);
    }
  };
  for (const { file } of workspace.files()) visit(file, outline(workspace, file));
  return found;
}

function holdsInOrder(text: string, letters: string): boolean {
  let at = 0;
  for (const letter of letters) {
    at = text.indexOf(letter, at) + 1;
    if (at === 0) return false;
  }
  return true;
}
