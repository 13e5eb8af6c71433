import type { FileId } from '../base/paths.ts';
import type { Range } from '../base/range.ts';
import type { Expr, Family, StatefulStatement } from './ast.ts';
import type { DataType } from './evaluate/types.ts';

/** Where something is declared: its name's place. */
export interface DeclaredAt {
  readonly file: FileId;
  readonly range: Range;
}

/**
 * What a `define` binds. The value's AST belongs to another unit, so problems inside it are reported where the variable is used.
 * The same object is used again as long as the definition and all it uses did not change.
 */
export interface Binding {
  readonly name: string;
  readonly at: DeclaredAt | undefined;
  /** Undefined for variables that are set outside the files: nothing is known of the value. */
  readonly value: Expr | undefined;
  /** What the variables inside the value are bound to. */
  readonly scope: VariableScope | undefined;
}

/** Variables that can be seen from a place: those of the block, then those around it. */
export class VariableScope {
  readonly #own = new Map<string, Binding>();

  constructor(readonly parent?: VariableScope) {}

  lookup(name: string): Binding | undefined {
    return this.#own.get(name) ?? this.parent?.lookup(name);
  }

  /** True when the name is bound in this very block. */
  owns(name: string): boolean {
    return this.#own.has(name);
  }

  bind(binding: Binding): void {
    this.#own.set(binding.name, binding);
  }

  unbind(name: string): boolean {
    return this.#own.delete(name);
  }

  /** All names that can be seen. */
  names(): string[] {
    return [...new Set([...this.#own.keys(), ...(this.parent?.names() ?? [])])];
  }
}

/** What rules need to know of a set or map. The same object as long as its declaration did not change. */
export interface SetType {
  readonly kind: 'set' | 'map';
  readonly name: string;
  /** UNKNOWN when the declaration cannot be understood. */
  readonly key: DataType;
  readonly data?: DataType | undefined;
  /** The map's data are objects: counter, quota, limit … */
  readonly objectData?: string | undefined;
  readonly flags: ReadonlySet<string>;
  readonly autoMerge: boolean;
  /** The most elements that it can hold, when it says so. */
  readonly size: number | undefined;
  readonly intervalData: boolean;
  readonly state: readonly StatefulStatement[];
  readonly at: DeclaredAt;
}

export interface BaseChain {
  readonly type: string;
  readonly hook: string;
  /** Undefined when it hangs on something unknown. */
  readonly priority: number | undefined;
  readonly policy: 'accept' | 'drop' | undefined;
  /** Names of the interfaces that the chain belongs to, as far as they are written out. */
  readonly devices?: readonly string[] | undefined;
}

export interface ChainInfo {
  readonly name: string;
  base: BaseChain | undefined;
  readonly at: DeclaredAt;
}

/** A table as it is after the commands so far. */
export class TableState {
  readonly chains = new Map<string, ChainInfo>();
  readonly sets = new Map<string, SetType>();
  /** By type and name: `counter c`. */
  readonly objects = new Map<string, DeclaredAt>();
  readonly flowtables = new Map<string, DeclaredAt>();

  constructor(
    readonly family: Family,
    readonly name: string,
    readonly at: DeclaredAt,
  ) {}
}

export function tableKey(family: string, name: string): string {
  return `${family} ${name}`;
}
