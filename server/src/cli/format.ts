import type { FileId } from '../base/paths.ts';
import { parseNftFile } from '../nft/file.ts';
import { formatFile } from '../nft/format/format.ts';
import type { Style } from '../nft/format/layout.ts';
import { discover } from '../workspace/discover.ts';
import { prepareKinds } from '../workspace/prepare.ts';
import { type Environment, UsageError } from './environment.ts';
import { relativeName } from './names.ts';

export interface FormatOptions {
  /** What happens to a formatted text: it is printed, compared with the file, or written to it. */
  readonly mode: 'print' | 'check' | 'write';
  /** Formats standard input instead of files. */
  readonly stdin: boolean;
  readonly style: Style;
}

/** `bridgekeeper format`. True when all files are as they should be, or were made so. */
export async function format(env: Environment, paths: readonly string[], options: FormatOptions): Promise<boolean> {
  await prepareKinds(['nftables']);
  if (options.stdin) {
    const text = await env.input();
    const formatted = formattedText(text, options.style);
    if (options.mode === 'check') return report(env, 'standard input', text === formatted);
    env.out(formatted);
    return true;
  }
  if (paths.length === 0) throw new UsageError('format needs a file or folder, or --stdin');
  let good = true;
  for (const file of await filesOf(env, paths)) {
    const text = await env.fs.read(file);
    if (text === undefined) throw new UsageError(`${relativeName(env.cwd, file)}: cannot be read`);
    const formatted = formattedText(text, options.style);
    if (options.mode === 'print') env.out(formatted);
    else if (options.mode === 'check') good = report(env, relativeName(env.cwd, file), text === formatted) && good;
    else if (text !== formatted) {
      await env.write(file, formatted);
      env.error(`${relativeName(env.cwd, file)}: formatted\n`);
    }
  }
  return good;
}

function report(env: Environment, name: string, isFormatted: boolean): boolean {
  if (!isFormatted) env.out(`${name}: not formatted\n`);
  return isFormatted;
}

function formattedText(text: string, style: Style): string {
  const file = parseNftFile('', text);
  const formatted = formatFile(file, style);
  file.dispose();
  return formatted;
}

/** The files themselves, whatever their names, and the nftables files below folders. */
async function filesOf(env: Environment, paths: readonly string[]): Promise<FileId[]> {
  const out = new Set<FileId>();
  for (const path of paths) {
    const file = env.resolve(path);
    const kind = await env.fs.kindOf(file);
    if (kind === undefined) throw new UsageError(`${relativeName(env.cwd, file)}: no such file or folder`);
    if (kind === 'file') out.add(file);
    else {
      const found = await discover(env.fs, file);
      for (const { file: name } of found.filter((one) => one.kind === 'nftables')) out.add(name);
    }
  }
  return [...out];
}
