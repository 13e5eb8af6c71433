import type { Location } from '../base/range.ts';

/** Problems of one file by itself, which YAML and schema checks of other programs find as well. */
const FORM_KINDS = [
  'yaml',
  'unquoted',
  'not-a-map',
  'non-text-key',
  'wrong-type',
  'unknown-key',
  'missing-key',
  'repeated-item',
  'bad-name',
] as const;
/** Problems of reading variables and of joining files. */
const LOAD_KINDS = ['bad-variable', 'bad-cast', 'cannot-merge', 'include', 'extends', 'cycle'] as const;

/** Why docker compose would refuse the files of a project before it asks the Engine. */
export type ComposeProblemKind = (typeof FORM_KINDS)[number] | (typeof LOAD_KINDS)[number];

/** True for problems of the form of one file. */
export function isAboutForm(kind: ComposeProblemKind): boolean {
  return (FORM_KINDS as readonly string[]).includes(kind);
}

export interface ComposeProblem {
  readonly kind: ComposeProblemKind;
  /** What is wrong, as a clause without a full stop. */
  readonly message: string;
  readonly at: Location;
  readonly related?: { readonly message: string; readonly location: Location };
  /** The key that was probably meant, where `at` is a misspelt key. */
  readonly instead?: string;
}

/** Collects problems while files are read. */
export type ReportProblem = (problem: ComposeProblem) => void;
