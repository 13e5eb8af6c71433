import {
  INPUTLESS_CHAINS,
  IPTABLES_PACKET_TYPES,
  IPTABLES_PROTOCOLS,
  MAX_LIMIT_BURST,
  OUTPUTLESS_CHAINS,
} from '../../../facts/iptables.ts';
import type { KernelTables, RuleView } from '../kernel.ts';
import { writtenRate } from '../rate.ts';
import type { AddressSpec, MatchSpec, RuleSpec } from '../spec.ts';
import { type IptablesProgramVersion, iptablesHas } from '../version.ts';
import { targetOptions } from '../write-spec.ts';
import { inhibited } from './call.ts';
import { failed, type Outcome, STATUS } from './outcome.ts';
import { type RestoreTable, restore } from './restore.ts';
import type { SavedTable } from './save.ts';

/** iptables-restore with what iptables-save wrote. Not everything that it writes is something that it takes. Undefined when it hangs on the host. */
export function restoreSaved(
  kernel: KernelTables,
  program: IptablesProgramVersion,
  saved: readonly SavedTable[],
): Outcome | undefined {
  if (saved.some(({ rules }) => rules.some(({ view }) => view.text === undefined))) return undefined;
  for (const { name, line, chains, rules } of saved) {
    for (const { chain, view } of rules) {
      const problem = problemOf(name, chain.name, view, program);
      if (problem !== undefined) return failed(kernel, STATUS.parameter, problem);
    }
    for (const [index, { chain, view }] of rules.entries()) {
      if (!view.reading || kernelTakes(view.reading.spec)) continue;
      const at = line + chains.length + index + 1;
      return failed(kernel, STATUS.kernel, `line ${at}: RULE_APPEND failed (Invalid argument): rule in chain ${chain.name}`);
    }
  }
  return restore(kernel, program, saved.map(asRestored), true);
}

/** Why iptables does not take back a rule that it wrote. */
function problemOf(table: string, chain: string, { reading }: RuleView, program: IptablesProgramVersion): string | undefined {
  if (!reading) return undefined;
  const { spec } = reading;
  const { input, output } = spec;
  const long = iptablesHas(program, 'messages name long options');
  if (output && OUTPUTLESS_CHAINS.includes(chain)) return `Can't use ${long ? '--out-interface' : '-o'} with ${chain}`;
  if (input && INPUTLESS_CHAINS.includes(chain)) return `Can't use ${long ? '--in-interface' : '-i'} with ${chain}`;
  const blank = [input, output].find((side) => side?.name.includes(' '))?.name.split(' ')[1];
  if (blank !== undefined) return `Bad argument \`${blank}'`;
  for (const match of spec.matches) {
    const problem = problemOfMatch(match, spec);
    if (problem !== undefined) return problem;
  }
  const [option] = targetOptions(spec);
  const ownTarget = spec.target?.kind === 'nflog' ? 'NFLOG' : spec.target?.kind === 'mark' ? 'MARK' : undefined;
  if (option !== undefined && spec.jumpTo !== ownTarget) return `unknown option "${option}"`;
  return inhibited(table, spec.jumpTo === 'DROP');
}

function problemOfMatch(match: MatchSpec, { protocol }: RuleSpec): string | undefined {
  switch (match.kind) {
    case 'limit': {
      const rate = writtenRate(match.average);
      if (!rate) return `bad rate "inf"'`;
      if (rate.rate === 0) return `bad rate "0/${rate.name}"'`;
      return match.burst <= MAX_LIMIT_BURST
        ? undefined
        : `limit: bad value for option "--limit-burst", or out of range (0-${MAX_LIMIT_BURST}).`;
    }
    case 'packet-type':
      return IPTABLES_PACKET_TYPES[match.type] === undefined ? `Bad packet type '${match.type}'` : undefined;
    case 'ports':
      return IPTABLES_PROTOCOLS[protocol.number] === match.protocol && !protocol.inverted
        ? undefined
        : `${match.protocol.toUpperCase()} match requires '-p ${match.protocol}'`;
    default:
      return undefined;
  }
}

/** False for what the kernel refuses: messages of another protocol, and addresses that are not any. */
function kernelTakes({ protocol, source, destination, matches }: RuleSpec): boolean {
  const none = (spec: AddressSpec | undefined) => spec?.inverted === true && spec.mask.every((byte) => byte === 0);
  if (none(source) || none(destination)) return false;
  return matches.every(
    (match) => match.kind !== 'icmp' || (protocol.number === (match.name === 'icmp' ? 1 : 58) && !protocol.inverted),
  );
}

function asRestored({ name, chains, rules }: SavedTable): RestoreTable {
  return {
    table: name,
    lines: [
      ...chains.map(({ name: chain, hook }) => ({ kind: 'chain' as const, chain, policy: hook?.policy })),
      ...rules.map(({ chain, view }) => {
        const to = view.reading?.spec.target === undefined ? view.reading?.spec.jumpTo : undefined;
        return {
          kind: 'rule' as const,
          chain: chain.name,
          rule: { text: view.text ?? '', ...(to === undefined ? {} : { jump: to }) },
        };
      }),
    ],
  };
}
