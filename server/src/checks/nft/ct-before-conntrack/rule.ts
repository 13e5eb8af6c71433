import { HOOK_PRIORITIES } from '../../../facts/nft-packets.ts';
import { ProgramAnalysis, type TableAnalysis } from '../../../nft/analysis/program-analysis.ts';
import { earlyUses, preparesTracking, type TrackingUse } from '../../../nft/analysis/tracking.ts';
import type { EvaluatedChain, EvaluatedRule } from '../../../nft/evaluation.ts';
import type { NftProgram } from '../../../nft/program.ts';
import type { Fix } from '../../finding.ts';
import { baseChainLines } from '../../nft-chain-support.ts';
import { defineRule, type Report } from '../../rule.ts';

const FAMILIES: ReadonlySet<string> = new Set(['ip', 'ip6', 'inet']);
const MAX_RELATED = 4;
/** The first named priority behind connection tracking. */
const LATER = 'mangle';

export default defineRule({
  id: 'nft/ct-before-conntrack',
  scope: 'nft',
  severity: 'warning',
  fix: 'safe',
  summary: 'a match on the connection in a chain that runs before connection tracking, where every packet is invalid',
  check(program, report) {
    for (const table of ProgramAnalysis.of(program.evaluation).tables) {
      if (!FAMILIES.has(table.table.state.family)) continue;
      for (const chain of table.table.chains.values()) {
        if (chain.info.base && isEarly(chain)) checkChain(program, table, chain, report);
      }
    }
  },
});

/** True for a base chain that sees packets before they are tracked. */
function isEarly({ info }: EvaluatedChain): boolean {
  const { hook, priority } = info.base!;
  return (hook === 'prerouting' || hook === 'output') && priority !== undefined && priority <= HOOK_PRIORITIES.conntrack;
}

interface Use extends TrackingUse {
  readonly rule: EvaluatedRule;
}

function checkChain(program: NftProgram, table: TableAnalysis, base: EvaluatedChain, report: (found: Report) => void): void {
  // Chains that are also called from later ones are right there.
  const chains = [...table.table.chains.values()].filter((chain) => {
    const origins = [...table.originsOf(chain)];
    return origins.includes(base) && origins.every(isEarly);
  });
  const prepares = chains.some(({ rules }) => rules.some(({ result }) => result.meaning && preparesTracking(result.meaning)));
  const uses: Use[] = chains.flatMap(({ rules }) =>
    rules.flatMap((rule) =>
      rule.result.meaning ? earlyUses(rule.result.meaning, prepares).map((use) => ({ ...use, rule })) : [],
    ),
  );
  const [first, ...others] = uses;
  if (!first) return;
  const { hook, priority } = base.info.base!;
  const effect = first.always === undefined ? '' : first.always ? ', so this holds for every packet' : ', so this holds for none';
  report({
    file: first.rule.file,
    range: placeOf(first),
    message: `Chain "${base.info.name}" runs at priority ${priority} on hook ${hook}, before connection tracking (${HOOK_PRIORITIES.conntrack}): there every packet counts as invalid and belongs to no connection${effect}. Give the chain a priority above ${HOOK_PRIORITIES.conntrack}, or move the match to a chain that runs later.`,
    related: [
      { message: `chain ${base.info.name} is declared here`, location: base.info.at },
      ...others.slice(0, MAX_RELATED).map((use) => ({
        message: 'This asks for the connection, too.',
        location: { file: use.rule.file, range: placeOf(use) },
      })),
    ],
    fixes: prepares ? [] : laterPriority(program, table, base),
  });
}

function placeOf({ rule, start, end }: Use) {
  return start < 0 ? { start: rule.at, end: rule.at + rule.unit.length } : { start: rule.at + start, end: rule.at + end };
}

function laterPriority(program: NftProgram, { table }: TableAnalysis, base: EvaluatedChain): Fix[] {
  const edits = [...baseChainLines(program)]
    .filter((line) => line.table === `${table.state.family} ${table.state.name}` && line.chain.node.name.text === base.info.name)
    .map(({ line: { file, at, node } }) => ({
      file,
      range: { start: at + node.priority.start, end: at + node.priority.end },
      newText: LATER,
    }));
  return edits.length === 0 ? [] : [{ title: `Run the chain at priority ${LATER}`, safety: 'safe', preferred: true, edits }];
}
