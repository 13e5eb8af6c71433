import { DOCKER_TABLES } from '../../../facts/docker-firewall.ts';
import { type Misfit, misfitsOf } from '../../../host/iptables-reading.ts';
import { type SharedTable, sharedTables } from '../../../host/iptables-sharing.ts';
import type { EvaluatedChain } from '../../../nft/evaluation.ts';
import type { LossReason } from '../../../nft/iptables/reading.ts';
import { excerpt, isDockerChain, moveAwayFix, programName } from '../../iptables-support.ts';
import { defineRule } from '../../rule.ts';

export default defineRule({
  id: 'iptables/misread-expression',
  scope: 'host',
  severity: 'warning',
  fix: 'unsafe',
  summary: 'a rule in a table of iptables that iptables takes for another one, such as one with a set',
  check(host, report) {
    for (const shared of sharedTables(host)) {
      if (!shared.use.known) continue;
      for (const { chain, misfits } of misfitsOf(host, shared)) {
        if (isDockerChain(host.engine, shared.name, chain.info.name)) continue;
        for (const read of misfits) {
          if (read.kind !== 'misread') continue;
          const { file, at } = read.rule;
          const loss = read.reading.losses[0]!;
          const statement = read.statementOf(loss.expression);
          if (!statement) continue;
          report({
            file,
            range: { start: at + statement.start, end: at + statement.end },
            message: `${misreading(read, loss.reason, excerpt(read.rule, statement), shared, chain)} ${consequence(read, shared, chain)} Put the rule into a table of your own.`,
            fixes: moveAwayFix(shared, chain),
          });
        }
      }
    }
  },
});

function misreading(
  { text }: Misfit,
  reason: LossReason,
  what: string,
  { family }: SharedTable,
  { info }: EvaluatedChain,
): string {
  const shown = `takes this rule for "${`-A ${info.name} ${text ?? ''}`.trim()}"`;
  const program = programName(family);
  switch (reason) {
    case 'set':
      return `iptables reads no sets and maps and ${shown}, without "${what}".`;
    case 'effect':
      return `${program} ${shown}: it does not see what "${what}" does.`;
    case 'added':
      return `${program} ${shown}: it adds a condition to "${what}".`;
    case 'field':
    case 'overwritten':
      return `${program} ${shown}, without "${what}".`;
    default:
      return `${program} ${shown}: it misreads "${what}".`;
  }
}

/** What comes of it. */
function consequence({ text }: Misfit, { family, name, use }: SharedTable, { info }: EvaluatedChain): string {
  const { userChain, jumpChain } = DOCKER_TABLES.iptables;
  const jumps = [userChain, jumpChain].map((chain) => `-j ${chain}`);
  if (use.docker && name === 'filter' && info.name === 'FORWARD' && text !== undefined && jumps.includes(text))
    return 'Docker takes it for its own jump and deletes it when it starts.';
  return `${programName(family)}-save writes that, a restore makes it true, and "-D" with those words deletes this rule.`;
}
