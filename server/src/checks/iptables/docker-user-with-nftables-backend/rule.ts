import { settingName } from '../../../docker/daemon/names.ts';
import { DOCKER_TABLES } from '../../../facts/docker-firewall.ts';
import type { Host } from '../../../host/host.ts';
import { iptablesCommands } from '../../../host/iptables-save.ts';
import type { EvaluatedChain, EvaluatedTable } from '../../../nft/evaluation.ts';
import { migrateUserChain } from '../../../nft/move/user-chain.ts';
import type { NftProgram } from '../../../nft/program.ts';
import { reachedFrom } from '../../../nft/reach.ts';
import type { Fix, RelatedPlace } from '../../finding.ts';
import { defineRule, type Report } from '../../rule.ts';

const { userChain: USER_CHAIN } = DOCKER_TABLES.iptables;
const ADDS: readonly string[] = ['append', 'insert', 'replace'];

export default defineRule({
  id: 'iptables/docker-user-with-nftables-backend',
  scope: 'host',
  severity: 'warning',
  fix: 'unsafe',
  summary: 'rules in DOCKER-USER while Docker writes its rules with nftables, where nothing jumps there',
  check(host, report) {
    if (host.engine.firewallBackend !== 'nftables') return;
    const setting = host.engine.firewallBackendSetting;
    const related = setting ? [{ message: `${settingName(setting)} is set here.`, location: setting.place }] : [];
    for (const program of host.nft)
      for (const table of program.tables.values()) {
        const chain = userChainOf(table);
        if (!chain) continue;
        report({ ...chain.info.at, message: message(table.state.family), related, fixes: fixes(program, table) });
      }
    inIptablesFiles(host, related, report);
  },
});

function message(family: string): string {
  return `With the nftables backend Docker makes no ${USER_CHAIN} and jumps to none: the rules of this chain of table ${family} filter are never asked. Put them into a base chain on hook forward with a priority before Docker's.`;
}

/** The chain with rules, where nothing leads to it. */
function userChainOf(table: EvaluatedTable): EvaluatedChain | undefined {
  const { family, name } = table.state;
  const chain = table.chains.get(USER_CHAIN);
  if ((family !== 'ip' && family !== 'ip6') || name !== 'filter' || !chain || chain.info.base) return undefined;
  const decides = chain.rules.some(({ result }) =>
    result.meaning?.steps.some((step) => step.kind === 'verdict' && step.verdict.kind !== 'return'),
  );
  const used = [...table.chains.values()].some(
    ({ info, rules }) => info.base && reachedFrom({ info, rules }, table).includes(chain),
  );
  return decides && !used ? chain : undefined;
}

function fixes(program: NftProgram, table: EvaluatedTable): Fix[] {
  const migrated = migrateUserChain(program, table);
  if (!migrated) return [];
  const title = `Make it a base chain before Docker's, in table ${table.state.family} ${migrated.table}`;
  return [{ title, safety: 'unsafe', preferred: true, edits: migrated.edits }];
}

/** What iptables-save wrote, and scripts, where nothing jumps to the chain either. A file counts once. */
function inIptablesFiles(host: Host, related: readonly RelatedPlace[], report: (found: Report) => void): void {
  const saved = host.iptables.map(({ file, family, tables }) =>
    tables.flatMap(({ rules }) => rules.map((rule) => ({ ...rule, file, family }))),
  );
  for (const rules of [...saved, ...host.scripts.map(iptablesCommands)]) {
    const inFilter = rules.filter(({ table, action }) => table === 'filter' && ADDS.includes(action));
    const jumps = inFilter.some(({ chain, target }) => chain !== USER_CHAIN && target === USER_CHAIN);
    const first = inFilter.find(({ chain, target }) => chain === USER_CHAIN && target !== 'RETURN');
    if (!first || jumps) continue;
    report({ file: first.file, range: first.range, message: message(first.family === 4 ? 'ip' : 'ip6'), related });
  }
}
