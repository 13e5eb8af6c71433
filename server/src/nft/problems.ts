import type { FileId } from '../base/paths.ts';
import type { Range } from '../base/range.ts';
import type { Span } from './ast.ts';

/** The rules of the group nft/ that the model itself can answer, by the second half of their names. */
export type NftRuleName =
  | 'syntax'
  | 'typographic-quote'
  | 'undefined-variable'
  | 'undefined-chain'
  | 'undefined-object'
  | 'duplicate-definition'
  | 'type-mismatch'
  | 'invalid-value'
  | 'family-mismatch'
  | 'invalid-hook'
  | 'invalid-priority'
  | 'statement-context'
  | 'statement-after-verdict'
  | 'missing-interval-flag'
  | 'overlapping-elements'
  | 'jump-loop'
  | 'jump-to-base-chain'
  | 'include-not-found'
  | 'colon-needs-blanks'
  | 'reserved-word-name';

/** A replacement inside the unit that the problem is in: by a text, or by what stands elsewhere in the unit. */
export interface UnitEdit extends Span {
  readonly newText: string | Span;
}

/** A replacement at a place of a file, whichever unit it belongs to. */
export interface PlacedEdit {
  readonly file: FileId;
  readonly range: Range;
  readonly newText: string;
}

/** A change that answers a problem; `safe` keeps what the file does apart from the mistake. */
export interface ProblemFix {
  readonly title: string;
  readonly safe: boolean;
  readonly edits: readonly (UnitEdit | PlacedEdit)[];
}

/** Something that nft would refuse, found in a unit; offsets count from the unit's start. */
export interface UnitProblem extends Span {
  readonly rule: NftRuleName;
  /** What is wrong, what happens because of it, what to do. */
  readonly message: string;
  readonly fixes?: readonly ProblemFix[] | undefined;
  /** Another place that is involved, by what it declares. */
  readonly related?: { readonly message: string; readonly file: FileId; readonly range: Range } | undefined;
  /** A variable that is missing, and a value that would fit where it is used. */
  readonly variable?: { readonly name: string; readonly example: string | undefined } | undefined;
}

/** A problem at its place in a file. */
export interface NftProblem {
  readonly rule: NftRuleName;
  readonly message: string;
  readonly file: FileId;
  readonly range: Range;
  readonly fixes: readonly PlacedFix[];
  readonly related: readonly { readonly message: string; readonly file: FileId; readonly range: Range }[];
}

/** A change at places of files. */
export interface PlacedFix {
  readonly title: string;
  readonly safe: boolean;
  readonly edits: readonly PlacedEdit[];
}

/** Puts a unit's problem at its place: `at` is where the unit begins in the file, whose text is `text`. */
export function place(problem: UnitProblem, file: FileId, at: number, text: string): NftProblem {
  const textOf = (newText: string | Span) =>
    typeof newText === 'string' ? newText : text.slice(at + newText.start, at + newText.end);
  return {
    rule: problem.rule,
    message: problem.message,
    file,
    range: { start: at + problem.start, end: at + problem.end },
    fixes: (problem.fixes ?? []).map((fix) => ({
      title: fix.title,
      safe: fix.safe,
      edits: fix.edits.map((edit) =>
        'file' in edit ? edit : { file, range: { start: at + edit.start, end: at + edit.end }, newText: textOf(edit.newText) },
      ),
    })),
    related: problem.related ? [problem.related] : [],
  };
}
