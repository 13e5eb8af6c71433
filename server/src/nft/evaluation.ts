import { nearest } from '../base/nearest.ts';
import type { FileId } from '../base/paths.ts';
import type {
  Chain,
  ChainItem,
  Command,
  Directive,
  ElementCommand,
  Family,
  FileItem,
  Flowtable,
  Name,
  ObjectCommand,
  ObjectDeclaration,
  Placed,
  RuleCommand,
  RuleUnit,
  SetDeclaration,
  SetExpr,
  Span,
  Table,
  TableItem,
  TableName,
  VariableExpr,
} from './ast.ts';
import {
  type Binding,
  type ChainInfo,
  type DeclaredAt,
  type SetType,
  TableState,
  tableKey,
  VariableScope,
} from './environment.ts';
import { checkDevice, evaluateBaseChain, evaluatePriority, HOOKS } from './evaluate/chain.ts';
import { EvaluationContext, type NameLookup, type Reference } from './evaluate/context.ts';
import { evaluateObjectDeclaration, evaluateSetType, reportTwice } from './evaluate/declaration.ts';
import { checkOverlaps } from './evaluate/elements.ts';
import { evaluate, evaluateVariable } from './evaluate/expression.ts';
import { quote } from './evaluate/messages.ts';
import { evaluateRule, type RuleResult } from './evaluate/rule.ts';
import { type EvaluatedElement, evaluateSet, type SetSpec } from './evaluate/sets.ts';
import { evaluateStateful } from './evaluate/statement.ts';
import { sameType, UNKNOWN, VERDICT } from './evaluate/types.ts';
import type { NftFile } from './file.ts';
import type { IncludeTarget } from './include.ts';
import { type NftProblem, place, type UnitProblem } from './problems.ts';

/** A rule where it stands, with what was found out about it. */
export interface EvaluatedRule {
  readonly file: FileId;
  /** Where the rule begins in its file. */
  readonly at: number;
  readonly unit: RuleUnit;
  readonly result: RuleResult;
}

/** A chain as the commands of a program make it. */
export interface EvaluatedChain {
  readonly info: ChainInfo;
  readonly rules: EvaluatedRule[];
}

export interface EvaluatedTable {
  readonly state: TableState;
  readonly chains: Map<string, EvaluatedChain>;
  /** `flags dormant` and the like, with their places. */
  readonly flags: { readonly name: string; readonly at: DeclaredAt }[];
}

/** How an evaluation gets at files and settings. */
export interface EvaluationInput {
  include(path: string, from: FileId): IncludeTarget;
  file(file: FileId): NftFile | undefined;
  readonly defines: Readonly<Record<string, string>>;
}

const FAMILIES: readonly string[] = ['ip', 'ip6', 'inet', 'arp', 'bridge', 'netdev'];
const MAX_INCLUDE_DEPTH = 16;
/** Kernel limits on the length of names (NFT_NAME_MAXLEN, with the closing zero). */
const MAX_NAME = 256;

interface Kept {
  readonly family: Family;
  readonly type: SetType;
  readonly problems: readonly UnitProblem[] | undefined;
  readonly bindings: readonly [string, Binding | undefined][];
  readonly sets: readonly [string, SetType | undefined][];
}

/** Set types by declaration, so that a declaration that did not change gives the same object and rules that use it are kept. */
const keptSets = new WeakMap<SetDeclaration, Kept>();
/** Bindings by definition. */
const keptBindings = new WeakMap<object, Binding>();

/**
 * Runs the commands of a program in order, as `nft -f` would in a host without tables, and collects what nft would refuse.
 * What depends on the state of a real host (a table that the program does not declare) is left alone.
 */
