import type { Statement } from '../nft/ast.ts';
import type { RuleResult } from '../nft/evaluate/rule.ts';
import { type EvaluatedChain, type EvaluatedRule, type EvaluatedTable, readRule as readStatements } from '../nft/evaluation.ts';
import type { KernelTables } from '../nft/iptables/kernel.ts';
import { hookOf, kernelOf } from '../nft/iptables/loaded.ts';
import { readRule } from '../nft/iptables/read-rule.ts';
import type { RuleReading } from '../nft/iptables/reading.ts';
import { classOf, type RuleClass } from '../nft/iptables/rule-class.ts';
import type { IptablesFamily, IptablesProgramVersion } from '../nft/iptables/version.ts';
import { TableView } from '../nft/iptables/view.ts';
import { writeSpec } from '../nft/iptables/write-spec.ts';
import { linearizeEvaluated } from '../nft/linearize/rule.ts';
import type { NftProgram } from '../nft/program.ts';
import type { Host } from './host.ts';
import type { SharedTable } from './iptables-sharing.ts';

const kernels = new WeakMap<NftProgram, KernelTables>();

/** The kernel's tables behind `nft -f` of a program's files. */
export function kernelOfProgram(program: NftProgram): KernelTables {
  let kernel = kernels.get(program);
  if (!kernel) {
    kernel = kernelOf(program.tables.values(), program.settings.versions.nft);
    kernels.set(program, kernel);
  }
  return kernel;
}

/** The iptables of a host that looks into a table. */
export function iptablesOf(host: Host, { family }: SharedTable): IptablesProgramVersion {
  return { family, version: host.settings.versions.iptables };
}

/** A rule of a shared table that iptables does not take for what it is. */
export class Misfit {
  constructor(
    readonly rule: EvaluatedRule,
    readonly kind: RuleClass,
    readonly reading: RuleReading,
    private readonly nft: string | undefined,
    private readonly iptables: IptablesProgramVersion,
  ) {}

  /** As `iptables -S` shows it behind the chain's name; undefined when that hangs on the host. */
  get text(): string | undefined {
    return this.reading.uncertain ? undefined : writeSpec(this.reading.spec, this.iptables);
  }

  /** The statement that an expression comes from. */
  statementOf(expression: number): Statement | undefined {
    const origin = linearizeEvaluated(this.rule, this.iptables.family, this.nft)?.origins[expression];
    return origin === undefined ? undefined : readStatements(this.rule).statements[origin];
  }
}

/** A chain of a shared table that iptables looks into, with the rules that it does not take for what they are. */
export interface ChainMisfits {
  readonly chain: EvaluatedChain;
  readonly misfits: readonly Misfit[];
}

const tables = new WeakMap<EvaluatedTable, Map<string, readonly ChainMisfits[]>>();

/** What iptables makes of the chains of a table that it looks into. What cannot be known is left out. Computed once per evaluation. */
export function misfitsOf(host: Host, shared: SharedTable): readonly ChainMisfits[] {
  const iptables = iptablesOf(host, shared);
  const key = iptables.version ?? '';
  let versions = tables.get(shared.table);
  if (!versions) {
    versions = new Map();
    tables.set(shared.table, versions);
  }
  let found = versions.get(key);
  if (!found) {
    found = findMisfits(shared, iptables);
    versions.set(key, found);
  }
  return found;
}

function findMisfits({ program, table, family, name }: SharedTable, iptables: IptablesProgramVersion): ChainMisfits[] {
  const nft = program.settings.versions.nft;
  const chains = new Map([...table.chains].map(([key, { info }]) => [key, { name: key, hook: hookOf(info), rules: [] }]));
  const view = new TableView(name, { family, name, chains, mapJumps: new Set() }, undefined);
  return view.chains().map(({ name: chainName }) => {
    const chain = table.chains.get(chainName)!;
    const misfits: Misfit[] = [];
    for (const rule of chain.rules) {
      const found = judged(rule, family, nft, iptables);
      if (found) misfits.push(found);
    }
    return { chain, misfits };
  });
}

interface Judged {
  readonly nft: string | undefined;
  readonly iptables: string | undefined;
  readonly reading: RuleReading | undefined;
  readonly class: RuleClass | undefined;
}

/** What was found out about rules. A file can have tens of thousands, and after an edit all but one are the same. */
const judgements = new WeakMap<RuleResult, Judged>();

function judged(
  rule: EvaluatedRule,
  family: IptablesFamily,
  nft: string | undefined,
  iptables: IptablesProgramVersion,
): Misfit | undefined {
  let known = judgements.get(rule.result);
  if (!known || known.nft !== nft || known.iptables !== iptables.version) {
    const linear = linearizeEvaluated(rule, family, nft);
    const reading = linear && readRule(linear, iptables);
    known = { nft, iptables: iptables.version, reading, class: reading && classOf(reading) };
    judgements.set(rule.result, known);
  }
  const { reading, class: kind } = known;
  if (!reading || !kind || kind === 'exact') return undefined;
  // What is shown hangs on the host; that lists refuse the rule does not.
  if (reading.uncertain && kind !== 'incompatible') return undefined;
  return new Misfit(rule, kind, reading, nft, iptables);
}
