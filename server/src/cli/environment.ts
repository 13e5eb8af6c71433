import type { FileId } from '../base/paths.ts';
import type { FileSystem } from '../workspace/file-system.ts';
import type { Judged, JudgeOptions } from './check/judge.ts';
import type { Unit } from './check/unit.ts';

/** What the command line needs of the machine it runs on. The tests give one in memory. */
export interface Environment {
  readonly version: string;
  /** The working directory, absolute. */
  readonly cwd: FileId;
  readonly fs: FileSystem;
  /** The absolute name of a path as the user wrote it. */
  resolve(path: string): FileId;
  /** Gives a file another text, whole or not at all; rejects when that is not possible. */
  write(file: FileId, text: string): Promise<void>;
  out(text: string): void;
  error(text: string): void;
  /** All of standard input. */
  input(): Promise<string>;
  /** True when output may hold colours. */
  readonly colour: boolean;
  /** How many threads are worth having. */
  parallelism(): Promise<number>;
  /** Judges units in a thread of its own, where there are threads. */
  apart?(request: { readonly units: readonly Unit[]; readonly options: JudgeOptions }): Promise<Judged[]>;
  /** Runs the language server over standard input and output until its client goes. */
  serve(): Promise<void>;
}

/** Something the user has to change on the command line or in the configuration: exit status 2. */
export class UsageError extends Error {}
