import { type FileId, join } from '../base/paths.ts';
import { fileKind } from './file-kind.ts';
import type { FileSystem } from './file-system.ts';
import { prepareKinds, prepareSyntaxes } from './prepare.ts';
import type { Workspace } from './workspace.ts';

/** A folder that a glob names may hold this many files that are read; more are not meant to be included one by one. */
const MAX_LISTED = 2000;
/** Files that include files that include files …: no real chain is longer. */
const MAX_ROUNDS = 64;

/**
 * Brings in what the files of a workspace refer to and what is not here yet (includes, `extends`, env files), until nothing more
 * is asked for. Returns what was asked for and does not exist, to be watched.
 */
export async function loadWanted(
  workspace: Workspace,
  fs: FileSystem,
  known: ReadonlySet<FileId> = new Set(),
): Promise<Set<FileId>> {
  await prepareSyntaxes(workspace);
  const asked = new Set<FileId>(known);
  const listed = new Set<FileId>();
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const { files, folders } = workspace.wanted();
    const names = new Map([...files].filter(([file]) => !asked.has(file)));
    for (const folder of folders)
      if (!listed.has(folder)) {
        listed.add(folder);
        for (const entry of ((await fs.list(folder)) ?? []).slice(0, MAX_LISTED)) {
          const file = join(folder, entry.name);
          if (entry.kind === 'file' && !workspace.file(file) && !asked.has(file)) names.set(file, 'nftables');
        }
      }
    if (names.size === 0) break;
    for (const [file, kind] of names) {
      asked.add(file);
      const text = await fs.read(file);
      if (text === undefined) continue;
      const known = fileKind(file, text) ?? kind;
      await prepareKinds([known]);
      workspace.setFile(file, text, known, true);
    }
  }
  return new Set([...workspace.wanted().files.keys()]);
}
