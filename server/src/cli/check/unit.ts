import type { FileId } from '../../base/paths.ts';
import { filePart, folderParts, type Part, type PartConfig } from '../../workspace/parts.ts';
import { type Environment, UsageError } from '../environment.ts';
import { relativeName } from '../names.ts';

/** What is judged together. Plain data, so that another thread can judge it. */
export interface Unit extends Part {
  /** Texts to take instead of what the disk holds. */
  readonly texts: Readonly<Record<FileId, string>>;
  /** A single file, judged with what it includes, alone. */
  readonly partial: boolean;
}

/** Finds what stands below the paths. Throws {@link UsageError} for a path that does not exist. */
export async function findUnits(env: Environment, paths: readonly FileId[], config: PartConfig | undefined): Promise<Unit[]> {
  const units: Unit[] = [];
  for (const path of new Set(paths)) {
    const kind = await env.fs.kindOf(path);
    if (kind === 'folder')
      units.push(...(await folderParts(env.fs, path, config)).map((part) => ({ ...part, texts: {}, partial: false })));
    else if (kind === 'file') units.push(...(await fileUnit(env, path, undefined, config)));
    else throw new UsageError(`${relativeName(env.cwd, path)}: no such file or folder`);
  }
  return units;
}

/** The unit of one file; none when nobody can tell what the file is. @param text its text, when that does not come from the disk */
export async function fileUnit(
  env: Environment,
  file: FileId,
  text: string | undefined,
  config: PartConfig | undefined,
): Promise<Unit[]> {
  const part = await filePart(env.fs, file, text ?? (await env.fs.read(file)) ?? '', undefined, config);
  if (part) return [{ ...part, texts: text === undefined ? {} : { [file]: text }, partial: true }];
  env.error(`${relativeName(env.cwd, file)}: skipped, Bridgekeeper does not know this kind of file\n`);
  return [];
}

/** The configuration that the command line names. Throws {@link UsageError} when it cannot be read. */
export async function givenConfig(env: Environment, path: string | undefined): Promise<PartConfig | undefined> {
  if (path === undefined) return undefined;
  const file = env.resolve(path);
  const text = await env.fs.read(file);
  if (text === undefined) throw new UsageError(`${path}: the configuration cannot be read`);
  return { file, text };
}
