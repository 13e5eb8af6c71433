import { type FileId, join } from '../base/paths.ts';
import { fileKind } from './file-kind.ts';
import type { FileSystem } from './file-system.ts';
import { prepareKinds, prepareSyntaxes } from './prepare.ts';
import type { Workspace } from './workspace.ts';

/** A folder that a glob names may hold this many files that are read; more are not meant to be included one by one. */
const MAX_LISTED = 2000;
/** Files that include files that include files …: no real chain is longer. */
const MAX_ROUNDS = 64;

/**
 * Brings in what the files of a workspace refer to and what is not there yet: includes, `extends`, env files. Remembers what it
 * asked for, so that a name that leads nowhere is looked up once.
 */
export class DependencyLoader {
  readonly #asked = new Set<FileId>();
  readonly #listed = new Set<FileId>();

  constructor(
    private readonly workspace: Workspace,
    private readonly fs: FileSystem,
  ) {}

  /** Loads until nothing more is asked for. */
  async load(): Promise<void> {
    await prepareSyntaxes(this.workspace);
    for (let round = 0; round < MAX_ROUNDS; round++) {
      const names = await this.#missing();
      if (names.size === 0) break;
      for (const [file, kind] of names) {
        this.#asked.add(file);
        const text = await this.fs.read(file);
        if (text === undefined || this.workspace.file(file)) continue;
        const known = fileKind(file, text) ?? kind;
        await prepareKinds([known]);
        this.workspace.setFile(file, text, known, true);
      }
    }
  }

  /** A file came, went or changed on the disk: the next {@link load} looks again. True when some file refers to it. */
  forget(file: FileId): boolean {
    const listed = [...this.#listed].find((folder) => join(folder, file.slice(file.lastIndexOf('/') + 1)) === file);
    if (listed !== undefined) this.#listed.delete(listed);
    return this.#asked.delete(file) || listed !== undefined;
  }

  async #missing(): Promise<Map<FileId, ReturnType<typeof fileKind>>> {
    const { files, folders } = this.workspace.wanted();
    const names = new Map([...files].filter(([file]) => !this.#asked.has(file)));
    for (const folder of folders) {
      if (this.#listed.has(folder)) continue;
      this.#listed.add(folder);
      for (const entry of ((await this.fs.list(folder)) ?? []).slice(0, MAX_LISTED)) {
        const file = join(folder, entry.name);
        if (entry.kind === 'file' && !this.workspace.file(file) && !this.#asked.has(file)) names.set(file, 'nftables');
      }
    }
    return names;
  }
}
