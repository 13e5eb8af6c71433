import type { Cancellation } from '../base/cancel.ts';
import { basename, type FileId, join, relativeTo } from '../base/paths.ts';
import type { Config } from '../workspace/config.ts';
import { kindOf } from '../workspace/discover.ts';
import { type FileKind, fileKind } from '../workspace/file-kind.ts';
import type { FileSystem } from '../workspace/file-system.ts';
import { filePart, folderParts, isExcluded } from '../workspace/parts.ts';
import { prepareKinds } from '../workspace/prepare.ts';
import { Unit } from './unit.ts';

/** Where the folder's owner keeps what the editor holds. */
export interface OpenDocuments {
  /** The text and kind of an open document; undefined for one that is not open. */
  open(file: FileId): { readonly text: string; readonly kind: FileKind | undefined } | undefined;
  openFiles(): Iterable<FileId>;
}

/**
 * One folder of the editor (or one file outside all folders): its files in units, read from the disk where no document is open,
 * and kept up to date.
 */
export class Folder {
  #units: Unit[] = [];

  constructor(
    readonly root: FileId,
    /** True when `root` is a file that was opened by itself. */
    readonly isFile: boolean,
    private readonly fs: FileSystem,
    private readonly documents: OpenDocuments,
    private settings: Config,
    private readonly onError: (message: string) => void,
  ) {}

  get units(): readonly Unit[] {
    return this.#units;
  }

  /** The unit that a file belongs to: the one with the deepest folder that has or could have it. */
  unitOf(file: FileId): Unit | undefined {
    const has = ({ workspace }: Unit) => workspace.file(file) !== undefined;
    const deepest = (units: Unit[]) => units.sort((a, b) => b.workspace.folder.length - a.workspace.folder.length)[0];
    return (
      deepest(this.#units.filter((unit) => has(unit) && !unit.workspace.file(file)!.isDependency)) ??
      deepest(this.#units.filter(({ workspace }) => relativeTo(workspace.folder, file) !== undefined)) ??
      deepest(this.#units.filter(has))
    );
  }

  setSettings(settings: Config): void {
    this.settings = settings;
    for (const unit of this.#units) unit.change((workspace) => workspace.setConfig(settings));
  }

  /** Reads everything anew. The units before it stay in use until it is done. */
  async scan(cancellation: Cancellation): Promise<void> {
    this.#units = this.isFile ? await this.#scanFile() : await this.#scanFolder(cancellation);
    for (const file of this.documents.openFiles()) await this.documentChanged(file);
  }

  async #scanFile(): Promise<Unit[]> {
    const document = this.documents.open(this.root);
    const text = document?.text ?? (await this.fs.read(this.root)) ?? '';
    const part = await filePart(this.fs, this.root, text, document?.kind);
    if (!part) return [];
    await prepareKinds(part.files.map(({ kind }) => kind));
    const unit = new Unit(part, this.fs, this.settings, true, this.onError);
    unit.change((workspace) => workspace.setFile(this.root, text, part.files[0]!.kind));
    return [unit];
  }

  async #scanFolder(cancellation: Cancellation): Promise<Unit[]> {
    const units: Unit[] = [];
    for (const part of await folderParts(this.fs, this.root, undefined, { cancellation })) {
      await prepareKinds(part.files.map(({ kind }) => kind));
      const unit = new Unit(part, this.fs, this.settings, false, this.onError);
      for (const { file, kind } of part.files) {
        const text = await this.fs.read(file);
        if (text !== undefined) unit.change((workspace) => workspace.setFile(file, text, kind));
      }
      units.push(unit);
    }
    return units;
  }

  /** A document was opened, edited or closed. True when the folder is concerned. */
  async documentChanged(file: FileId): Promise<boolean> {
    const unit = this.unitOf(file);
    if (!unit || (this.isFile && file !== this.root && !unit.workspace.file(file))) return false;
    const document = this.documents.open(file);
    if (!document) return this.fileChanged(file);
    const { kind } = document;
    if (kind === 'config') {
      if (file !== join(unit.workspace.folder, basename(file))) return false;
      unit.change((workspace) => workspace.setConfigFile(file, document.text));
      return true;
    }
    await prepareKinds([kind]);
    const before = unit.workspace.file(file);
    const dependency = before ? before.isDependency : kind === undefined || this.#isLeftOut(unit, file);
    if (kind === undefined && !before) return false;
    unit.change((workspace) => workspace.setFile(file, document.text, kind ?? before?.kind, dependency));
    return true;
  }

  /** A file came, went or changed on the disk. True when the folder is concerned. */
  async fileChanged(file: FileId): Promise<boolean> {
    if (this.documents.open(file)) return false;
    const unit = this.unitOf(file);
    if (!unit) return this.#forget(file);
    if (fileKind(file) === 'config') {
      await this.scan({ isCancelled: false });
      return true;
    }
    const before = unit.workspace.file(file);
    const kind = await kindOf(this.fs, file);
    const text = kind || before ? await this.fs.read(file) : undefined;
    if (text === undefined) {
      if (before) unit.change((workspace) => workspace.deleteFile(file));
      const wanted = this.#forget(file);
      return wanted || before !== undefined;
    }
    if (!before && (kind === undefined || this.#isLeftOut(unit, file))) return this.#forget(file);
    await prepareKinds([kind]);
    unit.change((workspace) => workspace.setFile(file, text, kind ?? before?.kind, before?.isDependency ?? false));
    return true;
  }

  #isLeftOut(unit: Unit, file: FileId): boolean {
    if (this.isFile) return file !== this.root;
    const { workspace } = unit;
    return (
      relativeTo(workspace.folder, file) === undefined ||
      isExcluded(workspace.config.exclude ?? [], workspace.folder, file) ||
      /(?:^|\/)(?:node_modules|\.git)\//.test(file)
    );
  }

  /** Tells the units that look for the file that it may be there now. */
  #forget(file: FileId): boolean {
    let concerned = false;
    for (const unit of this.#units)
      if (unit.loader.forget(file)) {
        unit.change(() => {});
        concerned = true;
      }
    return concerned;
  }
}
