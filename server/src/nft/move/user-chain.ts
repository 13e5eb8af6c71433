import { DOCKER_TABLES } from '../../facts/docker-firewall.ts';
import { hookText } from '../base-chain-text.ts';
import type { Edit } from '../edit.ts';
import type { EvaluatedTable } from '../evaluation.ts';
import type { NftProgram } from '../program.ts';
import { freeTableName, moveToOwnTable } from './to-own-table.ts';

const { userChain: USER_CHAIN, beforeForward: PRIORITY } = DOCKER_TABLES.iptables;
/** The table where the chain is no longer Docker's. */
export const USER_CHAIN_TABLE = 'docker_user';

/** The hook of a chain that is asked before Docker's forward rules, with both backends. */
export function beforeDockerHook(family: string): string {
  return `${hookText(family, { type: 'filter', hook: 'forward', priority: PRIORITY })} policy accept;`;
}

/**
 * Makes a base chain of DOCKER-USER, in a table of its own, on hook forward before Docker's chains. Undefined when it cannot be moved,
 * or has no rules.
 */
export function migrateUserChain(
  program: NftProgram,
  table: EvaluatedTable,
): { readonly table: string; readonly edits: Edit[] } | undefined {
  const { family } = table.state;
  const rules = table.chains.get(USER_CHAIN)?.rules ?? [];
  if (rules.length === 0) return undefined;
  const name = freeTableName(program, family, USER_CHAIN_TABLE);
  const edits = moveToOwnTable(program, table, name, {
    rules: { rules, chain: 'forward', head: [beforeDockerHook(family)] },
    instead: USER_CHAIN,
  });
  return edits && { table: name, edits };
}
