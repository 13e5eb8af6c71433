import { type FileId, relativeTo } from '../base/paths.ts';
import type { HostSettings } from '../base/settings.ts';
import { LineIndex } from '../base/text.ts';
import { type ComposeFile, parseComposeFile } from '../compose/file.ts';
import { buildProjects, type ComposeProject } from '../compose/project.ts';
import { type DaemonSource, readDaemonSource } from '../docker/daemon-source.ts';
import { Host } from '../host/host.ts';
import { type NftFile, parseNftFile } from '../nft/file.ts';
import { buildPrograms, type NftProgram } from '../nft/program.ts';
import { type Config, hostSettings, matchesGlobs } from './config.ts';
import { type FileKind, fileKind } from './file-kind.ts';
import { divideByHost } from './host-roots.ts';

/** A file that is here, with what its own text says. The model is made when first asked for and kept until the text changes. */
export class WorkspaceFile {
  #lines: LineIndex | undefined;
  #nft: NftFile | undefined;
  #compose: ComposeFile | undefined;
  #daemon: DaemonSource | undefined;
  /** The file before the last edit, until its model has been used to make this one's. */
  #before: WorkspaceFile | undefined;

  constructor(
    readonly file: FileId,
    readonly kind: FileKind | undefined,
    readonly text: string,
    before?: WorkspaceFile,
  ) {
    this.#before = before;
  }

  get lines(): LineIndex {
    this.#lines ??= new LineIndex(this.text);
    return this.#lines;
  }

  get nft(): NftFile {
    if (!this.#nft) {
      const before = this.#before;
      this.#nft = parseNftFile(this.file, this.text, before === undefined ? undefined : before.#nft);
      this.#before = undefined;
    }
    return this.#nft;
  }

  get compose(): ComposeFile {
    this.#compose ??= parseComposeFile(this.file, this.text);
    return this.#compose;
  }

  get daemon(): DaemonSource {
    this.#daemon ??= readDaemonSource(
      this.kind === 'systemd-unit' || this.kind === 'docker-defaults' ? this.kind : 'daemon-json',
      this.file,
      this.text,
    );
    return this.#daemon;
  }
}

/**
 * The files of one folder, grouped into hosts. Whoever owns the file system (command line, language server, library) puts
 * texts in; checks and features read hosts out. All answers are for the state at the time of asking.
 */
export class Workspace {
  readonly #files = new Map<FileId, WorkspaceFile>();
  #hosts: readonly Host[] | undefined;
  #previous: readonly Host[] = [];
  /** Settings per named host, so that a host's settings stay the same object while the configuration does. */
  readonly #hostSettings = new Map<string | undefined, HostSettings>();

  constructor(
    /** The folder that globs of the configuration are relative to, and the root of the host when nothing else says so. */
    readonly folder: FileId,
    private settings: Config = {},
    /** `divide: false` takes all files as one host unless the configuration names hosts. */
    private readonly options: { readonly divide: boolean } = { divide: true },
  ) {}

  get config(): Config {
    return this.settings;
  }

  setConfig(config: Config): void {
    this.settings = config;
    this.#hostSettings.clear();
    this.#changed();
  }

  /** Adds a file or gives it a new text. `kind` overrides what the name says (an editor's language mode). */
  setFile(file: FileId, text: string, kind: FileKind | undefined = fileKind(file, text)): void {
    const before = this.#files.get(file);
    if (before && before.text === text && before.kind === kind) return;
    this.#files.set(file, new WorkspaceFile(file, kind, text, before?.kind === kind ? before : undefined));
    this.#changed();
  }

  deleteFile(file: FileId): void {
    if (this.#files.delete(file)) this.#changed();
  }

  file(file: FileId): WorkspaceFile | undefined {
    return this.#files.get(file);
  }

  /** All files, in the order of their names. */
  files(): WorkspaceFile[] {
    return [...this.#files.values()].sort((a, b) => (a.file < b.file ? -1 : 1));
  }

  /** The hosts that the files describe. Parts whose files did not change keep their identity from one call to the next. */
  hosts(): readonly Host[] {
    this.#hosts ??= this.#group();
    return this.#hosts;
  }

  #changed(): void {
    if (this.#hosts) this.#previous = this.#hosts;
    this.#hosts = undefined;
  }

  #settingsOf(name: string | undefined): HostSettings {
    let settings = this.#hostSettings.get(name);
    if (!settings) {
      settings = hostSettings(this.settings, name === undefined ? undefined : this.settings.hosts?.[name]);
      this.#hostSettings.set(name, settings);
    }
    return settings;
  }

  #group(): Host[] {
    const names = this.files()
      .filter(({ kind }) => kind !== undefined)
      .map(({ file }) => file);
    const entries = Object.entries(this.settings.hosts ?? {});
    if (entries.length > 0)
      return entries.map(([name, entry]) =>
        this.#host(
          name,
          undefined,
          names.filter((file) => matchesGlobs(entry.files, this.folder, file)),
          this.#settingsOf(name),
        ),
      );
    if (!this.options.divide) return [this.#host(undefined, undefined, names, this.#settingsOf(undefined))];
    return divideByHost(this.folder, names).map(({ root, files }) =>
      this.#host(undefined, root, files, this.#settingsOf(undefined)),
    );
  }

  #host(name: string | undefined, root: FileId | undefined, files: readonly FileId[], settings: HostSettings): Host {
    const own = files.map((file) => this.#files.get(file)!);
    const top = root ?? divideByHost(this.folder, files)[0]?.root ?? this.folder;
    const before = this.#previous.find((host) => host.root === top && (name === undefined || host.name === name));
    const ofKind = (...kinds: FileKind[]) => own.filter(({ kind }) => kind !== undefined && kinds.includes(kind));
    const nft: NftProgram[] = buildPrograms(
      ofKind('nftables').map((file) => file.nft),
      {
        file: (file) => this.#files.get(file)?.nft,
        list: (folder) => [...this.#files.keys()].filter((file) => relativeTo(folder, file) !== undefined),
      },
      top,
      settings,
      before?.nft ?? [],
    );
    const compose: ComposeProject[] = buildProjects(
      ofKind('compose').map((file) => file.compose),
      { composeFile: (file) => this.#files.get(file)?.compose, text: (file) => this.#files.get(file)?.text },
      before?.compose ?? [],
    );
    return new Host({
      name: name ?? (top.replace(/\/$/, '').split('/').pop() || 'host'),
      root: top,
      settings,
      nft,
      daemon: ofKind('daemon-json', 'systemd-unit', 'docker-defaults').map((file) => file.daemon),
      compose,
    });
  }
}
