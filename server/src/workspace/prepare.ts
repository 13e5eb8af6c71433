import { type LoadedSyntax, loadSyntaxes } from '../syntax/runtime.ts';
import type { FileKind } from './file-kind.ts';
import type { Workspace } from './workspace.ts';

/** The parsers that a kind of file needs, of those that are not there from the start. */
const SYNTAXES: { readonly [K in FileKind]?: readonly LoadedSyntax[] } = {
  nftables: ['nft'],
  compose: ['yaml'],
  shell: ['shell', 'nft'],
  makefile: ['shell', 'nft'],
};

/** Loads the parsers for all files of a workspace. Has to be awaited after files were added and before hosts are asked for. */
export async function prepareSyntaxes(workspace: Workspace): Promise<void> {
  await prepareKinds(workspace.files().map(({ kind }) => kind));
}

/** Loads the parsers for files of these kinds. */
export async function prepareKinds(kinds: Iterable<FileKind | undefined>): Promise<void> {
  const needed = new Set<LoadedSyntax>();
  for (const kind of kinds) for (const syntax of (kind && SYNTAXES[kind]) ?? []) needed.add(syntax);
  if (needed.size > 0) await loadSyntaxes(needed);
}
