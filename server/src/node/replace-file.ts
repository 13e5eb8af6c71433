import { chmod, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import type { FileId } from '../base/paths.ts';
import { toPath } from './paths.ts';

/**
 * Gives a file another text so that nobody ever sees half of it: the text is written beside it and put in its place, with the
 * permissions it had. A link stays a link. Rejects when the disk refuses.
 */
export async function replaceFile(file: FileId, text: string): Promise<void> {
  const path = await realpath(toPath(file)).catch(() => toPath(file));
  const beside = `${path}.${process.pid}.tmp`;
  try {
    await writeFile(beside, text);
    const before = await stat(path).catch(() => undefined);
    if (before) await chmod(beside, before.mode);
    await rename(beside, path);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
}
