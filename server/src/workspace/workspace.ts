import { type FileId, relativeTo } from '../base/paths.ts';
import type { HostSettings } from '../base/settings.ts';
import { LineIndex } from '../base/text.ts';
import { type ComposeFile, parseComposeFile } from '../compose/file.ts';
import { buildProjects } from '../compose/group.ts';
import type { ComposeProject } from '../compose/project.ts';
import { type DaemonSource, readDaemonSource } from '../docker/daemon-source.ts';
import { Host } from '../host/host.ts';
import { type IptablesSave, readIptablesSave } from '../host/iptables-save.ts';
import { readSysctlFile, type SysctlFile } from '../host/sysctl.ts';
import { type NftFile, parseNftFile } from '../nft/file.ts';
import { buildPrograms, type NftProgram } from '../nft/program.ts';
import { readMakefile } from '../syntax/shell/makefile.ts';
import { readScript, type ShellScript } from '../syntax/shell/script.ts';
import { type Config, hostSettings, matchesGlobs, mergeConfigs } from './config.ts';
import { type ConfigFile, readConfigFile } from './config-file.ts';
import { type FileKind, fileKind } from './file-kind.ts';
import { divideByHost } from './host-roots.ts';
import { readSuppressions, type Suppression } from './suppressions.ts';

/** A file that is here, with what its own text says. The model is made when first asked for and kept until the text changes. */
export class WorkspaceFile {
  #lines: LineIndex | undefined;
  #nft: NftFile | undefined;
  #compose: ComposeFile | undefined;
  #daemon: DaemonSource | undefined;
  #sysctl: SysctlFile | undefined;
  #script: ShellScript | undefined;
  #iptables: IptablesSave | undefined;
  #suppressions: readonly Suppression[] | undefined;
  /** The last version of the file whose model was made, until that has been used to make this one's. */
  #before: WorkspaceFile | undefined;

  constructor(
    readonly file: FileId,
    readonly kind: FileKind | undefined,
    readonly text: string,
    /** Here only because another file names it: looked up when it is asked for, but not judged by itself. */
    readonly isDependency = false,
    before?: WorkspaceFile,
  ) {
    if (before) this.#before = before.#nft ? before : before.#before;
  }

  /** Makes the file's own model now, so that whoever reads many files can pause between them. */
  prepare(): void {
    if (this.kind === 'nftables') void this.nft;
    else if (this.kind === 'compose') void this.compose;
    else if (this.kind === 'shell' || this.kind === 'makefile') void this.script;
    else if (this.kind === 'daemon-json' || this.kind === 'systemd-unit' || this.kind === 'docker-defaults') void this.daemon;
  }

  get lines(): LineIndex {
    this.#lines ??= new LineIndex(this.text);
    return this.#lines;
  }

