import { ProgramEvaluation } from './evaluation.ts';
import type { NftFile } from './file.ts';
import type { EvaluatedTable } from './run/model.ts';

/** A ruleset as a kernel has it: further files are run on what is there, and other programs change its tables. */
export class LiveRuleset extends ProgramEvaluation {
  /** By family and name; belongs to whoever made the ruleset. */
  override get tables(): Map<string, EvaluatedTable> {
    return this.state.tables;
  }

  /** Runs a file as `nft -f` does. */
  run(file: NftFile): void {
    this.load(file);
  }
}
