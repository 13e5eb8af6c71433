import { dirname, type FileId, join } from '../base/paths.ts';
import type { LocatedEntry, LocatedMap, LocatedValue } from '../syntax/located.ts';
import { entryOf, placeOf, textOf, valueAt } from '../syntax/located.ts';
import { type Environment, NO_VARIABLES, parseEnvFile } from './environment.ts';
import { Extender } from './extends.ts';
import { type ComposeFile, isRemote } from './file.ts';
import { mergeMaps } from './merge.ts';
import type { ComposeProblem, ReportProblem } from './problem.ts';
import { takeResets, withoutPlaces } from './reset.ts';
import { checkShape, shape } from './shape.ts';
import { checkStructure } from './structure.ts';
import { substituteTree } from './substitute-tree.ts';
import { keyPlace, mapOf, sameValue, withKey, withoutRepeatedKeys } from './tree.ts';

/** How a project finds `.env`, `env_file`, `extends` and `include` targets. */
export interface ComposeLookup {
  composeFile(file: FileId): ComposeFile | undefined;
  text(file: FileId): string | undefined;
}

/** The files of a project, merged as compose merges them. */
export interface Loaded {
  /** What all files say together, variables replaced; only the parts that are about networks. */
  readonly tree: LocatedMap;
  readonly problems: readonly ComposeProblem[];
  /** Every compose file that was read, in the order of first reading. */
  readonly files: readonly FileId[];
  /** Those of them whose whole content is part of the project; of the others only services that are extended are. */
  readonly mergedFiles: readonly FileId[];
  /** False when compose would read a file that is not here, or a file could not be read whole. What is missing proves nothing then. */
  readonly complete: boolean;
  readonly environment: Environment;
  /** `name:` of the files; the last one counts. Undefined when there is none or it depends on an unknown variable. */
  readonly name: { readonly text: string; readonly value: LocatedValue } | undefined;
}

/** Sub-projects that one project may pull in; a chain of includes that doubles at every step ends here. */
const MAX_INCLUDES = 300;

/**
 * Loads compose files as `docker compose -f A -f B …` does: each document with its variables replaced, `extends` and `include`
 * followed, then merged over what came before. Total: cycles and missing files end as problems or leave the result incomplete.
 */
export function loadFiles(files: readonly FileId[], directory: FileId, lookup: ComposeLookup, environment: Environment): Loaded {
  const loader = new Loader(lookup);
  const tree = loader.files(files, directory, environment, []);
  return {
    tree,
    problems: loader.problems,
    files: [...loader.read],
    mergedFiles: [...loader.merged],
    complete: loader.complete,
    environment,
    name: loader.name,
  };
}

/** The variables of the `.env` file of a folder; the outer ones win. */
export function environmentOf(directory: FileId, lookup: ComposeLookup, outer: Environment = NO_VARIABLES): Environment {
  return withEnvFiles([join(directory, '.env')], lookup, outer);
}

function withEnvFiles(files: readonly FileId[], lookup: ComposeLookup, outer: Environment): Environment {
  const out = new Map(outer);
  for (const file of files) {
    const text = lookup.text(file);
    if (text === undefined) continue;
    for (const [key, value] of parseEnvFile(text, outer)) if (!outer.has(key)) out.set(key, value);
  }
  return out;
}

class Loader {
  readonly problems: ComposeProblem[] = [];
  readonly read = new Set<FileId>();
  readonly merged = new Set<FileId>();
  complete = true;
  name: Loaded['name'];
  #includes = 0;
  readonly #seen = new Set<string>();

  constructor(readonly lookup: ComposeLookup) {}

  readonly report: ReportProblem = (problem) => {
    const { file, range } = problem.at;
    const key = `${file}\n${range.start}\n${range.end}\n${problem.kind}`;
    if (this.#seen.has(key)) return;
    this.#seen.add(key);
    this.problems.push(problem);
  };

  /** Merges files of one project or sub-project. `above`: files whose include led here. */
  files(files: readonly FileId[], directory: FileId, environment: Environment, above: readonly FileId[]): LocatedMap {
    let tree: LocatedMap = { kind: 'map', file: files[0] ?? directory, range: { start: 0, end: 0 }, entries: [] };
    for (const name of files) {
      const file = this.open(name);
      if (!file) {
        this.complete = false;
        continue;
      }
      this.merged.add(name);
      for (const [index, model] of file.models.entries()) {
        if (!model) {
          this.#notAMap(file, index);
          continue;
        }
        tree = this.#document(model, file, tree, directory, environment, above);
      }
    }
    return tree;
  }

  /** A parsed file; what is wrong with it as YAML is reported once. */
  open(name: FileId): ComposeFile | undefined {
    const file = this.lookup.composeFile(name);
    if (!file || this.read.has(name)) return file;
    this.read.add(name);
    for (const { kind, message, range, first, quote } of file.problems) {
      if (kind !== 'duplicate-key' && !quote) this.complete = false;
      const related = first && { related: { message: 'first here', location: { file: name, range: first } } };
      this.report({ kind: quote ? 'unquoted' : 'yaml', message, at: { file: name, range }, ...related });
    }
    for (const range of file.badVariables) {
      const message = 'compose cannot read this variable';
      this.report({ kind: 'bad-variable', message, at: { file: name, range } });
    }
    return file;
  }

  #notAMap(file: ComposeFile, index: number): void {
    const value = file.documents[index];
    const empty = !value || (value.kind === 'scalar' && value.value === null);
    // A file that is only begun is not worth a word; an empty part of a longer one is refused.
    if (empty && file.documents.length === 1) return;
    const message = empty ? 'a document of the file is empty' : 'the file holds no map at its top';
    this.report({ kind: 'not-a-map', message, at: value ? placeOf(value) : { file: file.file, range: { start: 0, end: 0 } } });
  }

