import { basename, dirname, type FileId, join } from '../base/paths.ts';
import { lastPer } from '../base/remember.ts';
import facts from '../facts/compose.json' with { type: 'json' };
import { type LocatedMap, textOf, valueAt } from '../syntax/located.ts';
import { NO_VARIABLES, parseEnvFile } from './environment.ts';
import { type ComposeFile, includedFilesOf, referencedFiles } from './file.ts';
import type { ComposeLookup } from './load.ts';
import { namesAsMap } from './merge.ts';
import { ComposeProject, type ProjectKind, type ProjectPlan } from './project.ts';

/**
 * Groups compose files into projects: per folder what `docker compose up` loads (one base file, its override, or what COMPOSE_FILE in
 * `.env` names), and every other file that no project loads, alone or on top of the folder's base. Projects of `previous` whose
 * inputs did not change are returned as they were (same object).
 */
export function buildProjects(
  files: readonly ComposeFile[],
  lookup: ComposeLookup,
  previous: readonly ComposeProject[],
): ComposeProject[] {
  const byPlan = new Map(previous.map((project) => [project.plan, project]));
  let byKey: Map<string, ComposeProject> | undefined;
  return plan(files, lookup).map((one) => {
    let before = byPlan.get(one);
    if (!before) {
      byKey ??= new Map(previous.map((project) => [planKey(project), project]));
      before = byKey.get(planKey(one));
    }
    if (before?.stillHolds(one, lookup)) return before;
    const project = new ComposeProject(one, lookup);
    // Loading asks for every file that belongs to it: whoever can read files learns now which are wanted.
    project.load();
    return project;
  });
}

function planKey({ kind, roots }: ProjectPlan): string {
  return `${kind}\n${roots.join('\n')}`;
}

/** Which files compose would load together. */
export function plan(files: readonly ComposeFile[], lookup: ComposeLookup): ProjectPlan[] {
  const byFolder = new Map<FileId, ComposeFile[]>();
  for (const file of files) {
    const folder = dirname(file.file);
    const list = byFolder.get(folder);
    if (list) list.push(file);
    else byFolder.set(folder, [file]);
  }
  const included = includedFiles(files);
  const extended = new Set<FileId>();
  for (const file of files) for (const target of referencedFiles(file)) if (target !== file.file) extended.add(target);
  return [...byFolder].flatMap(([folder, [first, ...others]]) => {
    const marks = [first!, ...others].map(({ file }) => (included.has(file) ? 'i' : extended.has(file) ? 'e' : '-')).join('');
    return planFolder(first!, lookup.text(environmentFile(folder)), marks, ...others);
  });
}

/** Files that are part of another file's project. Of files that include each other in a circle, none is. */
function includedFiles(files: readonly ComposeFile[]): Set<FileId> {
  const all = new Set<FileId>();
  for (const file of files) for (const target of includedFilesOf(file)) all.add(target);
  if (all.size === 0) return all;
  const targets = new Map(files.map((file) => [file.file, includedFilesOf(file)]));
  const out = new Set<FileId>();
  const open = files.map(({ file }) => file).filter((file) => !all.has(file));
  for (let file = open.pop(); file !== undefined; file = open.pop())
    for (const target of targets.get(file) ?? [])
      if (!out.has(target)) {
        out.add(target);
        open.push(target);
      }
  return out;
}

/** The projects of one folder. `marks` says of each file whether others include (`i`) or extend (`e`) it. */
const planFolder = lastPer(
  (first: ComposeFile, environment: string | undefined, marks: string, ...others: ComposeFile[]): readonly ProjectPlan[] => {
    const files = [first, ...others];
    const directory = dirname(first.file);
    const included = new Set(files.filter((_, index) => marks[index] === 'i').map(({ file }) => file));
    const names = new Map(files.map((file) => [basename(file.file), file]));
    const standard = standardFiles(directory, names, environment);
    const plans: ProjectPlan[] = [];
    const taken = new Set(standard);
    if (standard.length > 0) {
      const isPart = standard.every((file) => included.has(file));
      if (!isPart) plans.push({ kind: 'standard', roots: standard, directory, always: true });
    }
    for (const [index, file] of files.entries()) {
      const name = file.file;
      if (taken.has(name) || included.has(name)) continue;
      const base = standard.length > 0 ? names.get(basename(standard[0]!)) : undefined;
      const kind = kindOf(file, base, files, marks[index] === 'e');
      plans.push({ kind, roots: kind === 'overlay' ? [standard[0]!, name] : [name], directory, always: false });
    }
    return plans.length === 1 && plans[0]!.kind === 'alone' ? [{ ...plans[0]!, always: true }] : plans;
  },
);

