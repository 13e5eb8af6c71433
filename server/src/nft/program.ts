import type { FileId } from '../base/paths.ts';
import type { HostSettings } from '../base/settings.ts';
import { type EvaluatedTable, ProgramEvaluation } from './evaluation.ts';
import { NftFile } from './file.ts';
import { type IncludeTarget, resolveInclude } from './include.ts';
import { LiveRuleset } from './live-ruleset.ts';
import type { NftProblem } from './problems.ts';

/** How `include` finds files; answers are plain lookups in what the workspace knows. */
export interface IncludeLookup {
  /** The parsed file, or undefined when there is none of that name. */
  file(file: FileId): NftFile | undefined;
  /** All known file names below a folder, for globs. */
  list(folder: FileId): readonly FileId[];
}

/** One nft root file with everything it includes: what `nft -f FILE` would load. */
export class NftProgram {
  readonly #evaluation: ProgramEvaluation;

  constructor(
    readonly root: FileId,
    readonly settings: HostSettings,
    evaluation: ProgramEvaluation,
    /** The files it was made from, as they were. */
    readonly parts: readonly NftFile[],
  ) {
    this.#evaluation = evaluation;
  }

  /** The root and every file that was included, in the order of first inclusion. */
  get files(): readonly FileId[] {
    return this.#evaluation.files;
  }

  /** What nft would refuse. */
  get problems(): readonly NftProblem[] {
    return this.#evaluation.problems;
  }

  /** Tables as they are after the last command, by family and name. */
  get tables(): ReadonlyMap<string, EvaluatedTable> {
    return this.#evaluation.tables;
  }

  get evaluation(): ProgramEvaluation {
    return this.#evaluation;
  }

  /** A kernel's ruleset after nothing but this program was loaded. */
  live(): LiveRuleset {
    const root = this.parts.find(({ file }) => file === this.root) ?? NftFile.parse(this.root, '');
    return new LiveRuleset(this.#evaluation.input, root);
  }
}

/**
 * Groups nftables files into programs: every file that no other one includes is a root. Programs of `previous` whose files and
 * settings did not change are returned as they were (same object), so that results computed for them stay valid.
 */
export function buildPrograms(
  files: readonly NftFile[],
  lookup: IncludeLookup,
  hostRoot: FileId,
  settings: HostSettings,
  previous: readonly NftProgram[],
): NftProgram[] {
  const names = { has: (name: FileId) => lookup.file(name) !== undefined, list: lookup.list };
  const include = (path: string, from: FileId) => resolveInclude(path, from, hostRoot, settings.includePaths, names);
  const included = includedFiles(files, lookup, include);
  const roots = files.filter(({ file }) => !included.has(file));
  const before = new Map(previous.map((program) => [program.root, program]));
  // Files that include each other in a circle have no root: each is judged by itself.
  return (roots.length > 0 ? roots : files).map((file) => {
    const known = before.get(file.file);
    if (known && known.settings === settings && isUnchanged(known, lookup, include)) return known;
    const evaluation = new ProgramEvaluation({ include, file: lookup.file, defines: settings.defines }, file);
    const parts = evaluation.files.map((name) => lookup.file(name)).filter((part) => part !== undefined);
    return new NftProgram(file.file, settings, evaluation, parts);
  });
}

/** Every file that another one includes, however deep. Known from the texts, before anything is parsed. */
function includedFiles(
  files: readonly NftFile[],
  lookup: IncludeLookup,
  include: (path: string, from: FileId) => IncludeTarget,
): ReadonlySet<FileId> {
  const included = new Set<FileId>();
  const seen = new Set(files);
  const queue = [...files];
  for (let file = queue.pop(); file; file = queue.pop()) {
    for (const path of file.includePaths)
      for (const name of include(path, file.file).files) {
        if (name === file.file) continue;
        included.add(name);
        const next = lookup.file(name);
        if (!next || seen.has(next)) continue;
        seen.add(next);
        queue.push(next);
      }
  }
  return included;
}

/** True when every file and every include of a program is what it was. */
function isUnchanged(
  program: NftProgram,
  lookup: IncludeLookup,
  include: (path: string, from: FileId) => IncludeTarget,
): boolean {
  return (
    program.parts.every((part) => lookup.file(part.file) === part) &&
    program.evaluation.includes.every(({ path, file, files }) => {
      const now = include(path, file).files;
      return now.length === files.length && now.every((name, i) => name === files[i]);
    })
  );
}
