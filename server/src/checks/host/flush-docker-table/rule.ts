import type { Location } from '../../../base/range.ts';
import type { DockerEngine } from '../../../docker/engine.ts';
import { type DockerTable, dockerTables, isDockerChain } from '../../../host/firewall/docker-tables.ts';
import { iptablesFlushes } from '../../../host/firewall/iptables-flushes.ts';
import { type Removal, removals } from '../../../host/firewall/removals.ts';
import type { Fix } from '../../finding.ts';
import { resetTable } from '../../reload-support.ts';
import { defineRule, type Report } from '../../rule.ts';

export default defineRule({
  id: 'host/flush-docker-table',
  scope: 'host',
  severity: 'error',
  fix: 'safe',
  summary: 'a command that empties or deletes a table or chain in which Docker has its rules',
  check(host, report) {
    const tables = dockerTables(host);
    if (tables.length === 0) return;
    const find = (family: string | undefined, name: string | undefined) =>
      tables.find((table) => table.family === family && table.name === name);
    for (const removal of removals(host)) {
      const table = find(removal.family, removal.table);
      if (!table || removal.object === 'ruleset') continue;
      if (removal.object === 'chain' && (removal.chain === undefined || !isDockerChain(table, removal.chain))) continue;
      const fix = fixFor(removal, tables);
      const what = removal.object === 'chain' ? `chain ${removal.chain} of table ${table.family} ${table.name}` : undefined;
      say(host.engine, table, removal, `"${removal.verb} ${removal.object}"`, what, fix, report);
    }
    for (const { family, table: name, chain, place } of iptablesFlushes(host)) {
      const table = find(family, name);
      if (!table || (chain !== undefined && !isDockerChain(table, chain))) continue;
      say(host.engine, table, place, 'This command', chain && `chain ${chain} of table ${family} ${name}`, undefined, report);
    }
  },
});

function say(
  engine: DockerEngine,
  table: DockerTable,
  { file, range }: Location,
  command: string,
  what: string | undefined,
  fix: Fix | undefined,
  report: (found: Report) => void,
): void {
  const place = what ?? `table ${table.family} ${table.name}`;
  report({
    file,
    range,
    message: `${command} takes Docker's rules out of ${place}. ${effect(table, engine)}; ${advice(table)}.`,
    fixes: fix ? [fix] : [],
  });
}

/** What traffic breaks until Docker writes its rules again. */
function effect(table: DockerTable, engine: DockerEngine): string {
  const proxy = engine.isOn('userland-proxy') ? ' (those of the host answer through docker-proxy only)' : '';
  if (!table.shared)
    return 'Until a network or a container changes, containers go out without NAT and all their ports are open to those who route to them';
  switch (table.name) {
    case 'filter':
      return engine.isOn('ip-forward-no-drop')
        ? 'Networks are no longer kept apart, and all ports of containers are open until dockerd is restarted'
        : 'Docker has set the policy of FORWARD to drop, so containers reach nothing outside and published ports are closed until dockerd is restarted';
    case 'nat':
      return `Containers go out without NAT and published ports are no longer translated${proxy}; new ones fail until dockerd is restarted`;
    default:
      return 'Ports of containers can be reached past the published ones by those who route to them, until dockerd is restarted';
  }
}

function advice({ shared }: DockerTable): string {
  return shared ? 'empty your own chains only, or keep your rules in a table of your own' : 'leave that table to Docker';
}

function fixFor({ object, table: name, family, program, file, range }: Removal, tables: readonly DockerTable[]): Fix | undefined {
  if (!program || object !== 'table' || program.evaluation.hasMissingFiles || program.evaluation.uncertain.size > 0)
    return undefined;
  const table = program.tables.get(`${family} ${name}`);
  const lines = table && resetTable(table, tables, program);
  if (!lines) return undefined;
  return {
    title: 'Empty only the chains that Docker leaves alone',
    safety: 'safe',
    preferred: true,
    edits: [{ file, range, newText: lines.join('\n') }],
  };
}
