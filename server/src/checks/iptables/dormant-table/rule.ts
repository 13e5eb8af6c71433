import { DOCKER_TABLES } from '../../../facts/docker-firewall.ts';
import { type SharedTable, sharedTables } from '../../../host/iptables-sharing.ts';
import type { Property } from '../../../nft/ast.ts';
import { tableBlocks } from '../../../nft/declared.ts';
import { wholeLines } from '../../../nft/edit.ts';
import type { DeclaredAt } from '../../../nft/environment.ts';
import type { Fix } from '../../finding.ts';
import { defineRule } from '../../rule.ts';

const DORMANT = 'dormant';

export default defineRule({
  id: 'iptables/dormant-table',
  scope: 'host',
  severity: 'error',
  fix: 'safe',
  summary: 'a table that iptables uses too is switched off',
  check(host, report) {
    for (const shared of sharedTables(host)) {
      const flag = shared.table.flags.find(({ name }) => name === DORMANT);
      if (!flag || !shared.use.known) continue;
      const { family, name, use } = shared;
      const docker = use.docker && DOCKER_TABLES.iptables.tables.includes(name);
      report({
        ...flag.at,
        severity: docker ? 'error' : 'warning',
        message: `The kernel does not run the chains of a dormant table, and no program says so: ${docker ? `all of Docker's rules in table ${family} ${name} do nothing` : `what iptables writes to table ${family} ${name} does nothing`}. Remove the flag, or move your rules to a table of their own and switch that off.`,
        fixes: removal(shared, flag.at),
      });
    }
  },
});

/** Takes the flag away, with its line when there is no other. */
function removal({ program, table }: SharedTable, at: DeclaredAt): Fix[] {
  for (const block of tableBlocks(program, table.state))
    for (const item of block.node.items ?? []) {
      if (item.node.kind !== 'unit' || item.node.item.kind !== 'property' || block.file.file !== at.file) continue;
      const start = block.at + item.at;
      const flags: Property = item.node.item;
      const index = flags.values.findIndex((value) => start + value.start === at.range.start);
      if (index < 0) continue;
      const value = flags.values[index]!;
      const next = flags.values[index + 1];
      const before = flags.values[index - 1];
      const range =
        flags.values.length === 1
          ? wholeLines(block.file.original, { start: start + flags.start, end: start + flags.end })
          : next
            ? { start: start + value.start, end: start + next.start }
            : { start: start + before!.end, end: start + value.end };
      return [
        { title: 'Remove the flag "dormant"', safety: 'safe', preferred: true, edits: [{ file: at.file, range, newText: '' }] },
      ];
    }
  return [];
}
