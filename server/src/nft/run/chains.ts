import type {
  BaseChainSpec,
  Chain,
  ChainItem,
  Command,
  DevicesSpec,
  Directive,
  Family,
  PolicySpec,
  Property,
  RuleCommand,
  RuleUnit,
} from '../ast.ts';
import type { BaseChain, ChainInfo } from '../environment.ts';
import { checkDevice, deviceNames, evaluateBaseChain, possibleChains } from '../evaluate/chain.ts';
import { evaluateVariable } from '../evaluate/expression.ts';
import { quote } from '../evaluate/messages.ts';
import { evaluateRule } from '../evaluate/rule.ts';
import type { UnitProblem } from '../problems.ts';
import { runDirective } from './directives.ts';
import type { EvaluatedChain, EvaluatedTable, Source } from './model.ts';
import { checkName } from './names.ts';
import { reportMissingChain, resolveRule, resolveTable } from './references.ts';
import { familyOf, type RunState } from './state.ts';

/** Makes a chain known before anything refers to it. */
export function declareChain(state: RunState, source: Source, at: number, node: Chain, table: EvaluatedTable | undefined): void {
  const { text } = node.name;
  checkName(state, source, at, node.name, 'chain');
  if (!table || table.chains.has(text)) return;
  const info: ChainInfo = { name: text, base: undefined, at: state.declared(source, at, node.name) };
  table.state.chains.set(text, info);
  table.chains.set(text, { info, rules: [] });
}

/** Where chain items are read, and what they belong to. */
interface ChainPlace {
  readonly state: RunState;
  readonly source: Source;
  readonly family: Family;
  readonly table: EvaluatedTable | undefined;
  readonly chain: EvaluatedChain | undefined;
  /** Hooks that were refused: what else could be meant is seen in the rules. */
  readonly refused: RefusedHook[];
}

interface RefusedHook {
  readonly source: Source;
  readonly at: number;
  readonly spec: BaseChainSpec;
  readonly problems: readonly UnitProblem[];
}

/** Reads a chain's body: its hook and policy, then its rules. */
export function runChain(
  state: RunState,
  source: Source,
  at: number,
  node: Chain,
  table: EvaluatedTable | undefined,
  family: Family,
): void {
  const { body } = node;
  if (!body) return;
  const chain = table?.chains.get(node.name.text);
  const isNew = chain?.info.at.file === source.file && chain.info.at.range.start === at + node.name.start;
  const place = { state, source, family, table, chain, refused: [] };
  const specs = body.items.flatMap((item) => (item.node.kind === 'unit' ? [{ at: at + item.at, spec: item.node.item }] : []));
  const base = specs.find(({ spec }) => spec.kind === 'base-chain');
  if (chain && !isNew && base) checkRedeclared(place, base.at, base.spec as BaseChainSpec, node, at);
  state.block(() => runItems(place, at, body.items));
  for (const hook of place.refused) reportHook(place, hook);
  const policies = specs.filter(({ spec }) => spec.kind === 'policy');
  if (policies.length > 1)
    state.problem(
      source,
      policies[1]!.at,
      'syntax',
      policies[1]!.spec,
      'A chain has one policy; with a second one, nft refuses the file. Remove it.',
    );
  else if (policies.length === 1 && chain && !chain.info.base && !state.isDamaged(source, at, node.length))
    state.problem(
      source,
      policies[0]!.at,
      'invalid-hook',
      policies[0]!.spec,
      `Only a chain with a hook has a policy: "${node.name.text}" is called by others and goes back to them at its end, so the kernel refuses the file. Add "type … hook … priority …;", or end the chain with a verdict.`,
    );
  if (node.of && table) resolveTable(state, table);
}

function runItems(place: ChainPlace, at: number, items: readonly ChainItem[]): void {
  for (const item of items) {
    if (item.node.kind === 'rule') runRule(place, at + item.at, item.node);
    else runItem(place, at + item.at, item.node.item);
  }
}

function runItem(place: ChainPlace, at: number, spec: BaseChainSpec | PolicySpec | Property | DevicesSpec | Directive): void {
  const { state, source, family, table, chain } = place;
  switch (spec.kind) {
    case 'base-chain': {
      const ctx = state.context(family, table);
      const base = evaluateBaseChain(ctx, spec);
      if (ctx.problems) place.refused.push({ source, at, spec, problems: ctx.problems });
      if (chain && !chain.info.base)
        chain.info.base = base ?? { type: spec.type.text, hook: spec.hook.text, priority: undefined, policy: undefined };
      return;
    }
    case 'policy':
      runPolicy(place, at, spec);
      return;
    case 'devices': {
      const ctx = state.context(family, table);
      for (const device of spec.devices) checkDevice(ctx, device);
      state.report(source, at, ctx.problems);
      if (chain?.info.base) chain.info.base = { ...chain.info.base, devices: deviceNames(ctx, spec.devices) };
      return;
    }
    case 'property':
      return;
    default:
      runDirective(state, source, at, spec, (file) => {
        const part = file.part('chain');
        state.enter(part);
        runItems({ ...place, source: part }, part.at, part.items as readonly ChainItem[]);
      });
  }
}

