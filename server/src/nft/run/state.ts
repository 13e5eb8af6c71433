import type { FileId } from '../../base/paths.ts';
import type { Family, Name, SetDeclaration, Span, TableName } from '../ast.ts';
import { type DeclaredAt, type SetType, tableKey, VariableScope } from '../environment.ts';
import { EvaluationContext, type NameLookup } from '../evaluate/context.ts';
import type { EvaluatedElement } from '../evaluate/sets.ts';
import type { NftFile } from '../file.ts';
import type { IncludeTarget } from '../include.ts';
import { type NftProblem, place, type UnitProblem } from '../problems.ts';
import { topOf } from './declare.ts';
import type { Definition, EvaluatedRule, EvaluatedTable, PlacedCommand, ResolvedInclude, Source } from './model.ts';

/** How a run gets at files and settings. */
export interface RunInput {
  include(path: string, from: FileId): IncludeTarget;
  file(file: FileId): NftFile | undefined;
  /** Variables that are set outside the files, by name. */
  readonly defines: Readonly<Record<string, string>>;
}

const FAMILIES: readonly string[] = ['ip', 'ip6', 'inet', 'arp', 'bridge', 'netdev'];

/** The family that a command names; without one it is ip. */
export function familyOf(name: Name | undefined): Family {
  return name && FAMILIES.includes(name.text) ? (name.text as Family) : 'ip';
}

/** What a run knows so far, and what it has found. */
export class RunState {
  readonly problems: NftProblem[] = [];
  readonly tables = new Map<string, EvaluatedTable>();
  readonly files: FileId[] = [];
  readonly includes: ResolvedInclude[] = [];
  readonly definitions: Definition[] = [];
  readonly commands: PlacedCommand[] = [];
  /** Words of broken statements: one of them may declare or use what seems to be missing. */
  readonly uncertain = new Set<string>();
  /** Elements that sets hold after the commands so far. A set that elements were taken from again is left out. */
  readonly elements = new Map<SetType, EvaluatedElement[]>();
  /** Sets that elements were taken from again. */
  readonly taken = new Set<SetType>();
  readonly setTypes = new Map<SetDeclaration, SetType>();
  /** Where sets are declared. */
  readonly setSources = new Map<SetType, { readonly source: Source; readonly at: number; readonly node: SetDeclaration }>();
  /** Rules whose references have been looked up. */
  readonly resolved = new Set<EvaluatedRule>();
  readonly stack: FileId[] = [];
  #scope = new VariableScope();
  readonly #sources = new Set<Source>();

  constructor(readonly input: RunInput) {
    for (const [name, value] of Object.entries(input.defines))
      this.#scope.bind({
        name,
        at: undefined,
        value: /^\d+$/.test(value)
          ? { kind: 'number', text: value, negative: false, start: 0, end: 0 }
          : { kind: 'symbol', text: value, quoted: false, keyword: false, start: 0, end: 0 },
        scope: undefined,
      });
  }

  get scope(): VariableScope {
    return this.#scope;
  }

  /** Notes a text that is read for the first time, with what the grammar refuses in it. */
  enter(source: Source): void {
    if (this.#sources.has(source)) return;
    this.#sources.add(source);
    for (const problem of source.problems) this.problems.push(problem);
    for (const { start, end } of source.removed)
      for (const [word] of source.original.slice(start, end).matchAll(/[A-Za-z_][\w./-]*/g)) this.uncertain.add(word);
  }

  /** True when a part of a unit was taken out, so that nothing can be said about what is missing in it. */
  isDamaged(source: Source, at: number, length: number): boolean {
    return source.removed.some((range) => range.start < at + length && at < range.end);
  }

  report(source: Source, at: number, problems: readonly UnitProblem[] | undefined): void {
    if (!problems) return;
    for (const problem of problems) {
      const placed = place(problem, source.file, at, source.text);
      this.problems.push(problem.variable ? this.#withDefine(placed, source, problem.variable) : placed);
    }
  }

  /** Adds the fix that defines a missing variable. */
  #withDefine(problem: NftProblem, source: Source, { name, example }: NonNullable<UnitProblem['variable']>): NftProblem {
    if (example === undefined) return problem;
    const at = topOf(source.original);
    const edits = [{ file: source.file, range: { start: at, end: at }, newText: `define ${name} = ${example}\n` }];
    const fix = { title: `Define $${name}, for example as ${example}`, safe: false, edits };
    return { ...problem, fixes: [...problem.fixes, fix] };
  }

  problem(
    source: Source,
    at: number,
    rule: UnitProblem['rule'],
    span: Span,
    message: string,
    more: Pick<UnitProblem, 'fixes' | 'related'> = {},
  ): void {
    this.report(source, at, [{ rule, message, start: span.start, end: span.end, ...more }]);
  }

  declared(source: Source, at: number, span: Span): DeclaredAt {
    return { file: source.file, range: { start: at + span.start, end: at + span.end } };
  }

  context(family: Family, table: EvaluatedTable | undefined): EvaluationContext {
    return new EvaluationContext(family, this.names(table));
  }

  names(table: EvaluatedTable | undefined): NameLookup {
    const variables = this.#scope;
    if (this.#names?.table !== table || this.#names?.variables !== variables)
      this.#names = { table, variables, set: (name) => table?.state.sets.get(name) };
    return this.#names;
  }

  #names: (NameLookup & { readonly table: EvaluatedTable | undefined }) | undefined;

  tableOf(name: TableName | undefined): EvaluatedTable | undefined {
    return name && this.tables.get(tableKey(familyOf(name.family), name.table.text));
  }

  /** Runs `inner` with variables of its own. */
  block(inner: () => void): void {
    const outer = this.#scope;
    this.#scope = new VariableScope(outer);
    inner();
    this.#scope = outer;
  }
}
