import type { Location } from '../base/range.ts';

/** Why docker compose would refuse the files of a project before it asks the Engine. */
export type ComposeProblemKind =
  | 'yaml'
  | 'not-a-map'
  | 'non-text-key'
  | 'wrong-type'
  | 'unknown-key'
  | 'missing-key'
  | 'repeated-item'
  | 'bad-name'
  | 'bad-variable'
  | 'bad-cast'
  | 'cannot-merge'
  | 'include'
  | 'extends'
  | 'cycle'
  | 'bad-value'
  | 'nothing-to-do';

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