export class ProgramEvaluation {
  readonly problems: NftProblem[] = [];
  readonly tables = new Map<string, EvaluatedTable>();
  readonly files: FileId[] = [];
  /** Includes that lead to no known file. */
  readonly missing: {
    readonly file: FileId;
    readonly span: { start: number; end: number };
    readonly path: string;
    readonly target: IncludeTarget;
  }[] = [];
  /** Every definition of a variable, with the names used anywhere. */
  readonly definitions: { readonly binding: Binding }[] = [];
  readonly usedVariables = new Set<string>();
  /** `flush ruleset` and other commands on existing objects, in order. */
  readonly commands: { readonly command: ObjectCommand; readonly file: FileId; readonly at: number }[] = [];
  #scope = new VariableScope();
  #stack: FileId[] = [];

  constructor(private readonly input: EvaluationInput) {
    for (const [name, value] of Object.entries(input.defines)) {
      const bound: Binding = {
        name,
        at: undefined,
        value: /^\d+$/.test(value)
          ? { kind: 'number', text: value, negative: false, start: 0, end: 0 }
          : { kind: 'symbol', text: value, quoted: false, keyword: false, start: 0, end: 0 },
        scope: undefined,
      };
      this.#scope.bind(bound);
    }
  }

  /** Runs a file and all that it includes. */
  run(file: NftFile): void {
    if (!this.files.includes(file.file)) {
      this.files.push(file.file);
      for (const problem of file.problems) this.problems.push(problem);
    }
    this.#stack.push(file.file);
    for (const { at, node } of file.items) this.#item(file, at, node);
    this.#stack.pop();
  }

  // --- reporting