function reportHook({ state, family, chain }: ChainPlace, { source, at, spec, problems }: RefusedHook): void {
  const uses = chain?.rules.flatMap(({ result }) => result.uses) ?? [];
  const isCombination = (problem: UnitProblem) =>
    problem.rule === 'invalid-hook' && !problem.fixes && problem.start === spec.type.start;
  state.report(
    source,
    at,
    problems.map((problem) => (isCombination(problem) ? { ...problem, fixes: possibleChains(family, spec, uses) } : problem)),
  );
}

function runPolicy({ state, source, family, table, chain }: ChainPlace, at: number, spec: PolicySpec): void {
  const ctx = state.context(family, table);
  let policy: string | undefined;
  if ('text' in spec.policy) policy = spec.policy.text;
  else {
    const variable = spec.policy;
    evaluateVariable(ctx, variable, (value) => {
      if (value.kind === 'symbol') policy = value.text;
      if (policy !== 'accept' && policy !== 'drop')
        ctx.report(
          'invalid-value',
          variable,
          `A policy is "accept" or "drop"; with ${quote(policy ?? 'this')}, nft refuses the file.`,
        );
      return undefined;
    });
  }
  state.report(source, at, ctx.problems);
  if (chain?.info.base && (policy === 'accept' || policy === 'drop')) chain.info.base = { ...chain.info.base, policy };
}

/** The kernel keeps the hook that a chain was made with. */
function checkRedeclared(place: ChainPlace, specAt: number, spec: BaseChainSpec, node: Chain, at: number): void {
  const { state, source, family, table } = place;
  const before = place.chain!.info;
  const ctx = state.context(family, table);
  const now = evaluateBaseChain(ctx, spec);
  if (!now) return;
  const related = { message: `chain ${before.name} is declared here`, ...before.at };
  if (!before.base) {
    state.problem(
      source,
      at,
      'duplicate-definition',
      node.name,
      `Chain "${before.name}" exists already, without a hook, and cannot get one later; the kernel refuses the file. Put both into one declaration, or rename one.`,
      { related },
    );
    return;
  }
  if (!sameHook(before.base, now))
    state.problem(
      source,
      specAt,
      'duplicate-definition',
      spec,
      `Chain "${before.name}" exists already with type ${before.base.type}, hook ${before.base.hook}, priority ${before.base.priority}, which cannot change; the kernel refuses the file. Rename one of the two.`,
      { related },
    );
}

function sameHook(a: BaseChain, b: BaseChain): boolean {
  const unknown = a.priority === undefined || b.priority === undefined;
  return a.type === b.type && a.hook === b.hook && (unknown || a.priority === b.priority);
}

function runRule({ state, source, family, table, chain }: ChainPlace, at: number, unit: RuleUnit): void {
  const result = evaluateRule(unit, source.text, at, family, state.names(table));
  if (result.problems.length > 0) state.report(source, at, result.problems);
  chain?.rules.push({ file: source.file, text: source.text, at, unit, result });
}

/** `add rule`, `insert rule`, `replace rule`. */
export function runRuleCommand(state: RunState, source: Source, at: number, node: RuleCommand, verb: Command['verb']): void {
  const family = familyOf(node.of.family);
  const table = state.tableOf(node.of);
  const chain = table?.chains.get(node.chain.text);
  const place = at + node.rule.at;
  const result = evaluateRule(node.rule.node, source.text, place, family, state.names(table));
  state.report(source, place, result.problems);
  if (table && !chain && !state.uncertain.has(node.chain.text))
    reportMissingChain(
      state,
      source,
      at,
      { name: node.chain.text, start: node.chain.start, end: node.chain.end },
      table,
      state.declared(source, at, node.chain),
    );
  const rule = { file: source.file, text: source.text, at: place, unit: node.rule.node, result };
  if (chain && (node.position || verb === 'replace')) chain.isDisordered = true;
  if (verb === 'insert' && !node.position) chain?.rules.unshift(rule);
  else chain?.rules.push(rule);
  if (table && chain) resolveRule(state, rule, table, state.declared(source, at, node.chain));
}
