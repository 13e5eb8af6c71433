import type { Family, Span } from '../ast.ts';
import type { Binding, SetType, VariableScope } from '../environment.ts';
import type { NftRuleName, ProblemFix, UnitProblem } from '../problems.ts';
import { ProtocolContext } from './protocol.ts';

/** A name in a rule that has to be looked up in the table: whether it exists is for the program to say. */
export interface Reference extends Span {
  readonly kind: 'chain' | 'set' | 'object' | 'flowtable';
  readonly name: string;
  /** Of an object: counter, quota, ct helper … */
  readonly object?: string | undefined;
  /** Of a set: a declaration that would fit, from the word `set` or `map` to what stands in its block. */
  readonly declaration?: SetSketch | undefined;
  /** Of a chain: how it is reached. */
  readonly verdict?: 'jump' | 'goto' | undefined;
}

/** What a set that is missing would have to be. */
export interface SetSketch {
  readonly kind: 'set' | 'map';
  /** `type ipv4_addr : verdict`, `flags dynamic` … */
  readonly lines: readonly string[];
}

/** A statement or key that only some kinds of base chains can hold; `use` is the name of a row in facts/nft/contexts.json. */
export interface ContextUse extends Span {
  readonly use: string;
}

export const NO_PROBLEMS: readonly UnitProblem[] = [];
export const NO_REFERENCES: readonly Reference[] = [];
export const NO_USES: readonly ContextUse[] = [];

/** A binding that no scope ever has. */
const UNBOUND: Binding = { name: '', at: undefined, value: undefined, scope: undefined };

/** Finds what a name in a rule means. */
export interface NameLookup {
  readonly variables: VariableScope;
  /** Undefined when the table is not known to have it. */
  set(name: string): SetType | undefined;
}

/** What the evaluation of one unit (a rule, a set) knows and finds out. */
export class EvaluationContext {
  problems: UnitProblem[] | undefined;
  references: Reference[] | undefined;
  uses: ContextUse[] | undefined;
  /** What was looked up, so that the result can be kept as long as the answers stay the same. */
  readonly bindings: [string, Binding | undefined][] = [];
  readonly sets: [string, SetType | undefined][] = [];
  protocol: ProtocolContext;
  /** Inside the value of a variable: where the variable is used, and what its own variables mean. */
  #via: Span | undefined;
  #scope: VariableScope;
  #depth = 0;

  constructor(
    readonly family: Family,
    private readonly names: NameLookup,
  ) {
    this.protocol = new ProtocolContext(family);
    this.#scope = names.variables;
  }

  /** Reports a problem. Only the first of a unit is kept: the rest follows from it, and nft stops there too. */
  report(
    rule: NftRuleName,
    span: Span,
    message: string,
    fixes?: readonly ProblemFix[],
    related?: UnitProblem['related'],
    variable?: UnitProblem['variable'],
  ): undefined {
    if (!this.problems) {
      const { start, end } = this.#via ?? span;
      const kept = this.#via ? fixes?.filter(({ edits }) => edits.every((edit) => 'file' in edit)) : fixes;
      this.problems = [{ rule, message, start, end, fixes: kept, related, variable }];
    }
    return undefined;
  }

  /** Adds a fix to the problem that was just reported. */
  suggest(fix: ProblemFix): void {
    const problem = this.problems?.[0];
    if (problem && !this.#via) this.problems = [{ ...problem, fixes: [...(problem.fixes ?? []), fix] }];
  }

  /** This very evaluation, for another rule of the same unit: nothing is known of the packet. */
  fresh(): this {
    this.protocol = new ProtocolContext(this.family);
    return this;
  }

  get failed(): boolean {
    return this.problems !== undefined;
  }

  refer(reference: Reference): void {
    const { start, end } = this.#via ?? reference;
    this.references ??= [];
    this.references.push(this.#via ? { ...reference, start, end } : reference);
  }

  use(use: string, span: Span): void {
    this.uses ??= [];
    this.uses.push({ use, start: span.start, end: span.end });
  }

  /** The binding of a variable, as it is seen from here. */
  variable(name: string): Binding | undefined {
    const binding = this.#scope.lookup(name);
    if (this.#scope === this.names.variables) this.bindings.push([name, binding]);
    return binding;
  }

  /** All names, for a proposal. Whatever is bound or unbound may change it, so that the result is not kept. */
  visibleVariables(): string[] {
    this.bindings.push([UNBOUND.name, UNBOUND]);
    return this.names.variables.names();
  }

  set(name: string): SetType | undefined {
    const set = this.names.set(name);
    this.sets.push([name, set]);
    return set;
  }

  /** Runs `inner` on the value of a variable that is used at `span`. Values that use each other in a circle end as `circle`. */
  through<T>(span: Span, binding: Binding, inner: () => T, circle: T): T {
    if (this.#depth >= 32) return circle;
    const outerVia = this.#via;
    const outerScope = this.#scope;
    this.#via ??= span;
    this.#scope = binding.scope ?? this.#scope;
    this.#depth++;
    const result = inner();
    this.#depth--;
    this.#via = outerVia;
    this.#scope = outerScope;
    return result;
  }

  /** Runs `inner` for its answer alone: what it reports, refers to and looks up was kept when the same was evaluated before. */
  quietly<T>(inner: () => T): T {
    const { problems, references, uses } = this;
    const bindings = this.bindings.length;
    const sets = this.sets.length;
    const result = inner();
    this.problems = problems;
    this.references = references;
    this.uses = uses;
    this.bindings.length = bindings;
    this.sets.length = sets;
    return result;
  }

  /** Where something is shown: itself, or the use of the variable that holds it. */
  placeOf<T extends Span>(span: T): T | Span {
    return this.#via ?? span;
  }

  /** True inside the value of a variable. */
  get inVariable(): boolean {
    return this.#via !== undefined;
  }
}
