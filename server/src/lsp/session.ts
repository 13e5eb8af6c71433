import type { FileId } from '../base/paths.ts';
import { relativeTo } from '../base/paths.ts';
import type { Finding, Neighbour } from '../checks/finding.ts';
import type { FileSystem } from '../workspace/file-system.ts';
import { type Places, placesOf } from './convert.ts';
import { Documents } from './documents.ts';
import { Folder } from './folder.ts';
import { DEFAULT_EDITOR_SETTINGS, type EditorSettings } from './settings.ts';
import type { Unit } from './unit.ts';

/** The rule that the setting `compose.structure` is about. */
const STRUCTURE_RULE = 'compose/invalid-structure';
/** The language modes of documents that another extension looks at. */
const MODES: Readonly<Record<Neighbour, readonly string[]>> = {
  json: ['json'],
  yaml: ['yaml', 'dockercompose', 'yaml.docker-compose'],
  'compose-schema': ['yaml', 'dockercompose', 'yaml.docker-compose'],
  'compose-names': ['dockercompose', 'yaml.docker-compose'],
};

/** A file with the unit it belongs to. */
export interface Subject {
  readonly file: FileId;
  readonly unit: Unit;
  readonly places: Places;
}

/**
 * Everything that is open in the editor: folders, files outside all folders, documents. Changes are made one after the other;
 * whoever asks waits for those that came before.
 */
