import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

/** What a program said about an input. `semantic`: read, but refused before anything was sent to the kernel. */
export type Verdict = 'ok' | 'syntax' | 'semantic' | 'kernel' | 'timeout';

/** An input with the recorded answers of two versions of nft. */
export interface CorpusRecord {
  readonly id: string;
  readonly nft: string;
  readonly nft117: Verdict;
  /** True when nft's parser took the input. */
  readonly syntax117: boolean | null;
  /** Lines and columns count from 1. */
  readonly errors117?: readonly { readonly line: number; readonly column: number; readonly message: string }[];
  readonly nft106?: Verdict;
  readonly syntax106?: boolean | null;
}

/** One file of records. */
export interface CorpusFile {
  readonly name: string;
  readonly records: readonly CorpusRecord[];
}

/** All `*.jsonl` files of a folder that hold records, or the one of that name. */
export function readCorpus(folder: string, only?: string): CorpusFile[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.jsonl'))
    .sort()
    .map((file) => ({ name: basename(file, '.jsonl'), path: join(folder, file) }))
    .filter(({ name }) => only === undefined || name === only)
    .map(({ name, path }) => ({ name, records: readFileSync(path, 'utf8').split('\n').filter(Boolean).map(readRecord) }));
}

function readRecord(line: string): CorpusRecord {
  const record = JSON.parse(line) as Partial<CorpusRecord>;
  if (typeof record.id !== 'string' || typeof record.nft !== 'string' || typeof record.nft117 !== 'string')
    throw new Error(`no record of the corpus: ${line.slice(0, 120)}`);
  return record as CorpusRecord;
}
