import { type Cancellation, NEVER, throwIfCancelled } from '../base/cancel.ts';
import { dirname, type FileId, join, relativeTo } from '../base/paths.ts';
import { matchesGlobs } from './config.ts';
import { type FileKind, fileKind, mayHaveShebang } from './file-kind.ts';
import type { FileSystem } from './file-system.ts';

/** A file below the folder that Bridgekeeper understands. */
export interface FoundFile {
  readonly file: FileId;
  readonly kind: FileKind;
}

export interface DiscoverOptions {
  /** Globs of what is left out, relative to `folder` of the pair. */
  readonly exclude?: { readonly globs: readonly string[]; readonly folder: FileId };
  readonly cancellation?: Cancellation;
}

/** Folders that hold other people's files or history. */
const SKIPPED = new Set(['node_modules', '.git', '.hg', '.svn']);
/** What the kernel shows as files. */
const KERNEL_FOLDERS = new Set(['/proc', '/sys', '/dev', '/run']);
const SHEBANG_BYTES = 128;

/**
 * Finds all files below a folder that Bridgekeeper understands, by name and, for names that say nothing, by their first line.
 * Links are followed when they lead out of the folder, each target once, so that loops end and no file is met twice.
 */
export async function discover(fs: FileSystem, folder: FileId, options: DiscoverOptions = {}): Promise<FoundFile[]> {
  const { exclude, cancellation = NEVER } = options;
  const isExcluded = (path: FileId) =>
    exclude !== undefined && exclude.globs.length > 0 && matchesGlobs(exclude.globs, exclude.folder, path);
  const realRoot = await fs.realPath(folder);
  const visited = new Set<FileId>([realRoot]);
  const found: FoundFile[] = [];
  const pending: FileId[] = [folder];
  for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
    throwIfCancelled(cancellation);
    for (const entry of (await fs.list(at)) ?? []) {
      const path = join(at, entry.name);
      if (entry.kind === 'other' || SKIPPED.has(entry.name) || KERNEL_FOLDERS.has(path) || isExcluded(path)) continue;
      if (entry.isLink) {
        const real = await fs.realPath(path);
        if (visited.has(real) || relativeTo(realRoot, real) !== undefined) continue;
        visited.add(real);
      }
      if (entry.kind === 'folder') pending.push(path);
      else {
        const kind = await kindOf(fs, path);
        if (kind) found.push({ file: path, kind });
      }
    }
  }
  return found.sort((a, b) => (a.file < b.file ? -1 : 1));
}

/** What a file is, its first line looked at when the name leaves it open. */
export async function kindOf(fs: FileSystem, file: FileId): Promise<FileKind | undefined> {
  const byName = fileKind(file);
  if (byName || !mayHaveShebang(file)) return byName;
  const head = await fs.readHead(file, SHEBANG_BYTES);
  return head === undefined ? undefined : fileKind(file, head);
}

/** Names under which the configuration may stand, the usual one first. */
const CONFIG_NAMES = ['.bridgekeeper.jsonc', '.bridgekeeper.json'];

/** The configuration file that applies to a folder: its own or that of the nearest folder above. */
export async function findConfig(fs: FileSystem, folder: FileId): Promise<FileId | undefined> {
  for (let at = folder; ; at = dirname(at)) {
    for (const name of CONFIG_NAMES) if ((await fs.kindOf(join(at, name))) === 'file') return join(at, name);
    if (dirname(at) === at || at === '.') return undefined;
  }
}
