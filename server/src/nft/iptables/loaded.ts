import type { Family } from '../ast.ts';
import type { ChainInfo } from '../environment.ts';
import type { EvaluatedRule, EvaluatedTable } from '../evaluation.ts';
import type { LinearRule } from '../linearize/netlink.ts';
import { linearizeEvaluated } from '../linearize/rule.ts';
import type { ChainHook, KernelChain, KernelRule, KernelTable, RuleView } from './kernel.ts';
import { KernelTables } from './kernel.ts';
import { readRule } from './read-rule.ts';
import type { IptablesProgramVersion } from './version.ts';
import { hidesMore, writeSpec } from './write-spec.ts';

/** A rule that nft loaded. */
export class LoadedRule implements KernelRule {
  constructor(
    readonly source: EvaluatedRule,
    private readonly family: Family,
    private readonly nft: string | undefined,
  ) {}

  /** Undefined: nft refuses it, or the files do not tell. */
  get linear(): LinearRule | undefined {
    return linearizeEvaluated(this.source, this.family, this.nft);
  }

  get jumps(): readonly string[] {
    return this.source.result.references.filter(({ kind }) => kind === 'chain').map(({ name }) => name);
  }

  view(program: IptablesProgramVersion): RuleView | undefined {
    const { linear } = this;
    if (!linear) return undefined;
    const reading = readRule(linear, program);
    return {
      get text() {
        return reading.uncertain ? undefined : writeSpec(reading.spec, program);
      },
      get hidesMore() {
        return hidesMore(reading.spec, program);
      },
      errors: reading.errors.map(({ text }) => `Error: ${text}`),
      incompatible: reading.incompatible !== undefined,
      crashes: reading.crashes,
      reading,
    };
  }
}

/** The tables of a kernel behind `nft -f` of a program. `version` is nft's. */
export function kernelOf(tables: Iterable<EvaluatedTable>, version: string | undefined): KernelTables {
  return new KernelTables([...tables].filter(survives).map((table) => kernelTable(table, version)));
}

/** A table that belongs to the nft that loads it goes away when that nft ends. */
function survives({ flags }: EvaluatedTable): boolean {
  const has = (name: string) => flags.some((flag) => flag.name === name);
  return !has('owner') || has('persist');
}

function kernelTable(table: EvaluatedTable, version: string | undefined): KernelTable {
  const { family, name } = table.state;
  const chains = [...table.chains.values()].map((chain): KernelChain => {
    const rules = chain.rules.map((rule) => new LoadedRule(rule, family, version));
    return { name: chain.info.name, hook: hookOf(chain.info), rules };
  });
  return {
    family,
    name,
    chains: new Map(chains.map((chain) => [chain.name, chain])),
    mapJumps: new Set([...table.verdicts.values()].flatMap((names) => [...names])),
  };
}

/** The hook of a chain; a priority that is not known is no number. */
export function hookOf({ base }: ChainInfo): ChainHook | undefined {
  return base && { type: base.type, hook: base.hook, priority: base.priority ?? Number.NaN, policy: base.policy ?? 'accept' };
}
