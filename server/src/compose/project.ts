import { basename, type FileId } from '../base/paths.ts';
import { type NetworkContribution, NO_NETWORKS } from '../docker/network.ts';
import type { LocatedMap } from '../syntax/located.ts';
import { contributionOf } from './contribution.ts';
import type { Environment } from './environment.ts';
import type { ComposeFile } from './file.ts';
import { type ComposeLookup, environmentOf, type Loaded, loadFiles } from './load.ts';
import type { ComposeModel } from './model.ts';
import type { ComposeProblem } from './problem.ts';
import { readModel } from './read.ts';

/**
 * How sure it is that compose loads these files together.
 * - `standard`: what `docker compose up` loads in the folder (or what COMPOSE_FILE in `.env` names);
 * - `alone`: a file that is whole by itself and is loaded with `-f`;
 * - `overlay`: a file that is not whole by itself, taken as an addition to the standard files with `-f`;
 * - `fragment`: a part of something that is not here. Nothing may be concluded from what it lacks.
 */
export type ProjectKind = 'standard' | 'alone' | 'overlay' | 'fragment';

/** Files that compose loads together, in its order. */
export interface ProjectPlan {
  readonly kind: ProjectKind;
  /** The files given to compose; what they include or extend is not listed. */
  readonly roots: readonly FileId[];
  readonly directory: FileId;
  /** False when other files of the folder may be up in its place. */
  readonly always: boolean;
}

/** One compose project: its files in the order in which compose loads them, merged. Everything is computed when first asked for. */
export class ComposeProject implements ProjectPlan {
  readonly kind: ProjectKind;
  readonly roots: readonly FileId[];
  readonly directory: FileId;
  readonly always: boolean;
  readonly #lookup: ComposeLookup;
  /** Every file that was looked up, with what was found: the project stands as long as these do. */
  readonly #inputs: Inputs = { composeFiles: new Map(), texts: new Map() };
  #loaded: Loaded | undefined;
  #model: ComposeModel | undefined;
  #contribution: NetworkContribution | undefined;

  constructor(
    readonly plan: ProjectPlan,
    lookup: ComposeLookup,
  ) {
    this.kind = plan.kind;
    this.roots = plan.roots;
    this.directory = plan.directory;
    this.always = plan.always;
    this.#lookup = lookup;
  }

  /** Reads the files; the rest follows from them when it is asked for. */
  load(): void {
    void this.#result;
  }

  get #result(): Loaded {
    if (!this.#loaded) {
      const lookup = recording(this.#lookup, this.#inputs);
      const environment = environmentOf(this.directory, lookup);
      this.#loaded = loadFiles(this.roots, this.directory, lookup, environment);
    }
    return this.#loaded;
  }

  /** Every compose file that the project is made of, in the order of first reading. */
  get files(): readonly FileId[] {
    return this.#result.files;
  }

  /** What compose would refuse before it asks the Engine. */
  get problems(): readonly ComposeProblem[] {
    return this.#result.problems;
  }

  /** What all files say together, variables replaced; only the parts that are about networks. */
  get merged(): LocatedMap {
    return this.#result.tree;
  }

  /** The files whose whole content is part of the project; of the others only services that are extended are. */
  get mergedFiles(): readonly FileId[] {
    return this.#result.mergedFiles;
  }

  get environment(): Environment {
    return this.#result.environment;
  }

  /** True when everything that compose would read is here, so that what is not there is really missing. */
  get complete(): boolean {
    return this.kind !== 'fragment' && this.#result.complete;
  }

  /**
   * Projects of one folder and name are one project to the Engine: their files are alternatives, or parts that are never up
   * at the same time as two. Undefined when the name is not known.
   */
  get group(): string {
    return `${this.directory}\n${this.name ?? ''}`;
  }

  /** The project's name: COMPOSE_PROJECT_NAME of `.env`, `name:`, or the folder's name; undefined when that is not known. */
  get name(): string | undefined {
    return projectName(this.#result, this.directory);
  }

  get model(): ComposeModel {
    this.#model ??= readModel(this.#result.tree, this.name, this.#result.environment);
    return this.#model;
  }

  /** A file of the project as it is written: its first document that is a map. For edits, which need the style of the file itself. */
  documentOf(file: FileId): LocatedMap | undefined {
    return this.#lookup.composeFile(file)?.documents.find((document) => document?.kind === 'map') as LocatedMap | undefined;
  }

  /** The text of one of the project's files. */
  textOf(file: FileId): string | undefined {
    return this.#lookup.composeFile(file)?.text;
  }

  /** The files whose whole content is part of the project, as they are written: their documents that are maps. */
  get written(): readonly LocatedMap[] {
    return this.#result.mergedFiles.flatMap(
      (file) => this.#lookup.composeFile(file)?.documents.filter((document) => document?.kind === 'map') ?? [],
    );
  }

  /** Networks, static addresses and published ports of the merged project, in the shape that all sources share. */
  get contribution(): NetworkContribution {
    this.#contribution ??=
      this.kind === 'fragment'
        ? NO_NETWORKS
        : contributionOf(this.model, this.always, ({ file }) => this.kind !== 'overlay' || file !== this.roots[0]);
    return this.#contribution;
  }

  /** True when the plan is the same and every file that was read is still the same object or text. */
  stillHolds(plan: ProjectPlan, lookup: ComposeLookup): boolean {
    if (!this.#loaded || !(plan === this.plan || this.#isPlanned(plan))) return false;
    for (const [file, value] of this.#inputs.composeFiles) if (lookup.composeFile(file) !== value) return false;
    for (const [file, value] of this.#inputs.texts) if (lookup.text(file) !== value) return false;
    return true;
  }

  #isPlanned({ kind, always, directory, roots }: ProjectPlan): boolean {
    if (kind !== this.kind || always !== this.always || directory !== this.directory) return false;
    return roots.length === this.roots.length && roots.every((root, i) => root === this.roots[i]);
  }
}

interface Inputs {
  readonly composeFiles: Map<FileId, ComposeFile | undefined>;
  readonly texts: Map<FileId, string | undefined>;
}

function recording(lookup: ComposeLookup, inputs: Inputs): ComposeLookup {
  return {
    composeFile: (file) => {
      const found = lookup.composeFile(file);
      inputs.composeFiles.set(file, found);
      return found;
    },
    text: (file) => {
      const found = lookup.text(file);
      inputs.texts.set(file, found);
      return found;
    },
  };
}

function projectName(loaded: Loaded, directory: FileId): string | undefined {
  const fromEnvironment = loaded.environment.get('COMPOSE_PROJECT_NAME');
  if (fromEnvironment) return fromEnvironment;
  if (loaded.name) return normalized(loaded.name.text) || undefined;
  const folder = basename(directory);
  return folder === '.' || folder === '..' ? undefined : normalized(folder) || undefined;
}

/** Lower case, without what a project name cannot hold. */
function normalized(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^a-z0-9_-]/g, '')
    .replace(/^[_-]+/, '');
}