export class Session {
  readonly documents = new Documents();
  readonly #folders = new Map<FileId, Folder>();
  readonly #settings = new Map<FileId, EditorSettings>();
  #neighbours: ReadonlySet<Neighbour> = new Set();
  /** Counts what decides which findings are shown. */
  #view = 0;
  readonly #shown = new WeakMap<readonly Finding[], { readonly view: number; readonly findings: readonly Finding[] }>();
  #queue: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly fs: FileSystem,
    /** Asks the editor for the settings that apply to a folder. */
    private readonly settingsOf: (folder: FileId) => Promise<EditorSettings>,
    /** Called after every change. */
    private readonly onChange: () => void,
    private readonly onError: (message: string) => void,
  ) {}

  /** Resolves when every change that was made so far has been taken in. */
  async settled(): Promise<void> {
    let queue: Promise<unknown>;
    do {
      queue = this.#queue;
      await queue;
    } while (queue !== this.#queue);
  }

  get folders(): readonly Folder[] {
    return [...this.#folders.values()];
  }

  get units(): readonly Unit[] {
    return this.folders.flatMap(({ units }) => units);
  }

  /** The file of an address with its unit; undefined when nobody judges it. Await {@link settled} before. */
  subject(file: FileId): Subject | undefined {
    const folder = this.#folderOf(file);
    const unit = folder?.unitOf(file);
    return unit?.workspace.file(file) && { file, unit, places: this.placesOf(unit) };
  }

  placesOf(unit: Unit): Places {
    return placesOf(unit.workspace, (file) => this.documents.uri(file));
  }

  addFolders(roots: readonly FileId[]): void {
    for (const root of roots) {
      if (this.#folders.has(root)) continue;
      const folder = this.#addFolder(root, false);
      this.#change(() => this.#fill(folder));
    }
    // A file that was open by itself may belong to a new folder.
    this.#change(() => {
      for (const folder of this.folders) if (folder.isFile && this.#nearestFolder(folder.root)) this.#folders.delete(folder.root);
    });
  }

  removeFolders(roots: readonly FileId[]): void {
    this.#change(() => {
      for (const root of roots) {
        this.#folders.delete(root);
        this.#settings.delete(root);
      }
      this.#adoptStrays();
    });
  }

  /** The editor's settings changed. */
  reloadSettings(): void {
    this.#change(async () => {
      for (const folder of this.folders) {
        const settings = await this.settingsOf(folder.root);
        this.#settings.set(folder.root, settings);
        folder.setSettings(settings.config);
      }
    });
  }

  documentChanged(file: FileId | undefined): void {
    if (file === undefined) return;
    this.#change(async () => {
      this.#adoptStrays();
      for (const folder of this.folders) await folder.documentChanged(file);
    });
  }

  documentClosed(file: FileId | undefined): void {
    if (file === undefined) return;
    this.#change(async () => {
      if (this.#folders.get(file)?.isFile) this.#folders.delete(file);
      for (const folder of this.folders) await folder.documentChanged(file);
    });
  }

  filesChanged(files: readonly FileId[]): void {
    this.#change(async () => {
      for (const folder of this.folders) for (const file of files) await folder.fileChanged(file);
    });
  }

  /** What other extensions of the editor say: it need not be said twice. */
  setNeighbours(neighbours: readonly Neighbour[]): void {
    this.#neighbours = new Set(neighbours);
    if (this.#folders.size > 0) this.#change(() => {});
  }

  /** Findings as the editor shall see them: those that another extension says anyway are left out. */
  shown(unit: Unit): readonly Finding[] {
    const { findings } = unit;
    const known = this.#shown.get(findings);
    if (known?.view === this.#view) return known.findings;
    const folder = this.folders.find(({ units }) => units.includes(unit));
    const mode = (folder && this.#settings.get(folder.root)?.composeStructure) ?? 'auto';
    const isHidden = (finding: Finding) =>
      finding.rule === STRUCTURE_RULE && mode !== 'auto' ? mode === 'off' : this.#isSaidElsewhere(finding);
    const left = findings.some(isHidden) ? findings.filter((finding) => !isHidden(finding)) : findings;
    const same = known?.findings.length === left.length && known.findings.every((finding, at) => finding === left[at]);
    const shown = same ? known.findings : left;
    this.#shown.set(findings, { view: this.#view, findings: shown });
    return shown;
  }

  #isSaidElsewhere({ file, alsoSaidBy }: Finding): boolean {
    return alsoSaidBy !== undefined && this.isSaidBy(alsoSaidBy, file);
  }

  /** True when another extension says that about a file. They look only at what is open, in the language modes that they know. */
  isSaidBy(neighbour: Neighbour, file: FileId): boolean {
    if (!this.#neighbours.has(neighbour)) return false;
    const language = this.documents.language(file);
    if (language === 'jsonc') return neighbour === 'json' && file.endsWith('.jsonc');
    return language !== undefined && MODES[neighbour].includes(language);
  }

  #change(action: () => Promise<void> | void): void {
    this.#view++;
    this.#queue = this.#queue.then(action).catch((error: unknown) => {
      this.onError(error instanceof Error ? (error.stack ?? error.message) : String(error));
    });
    void this.#queue.then(() => this.onChange());
  }

  #addFolder(root: FileId, isFile: boolean): Folder {
    const folder = new Folder(root, isFile, this.fs, this.documents, DEFAULT_EDITOR_SETTINGS.config, this.onError);
    this.#folders.set(root, folder);
    return folder;
  }

  async #fill(folder: Folder): Promise<void> {
    const settings = await this.settingsOf(folder.root);
    this.#settings.set(folder.root, settings);
    folder.setSettings(settings.config);
    await folder.scan({ isCancelled: false });
  }

  /** Open documents outside all folders are judged by themselves. */
  #adoptStrays(): void {
    for (const file of this.documents.openFiles())
      if (!this.#folderOf(file) && this.documents.open(file)?.kind !== undefined) {
        const folder = this.#addFolder(file, true);
        this.#change(() => this.#fill(folder));
      }
  }

  #folderOf(file: FileId): Folder | undefined {
    return (
      this.#folders.get(file) ??
      this.#nearestFolder(file) ??
      this.folders.find(({ units }) => units.some(({ workspace }) => workspace.file(file)))
    );
  }

  #nearestFolder(file: FileId): Folder | undefined {
    return this.folders
      .filter(({ root, isFile }) => !isFile && relativeTo(root, file) !== undefined)
      .sort((a, b) => b.root.length - a.root.length)[0];
  }
}