  #document(
    model: LocatedMap,
    file: ComposeFile,
    before: LocatedMap,
    directory: FileId,
    environment: Environment,
    above: readonly FileId[],
  ): LocatedMap {
    const whole = withoutRepeatedKeys(model);
    const { document, places } = file.mayReset ? takeResets(whole) : { document: whole, places: [] };
    let own = substituteTree(document, environment, this.report);
    const name = valueAt(own, 'name');
    const text = textOf(name);
    if (name && text !== undefined && text !== '' && above.length === 0) this.name = { text, value: name };
    const extender = new Extender(this, directory, environment, places);
    own = extender.document(own, file.file);
    const kept = withoutPlaces(before, places);
    own = this.#include(own, file.file, directory, environment, above);
    const merged = mergeMaps(kept, own, [], this.report);
    checkStructure(merged, this.report);
    return mapOnly(merged);
  }

  #include(own: LocatedMap, file: FileId, directory: FileId, environment: Environment, above: readonly FileId[]): LocatedMap {
    const include = valueAt(own, 'include');
    if (include) checkShape(include, shape('include'), 'include', this.report);
    let out = withKey(own, 'include', undefined);
    if (include?.kind !== 'list') return out;
    const chain = [...above, file];
    for (const item of include.items) {
      const imported = this.#included(item, directory, environment, chain);
      if (!imported) continue;
      for (const part of ['services', 'networks']) out = this.#import(part, imported, out, item);
    }
    return out;
  }

  #included(item: LocatedValue, directory: FileId, environment: Environment, chain: readonly FileId[]): LocatedMap | undefined {
    const written = item.kind === 'map' ? valueAt(item, 'path') : item;
    const values = written?.kind === 'list' ? written.items : written ? [written] : [];
    const paths = values.map((value) => textOf(value));
    const first = paths[0];
    if (first === undefined || paths.some((path) => path === undefined || path === '' || isRemote(path))) {
      this.complete = false;
      return undefined;
    }
    const files = paths.map((path) => join(directory, path!));
    if (chain.includes(files[0]!)) {
      const message = `"${first}" includes itself`;
      this.report({ kind: 'cycle', message, at: placeOf(values[0]!) });
      return undefined;
    }
    if (++this.#includes > MAX_INCLUDES) {
      if (this.#includes === MAX_INCLUDES + 1)
        this.report({ kind: 'cycle', message: `more than ${MAX_INCLUDES} files are included`, at: placeOf(values[0]!) });
      this.complete = false;
      return undefined;
    }
    const projectDirectory = textOf(valueAt(item, 'project_directory'));
    const folder = projectDirectory === undefined ? dirname(files[0]!) : join(directory, projectDirectory);
    const envFile = valueAt(item, 'env_file');
    const envItems = envFile?.kind === 'list' ? envFile.items : envFile ? [envFile] : [];
    const envFiles = envItems.map((value) => textOf(value)).filter((path) => path !== undefined);
    const inner =
      envItems.length === 0
        ? environmentOf(folder, this.lookup, environment)
        : withEnvFiles(
            envFiles.map((path) => join(directory, path)),
            this.lookup,
            environment,
          );
    return this.files(files, folder, inner, chain);
  }

  /** Adds what an included file defines. The same name twice is refused unless both say the same. */
  #import(part: string, imported: LocatedMap, target: LocatedMap, item: LocatedValue): LocatedMap {
    const from = entryOf(imported, part);
    if (from?.value.kind !== 'map') return target;
    const to = entryOf(target, part);
    if (to?.value.kind !== 'map') return withKey(target, part, from);
    const entries = new Map<string, LocatedEntry>(to.value.entries.map((entry) => [entry.key, entry]));
    for (const entry of from.value.entries) {
      const own = entries.get(entry.key);
      if (!own) entries.set(entry.key, entry);
      else if (part === 'networks' && sameValue(own.value, entry.value) === false)
        this.report({
          kind: 'include',
          message: `${part}.${entry.key} is defined here and, differently, in a file that is included`,
          at: keyPlace(own),
          related: { message: 'the other definition', location: keyPlace(entry) },
        });
      else if (part === 'services' && own.keyFile !== entry.keyFile)
        this.report({
          kind: 'include',
          message: `${part}.${entry.key} is defined here and in a file that is included`,
          at: keyPlace(own),
          related: { message: 'included here', location: placeOf(item) },
        });
    }
    return withKey(target, part, { ...to, value: mapOf([...entries.values()], to.value) });
  }
}

/** Parts that are not maps have been reported; they would only disturb what follows. */
function mapOnly(document: LocatedMap): LocatedMap {
  return {
    ...document,
    entries: document.entries.filter(({ key, value }) => (key !== 'services' && key !== 'networks') || value.kind === 'map'),
  };
}
