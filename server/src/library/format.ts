import { parseNftFile } from '../nft/file.ts';
import { formatFile } from '../nft/format/format.ts';

export interface FormatInput {
  /** An nftables file. */
  readonly text: string;
  readonly options?: {
    /** Blanks per level; tabs without it. */
    readonly indent?: number;
  };
}

/** Lays an nftables file out. What cannot be parsed stays as it is. Never throws on what the text holds. */
export function format({ text, options }: FormatInput): { text: string } {
  const file = parseNftFile('', text);
  const formatted = formatFile(file, { indent: options?.indent });
  file.dispose();
  return { text: formatted };
}