  #report(file: NftFile, at: number, problems: readonly UnitProblem[] | undefined): void {
    if (problems) for (const problem of problems) this.problems.push(place(problem, file.file, at, file.text));
  }

  #context(family: Family, table: EvaluatedTable | undefined): EvaluationContext {
    return new EvaluationContext(family, this.#names(table));
  }

  #names(table: EvaluatedTable | undefined): NameLookup {
    return { variables: this.#scope, set: (name) => table?.state.sets.get(name) };
  }

  #declared(file: FileId, at: number, span: Span): DeclaredAt {
    return { file, range: { start: at + span.start, end: at + span.end } };
  }

  // --- files and directives

  #item(file: NftFile, at: number, item: FileItem): void {
    switch (item.kind) {
      case 'unit':
        this.#directive(file, at, item.item);
        return;
      case 'command':
        this.#command(file, at, item);
        return;
      case 'object-command':
        this.#objectCommand(file, at, item);
        return;
      default:
        return;
    }
  }

  #directive(file: NftFile, at: number, directive: Directive): void {
    switch (directive.kind) {
      case 'include':
        this.#include(file, at, directive.path);
        return;
      case 'undefine':
        if (!this.#scope.unbind(directive.name.text))
          this.#problem(
            file,
            at,
            'undefined-variable',
            directive.name,
            `The variable $${directive.name.text} is not defined here, so there is nothing to undefine; nft refuses the file.`,
          );
        return;
      default:
        this.#define(file, at, directive);
    }
  }

  #define(file: NftFile, at: number, directive: Directive & { kind: 'define' | 'redefine' }): void {
    const name = directive.name.text;
    if (directive.kind === 'define' && this.#scope.owns(name)) {
      const before = this.#scope.lookup(name);
      const start = directive.start;
      this.#problem(
        file,
        at,
        'duplicate-definition',
        directive.name,
        `$${name} is defined already, and nft refuses a second "define". Write "redefine" to give it a new value.`,
        {
          fixes: [{ title: 'Use redefine', safe: true, edits: [{ start, end: start + 'define'.length, newText: 'redefine' }] }],
          related: before?.at && { message: `$${name} is defined here`, ...before.at },
        },
      );
    }
    const place = this.#declared(file.file, at, directive.name);
    const kept = keptBindings.get(directive);
    const same = kept && kept.at?.file === place.file && kept.at.range.start === place.range.start;
    const binding: Binding = same ? kept : { name, at: place, value: directive.value, scope: this.#scope };
    keptBindings.set(directive, binding);
    this.definitions.push({ binding });
    // A value is parsed where it is defined: the variables in it must exist there.
    const ctx = this.#context('inet', undefined);
    checkVariables(ctx, directive.value);
    this.#report(file, at, ctx.problems);
    this.#scope.bind(binding);
  }

  #problem(
    file: NftFile,
    at: number,
    rule: UnitProblem['rule'],
    span: Span,
    message: string,
    more: Pick<UnitProblem, 'fixes' | 'related'> = {},
  ): void {
    this.problems.push(place({ rule, message, start: span.start, end: span.end, ...more }, file.file, at, file.text));
  }

  #include(file: NftFile, at: number, path: Name): void {
    const target = this.input.include(path.text, file.file);
    if (target.files.length === 0) {
      this.missing.push({ file: file.file, span: { start: at + path.start, end: at + path.end }, path: path.text, target });
      return;
    }
    for (const name of target.files) {
      const included = this.input.file(name);
      if (!included || this.#stack.includes(name) || this.#stack.length > MAX_INCLUDE_DEPTH) continue;
      this.run(included);
    }
  }

  /** Runs `inner` with variables of its own. */
  #block(inner: () => void): void {
    const outer = this.#scope;
    this.#scope = new VariableScope(outer);
    inner();
    this.#scope = outer;
  }

  // --- commands

  #command(file: NftFile, at: number, command: Command): void {
    const { at: offset, node } = command.what;
    const place = at + offset;
    switch (node.kind) {
      case 'table':
        this.#table(file, place, node);
        return;
      case 'chain': {
        const table = this.#tableOf(node.of);
        this.#declareChain(file, place, node, table);
        this.#chain(file, place, node, table, familyOf(node.of?.family));
        return;
      }
      case 'set':
      case 'map': {
        const table = this.#tableOf(node.of);
        this.#declareSet(file, place, node, table, familyOf(node.of?.family));
        this.#setElements(file, place, node, table, familyOf(node.of?.family));
        return;
      }
      case 'flowtable': {
        const table = this.#tableOf(node.of);
        table?.state.flowtables.set(node.name.text, this.#declared(file.file, place, node.name));
        this.#flowtable(file, place, node, familyOf(node.of?.family));
        return;
      }
      case 'object': {
        const table = this.#tableOf(node.of);
        this.#declareObject(file, place, node, table);
        this.#object(file, place, node, familyOf(node.of?.family));
        return;
      }
      case 'element':
        this.#elementCommand(file, place, node);
        return;
      default:
        this.#ruleCommand(file, place, node, command.verb);
    }
  }

  #tableOf(name: TableName | undefined): EvaluatedTable | undefined {
    return name && this.tables.get(tableKey(familyOf(name.family), name.table.text));
  }

  #table(file: NftFile, at: number, node: Table): void {
    const family = familyOf(node.family);
    const key = tableKey(family, node.name.text);
    let table = this.tables.get(key);
    if (!table) {
      table = {
        state: new TableState(family, node.name.text, this.#declared(file.file, at, node.name)),
        chains: new Map(),
        flags: [],
      };
      this.tables.set(key, table);
    }
    this.#checkName(file, at, node.name, 'table');
    const { items } = node;
    if (!items) return;
    const own = table;
    this.#block(() => {
      // nft reads the whole table before it looks at what rules refer to: order inside a table does not matter.
      for (const item of items) this.#declare(file, at, item, own, family);
      for (const item of items) this.#tableItem(file, at, item, own, family);
      this.#checkReferences(own);
    });
  }

  #declare(file: NftFile, at: number, item: TableItem, table: EvaluatedTable, family: Family): void {
    const place = at + item.at;
    const { node } = item;
    switch (node.kind) {
      case 'chain':
        this.#declareChain(file, place, node, table);
        return;
      case 'set':
      case 'map':
        this.#declareSet(file, place, node, table, family);
        return;
      case 'flowtable':
        table.state.flowtables.set(node.name.text, this.#declared(file.file, place, node.name));
        return;
      case 'object':
        this.#declareObject(file, place, node, table);
        return;
      default:
        return;
    }
  }

  #tableItem(file: NftFile, at: number, item: TableItem, table: EvaluatedTable, family: Family): void {
    const place = at + item.at;
    const { node } = item;
    switch (node.kind) {
      case 'chain':
        this.#chain(file, place, node, table, family);
        return;
      case 'set':
      case 'map':
        this.#setElements(file, place, node, table, family);
        return;
      case 'flowtable':
        this.#flowtable(file, place, node, family);
        return;
      case 'object':
        this.#object(file, place, node, family);
        return;
      default:
        if (node.item.kind !== 'property') this.#directive(file, place, node.item);
        else if (node.item.property === 'flags') this.#tableFlags(file, place, node.item.values, table);
    }
  }

  #tableFlags(file: NftFile, at: number, flags: readonly Name[], table: EvaluatedTable): void {
    for (const flag of flags) {
      if (!['dormant', 'owner', 'persist'].includes(flag.text)) {
        const near = nearest(flag.text, ['dormant', 'owner', 'persist']);
        this.#problem(
          file,
          at,
          'invalid-value',
          flag,
          `There is no table flag ${quote(flag.text)}; nft refuses the table. It knows dormant, owner and persist.`,
          {
            fixes: near
              ? [{ title: `Use ${near}`, safe: true, edits: [{ start: flag.start, end: flag.end, newText: near }] }]
              : undefined,
          },
        );
      }
      table.flags.push({ name: flag.text, at: this.#declared(file.file, at, flag) });
    }
  }

  #checkName(file: NftFile, at: number, name: Name, what: string): void {
    if (name.text.length >= MAX_NAME)
      this.#problem(
        file,
        at,
        'invalid-value',
        name,
        `The name of a ${what} has at most ${MAX_NAME - 1} characters; this one has ${name.text.length}, so nft refuses it.`,
      );
  }

  // --- chains

  #declareChain(file: NftFile, at: number, node: Chain, table: EvaluatedTable | undefined): void {
    this.#checkChainName(file, at, node.name);
    if (!table) return;
    const name = node.name.text;
    if (table.chains.has(name)) return;
    const info: ChainInfo = { name, base: undefined, at: this.#declared(file.file, at, node.name) };
    table.state.chains.set(name, info);
    table.chains.set(name, { info, rules: [] });
  }

  #checkChainName(file: NftFile, at: number, name: Name): void {
    // XT_EXTENSION_MAXNAMELEN and NFT_CHAIN_MAXNAMELEN: nft stops at 127 characters.
    if (name.text.length > 127)
      this.#problem(
        file,
        at,
        'invalid-value',
        name,
        `The name of a chain has at most 127 characters; this one has ${name.text.length}, so nft refuses it.`,
      );
  }

  #chain(file: NftFile, at: number, node: Chain, table: EvaluatedTable | undefined, family: Family): void {
    const { body } = node;
    if (!body) return;
    const chain = table?.chains.get(node.name.text);
    this.#block(() => {
      for (const item of body.items) this.#chainItem(file, at, item, chain, table, family);
    });
    if (node.of && table) this.#checkReferences(table);
  }

  #chainItem(
    file: NftFile,
    at: number,
    item: ChainItem,
    chain: EvaluatedChain | undefined,
    table: EvaluatedTable | undefined,
    family: Family,
  ): void {
    const place = at + item.at;
    const { node } = item;
    if (node.kind === 'rule') {
      this.#rule(file, place, node, chain, table, family);
      return;
    }
    const { item: spec } = node;
    switch (spec.kind) {
      case 'base-chain': {
        const ctx = this.#context(family, table);
        const base = evaluateBaseChain(ctx, spec);
        this.#report(file, place, ctx.problems);
        if (chain && !chain.info.base)
          chain.info.base = base ?? { type: spec.type.text, hook: spec.hook.text, priority: undefined, policy: undefined };
        return;
      }
      case 'policy': {
        const ctx = this.#context(family, table);
        let policy: string | undefined;
        if ('text' in spec.policy) policy = spec.policy.text;
        else {
          const variable = spec.policy;
          evaluateVariable(ctx, variable, (value) => {
            if (value.kind === 'symbol') policy = value.text;
            if (policy !== 'accept' && policy !== 'drop')
              ctx.report('invalid-value', variable, `A policy is "accept" or "drop"; nft refuses ${quote(policy ?? 'this')}.`);
            return undefined;
          });
        }
        this.#report(file, place, ctx.problems);
        if (chain?.info.base && (policy === 'accept' || policy === 'drop')) chain.info.base = { ...chain.info.base, policy };
        return;
      }
      case 'devices': {
        const ctx = this.#context(family, table);
        for (const device of spec.devices) checkDevice(ctx, device);
        this.#report(file, place, ctx.problems);
        return;
      }
      case 'property':
        return;
      default:
        this.#directive(file, place, spec);
    }
  }

  #rule(
    file: NftFile,
    at: number,
    unit: RuleUnit,
    chain: EvaluatedChain | undefined,
    table: EvaluatedTable | undefined,
    family: Family,
  ): void {
    const result = evaluateRule(unit, file.text, at, family, this.#names(table));
    if (result.problems.length > 0) this.#report(file, at, result.problems);
    chain?.rules.push({ file: file.file, at, unit, result });
  }

  #ruleCommand(file: NftFile, at: number, node: RuleCommand, verb: Command['verb']): void {
    const family = familyOf(node.of.family);
    const table = this.#tableOf(node.of);
    const chain = table?.chains.get(node.chain.text);
    const place = at + node.rule.at;
    const result = evaluateRule(node.rule.node, file.text, place, family, this.#names(table));
    this.#report(file, place, result.problems);
    if (table && !chain) this.#reportMissingChain(file.file, at, { kind: 'chain', name: node.chain.text, ...node.chain }, table);
    const rule = { file: file.file, at: place, unit: node.rule.node, result };
    if (verb === 'insert' && !node.position) chain?.rules.unshift(rule);
    else chain?.rules.push(rule);
    if (table && chain) this.#checkRuleReferences(rule, table);
  }

  // --- sets

  #declareSet(file: NftFile, at: number, node: SetDeclaration, table: EvaluatedTable | undefined, family: Family): void {
    this.#checkName(file, at, node.name, node.kind);
    const name = node.name.text;
    const declared = this.#declared(file.file, at, node.name);
    const names = this.#names(table);
    let kept = keptSets.get(node);
    if (
      !kept ||
      kept.family !== family ||
      kept.type.at.file !== declared.file ||
      kept.type.at.range.start !== declared.range.start ||
      !kept.bindings.every(([n, b]) => names.variables.lookup(n) === b)
    ) {
      const ctx = new EvaluationContext(family, names);
      const type = evaluateSetType(ctx, node, declared, name);
      for (const statement of type.state) if (!ctx.failed) evaluateStateful(ctx, statement);
      kept = { family, type, problems: ctx.problems, bindings: ctx.bindings, sets: ctx.sets };
      keptSets.set(node, kept);
    }
    this.#report(file, at, kept.problems);
    if (!table) return;
    const before = table.state.sets.get(name);
    if (
      before &&
      before.key !== UNKNOWN &&
      kept.type.key !== UNKNOWN &&
      (before.kind !== kept.type.kind || !sameType(before.key, kept.type.key))
    )
      this.#problem(
        file,
        at,
        'duplicate-definition',
        node.name,
        `@${name} exists already with another type (${before.key.description}); nft refuses to declare it as ${kept.type.key.description}.`,
        {
          related: { message: `@${name} is declared here`, ...before.at },
        },
      );
    if (!before) table.state.sets.set(name, kept.type);
  }

  #setElements(file: NftFile, at: number, node: SetDeclaration, table: EvaluatedTable | undefined, family: Family): void {
    const type = keptSets.get(node)?.type;
    if (!type) return;
    const ctx = this.#context(family, table);
    this.#block(() => {
      for (const item of node.items) {
        if (item.kind === 'elements') this.#elements(ctx, item.elements, type, node);
        else if (item.kind === 'include' || item.kind === 'define' || item.kind === 'redefine' || item.kind === 'undefine')
          this.#directive(file, at, item);
      }
    });
    this.#report(file, at, ctx.problems);
    this.#referencesOf(file, at, ctx, table);
  }

  #referencesOf(file: NftFile, at: number, ctx: EvaluationContext, table: EvaluatedTable | undefined): void {
    if (table && ctx.references) for (const reference of ctx.references) this.#checkReference(file.file, at, reference, table);
  }

  #elements(ctx: EvaluationContext, elements: SetExpr | VariableExpr, type: SetType, node?: SetDeclaration): void {
    if (type.key === UNKNOWN) return;
    if (elements.kind === 'variable') {
      evaluateVariable(ctx, elements, (value) => {
        if (value.kind === 'set') this.#elements(ctx, value, type);
        else
          ctx.report(
            'type-mismatch',
            elements,
            `$${elements.name} holds no set in braces, so nft refuses it as the elements of @${type.name}.`,
          );
        return undefined;
      });
      return;
    }
    const behindBrace = node ? firstItem(node) : undefined;
    const spec: SetSpec = {
      key: type.key,
      bits: type.key.bits,
      data: type.data ?? (type.kind === 'map' && !type.objectData ? UNKNOWN : undefined),
      objectData: type.objectData,
      intervalData: type.intervalData,
      anonymous: false,
      what: type.kind,
      flags: type.flags,
      name: type.name,
      flagsAt: behindBrace,
    };
    const set = evaluateSet(ctx, elements, spec);
    if (!set) return;
    const before = this.#elementsOf.get(type);
    checkOverlaps(ctx, set, before ?? [], {
      map: type.kind === 'map',
      interval: type.flags.has('interval'),
      autoMerge: type.autoMerge,
      mergeAt: behindBrace,
    });
    if (before) before.push(...set.elements);
    else this.#elementsOf.set(type, [...set.elements]);
  }

  /** What a set or map holds after the commands. Undefined when elements were taken from it again: nobody keeps account of that. */
  elementsOf(set: SetType): readonly EvaluatedElement[] | undefined {
    return this.#taken.has(set) ? undefined : (this.#elementsOf.get(set) ?? []);
  }

  readonly #taken = new Set<SetType>();

  /** Elements that sets hold after the commands so far. A set that elements were taken from again is left out. */
  readonly #elementsOf = new Map<SetType, EvaluatedElement[]>();

  #elementCommand(file: NftFile, at: number, node: ElementCommand): void {
    const table = this.#tableOf(node.of);
    const type = table?.state.sets.get(node.name.text);
    const ctx = this.#context(familyOf(node.of.family), table);
    if (type) this.#elements(ctx, node.elements, type);
    else checkVariables(ctx, node.elements);
    this.#report(file, at, ctx.problems);
    this.#referencesOf(file, at, ctx, table);
    if (table && !type)
      this.#checkReference(
        file.file,
        at,
        { kind: 'set', name: node.name.text, start: node.name.start, end: node.name.end },
        table,
      );
  }

  // --- objects

  #declareObject(file: NftFile, at: number, node: ObjectDeclaration, table: EvaluatedTable | undefined): void {
    this.#checkName(file, at, node.name, node.type);
    table?.state.objects.set(`${node.type} ${node.name.text}`, this.#declared(file.file, at, node.name));
  }

  #object(file: NftFile, at: number, node: ObjectDeclaration, family: Family): void {
    const ctx = this.#context(family, undefined);
    evaluateObjectDeclaration(ctx, node);
    this.#report(file, at, ctx.problems);
    for (const item of node.items) if (item.kind !== 'property') this.#directive(file, at, item);
  }

  #flowtable(file: NftFile, at: number, node: Flowtable, family: Family): void {
    const ctx = this.#context(family, undefined);
    for (const item of node.items) {
      if (item.kind === 'devices') for (const device of item.devices) checkDevice(ctx, device);
      else if (item.kind === 'flowtable-hook') {
        if (!HOOKS.includes(item.hook.text))
          ctx.report('invalid-hook', item.hook, `There is no hook ${quote(item.hook.text)}; a flowtable hangs on ingress.`);
        else if (item.hook.text !== 'ingress')
          ctx.report('invalid-hook', item.hook, 'A flowtable hangs on hook ingress; nft refuses any other.');
        else evaluatePriority(ctx, item.priority, 'ingress', 'inet');
      }
    }
    reportTwice(
      ctx,
      node.items.filter((item) => item.kind === 'property'),
      ['counter'],
    );
    this.#report(file, at, ctx.problems);
  }

  // --- commands on what exists

  #objectCommand(file: NftFile, at: number, command: ObjectCommand): void {
    this.commands.push({ command, file: file.file, at });
    const family = familyOf(command.family);
    const table = command.table && this.tables.get(tableKey(family, command.table.text));
    switch (command.verb) {
      case 'flush':
        this.#forgetElements(command, table);
        if (command.object === 'ruleset') {
          for (const [key, { state }] of [...this.tables])
            if (!command.family || state.family === command.family.text) this.tables.delete(key);
        } else if (command.object === 'table' && table) for (const chain of table.chains.values()) chain.rules.length = 0;
        else if (command.object === 'chain' && table && command.name) {
          const chain = table.chains.get(command.name.text);
          if (chain) chain.rules.length = 0;
        }
        return;
      case 'delete':
      case 'destroy':
        this.#remove(command, table, family);
        return;
      case 'rename': {
        const chain = command.name && table?.chains.get(command.name.text);
        if (chain && table && command.name && command.newName) {
          table.chains.delete(command.name.text);
          table.state.chains.delete(command.name.text);
          table.chains.set(command.newName.text, chain);
          table.state.chains.set(command.newName.text, chain.info);
        }
        return;
      }
      default:
        return;
    }
  }

  #forgetElements(command: ObjectCommand, table: EvaluatedTable | undefined): void {
    const set = command.name && table?.state.sets.get(command.name.text);
    if (!set) return;
    this.#elementsOf.delete(set);
    this.#taken.add(set);
  }

  #remove(command: ObjectCommand, table: EvaluatedTable | undefined, family: Family): void {
    if (command.object === 'table') {
      if (command.table) this.tables.delete(tableKey(family, command.table.text));
      return;
    }
    const name = command.name?.text;
    if (!table || name === undefined) return;
    switch (command.object) {
      case 'chain':
        table.chains.delete(name);
        table.state.chains.delete(name);
        return;
      case 'element':
        this.#forgetElements(command, table);
        return;
      case 'set':
      case 'map':
        table.state.sets.delete(name);
        return;
      case 'flowtable':
        table.state.flowtables.delete(name);
        return;
      default:
        table.state.objects.delete(`${command.object} ${name}`);
    }
  }

  // --- names

  #checkReferences(table: EvaluatedTable): void {
    for (const chain of table.chains.values())
      for (const rule of chain.rules) if (rule.result.references.length > 0) this.#checkRuleReferences(rule, table);
  }

  #checkRuleReferences(rule: EvaluatedRule, table: EvaluatedTable): void {
    if (this.#checked.has(rule)) return;
    this.#checked.add(rule);
    for (const reference of rule.result.references) this.#checkReference(rule.file, rule.at, reference, table);
  }

  readonly #checked = new Set<EvaluatedRule>();

  #checkReference(file: FileId, at: number, reference: Reference, table: EvaluatedTable): void {
    const { state } = table;
    switch (reference.kind) {
      case 'chain': {
        const chain = state.chains.get(reference.name);
        if (!chain) this.#reportMissingChain(file, at, reference, table);
        return;
      }
      case 'set':
        if (!state.sets.has(reference.name))
          this.#reportMissing(file, at, reference, `set or map @${reference.name}`, [...state.sets.keys()], table, '@');
        return;
      case 'flowtable':
        if (!state.flowtables.has(reference.name))
          this.#reportMissing(file, at, reference, `flowtable "${reference.name}"`, [...state.flowtables.keys()], table);
        return;
      default: {
        const prefix = `${reference.object} `;
        if (state.objects.has(prefix + reference.name)) return;
        const names = [...state.objects.keys()].filter((key) => key.startsWith(prefix)).map((key) => key.slice(prefix.length));
        this.#reportMissing(file, at, reference, `${reference.object} "${reference.name}"`, names, table);
      }
    }
  }

  #reportMissingChain(file: FileId, at: number, reference: Reference, table: EvaluatedTable): void {
    const names = [...table.state.chains.keys()];
    const near = nearest(reference.name, names);
    const quoted = reference.end - reference.start > reference.name.length;
    this.problems.push(
      place(
        {
          rule: 'undefined-chain',
          start: reference.start,
          end: reference.end,
          message: `The table ${table.state.family} ${table.state.name} has no chain "${reference.name}", so nft refuses the file. ${near ? `Did you mean "${near}"?` : 'Add the chain, or name one that exists.'}`,
          fixes:
            near && !quoted
              ? [{ title: `Use ${near}`, safe: true, edits: [{ start: reference.start, end: reference.end, newText: near }] }]
              : undefined,
          related: { message: `table ${table.state.family} ${table.state.name} is declared here`, ...table.state.at },
        },
        file,
        at,
        '',
      ),
    );
  }

  #reportMissing(
    file: FileId,
    at: number,
    reference: Reference,
    what: string,
    names: readonly string[],
    table: EvaluatedTable,
    prefix = '',
  ): void {
    const near = nearest(reference.name, names);
    this.problems.push(
      place(
        {
          rule: 'undefined-object',
          start: reference.start,
          end: reference.end,
          message: `The table ${table.state.family} ${table.state.name} has no ${what}, so nft refuses the file. ${near ? `Did you mean ${prefix}${near}?` : "Declare it in this table; tables cannot use each other's."}`,
          fixes: near
            ? [
                {
                  title: `Use ${prefix}${near}`,
                  safe: true,
                  edits: [{ start: reference.start, end: reference.end, newText: prefix + near }],
                },
              ]
            : undefined,
          related: { message: `table ${table.state.family} ${table.state.name} is declared here`, ...table.state.at },
        },
        file,
        at,
        '',
      ),
    );
  }
}

/** The family of a command; without one it is ip. */
function familyOf(name: Name | undefined): Family {
  return name && FAMILIES.includes(name.text) ? (name.text as Family) : 'ip';
}

/** Where a property can be put before the others of a set. */
function firstItem(node: SetDeclaration): number | undefined {
  return node.items[0]?.start;
}

/** Reports variables in a value that nobody has defined. */
function checkVariables(ctx: EvaluationContext, expr: object): void {
  if ((expr as { kind?: string }).kind === 'variable') {
    evaluateVariable(ctx, expr as VariableExpr, () => undefined);
    return;
  }
  for (const value of Object.values(expr)) {
    if (Array.isArray(value)) for (const item of value) checkVariables(ctx, item as object);
    else if (value && typeof value === 'object') checkVariables(ctx, value as object);
  }
}

export type { Placed };
export { evaluate, VERDICT };
