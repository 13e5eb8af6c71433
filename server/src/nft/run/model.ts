import type { FileId } from '../../base/paths.ts';
import type { Range } from '../../base/range.ts';
import type { ObjectCommand, Rule, RuleUnit } from '../ast.ts';
import type { Binding, ChainInfo, DeclaredAt, TableState } from '../environment.ts';
import type { RuleResult } from '../evaluate/rule.ts';
import type { NftProblem } from '../problems.ts';

/** A piece of text that commands are read from: a file, or a file as a part of the block that includes it. */
export interface Source {
  readonly file: FileId;
  /** The text that the AST belongs to; offsets are those of the file. */
  readonly text: string;
  /** As the author wrote it. */
  readonly original: string;
  /** Broken statements that the AST does not have. */
  readonly removed: readonly Range[];
  /** What the grammar refuses in it. */
  readonly problems: readonly NftProblem[];
}

/** A rule where it stands, with what was found out about it. */
export interface EvaluatedRule {
  readonly file: FileId;
  /** The text that {@link unit} is read from. */
  readonly text: string;
  /** Where the rule begins in its file. */
  readonly at: number;
  readonly unit: RuleUnit;
  readonly result: RuleResult;
}

/** The AST of a rule; offsets count from the rule's start. */
export function readRule(rule: EvaluatedRule): Rule {
  return rule.unit.read(rule.text, rule.at);
}

/** A chain as the commands of a program make it. */
export interface EvaluatedChain {
  readonly info: ChainInfo;
  readonly rules: EvaluatedRule[];
  /** Rules were added at places that handles or positions name, or deleted: their order here need not be that in the kernel. */
  isDisordered?: true;
}

export interface EvaluatedTable {
  readonly state: TableState;
  readonly chains: Map<string, EvaluatedChain>;
  /** `flags dormant` and the like, with their places. */
  readonly flags: { readonly name: string; readonly at: DeclaredAt }[];
  /** Chains that the elements of a named verdict map lead to, by the map's name. */
  readonly verdicts: Map<string, Set<string>>;
}

/** An `include` and the files that it led to. */
export interface ResolvedInclude {
  readonly file: FileId;
  /** The path's range in its file, with the quotes. */
  readonly range: Range;
  readonly path: string;
  readonly files: readonly FileId[];
  readonly glob: boolean;
}

/** A variable's definition and the name that it defines. */
export interface Definition {
  readonly binding: Binding;
}

/** A command on what exists (`flush ruleset`, `delete table …`), where it stands. */
export interface PlacedCommand {
  readonly command: ObjectCommand;
  readonly file: FileId;
  readonly at: number;
}