  /** The comments that silence rules. */
  get suppressions(): readonly Suppression[] {
    this.#suppressions ??= readSuppressions(this.kind, this.text, this.lines);
    return this.#suppressions;
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

  get sysctl(): SysctlFile {
    this.#sysctl ??= readSysctlFile(this.file, this.text);
    return this.#sysctl;
  }

  get script(): ShellScript {
    this.#script ??= this.kind === 'makefile' ? readMakefile(this.file, this.text) : readScript(this.file, this.text);
    return this.#script;
  }

  get iptables(): IptablesSave {
    this.#iptables ??= readIptablesSave(this.file, this.text);
    return this.#iptables;
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

/** What the models looked for and did not find here; a shell that can read files fetches it and asks again. */
export interface Wanted {
  /** Each with the kind of file that was expected, when that is known. */
  readonly files: ReadonlyMap<FileId, FileKind | undefined>;
  /** Folders whose direct content was listed, for globs. */
  readonly folders: ReadonlySet<FileId>;
}

export interface WorkspaceOptions {
  /** `false` takes all files as one host unless the configuration names hosts. */
  readonly divide?: boolean;
  /** The files are a part of what belongs together (one file was named on the command line): what is absent says nothing. */
  readonly partial?: boolean;
}

/**
 * The files of one folder, grouped into hosts. Whoever owns the file system (command line, language server, library) puts
 * texts in; checks and features read hosts out. All answers are for the state at the time of asking.
 */
export class Workspace {
  readonly #files = new Map<FileId, WorkspaceFile>();
  #sorted: readonly WorkspaceFile[] | undefined;
  #hosts: readonly Host[] | undefined;
  #hostOf: Map<FileId, Host> | undefined;
  #previous: readonly Host[] = [];
  #configFile: ConfigFile | undefined;
  #merged: Config | undefined;
  readonly #wantedFiles = new Map<FileId, FileKind | undefined>();
  readonly #wantedFolders = new Set<FileId>();
  /** Settings per named host, so that a host's settings stay the same object while the configuration does. */
  readonly #hostSettings = new Map<string | undefined, HostSettings>();

  constructor(
    /** The folder that globs of the configuration are relative to, and the root of the host when nothing else says so. */
    readonly folder: FileId,
    private settings: Config = {},
    readonly options: WorkspaceOptions = {},
  ) {}

  /** The settings in effect: those of the editor or the caller, and over them those of the configuration file. */
  get config(): Config {
    this.#merged ??= this.#configFile ? mergeConfigs(this.settings, this.#configFile.config) : this.settings;
    return this.#merged;
  }

  get configFile(): ConfigFile | undefined {
    return this.#configFile;
  }

  setConfig(config: Config): void {
    this.settings = config;
    this.#configChanged();
  }

  /** Reads the configuration file of the folder; undefined when there is none (any more). */
  setConfigFile(file: FileId, text: string | undefined): void {
    this.#configFile = text === undefined ? undefined : readConfigFile(file, text);
    if (text === undefined) this.deleteFile(file);
    else this.setFile(file, text, 'config');
    this.#configChanged();
  }

  /**
   * Adds a file or gives it a new text. `kind` overrides what the name says (an editor's language mode). A `dependency` is only
   * looked at through the files that name it.
   */
  setFile(file: FileId, text: string, kind: FileKind | undefined = fileKind(file, text), dependency = false): void {
    const before = this.#files.get(file);
    if (before && before.text === text && before.kind === kind && before.isDependency === dependency) return;
    this.#files.set(file, new WorkspaceFile(file, kind, text, dependency, before?.kind === kind ? before : undefined));
    this.#wantedFiles.delete(file);
    this.#changed();
  }

  deleteFile(file: FileId): void {
    if (this.#files.delete(file)) this.#changed();
  }

  file(file: FileId): WorkspaceFile | undefined {
    return this.#files.get(file);
  }

  /** All files, in the order of their names. */
  files(): readonly WorkspaceFile[] {
    this.#sorted ??= [...this.#files.values()].sort((a, b) => (a.file < b.file ? -1 : 1));
    return this.#sorted;
  }

  /** The hosts that the files describe. Parts whose files did not change keep their identity from one call to the next. */
  hosts(): readonly Host[] {
    this.#hosts ??= this.#group();
    return this.#hosts;
  }

  /** The host that a file belongs to, by itself or because a file of the host includes it. */
  hostOf(file: FileId): Host | undefined {
    if (!this.#hostOf) {
      this.#hostOf = new Map();
      const hosts = this.hosts();
      for (const host of hosts)
        for (const part of [...host.nft, ...host.compose]) for (const name of part.files) this.#hostOf.set(name, host);
      for (const host of hosts) for (const name of host.files) this.#hostOf.set(name, host);
    }
    return this.#hostOf.get(file);
  }

  /** What has been looked for since the beginning and is not here. Complete after {@link hosts}. */
  wanted(): Wanted {
    this.hosts();
    return { files: this.#wantedFiles, folders: this.#wantedFolders };
  }

  #configChanged(): void {
    this.#merged = undefined;
    this.#hostSettings.clear();
    this.#changed();
  }

  #changed(): void {
    if (this.#hosts) this.#previous = this.#hosts;
    this.#hosts = undefined;
    this.#hostOf = undefined;
    this.#sorted = undefined;
  }

  #settingsOf(name: string | undefined): HostSettings {
    let settings = this.#hostSettings.get(name);
    if (!settings) {
      settings = hostSettings(this.config, name === undefined ? undefined : this.config.hosts?.[name]);
      this.#hostSettings.set(name, settings);
    }
    return settings;
  }

  #group(): Host[] {
    const names = this.files()
      .filter(({ kind, isDependency }) => kind !== undefined && kind !== 'config' && !isDependency)
      .map(({ file }) => file);
    const entries = Object.entries(this.config.hosts ?? {});
    const named = entries.map(([name, entry]) => ({
      name,
      files: names.filter((file) => matchesGlobs(entry.files, this.folder, file)),
    }));
    const taken = new Set(named.flatMap(({ files }) => files));
    const rest = names.filter((file) => !taken.has(file));
    const hosts = named.map(({ name, files }) => this.#host(name, undefined, files, this.#settingsOf(name)));
    if (rest.length === 0 && hosts.length > 0) return hosts;
    const shared = this.#settingsOf(undefined);
    if (this.options.divide === false) return [...hosts, this.#host(undefined, undefined, rest, shared)];
    return [...hosts, ...divideByHost(this.folder, rest).map(({ root, files }) => this.#host(undefined, root, files, shared))];
  }

  #host(name: string | undefined, root: FileId | undefined, files: readonly FileId[], settings: HostSettings): Host {
    const own = files.map((file) => this.#files.get(file)!);
    const top = root ?? divideByHost(this.folder, files)[0]?.root ?? this.folder;
    const before = this.#previous.find((host) => host.root === top && (name === undefined || host.name === name));
    const ofKind = (...kinds: FileKind[]) => own.filter(({ kind }) => kind !== undefined && kinds.includes(kind));
    const nft: NftProgram[] = buildPrograms(
      ofKind('nftables').map((file) => file.nft),
      { file: (file) => this.#look(file, 'nftables')?.nft, list: (folder) => this.#list(folder) },
      top,
      settings,
      before?.nft ?? [],
    );
    const compose: ComposeProject[] = buildProjects(
      ofKind('compose').map((file) => file.compose),
      { composeFile: (file) => this.#look(file, 'compose')?.compose, text: (file) => this.#look(file)?.text },
      before?.compose ?? [],
    );
    return new Host({
      name: name ?? (top.replace(/\/$/, '').split('/').pop() || 'host'),
      root: top,
      files,
      settings,
      nft,
      daemon: ofKind('daemon-json', 'systemd-unit', 'docker-defaults').map((file) => file.daemon),
      compose,
      sysctl: ofKind('sysctl').map((file) => file.sysctl),
      scripts: ofKind('shell', 'makefile').map((file) => file.script),
      iptables: ofKind('iptables-save').map((file) => file.iptables),
    });
  }

  /** A file that a model asks for; what is not here is noted. */
  #look(file: FileId, kind?: FileKind): WorkspaceFile | undefined {
    const found = this.#files.get(file);
    if (!found) this.#wantedFiles.set(file, kind ?? this.#wantedFiles.get(file));
    return found;
  }

  #list(folder: FileId): FileId[] {
    this.#wantedFolders.add(folder);
    return this.files()
      .map(({ file }) => file)
      .filter((file) => relativeTo(folder, file) !== undefined);
  }
}
