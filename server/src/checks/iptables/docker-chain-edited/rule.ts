import { DOCKER_TABLES } from '../../../facts/docker-firewall.ts';
import type { Host } from '../../../host/host.ts';
import { iptablesCommands } from '../../../host/iptables-save.ts';
import { iptablesUse, sharedTables } from '../../../host/iptables-sharing.ts';
import { isDockerChain } from '../../iptables-support.ts';
import { defineRule, type Report } from '../../rule.ts';

const { userChain: USER_CHAIN } = DOCKER_TABLES.iptables;
/** What puts a rule into a chain. */
const ADDS: readonly string[] = ['append', 'insert', 'replace'];

export default defineRule({
  id: 'iptables/docker-chain-edited',
  scope: 'host',
  severity: 'warning',
  fix: 'none',
  summary: 'rules in chains and tables that Docker writes itself',
  check(host, report) {
    inNftChains(host, report);
    inIptablesFiles(host, report);
    inTables(host, report);
  },
});

function message(family: string, table: string, chain: string): string {
  const own = table === 'filter' ? `Put them into ${USER_CHAIN}, or` : 'Put them';
  return `Chain ${chain} of table ${family} ${table} is Docker's: dockerd empties it when it starts and writes it itself, so rules of yours in it are lost. ${own} into a base chain of a table of your own.`;
}

function inNftChains(host: Host, report: (found: Report) => void): void {
  for (const { table, family, name, use } of sharedTables(host))
    for (const { info, rules } of table.chains.values())
      if (use.docker && rules.length > 0 && isDockerChain(host.engine, name, info.name))
        report({ ...info.at, message: message(family, name, info.name) });
}

/** What iptables-save wrote, and scripts. A chain counts once per file. */
function inIptablesFiles(host: Host, report: (found: Report) => void): void {
  const saved = host.iptables.flatMap(({ file, family, tables }) =>
    tables.flatMap(({ rules }) => rules.map((rule) => ({ ...rule, file, family }))),
  );
  const seen = new Set<string>();
  for (const { file, family, table, chain, action, range } of [...saved, ...host.scripts.flatMap(iptablesCommands)]) {
    const word = family === 4 ? 'ip' : 'ip6';
    const key = `${file} ${word} ${table} ${chain}`;
    if (chain === undefined || !ADDS.includes(action) || seen.has(key)) continue;
    if (!iptablesUse(host, word)?.docker || !isDockerChain(host.engine, table, chain)) continue;
    seen.add(key);
    report({ file, range, message: message(word, table, chain) });
  }
}

/** Tables of the nftables backend; dockerd deletes them with the other backend too. */
function inTables(host: Host, report: (found: Report) => void): void {
  const { table, since, otherTables } = DOCKER_TABLES.nftables;
  const names = [{ name: table, since }, ...otherTables]
    .filter((each) => host.engine.has(each.since ?? since))
    .map(({ name }) => name);
  for (const program of host.nft)
    for (const { state, chains } of program.tables.values())
      if ((state.family === 'ip' || state.family === 'ip6') && names.includes(state.name) && chains.size > 0)
        report({
          ...state.at,
          message: `Table ${state.family} ${state.name} is Docker's: dockerd deletes it when it starts and writes it anew, so what stands in it here is lost. Put your rules into a table of another name.`,
        });
}
