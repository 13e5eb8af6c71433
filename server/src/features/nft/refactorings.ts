import { intersects, type Range } from '../../base/range.ts';
import { moveAwayFix } from '../../checks/iptables-support.ts';
import { DOCKER_TABLES } from '../../facts/docker-firewall.ts';
import { hookText } from '../../nft/base-chain-text.ts';
import { type ChainBlock, chainBlocks, tableBlocks } from '../../nft/declared.ts';
import type { EvaluatedChain, EvaluatedTable } from '../../nft/evaluation.ts';
import { isIptablesTable } from '../../nft/iptables/builtins.ts';
import { isIptablesFamily } from '../../nft/iptables/version.ts';
import { renameTable } from '../../nft/move/rename-table.ts';
import { freeTableName, moveToOwnTable } from '../../nft/move/to-own-table.ts';
import { migrateUserChain } from '../../nft/move/user-chain.ts';
import type { NftProgram } from '../../nft/program.ts';
import type { Place, Refactoring } from '../provider.ts';

const { userChain: USER_CHAIN } = DOCKER_TABLES.iptables;
const KIND = 'refactor.move';

/** Ways to take tables, chains and rules out of iptables' sight. */
export function refactorings({ host, file }: Place, selection: Range): Refactoring[] {
  return (host?.nft ?? []).flatMap((program) =>
    [...program.tables.values()].flatMap((table) =>
      isIptablesFamily(table.state.family) && isIptablesTable(table.state.name)
        ? ofTable({ program, table, file: file.file, selection })
        : [],
    ),
  );
}

interface Selected {
  readonly program: NftProgram;
  readonly table: EvaluatedTable;
  readonly file: string;
  readonly selection: Range;
}

function ofTable(selected: Selected): Refactoring[] {
  const { program, table, file, selection } = selected;
  const block = tableBlocks(program, table.state).find(
    (candidate) => candidate.file.file === file && intersects(candidate.command, selection),
  );
  const chains = [...table.chains.values()].flatMap((chain) => {
    const at = chainBlocks(program, table.state, chain.info.name).find(
      (candidate) =>
        candidate.file.file === file && intersects({ start: candidate.at, end: candidate.at + candidate.node.length }, selection),
    );
    return at ? [{ chain, at }] : [];
  });
  const [only] = chains;
  if (only && chains.length === 1) return [...moveRules(selected, only.chain, only.at), ...moveChain(selected, only.chain)];
  return block ? moveTable(selected) : [];
}

/** The rules that the selection touches, when it is not the chain as a whole. */
function moveRules({ program, table, file, selection }: Selected, chain: EvaluatedChain, at: ChainBlock): Refactoring[] {
  const { base } = chain.info;
  const rules = chain.rules.filter(
    (rule) => rule.file === file && intersects({ start: rule.at, end: rule.at + rule.unit.length }, selection),
  );
  const inside = selection.start > at.at + at.node.name.end;
  if (!base || base.priority === undefined || rules.length === 0 || !inside) return [];
  const { family, name } = table.state;
  const newName = freeTableName(program, family, `own_${name}`);
  // Rules that were in the chain are asked before what stays in it.
  const head = hookText(family, { ...base, priority: base.priority - 1 });
  const edits = moveToOwnTable(program, table, newName, { rules: { rules, chain: base.hook, head: [head] } });
  const what = rules.length === 1 ? 'this rule' : 'these rules';
  return edits ? [{ title: `Move ${what} to an own table that iptables cannot see`, kind: KIND, edits }] : [];
}

function moveChain({ program, table }: Selected, chain: EvaluatedChain): Refactoring[] {
  const { family, name } = table.state;
  const shared = { program, table, family: family as 'ip' | 'ip6', name, use: { docker: true, known: true } };
  const moves = moveAwayFix(shared, chain).map(({ title, edits }): Refactoring => ({ title, kind: KIND, edits }));
  const migrated = chain.info.name === USER_CHAIN && !chain.info.base ? migrateUserChain(program, table) : undefined;
  if (migrated) moves.push({ title: `Migrate ${USER_CHAIN} to the nftables backend`, kind: KIND, edits: migrated.edits });
  return moves;
}

function moveTable({ program, table }: Selected): Refactoring[] {
  const { family, name } = table.state;
  const newName = freeTableName(program, family, `own_${name}`);
  const edits = renameTable(program, table, newName);
  return edits
    ? [{ title: `Make table ${family} ${name} an own table that iptables cannot see (${newName})`, kind: KIND, edits }]
    : [];
}
