import { dirname, type FileId, join } from '../base/paths.ts';
import { applyBaseline, parseBaseline } from '../checks/baseline.ts';
import type { Finding } from '../checks/finding.ts';
import { Checker } from '../checks/run.ts';
import type { Config } from '../workspace/config.ts';
import type { FileSystem } from '../workspace/file-system.ts';
import { DependencyLoader } from '../workspace/load.ts';
import type { Part } from '../workspace/parts.ts';
import { Workspace } from '../workspace/workspace.ts';
import { Breather } from './breathe.ts';

/** What one configuration applies to, kept up to date while it is edited, with its findings. */
export class Unit {
  readonly workspace: Workspace;
  readonly loader: DependencyLoader;
  readonly #checker: Checker;
  /** Counts changes; findings belong to one count. */
  #revision = 0;
  #checked: { readonly revision: number; readonly findings: readonly Finding[] } = { revision: -1, findings: [] };
  #checking: Promise<void> | undefined;
  /** How long the last check took, in milliseconds of work. */
  lastDuration = 0;

  constructor(
    part: Pick<Part, 'folder' | 'config'>,
    private readonly fs: FileSystem,
    settings: Config,
    partial: boolean,
    onError: (message: string) => void,
  ) {
    this.workspace = new Workspace(part.folder, settings, { partial });
    this.loader = new DependencyLoader(this.workspace, fs);
    this.#checker = new Checker({
      onError: (rule, error) =>
        onError(`rule ${rule} failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`),
    });
    if (part.config) this.workspace.setConfigFile(part.config.file, part.config.text);
  }

  /** Changes the workspace; findings are stale from here on. */
  change(action: (workspace: Workspace) => void): void {
    action(this.workspace);
    this.#revision++;
  }

  get isFresh(): boolean {
    return this.#checked.revision === this.#revision;
  }

  /** The findings of the last finished check. */
  get findings(): readonly Finding[] {
    return this.#checked.findings;
  }

  /** Resolves when {@link findings} belong to the present texts. A change meanwhile starts the check again. */
  async check(): Promise<void> {
    while (!this.isFresh) {
      this.#checking ??= this.#run().finally(() => {
        this.#checking = undefined;
      });
      await this.#checking;
    }
  }

  async #run(): Promise<void> {
    const breather = new Breather();
    await this.loader.load();
    for (const file of this.workspace.files()) {
      file.prepare();
      await breather.pause();
    }
    // Files that loading brought in count as the state that is checked here.
    const revision = this.#revision;
    const started = performance.now();
    let paused = 0;
    const steps = this.#checker.steps(this.workspace);
    for (let step = steps.next(); this.#revision === revision; step = steps.next()) {
      if (step.done) {
        this.lastDuration = performance.now() - started - paused;
        const findings = await this.#withBaseline(step.value);
        if (this.#revision === revision) this.#checked = { revision, findings };
        return;
      }
      const before = performance.now();
      await breather.pause();
      paused += performance.now() - before;
    }
  }

  /** Findings that the baseline accepts are still shown, but as hints. */
  async #withBaseline(findings: readonly Finding[]): Promise<readonly Finding[]> {
    const { config, configFile } = this.workspace;
    if (config.baseline === undefined || !configFile) return findings;
    const folder = dirname(configFile.file);
    const baseline = parseBaseline((await this.fs.read(join(folder, config.baseline))) ?? '');
    if (!baseline) return findings;
    const baseFolder = dirname(join(folder, config.baseline));
    const nameOf = (file: FileId) => (file.startsWith(`${baseFolder}/`) ? file.slice(baseFolder.length + 1) : file);
    const { accepted } = applyBaseline(findings, baseline, nameOf, (file) => this.workspace.file(file)?.text ?? '');
    const known = new Set(accepted);
    return findings.map((finding) => (known.has(finding) ? { ...finding, severity: 'hint' as const } : finding));
  }
}
