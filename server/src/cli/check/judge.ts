import { dirname, type FileId, join } from '../../base/paths.ts';
import type { RuleLevel } from '../../base/severity.ts';
import type { Finding } from '../../checks/finding.ts';
import { fixAll } from '../../checks/fix-rounds.ts';
import { Checker } from '../../checks/run.ts';
import type { FileSystem } from '../../workspace/file-system.ts';
import { DependencyLoader } from '../../workspace/load.ts';
import { Workspace } from '../../workspace/workspace.ts';
import type { Unit } from './unit.ts';

export interface JudgeOptions {
  readonly levels: Readonly<Record<string, RuleLevel>>;
  readonly fix: 'none' | 'safe' | 'unsafe';
}

/** What came of one unit. Plain data. */
export interface Judged {
  readonly findings: readonly Finding[];
  /** The texts of all files that findings are about, as they were judged. */
  readonly texts: Readonly<Record<FileId, string>>;
  /** How many files were read. */
  readonly files: number;
  /** Files that fixes change, before and after. */
  readonly changed: Readonly<Record<FileId, { readonly before: string; readonly after: string }>>;
  /** Files that are there but could not be read, or are too long. */
  readonly unread: readonly FileId[];
  /** Rules that failed: mistakes in Bridgekeeper. */
  readonly errors: readonly { readonly rule: string; readonly message: string }[];
  /** The baseline that the configuration names. */
  readonly baseline: FileId | undefined;
}

/** Reads the files of a unit and what they refer to. */
export async function readUnit(fs: FileSystem, unit: Unit): Promise<{ workspace: Workspace; unread: FileId[] }> {
  const workspace = new Workspace(unit.folder, {}, { partial: unit.partial });
  if (unit.config) workspace.setConfigFile(unit.config.file, unit.config.text);
  const unread: FileId[] = [];
  for (const { file, kind } of unit.files) {
    const text = unit.texts[file] ?? (await fs.read(file));
    if (text === undefined) unread.push(file);
    else workspace.setFile(file, text, kind);
  }
  await new DependencyLoader(workspace, fs).load();
  return { workspace, unread };
}

/** Reads and checks one unit. */
export async function judge(fs: FileSystem, unit: Unit, options: JudgeOptions): Promise<Judged> {
  const { workspace, unread } = await readUnit(fs, unit);
  const before = new Map(workspace.files().map(({ file, text }) => [file, text]));
  const errors = new Map<string, string>();
  const checker = new Checker({
    levels: options.levels,
    onError: (rule, error) => errors.set(rule, error instanceof Error ? (error.stack ?? error.message) : String(error)),
  });
  const { findings, changed } =
    options.fix === 'none'
      ? { findings: checker.check(workspace), changed: new Map<FileId, string>() }
      : fixAll(workspace, checker, options.fix === 'unsafe');
  const texts: Record<FileId, string> = {};
  for (const { file, related, fixes } of findings)
    for (const name of [
      file,
      ...related.map(({ location }) => location.file),
      ...fixes.flatMap((fix) => fix.edits.map((edit) => edit.file)),
    ])
      texts[name] ??= workspace.file(name)?.text ?? '';
  return {
    findings,
    texts,
    files: workspace.files().filter(({ kind }) => kind !== undefined && kind !== 'config').length,
    changed: Object.fromEntries([...changed].map(([file, after]) => [file, { before: before.get(file) ?? '', after }])),
    unread,
    errors: [...errors].map(([rule, message]) => ({ rule, message })),
    baseline:
      workspace.config.baseline === undefined || !unit.config
        ? undefined
        : join(dirname(unit.config.file), workspace.config.baseline),
  };
}
