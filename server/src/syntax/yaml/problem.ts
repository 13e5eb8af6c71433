import type { Range } from '../../base/range.ts';

/** Why a YAML reader would refuse a text, or what was left out to keep reading it. */
export type YamlProblemKind = 'syntax' | 'duplicate-key' | 'unknown-alias' | 'alias-loop' | 'bad-merge' | 'too-large';

export interface YamlProblem {
  readonly kind: YamlProblemKind;
  readonly message: string;
  readonly range: Range;
  /** The first of two equal keys. */
  readonly first?: Range;
  /** The text at `range` is refused only because it has no quotes; its value is read as it is. */
  readonly quote?: boolean;
}
