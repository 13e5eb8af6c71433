import { type CheckResult, type ResultRange, toCheckResult, toResultRange } from '../checks/result.ts';
import { Checker } from '../checks/run.ts';
import { completions } from '../features/completion.ts';
import { hover as hoverAt } from '../features/hover.ts';
import { nftTree, type SyntaxTree } from '../features/syntax-tree.ts';
import { prepareSyntaxes } from '../workspace/prepare.ts';
import { workspaceOf } from './files.ts';
import type { FilesInput } from './input.ts';

export type { CheckResult, ResultEdit, ResultFinding, ResultFix, ResultPosition, ResultRange } from '../checks/result.ts';
export type { Problem, SyntaxNode, SyntaxTree } from '../features/syntax-tree.ts';
export type { Config } from '../workspace/config.ts';
export { type FormatInput, format } from './format.ts';
export type { FilesInput } from './input.ts';

/** Checks files in memory. Never throws on what the files hold. */
export async function check(input: FilesInput): Promise<CheckResult> {
  const started = performance.now();
  const workspace = workspaceOf(input);
  await prepareSyntaxes(workspace);
  const findings = new Checker().check(workspace);
  const files = workspace.files().filter(({ kind }) => kind !== undefined && kind !== 'config').length;
  return toCheckResult(findings, (file) => workspace.file(file)?.lines, files, performance.now() - started);
}

/** A place in one of the files: `offset` counts UTF-16 units. */
export interface PlaceInput extends FilesInput {
  readonly file: string;
  readonly offset: number;
}

/** One proposal at a place. */
export interface CompletionResult {
  readonly label: string;
  readonly kind: string;
  /** What is inserted, when that is not the label. */
  readonly insertText?: string;
  readonly detail?: string;
}

/** What can be written at a place. Empty for files that are not among `files`. */
export async function complete(input: PlaceInput): Promise<CompletionResult[]> {
  const workspace = workspaceOf(input);
  await prepareSyntaxes(workspace);
  return completions(workspace, input.file, input.offset).map(({ label, kind, insertText, detail }) => ({
    label,
    kind,
    ...(insertText === undefined ? {} : { insertText }),
    ...(detail === undefined ? {} : { detail }),
  }));
}

/** What there is to say about the word at a place, as Markdown; null when there is nothing. */
export async function hover(input: PlaceInput): Promise<{ markdown: string; range: ResultRange } | null> {
  const workspace = workspaceOf(input);
  await prepareSyntaxes(workspace);
  const found = hoverAt(workspace, input.file, input.offset);
  return found ? { markdown: found.markdown, range: toResultRange(found.range, workspace.file(input.file)?.lines) } : null;
}

/** The syntax tree of an nftables text, and what does not fit nft's grammar. Throws nothing. */
export function parse(text: string): SyntaxTree {
  return nftTree(text);
}
