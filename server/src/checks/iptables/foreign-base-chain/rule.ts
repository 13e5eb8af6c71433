import { type SharedTable, sharedTables } from '../../../host/iptables-sharing.ts';
import { hookText } from '../../../nft/base-chain-text.ts';
import { chainBlocks, hookSpecs } from '../../../nft/declared.ts';
import type { EvaluatedChain } from '../../../nft/evaluation.ts';
import { type Builtin, builtinNamed, builtinOn } from '../../../nft/iptables/builtins.ts';
import { canDrop } from '../../../nft/reach.ts';
import { renameChain } from '../../../nft/rename-chain.ts';
import type { Fix } from '../../finding.ts';
import { defineRule } from '../../rule.ts';

export default defineRule({
  id: 'iptables/foreign-base-chain',
  scope: 'host',
  severity: 'info',
  fix: 'unsafe',
  summary: 'a base chain of one’s own on the hook of a builtin chain, in a table that iptables uses too',
  check(host, report) {
    for (const shared of sharedTables(host)) {
      if (!shared.use.known) continue;
      for (const chain of shared.table.chains.values()) {
        const { name, base, at } = chain.info;
        const builtin = base && builtinOn(shared.name, base.hook);
        if (!builtin || builtinNamed(shared.name, name)) continue;
        const drops = canDrop(chain, shared.table);
        const beside = shared.table.chains.get(builtin.name);
        const table = `${shared.family} ${shared.name}`;
        const effect = drops
          ? `a packet that ${name} drops is lost, whatever ${builtin.name} and Docker’s rules in it accept`
          : `what ${name} accepts can still be dropped in ${builtin.name}`;
        report({
          ...{ file: at.file, range: at.range },
          severity: drops ? 'warning' : 'info',
          message: `iptables does not see the base chain ${name} in table ${table} and ${beside ? 'uses' : 'makes'} ${builtin.name} on the same hook. Both run: ${effect}. Rename it to ${builtin.name} with "${hookText(shared.family, builtin)}", or move it to a table of its own.`,
          related: beside ? [{ message: `The builtin chain ${builtin.name} is declared here.`, location: beside.info.at }] : [],
          fixes: [...renameFix(shared, chain, builtin)],
        });
      }
    }
  },
});

/** Makes the chain the builtin one, unless that is there already. */
function renameFix({ program, table, family }: SharedTable, { info }: EvaluatedChain, builtin: Builtin): Fix[] {
  const edits = renameChain(program, table, info.name, builtin.name);
  if (!edits) return [];
  const { type, priority } = builtin;
  const differs = info.base?.type !== type || info.base.priority !== priority;
  const hooks = differs
    ? hookSpecs(chainBlocks(program, table.state, info.name)).map(({ file, at, spec }) => ({
        file,
        range: { start: at + spec.start, end: at + spec.priority.end },
        newText: hookText(family, builtin).replace(/;$/, ''),
      }))
    : [];
  return [
    {
      title: `Rename ${info.name} to ${builtin.name}, as iptables calls it`,
      safety: 'unsafe',
      preferred: true,
      edits: [...edits, ...hooks],
    },
  ];
}