/** What a file is that `docker compose up` does not load by itself. */
function kindOf(
  file: ComposeFile,
  base: ComposeFile | undefined,
  siblings: readonly ComposeFile[],
  isExtended: boolean,
): ProjectKind {
  const name = basename(file.file);
  if (facts.fileNames.override.includes(name)) return 'fragment';
  if (isWhole([file]) || facts.fileNames.base.includes(name)) return 'alone';
  if (isExtended) return 'fragment';
  if (!base) return hasImages([file]) ? 'alone' : 'fragment';
  // What it lacks may stand in another addition, loaded before this one.
  return !isWhole([base, file]) && isWhole(siblings) ? 'fragment' : 'overlay';
}

const environmentFiles = new Map<FileId, FileId>();

/** The `.env` file of a folder. Asked for every folder after every edit, so each name is made once. */
function environmentFile(directory: FileId): FileId {
  let file = environmentFiles.get(directory);
  if (file === undefined) {
    file = join(directory, '.env');
    environmentFiles.set(directory, file);
  }
  return file;
}

/** What `docker compose` without `-f` loads in a folder. */
function standardFiles(directory: FileId, names: ReadonlyMap<string, ComposeFile>, text: string | undefined): FileId[] {
  const variables = text === undefined ? NO_VARIABLES : parseEnvFile(text);
  const listed = variables.get('COMPOSE_FILE');
  if (listed) {
    const separator = variables.get('COMPOSE_PATH_SEPARATOR') || (listed.includes(';') ? ';' : ':');
    return listed
      .split(separator)
      .filter((name) => name !== '')
      .map((name) => join(directory, name));
  }
  const base = facts.fileNames.base.find((name) => names.has(name));
  if (base === undefined) return [];
  const override = facts.fileNames.override.find((name) => names.has(name));
  return [base, ...(override === undefined ? [] : [override])].map((name) => names.get(name)!.file);
}

function keysOf(model: LocatedMap | undefined, part: string): string[] {
  const value = valueAt(model, part);
  return value?.kind === 'map' ? value.entries.map(({ key }) => key) : [];
}

function servicesOf(files: readonly ComposeFile[]): Map<string, LocatedMap[]> {
  const out = new Map<string, LocatedMap[]>();
  for (const { models } of files)
    for (const model of models) {
      const services = valueAt(model, 'services');
      for (const { key, value } of services?.kind === 'map' ? services.entries : [])
        if (value.kind === 'map') out.set(key, [...(out.get(key) ?? []), value]);
    }
  return out;
}

/** Every service says, in one of the files, what it runs. */
function hasImages(files: readonly ComposeFile[]): boolean {
  const services = [...servicesOf(files).values()];
  return (
    services.length > 0 && services.every((parts) => parts.some((part) => facts.runsSomething.some((key) => valueAt(part, key))))
  );
}

/** The files can be loaded without others: every service says what it runs, and every network and service that is named is there. */
function isWhole(files: readonly ComposeFile[]): boolean {
  if (!hasImages(files)) return false;
  if (files.some(({ models }) => models.some((model) => valueAt(model, 'include')))) return true;
  const networks = new Set(files.flatMap(({ models }) => models.flatMap((model) => keysOf(model, 'networks'))));
  const services = servicesOf(files);
  return [...services.values()].flat().every((service) => {
    const named = networkNames(service);
    return (
      named.every((name) => networks.has(name) || name === 'default') &&
      dependencyNames(service).every((name) => services.has(name))
    );
  });
}

function networkNames(service: LocatedMap): string[] {
  const networks = valueAt(service, 'networks');
  return networks ? namesAsMap(networks).entries.map(({ key }) => key) : [];
}

function dependencyNames(service: LocatedMap): string[] {
  const dependsOn = valueAt(service, 'depends_on');
  const mode = textOf(valueAt(service, 'network_mode'));
  const shared = mode?.startsWith('service:') ? [mode.slice('service:'.length)] : [];
  return [...(dependsOn ? namesAsMap(dependsOn).entries.map(({ key }) => key) : []), ...shared];
}
