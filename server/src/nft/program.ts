import type { FileId } from '../base/paths.ts';
import type { HostSettings } from '../base/settings.ts';
import { type EvaluatedTable, ProgramEvaluation } from './evaluation.ts';
import type { NftFile } from './file.ts';
import { resolveInclude } from './include.ts';
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
  const included = new Set<FileId>();
  const programs: NftProgram[] = [];
  const build = (file: NftFile): NftProgram => {
    const before = previous.find((program) => program.root === file.file && program.settings === settings);
    if (before && before.evaluation.missing.length === 0 && before.parts.every((part) => lookup.file(part.file) === part))
      return before;
    const names = { has: (name: FileId) => lookup.file(name) !== undefined, list: lookup.list };
    const evaluation = new ProgramEvaluation({
      include: (path, from) => resolveInclude(path, from, hostRoot, settings.includePaths, names),
      file: lookup.file,
      defines: settings.defines,
    });
    evaluation.run(file);
    const parts = evaluation.files.map((name) => lookup.file(name)).filter((part) => part !== undefined);
    return new NftProgram(file.file, settings, evaluation, parts);
  };
  // A file that another one includes is judged there; to know who includes whom, every file is run as a root first.
  for (const file of files) {
    const program = build(file);
    for (const name of program.files) if (name !== file.file) included.add(name);
    programs.push(program);
  }
  return programs.filter((program) => !included.has(program.root));
}
