import { dirname, type FileId, relativeTo } from '../../base/paths.ts';
import { matchesGlobs } from '../../workspace/config.ts';
import { readConfigFile } from '../../workspace/config-file.ts';
import { discover, type FoundFile, findConfig, kindOf } from '../../workspace/discover.ts';
import { guessKind } from '../../workspace/file-kind.ts';
import { divideByHost } from '../../workspace/host-roots.ts';
import { type Environment, UsageError } from '../environment.ts';

/** What is judged together: a folder with one configuration, or a single file. Plain data, so that another thread can judge it. */
export interface Unit {
  readonly folder: FileId;
  readonly config: { readonly file: FileId; readonly text: string } | undefined;
  readonly files: readonly FoundFile[];
  /** Texts to take instead of what the disk holds. */
  readonly texts: Readonly<Record<FileId, string>>;
  /** A single file, judged with what it includes, alone. */
  readonly partial: boolean;
}

export interface UnitOptions {
  /** The configuration to use instead of those that are found. */
  readonly config: FileId | undefined;
}

/** Finds what stands below the paths. Throws {@link UsageError} for a path or configuration that does not exist. */
export async function findUnits(env: Environment, paths: readonly FileId[], options: UnitOptions): Promise<Unit[]> {
  const units: Unit[] = [];
  for (const path of [...new Set(paths)]) {
    const kind = await env.fs.kindOf(path);
    if (kind === 'folder') units.push(...(await folderUnits(env, path, options)));
    else if (kind === 'file') units.push(...(await fileUnit(env, path, undefined, options)));
    else throw new UsageError(`${path}: no such file or folder`);
  }
  return units;
}

/** The unit of one file; none when nobody can tell what the file is. @param text its text, when that does not come from the disk */
export async function fileUnit(env: Environment, file: FileId, text: string | undefined, options: UnitOptions): Promise<Unit[]> {
  const known = await kindOf(env.fs, file);
  const kind = known ?? guessKind(file, text ?? (await env.fs.read(file)) ?? '');
  if (!kind) {
    env.error(`${file}: skipped, Bridgekeeper does not know this kind of file\n`);
    return [];
  }
  const config = await readConfig(env, dirname(file), options);
  const [host] = divideByHost('/', [file]);
  const folder = config && !options.config ? dirname(config.file) : host && host.root !== '/' ? host.root : hostRoot(file);
  return [{ folder, config, files: [{ file, kind }], texts: text === undefined ? {} : { [file]: text }, partial: true }];
}

/** The folder that stands for `/`: what is before `etc/`, else the file's own folder. */
function hostRoot(file: FileId): FileId {
  return /^\/etc\//.test(file) ? '/' : dirname(file);
}

async function folderUnits(env: Environment, folder: FileId, options: UnitOptions): Promise<Unit[]> {
  const config = await readConfig(env, folder, options);
  const base = config && !options.config ? dirname(config.file) : folder;
  const exclude = config && readConfigFile(config.file, config.text).config.exclude;
  const found = await discover(env.fs, folder, exclude ? { exclude: { globs: exclude, folder: base } } : {});
  const inner = options.config ? [] : found.filter(({ file, kind }) => kind === 'config' && file !== config?.file);
  const parts = new Map<FileId, FoundFile[]>([
    [base, []],
    ...inner.map(({ file }) => [dirname(file), []] as [FileId, FoundFile[]]),
  ]);
  const folders = [...parts.keys()].sort((a, b) => b.length - a.length);
  for (const file of found) parts.get(folders.find((part) => relativeTo(part, file.file) !== undefined) ?? base)!.push(file);
  const units: Unit[] = [];
  for (const [part, files] of parts) {
    const own = part === base ? config : await readConfig(env, part, options);
    const globs = part === base ? undefined : own && readConfigFile(own.file, own.text).config.exclude;
    const kept = globs ? files.filter(({ file }) => !isExcluded(globs, part, file)) : files;
    units.push({ folder: part, config: own, files: kept.filter(({ kind }) => kind !== 'config'), texts: {}, partial: false });
  }
  return units;
}

/** True when a glob names the file or a folder that holds it. */
function isExcluded(globs: readonly string[], folder: FileId, file: FileId): boolean {
  for (let at = file; at !== folder && dirname(at) !== at; at = dirname(at)) if (matchesGlobs(globs, folder, at)) return true;
  return false;
}

async function readConfig(env: Environment, folder: FileId, options: UnitOptions): Promise<Unit['config']> {
  const file = options.config ?? (await findConfig(env.fs, folder));
  if (file === undefined) return undefined;
  const text = await env.fs.read(file);
  if (text === undefined) throw new UsageError(`${file}: the configuration cannot be read`);
  return { file, text };
}
