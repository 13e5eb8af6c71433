import type { Statement } from '../nft/ast.ts';
import type { EvaluatedChain, EvaluatedRule } from '../nft/evaluation.ts';
import { readRule } from '../nft/evaluation.ts';
import type { KernelTables, RuleView } from '../nft/iptables/kernel.ts';
import { kernelOf, LoadedRule } from '../nft/iptables/loaded.ts';
import { classOf, type RuleClass } from '../nft/iptables/rule-class.ts';
import type { IptablesProgramVersion } from '../nft/iptables/version.ts';
import { TableView } from '../nft/iptables/view.ts';
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

/** A rule of a shared table, and what iptables takes it for. */
export interface ReadRule {
  readonly rule: EvaluatedRule;
  readonly class: RuleClass;
  readonly view: RuleView;
  readonly reading: NonNullable<RuleView['reading']>;
  /** The statement that an expression comes from. */
  statementOf(expression: number): Statement | undefined;
}

/** The chains of a shared table that iptables looks into, with their rules as it reads them. What cannot be known is left out. */
export function chainsRead(
  host: Host,
  shared: SharedTable,
): { readonly chain: EvaluatedChain; readonly rules: readonly ReadRule[] }[] {
  const { program, table, family, name } = shared;
  const kernel = kernelOfProgram(program);
  const iptables = iptablesOf(host, shared);
  const view = new TableView(name, kernel.get(family, name), undefined);
  return view.chains().flatMap(({ name: chainName, rules }) => {
    const chain = table.chains.get(chainName);
    if (!chain) return [];
    return [{ chain, rules: rules.flatMap((rule) => (rule instanceof LoadedRule ? (read(rule, iptables) ?? []) : [])) }];
  });
}

function read(loaded: LoadedRule, iptables: IptablesProgramVersion): ReadRule | undefined {
  const view = loaded.view(iptables);
  const { linear, source } = loaded;
  if (!view?.reading || !linear) return undefined;
  const kind = classOf(view.reading);
  // What is shown hangs on the host; that lists refuse the rule does not.
  if (view.text === undefined && kind !== 'incompatible') return undefined;
  return {
    rule: source,
    class: kind,
    view,
    reading: view.reading,
    statementOf: (expression) => readRule(source).statements[linear.origins[expression] ?? -1],
  };
}
