import { dirname, type FileId, join } from '../base/paths.ts';
import type { LocatedEntry, LocatedMap, LocatedValue } from '../syntax/located.ts';
import { entryOf, placeOf, textOf, valueAt } from '../syntax/located.ts';
import type { Environment } from './environment.ts';
import { type ComposeFile, isRemote } from './file.ts';
import { mergeMaps } from './merge.ts';
import type { ReportProblem } from './problem.ts';
import { type TreePath, takeResets, withoutPlaces } from './reset.ts';
import { substituteTree } from './substitute-tree.ts';
import { keyPlace, mapOf, withKey, withoutRepeatedKeys, withValue } from './tree.ts';

/** What following `extends` needs from whoever loads the files. */
export interface ExtendsContext {
  open(file: FileId): ComposeFile | undefined;
  complete: boolean;
  readonly report: ReportProblem;
}

/** Services of one file, with the folder that their own `extends` start from. */
interface Source {
  readonly file: FileId;
  readonly directory: FileId;
  readonly services: LocatedMap;
}

/** Services that extend each other in a row; nobody writes so many, and each costs a step on the stack. */
const MAX_CHAIN = 200;

/** Resolves `extends` in the services of one document. */
export class Extender {
  readonly #context: ExtendsContext;
  readonly #directory: FileId;
  readonly #environment: Environment;
  readonly #places: readonly TreePath[];
  readonly #sources = new Map<FileId, Source | undefined>();
  readonly #done = new Map<string, LocatedMap>();

  /** @param places where the document says `!reset` or `!override`: what a base service brings there is dropped. */
  constructor(context: ExtendsContext, directory: FileId, environment: Environment, places: readonly TreePath[]) {
    this.#context = context;
    this.#directory = directory;
    this.#environment = environment;
    this.#places = places;
  }

  /** The document with every `extends` replaced by what it brings. */
  document(document: LocatedMap, file: FileId): LocatedMap {
    const services = entryOf(document, 'services');
    if (services?.value.kind !== 'map') return document;
    const source: Source = { file, directory: this.#directory, services: withoutRepeatedKeys(services.value) };
    let changed = false;
    const entries = source.services.entries.map((entry) => {
      if (!valueAt(entry.value, 'extends')) return entry;
      changed = true;
      return withValue(entry, this.#service(entry, source, []));
    });
    return changed ? withKey(document, 'services', withValue(services, mapOf(entries, services.value))) : document;
  }

  #service(entry: LocatedEntry, source: Source, above: readonly string[]): LocatedValue {
    const own = entry.value;
    const link = entryOf(own, 'extends');
    if (own.kind !== 'map' || !link) return own;
    const id = `${source.file}\n${entry.key}`;
    const known = this.#done.get(id);
    if (known) return known;
    const alone = withKey(own, 'extends', undefined);
    if (above.includes(id)) {
      const message = `service "${entry.key}" extends itself`;
      this.#context.report({ kind: 'cycle', message, at: keyPlace(link) });
      return alone;
    }
    if (above.length >= MAX_CHAIN) {
      this.#context.complete = false;
      return alone;
    }
    const base = this.#base(entry, link, source, [...above, id]);
    if (base?.kind !== 'map') return alone;
    const bare = { ...mapOf([{ ...entry, value: base }], base) };
    const cleared = valueAt(
      withoutPlaces(
        bare,
        this.#places.filter((place) => place[0] === 'services').map((place) => place.slice(1)),
      ),
      entry.key,
    );
    const merged = cleared?.kind === 'map' ? mergeMaps(cleared, alone, ['services', entry.key], this.#context.report) : alone;
    this.#done.set(id, merged);
    return merged;
  }

  #base(entry: LocatedEntry, link: LocatedEntry, source: Source, above: readonly string[]): LocatedValue | undefined {
    const { report } = this.#context;
    const name = link.value.kind === 'map' ? valueAt(link.value, 'service') : link.value;
    const wanted = textOf(name);
    const file = link.value.kind === 'map' ? entryOf(link.value, 'file') : undefined;
    if (wanted === undefined || !name) {
      const unknown = name?.kind === 'scalar' && name.substituted === 'unknown';
      if (unknown) this.#context.complete = false;
      else
        report({
          kind: 'extends',
          message: `service "${entry.key}" extends nothing: the name of a service is missing`,
          at: keyPlace(link),
        });
      return undefined;
    }
    const from = file ? this.#otherFile(file.value, source) : source;
    if (!from) return undefined;
    const target = entryOf(from.services, wanted);
    if (!target) {
      const where = file ? ` in ${textOf(file.value)}` : '';
      const message = `service "${entry.key}" extends "${wanted}", and there is no such service${where}`;
      report({ kind: 'extends', message, at: placeOf(name) });
      return undefined;
    }
    if (target.value.kind !== 'map' && from.file !== source.file) {
      const message = `service "${wanted}", which "${entry.key}" extends, is not a map`;
      report({ kind: 'extends', message, at: placeOf(target.value) });
    }
    return this.#service(target, from, above);
  }

  #otherFile(path: LocatedValue, source: Source): Source | undefined {
    const text = textOf(path);
    if (text === undefined || text === '' || isRemote(text)) {
      this.#context.complete = false;
      return undefined;
    }
    const file = join(source.directory, text);
    if (file === source.file) return source;
    if (!this.#sources.has(file)) this.#sources.set(file, this.#open(file));
    return this.#sources.get(file);
  }

  #open(file: FileId): Source | undefined {
    const opened = this.#context.open(file);
    if (!opened) {
      this.#context.complete = false;
      return undefined;
    }
    let services: LocatedMap | undefined;
    for (const model of opened.models) {
      if (!model) continue;
      const document = substituteTree(takeResets(withoutRepeatedKeys(model)).document, this.#environment, this.#context.report);
      const found = valueAt(document, 'services');
      if (found?.kind === 'map')
        services = services ? mergeMaps(services, found, ['services'], this.#context.report) : withoutRepeatedKeys(found);
    }
    const none = opened.models.find((model) => model !== undefined);
    const found = services ?? (none && mapOf([], none));
    return found && { file, directory: dirname(file), services: found };
  }
}
