import type { FileId } from '../base/paths.ts';
import type { FileItem } from './ast.ts';
import type { SetType } from './environment.ts';
import type { EvaluatedElement } from './evaluate/sets.ts';
import type { NftFile } from './file.ts';
import type { NftProblem } from './problems.ts';
import { runCommand, runObjectCommand } from './run/commands.ts';
import { runDirective } from './run/directives.ts';
import type { Definition, EvaluatedTable, PlacedCommand, ResolvedInclude, Source } from './run/model.ts';
import { checkReach } from './run/reach.ts';
import { type RunInput, RunState } from './run/state.ts';

export { type EvaluatedChain, type EvaluatedRule, type EvaluatedTable, readRule } from './run/model.ts';
export type { RunInput } from './run/state.ts';

/**
 * Runs the commands of a program in order, as `nft -f` would in a host without tables, and collects what nft and the kernel would
 * refuse. What depends on the state of a real host (a table that the program does not declare) is left alone.
 */
export class ProgramEvaluation {
  protected readonly state: RunState;

  constructor(input: RunInput, root: NftFile) {
    this.state = new RunState(input);
    this.load(root);
    for (const table of this.state.tables.values()) checkReach(this.state, table);
  }

  /** Runs a file and all that it includes. */
  protected load(file: NftFile): void {
    const { files, stack } = this.state;
    if (!files.includes(file.file)) files.push(file.file);
    stack.push(file.file);
    this.#file(file);
    stack.pop();
  }

  /** What it was made with. */
  get input(): RunInput {
    return this.state.input;
  }

  get problems(): readonly NftProblem[] {
    return this.state.problems;
  }

  /** Tables as they are after the last command, by family and name. */
  get tables(): ReadonlyMap<string, EvaluatedTable> {
    return this.state.tables;
  }

  /** The root and every file that was included, in the order of first inclusion. */
  get files(): readonly FileId[] {
    return this.state.files;
  }

  get includes(): readonly ResolvedInclude[] {
    return this.state.includes;
  }

  /** Every definition of a variable. */
  get definitions(): readonly Definition[] {
    return this.state.definitions;
  }

  /** `flush ruleset` and other commands on existing objects, in order. */
  get commands(): readonly PlacedCommand[] {
    return this.state.commands;
  }

  /** True when an include leads to no known file, so that there may be more than is known here. */
  get hasMissingFiles(): boolean {
    return this.state.includes.some(({ files }) => files.length === 0);
  }

  /** What a set or map holds after the commands. Undefined when elements were taken from it again: nobody keeps account of that. */
  elementsOf(set: SetType): readonly EvaluatedElement[] | undefined {
    return this.state.taken.has(set) ? undefined : (this.state.elements.get(set) ?? []);
  }

  /** Words of broken statements: nothing is known of what they name. */
  get uncertain(): ReadonlySet<string> {
    return this.state.uncertain;
  }

  #file(file: NftFile): void {
    const part = file.part('file');
    this.state.enter(part);
    for (const { at, node } of part.items as NftFile['items']) this.#item(part, part.at + at, node);
  }

  #item(source: Source, at: number, item: FileItem): void {
    switch (item.kind) {
      case 'unit':
        runDirective(this.state, source, at, item.item, (file) => this.#file(file));
        return;
      case 'command':
        runCommand(this.state, source, at, item);
        return;
      case 'object-command':
        runObjectCommand(this.state, source, at, item);
        return;
      default:
        return;
    }
  }
}
