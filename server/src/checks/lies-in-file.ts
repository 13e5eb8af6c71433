import type { Workspace } from '../workspace/workspace.ts';
import type { FileEdit } from './finding.ts';

/**
 * True for an edit that lies within its file, or writes a new one. What holds a brace that is missing ends behind the text: there is
 * nothing to change in it until the brace is closed.
 */
export function liesInFile({ file, range }: FileEdit, workspace: Workspace): boolean {
  const length = workspace.file(file)?.text.length;
  return length === undefined || range.end <= length;
}
