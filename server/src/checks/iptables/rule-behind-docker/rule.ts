import { DOCKER_TABLES } from '../../../facts/docker-firewall.ts';
import { ContainerTraffic } from '../../../host/container-traffic.ts';
import { type ChainMisfits, misfitsOf } from '../../../host/iptables-reading.ts';
import { type SharedTable, sharedTables } from '../../../host/iptables-sharing.ts';
import { hookText } from '../../../nft/base-chain-text.ts';
import type { EvaluatedRule } from '../../../nft/evaluation.ts';
import { builtinNamed } from '../../../nft/iptables/builtins.ts';
import type { RuleMeaning } from '../../../nft/meaning/rule-meaning.ts';
import { moveToChain } from '../../../nft/move/to-chain.ts';
import { freeTableName, moveToOwnTable } from '../../../nft/move/to-own-table.ts';
import type { Fix } from '../../finding.ts';
import { defineRule } from '../../rule.ts';

const { userChain: USER_CHAIN } = DOCKER_TABLES.iptables;
const FORWARD = 'FORWARD';

export default defineRule({
  id: 'iptables/rule-behind-docker',
  scope: 'host',
  severity: 'warning',
  fix: 'unsafe',
  summary: 'a rule about containers’ traffic in FORWARD, where Docker’s rules come first',
  check(host, report) {
    const tables = sharedTables(host).filter(({ name, use }) => name === 'filter' && use.docker && use.known);
    if (tables.length === 0) return;
    const containers = new ContainerTraffic(host);
    for (const shared of tables) {
      const forward = misfitsOf(host, shared).find(({ chain }) => chain.info.name === FORWARD);
      if (!forward?.chain.info.base) continue;
      for (const rule of forward.chain.rules) {
        const { file, at, unit, result } = rule;
        if (!result.meaning || !decides(result.meaning) || !containers.isAbout(result.meaning)) continue;
        report({
          file,
          range: { start: at, end: at + unit.length },
          message: `Docker puts its jumps at the top of ${FORWARD}, and its chains decide about all traffic of containers: packets never come to this rule. Put it into ${USER_CHAIN}, or into a base chain of a table of your own with a lower priority.`,
          fixes: fixes(shared, rule, forward),
        });
      }
    }
  },
});

/** A rule that only counts or logs may stand anywhere. */
function decides({ steps }: RuleMeaning): boolean {
  return steps.some(({ kind }) => kind === 'verdict' || kind === 'verdict-map' || kind === 'nat');
}

function fixes({ program, table, family, name }: SharedTable, rule: EvaluatedRule, { misfits }: ChainMisfits): Fix[] {
  const out: Fix[] = [];
  // A rule that iptables does not read would make the whole chain one that Docker ignores.
  const readable = misfits.every((misfit) => misfit.rule !== rule || misfit.kind === 'misread');
  const moved = readable ? moveToChain(program, table, [rule], USER_CHAIN) : undefined;
  if (moved) out.push({ title: `Move the rule to ${USER_CHAIN}`, safety: 'unsafe', preferred: true, edits: moved });
  const newName = freeTableName(program, family, `own_${name}`);
  const early = { ...builtinNamed(name, FORWARD)!, priority: DOCKER_TABLES.iptables.beforeForward };
  const edits = moveToOwnTable(program, table, newName, {
    rules: { rules: [rule], chain: 'forward', head: [hookText(family, early)] },
  });
  if (edits) out.push({ title: `Move the rule to a base chain of a table of its own, ${newName}`, safety: 'unsafe', edits });
  return out;
}
