import { dirname, type FileId, join, rootOf } from '../base/paths.ts';
import type { Range } from '../base/range.ts';
import { type LocatedMap, type LocatedValue, textOf, valueAt } from '../syntax/located.ts';
import type { YamlProblem } from '../syntax/yaml/problem.ts';
import { parseYaml } from '../syntax/yaml/yaml.ts';
import { NO_VARIABLES } from './environment.ts';
import { hasVariables, substitute } from './interpolation.ts';
import { pruned } from './prune.ts';

/** One compose file by itself, parsed. */
export interface ComposeFile {
  readonly file: FileId;
  readonly text: string;
  /** The documents of the file as written, in order. */
  readonly documents: readonly (LocatedValue | undefined)[];
  /** The same with only what the network model reads; undefined for a document that is no map. */
  readonly models: readonly (LocatedMap | undefined)[];
  readonly problems: readonly YamlProblem[];
  /** Texts whose `${…}` compose cannot read. */
  readonly badVariables: readonly Range[];
  /** True when the file may hold `!reset` or `!override`. */
  readonly mayReset: boolean;
  /** The last `name:` of the file, as written. */
  readonly name: string | undefined;
}

/** Parses a compose file. Total: any text gives a file with problems. */
export function parseComposeFile(file: FileId, text: string): ComposeFile {
  const { documents, problems } = parseYaml(file, text);
  const names = documents
    .map((document) => textOf(valueAt(document, 'name')))
    .filter((name) => name !== undefined && name !== '');
  return {
    file,
    text,
    documents,
    models: documents.map((document) => (document?.kind === 'map' ? pruned(document) : undefined)),
    problems,
    badVariables: mayHoldBadVariables(text) ? documents.flatMap((document) => (document ? badVariables(document) : [])) : [],
    mayReset: text.includes('!reset') || text.includes('!override'),
    name: names.at(-1),
  };
}

/** False when every variable of a text has one of the simple forms, which no value can make wrong. */
function mayHoldBadVariables(text: string): boolean {
  return hasVariables(text) && text.replace(SIMPLE_VARIABLE, '').includes('${');
}

const SIMPLE_VARIABLE = /\$\{[A-Za-z_][A-Za-z0-9_]*(?::?[-+?][^${}\n\\]*)?\}/g;

function badVariables(value: LocatedValue, seen: Set<LocatedValue> = new Set()): Range[] {
  if (seen.has(value)) return [];
  seen.add(value);
  if (value.kind === 'list') return value.items.flatMap((item) => badVariables(item, seen));
  if (value.kind === 'map') return value.entries.flatMap((entry) => badVariables(entry.value, seen));
  if (typeof value.value !== 'string' || !hasVariables(value.value)) return [];
  return substitute(value.value, NO_VARIABLES).invalid ? [value.range] : [];
}

/** True for a path that compose fetches from somewhere else: a git repository, an OCI artifact. */
export function isRemote(path: string): boolean {
  return /^(?:[a-z][a-z0-9+.-]+:\/\/|git@|github\.com\/)/i.test(path) && !path.startsWith('file://');
}

/**
 * Files that a compose file names and compose would read with it: `include`, `extends`, `env_file` of an include, and the `.env`
 * beside it. Only names that hold no variables; whoever owns the file system reads them for the workspace.
 */
export function referencedFiles(file: ComposeFile): readonly FileId[] {
  return namesIn(file).referenced;
}

/** Files that a compose file includes. */
export function includedFilesOf(file: ComposeFile): ReadonlySet<FileId> {
  return namesIn(file).included;
}

interface NamedFiles {
  readonly referenced: readonly FileId[];
  readonly included: ReadonlySet<FileId>;
}

const named = new WeakMap<ComposeFile, NamedFiles>();

function namesIn(file: ComposeFile): NamedFiles {
  let names = named.get(file);
  if (!names) {
    names = readNames(file);
    named.set(file, names);
  }
  return names;
}

function readNames({ file, models }: ComposeFile): NamedFiles {
  const folder = dirname(file);
  const out = new Set<FileId>([join(folder, '.env')]);
  const included = new Set<FileId>();
  const add = (value: LocatedValue | undefined, to: Set<FileId> = out): void => {
    const path = textOf(value);
    if (path === undefined || path === '' || hasVariables(path) || isRemote(path)) return;
    const target = join(folder, path);
    out.add(target);
    if (target !== file) to.add(target);
  };
  const addAll = (value: LocatedValue | undefined, to?: Set<FileId>): void => {
    if (value?.kind === 'list') for (const item of value.items) add(item, to);
    else add(value, to);
  };
  for (const model of models) {
    const include = valueAt(model, 'include');
    for (const item of include?.kind === 'list' ? include.items : []) {
      if (item.kind === 'scalar') add(item, included);
      addAll(valueAt(item, 'path'), included);
      addAll(valueAt(item, 'env_file'));
      const directory = textOf(valueAt(item, 'project_directory'));
      if (directory !== undefined) out.add(join(join(folder, directory), '.env'));
    }
    const services = valueAt(model, 'services');
    for (const { value } of services?.kind === 'map' ? services.entries : []) add(valueAt(valueAt(value, 'extends'), 'file'));
  }
  return { referenced: [...out].filter((name) => !name.startsWith('..') || rootOf(name) !== ''), included };
}
