import { dirname, type FileId, relativeTo, rootOf } from '../base/paths.ts';
import { matchesGlobs } from './config.ts';
import { readConfigFile } from './config-file.ts';
import { type DiscoverOptions, discover, type FoundFile, findConfig, kindOf } from './discover.ts';
import { type FileKind, guessKind } from './file-kind.ts';
import type { FileSystem } from './file-system.ts';
import { divideByHost } from './host-roots.ts';

export interface PartConfig {
  readonly file: FileId;
  readonly text: string;
}

/** What one configuration applies to: a folder with its files, without the inner folders that have a configuration of their own. */
export interface Part {
  readonly folder: FileId;
  readonly config: PartConfig | undefined;
  readonly files: readonly FoundFile[];
}

/**
 * The parts of a folder: one for the nearest configuration at or above it (or none), and one for each configuration below.
 * @param config the configuration to use instead of those that are found
 */
export async function folderParts(
  fs: FileSystem,
  folder: FileId,
  config?: PartConfig,
  options: DiscoverOptions = {},
): Promise<Part[]> {
  const outer = config ?? (await nearestConfig(fs, folder));
  const base = outer && !config ? dirname(outer.file) : folder;
  const globs = excludedBy(outer);
  const found = await discover(fs, folder, { ...options, exclude: { globs, folder: base } });
  const inner = config ? [] : found.filter(({ file, kind }) => kind === 'config' && file !== outer?.file);
  const shares = new Map<FileId, FoundFile[]>([
    [base, []],
    ...inner.map(({ file }): [FileId, FoundFile[]] => [dirname(file), []]),
  ]);
  const folders = [...shares.keys()].sort((a, b) => b.length - a.length);
  for (const one of found)
    if (one.kind !== 'config') shares.get(folders.find((share) => relativeTo(share, one.file) !== undefined) ?? base)!.push(one);
  const parts: Part[] = [];
  for (const [share, files] of shares) {
    const own = share === base ? outer : await nearestConfig(fs, share);
    const left = share === base ? [] : excludedBy(own);
    parts.push({ folder: share, config: own, files: files.filter(({ file }) => !isExcluded(left, share, file)) });
  }
  return parts;
}

/**
 * The part that a file is alone. Undefined when nobody can tell what the file is.
 * @param kind what the file is, when that is known from elsewhere
 */
export async function filePart(
  fs: FileSystem,
  file: FileId,
  text: string,
  kind?: FileKind,
  config?: PartConfig,
): Promise<Part | undefined> {
  const known = kind ?? (await kindOf(fs, file)) ?? guessKind(file, text);
  if (!known) return undefined;
  const found = config ?? (await nearestConfig(fs, dirname(file)));
  return { folder: found && !config ? dirname(found.file) : hostRoot(file), config: found, files: [{ file, kind: known }] };
}

/** The folder that stands for `/` of a file's host: what is before the place that only a real system has, else its own folder. */
function hostRoot(file: FileId): FileId {
  const root = rootOf(file);
  const divided = divideByHost(root, [file])[0]?.root ?? root;
  return divided !== root || relativeTo(`${root}etc`, file) !== undefined ? divided : dirname(file);
}

/** True when a glob names the file or a folder that holds it. */
export function isExcluded(globs: readonly string[], folder: FileId, file: FileId): boolean {
  if (globs.length === 0) return false;
  for (let at = file; at !== folder && dirname(at) !== at; at = dirname(at)) if (matchesGlobs(globs, folder, at)) return true;
  return false;
}

function excludedBy(config: PartConfig | undefined): readonly string[] {
  return (config && readConfigFile(config.file, config.text).config.exclude) ?? [];
}

async function nearestConfig(fs: FileSystem, folder: FileId): Promise<PartConfig | undefined> {
  const file = await findConfig(fs, folder);
  const text = file === undefined ? undefined : await fs.read(file);
  return file === undefined || text === undefined ? undefined : { file, text };
}
