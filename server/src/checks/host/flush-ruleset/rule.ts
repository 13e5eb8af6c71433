import type { FileId } from '../../../base/paths.ts';
import type { Range } from '../../../base/range.ts';
import type { DockerEngine } from '../../../docker/engine.ts';
import { dockerTables } from '../../../host/firewall/docker-tables.ts';
import { removals } from '../../../host/firewall/removals.ts';
import type { Fix } from '../../finding.ts';
import { resetOwnTables } from '../../reload-support.ts';
import { defineRule } from '../../rule.ts';

export default defineRule({
  id: 'host/flush-ruleset',
  scope: 'host',
  severity: 'warning',
  fix: 'safe',
  summary: '"flush ruleset" on a host with Docker: a reload deletes the rules of Docker too',
  check(host, report) {
    const tables = dockerTables(host);
    for (const { object, family, file, range, program } of removals(host)) {
      if (object !== 'ruleset' || !tables.some((table) => family === undefined || table.family === family)) continue;
      const lines = program && resetOwnTables(program, tables);
      const command = family === undefined ? 'flush ruleset' : `flush ruleset ${family}`;
      report({
        file,
        range,
        message: `"${command}" deletes Docker's rules too. ${effect(host.engine)}; replace only the tables of this file.`,
        fixes: lines && lines.length > 0 ? [replacement(file, range, lines)] : [],
      });
    }
  },
});

function replacement(file: FileId, range: Range, lines: readonly string[]): Fix {
  return {
    title: 'Replace only the tables of this file',
    safety: 'safe',
    preferred: true,
    edits: [{ file, range, newText: lines.join('\n') }],
  };
}

/** What is left of Docker's network after a reload. */
function effect(engine: DockerEngine): string {
  const ports = engine.isOn('userland-proxy')
    ? 'while published ports still answer through docker-proxy, so that nobody notices'
    : 'and published ports are closed';
  const end =
    engine.firewallBackend === 'nftables'
      ? 'this lasts until a network or a container changes'
      : 'new networks and published ports fail until dockerd is restarted';
  return `After a reload containers go out without NAT and are open to everybody outside, ${ports}; ${end}`;
}
