import type { FileId } from '../base/paths.ts';

/** One compose file by itself, parsed. */
export interface ComposeFile {
  readonly file: FileId;
  readonly text: string;
}

/** Parses a compose file. Total: any text gives a file with problems. */
export function parseComposeFile(file: FileId, text: string): ComposeFile {
  return { file, text };
}
