import type { CheckResult } from '../../checks/result.ts';
import { concise } from './concise.ts';
import { json } from './json.ts';
import { pretty } from './pretty.ts';

/** What a reporter shows. */
export interface ReportInput {
  readonly result: CheckResult;
  /** The text of a file that a finding is about, by its name in the result. */
  textOf(file: string): string | undefined;
  readonly colour: boolean;
  /** Findings that the baseline accepts, and files that fixes changed. */
  readonly accepted: number;
  readonly fixedFiles: number;
  readonly version: string;
  /** False when a rule failed. */
  readonly successful: boolean;
}

/** Turns findings into the text of one format. */
export type Reporter = (input: ReportInput) => string;

/** The formats; those that few ask for are loaded then. */
export const REPORTERS = {
  pretty: async () => pretty,
  concise: async () => concise,
  json: async () => json,
  sarif: async () => (await import('./sarif.ts')).sarif,
  github: async () => (await import('./github.ts')).github,
  gitlab: async () => (await import('./gitlab.ts')).gitlab,
  checkstyle: async () => (await import('./checkstyle.ts')).checkstyle,
} as const satisfies Record<string, () => Promise<Reporter>>;

export type Format = keyof typeof REPORTERS;
export const FORMATS = Object.keys(REPORTERS) as readonly Format[];
