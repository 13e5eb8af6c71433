import { compareVersions } from '../base/version.ts';
import { DESTROY_SINCE, isName } from '../facts/nft-language.ts';
import { type DockerTable, isDockerChain } from '../host/firewall/docker-tables.ts';
import type { EvaluatedChain, EvaluatedTable } from '../nft/evaluation.ts';
import type { NftProgram } from '../nft/program.ts';

/**
 * Commands after which a program's own tables are as if it had never been loaded, and all others are untouched: what a file can begin
 * with instead of flushing everything. Undefined when there is no such thing: the program has rules in chains of Docker's, or not
 * everything that it loads is known.
 */
export function resetOwnTables(program: NftProgram, docker: readonly DockerTable[]): string[] | undefined {
  if (program.evaluation.hasMissingFiles || program.evaluation.uncertain.size > 0) return undefined;
  const lines: string[] = [];
  for (const table of program.tables.values()) {
    const own = resetTable(table, docker, program);
    if (!own) return undefined;
    lines.push(...own);
  }
  return lines;
}

/** The same for one table. */
export function resetTable(
  table: EvaluatedTable,
  docker: readonly DockerTable[],
  { settings }: Pick<NftProgram, 'settings'>,
): string[] | undefined {
  const { family, name } = table.state;
  if (!isName(name, 'table')) return undefined;
  const known = docker.find((candidate) => candidate.family === family && candidate.name === name);
  if (known) return known.shared ? resetChains(table, known) : undefined;
  const { nft } = settings.versions;
  if (nft !== undefined && compareVersions(nft, DESTROY_SINCE) >= 0) return [`destroy table ${family} ${name}`];
  // older ones refuse to delete what is not there: make it first
  return [`table ${family} ${name}`, `delete table ${family} ${name}`];
}

/** Empties the chains of a shared table that Docker does not write to. */
function resetChains({ state: { family, name }, chains }: EvaluatedTable, docker: DockerTable): string[] | undefined {
  const lines = [`table ${family} ${name}`];
  for (const [chain, content] of chains) {
    if (isDockerChain(docker, chain)) {
      if (content.rules.length > 0) return undefined;
      continue;
    }
    const declaration = declarationOf(content);
    if (!isName(chain, 'chain') || declaration === undefined) return undefined;
    lines.push(`add chain ${family} ${name} ${chain}${declaration}`, `flush chain ${family} ${name} ${chain}`);
  }
  return lines.length > 1 ? lines : [];
}

function declarationOf({ info: { base } }: EvaluatedChain): string | undefined {
  if (!base) return '';
  const { type, hook, priority, policy } = base;
  if (priority === undefined) return undefined;
  return ` { type ${type} hook ${hook} priority ${priority};${policy ? ` policy ${policy};` : ''} }`;
}
