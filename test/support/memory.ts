import { join, normalize } from '../../server/src/base/paths.ts';
import type { Environment } from '../../server/src/cli/environment.ts';
import { run } from '../../server/src/cli/program.ts';
import type { FileSystem, FolderEntry } from '../../server/src/workspace/file-system.ts';

/** Files in memory by absolute name; a value `-> NAME` is a link. */
export class MemoryFileSystem implements FileSystem {
  /** Every name whose text or first bytes were asked for. */
  readonly opened: string[] = [];

  constructor(readonly files: Map<string, string>) {}

  async read(file: string): Promise<string | undefined> {
    this.opened.push(file);
    return this.files.get(await this.realPath(file));
  }

  async readHead(file: string, bytes: number): Promise<string | undefined> {
    return (await this.read(file))?.slice(0, bytes);
  }

  async list(folder: string): Promise<readonly FolderEntry[] | undefined> {
    const prefix = `${await this.realPath(folder)}/`.replace('//', '/');
    const names = new Map<string, FolderEntry>();
    for (const [file, text] of this.files) {
      if (!file.startsWith(prefix)) continue;
      const [name = '', ...rest] = file.slice(prefix.length).split('/');
      const isLink = rest.length === 0 && text.startsWith('-> ');
      const kind = rest.length > 0 ? 'folder' : isLink ? ((await this.kindOf(prefix + name)) ?? 'other') : 'file';
      names.set(name, { name, kind, isLink });
    }
    return names.size > 0 ? [...names.values()] : undefined;
  }

  async realPath(path: string): Promise<string> {
    let at = '/';
    let links = 0;
    for (const part of path.split('/').filter((segment) => segment !== '')) {
      at = join(at, part);
      for (let text = this.files.get(at); text?.startsWith('-> '); text = this.files.get(at)) {
        if (++links > 40) return path;
        at = normalize(join(at.slice(0, at.lastIndexOf('/')) || '/', text.slice(3)));
      }
    }
    return at;
  }

  async kindOf(path: string): Promise<'file' | 'folder' | undefined> {
    const real = await this.realPath(path);
    if (this.files.has(real)) return this.files.get(real)!.startsWith('-> ') ? undefined : 'file';
    const prefix = real === '/' ? '/' : `${real}/`;
    return [...this.files.keys()].some((file) => file.startsWith(prefix)) ? 'folder' : undefined;
  }
}

/** Runs the command line on files in memory, in the folder `/w`. Relative names of `files` are below it. */
export async function runCommand(files: Readonly<Record<string, string>>, args: readonly string[], input = '') {
  const fs = new MemoryFileSystem(new Map(Object.entries(files).map(([name, text]) => [join('/w', name), text])));
  let out = '';
  let error = '';
  const env: Environment = {
    version: '1.2.3',
    cwd: '/w',
    fs,
    resolve: (path) => join('/w', path),
    write: async (file, text) => void fs.files.set(file, text),
    out: (text) => {
      out += text;
    },
    error: (text) => {
      error += text;
    },
    input: async () => input,
    colour: false,
    parallelism: async () => 1,
    serve: async () => {},
  };
  const status = await run(env, args);
  const after = Object.fromEntries([...fs.files].map(([name, text]) => [name.replace(/^\/w\//, ''), text]));
  return { status, out, error, files: after, opened: fs.opened };
}
