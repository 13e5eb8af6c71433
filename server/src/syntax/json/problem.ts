import type { Range } from '../../base/range.ts';
import type { TextEdit } from '../../base/text.ts';

/** What is wrong with a JSON text, as Go's encoding/json judges it. */
export type JsonProblemKind =
  | 'comment'
  | 'trailing-comma'
  | 'extra-comma'
  | 'missing-comma'
  | 'missing-colon'
  | 'missing-value'
  | 'missing-end'
  | 'unexpected-end'
  | 'quotes'
  | 'unquoted-key'
  | 'key-not-string'
  | 'unterminated-string'
  | 'control-character'
  | 'escape'
  | 'number'
  | 'word'
  | 'extra-text'
  | 'too-deep'
  | 'not-object';

/** One mistake, at its place. Other mistakes of the same text are found too. */
export interface JsonProblem {
  readonly kind: JsonProblemKind;
  readonly range: Range;
  /** What is wrong and what JSON wants there, without a full stop. */
  readonly message: string;
  /** The opening bracket or quote of what is not closed. */
  readonly opened?: Range | undefined;
  /** Given when one change is certainly what was meant. */
  readonly fix?: { readonly title: string; readonly edits: readonly TextEdit[] } | undefined;
}
