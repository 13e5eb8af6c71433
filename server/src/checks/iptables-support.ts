import type { DockerEngine } from '../docker/engine.ts';
import { dockerHas } from '../docker/version.ts';
import { DOCKER_TABLES } from '../facts/docker-firewall.ts';
import type { SharedTable } from '../host/iptables-sharing.ts';
import type { EvaluatedChain, EvaluatedRule } from '../nft/evaluation.ts';
import { freeTableName, moveToOwnTable } from '../nft/move/to-own-table.ts';
import { reachedFrom } from '../nft/reach.ts';
import type { Fix } from './finding.ts';

/** The name of iptables for a family. */
export function programName(family: 'ip' | 'ip6'): string {
  return family === 'ip' ? 'iptables' : 'ip6tables';
}

/** A command of iptables on a table, such as `iptables -t nat -S`. */
export function commandText({ family, name }: SharedTable, command: string): string {
  return `${programName(family)} ${name === 'filter' ? '' : `-t ${name} `}${command}`;
}

/** True for a chain that Docker makes and empties; the chain for the user's own rules is none. */
export function isDockerChain(engine: DockerEngine, table: string, chain: string): boolean {
  return DOCKER_TABLES.iptables.chains.some(
    ({ table: of, name, since, until }) =>
      of === table &&
      name === chain &&
      name !== DOCKER_TABLES.iptables.userChain &&
      (since === undefined || dockerHas(engine.version, since)) &&
      (until === undefined || engine.version === undefined || !dockerHas(engine.version, until)),
  );
}

/** Moves the base chain that a chain is reached from (or is) to a table that iptables does not see. */
export function moveAwayFix(shared: SharedTable, chain: EvaluatedChain): Fix[] {
  const { program, table, family, name } = shared;
  const roots = [...table.chains.values()].filter(
    (candidate) => candidate.info.base && reachedFrom(candidate, table).includes(chain),
  );
  const [root] = roots;
  if (!root || roots.length > 1) return [];
  const newName = freeTableName(program, family, `own_${name}`);
  const edits = moveToOwnTable(program, table, newName, { chains: [root.info.name] });
  if (!edits) return [];
  const title = `Move chain ${root.info.name} to a table of its own, ${newName}, that iptables cannot see`;
  return [{ title, safety: 'unsafe', edits }];
}

/** A statement of a rule as it is written, not too long for a message. */
export function excerpt({ text, at }: EvaluatedRule, span: { readonly start: number; readonly end: number }): string {
  const words = text.slice(at + span.start, at + span.end).replace(/\s+/g, ' ');
  return words.length > 60 ? `${words.slice(0, 57)}…` : words;
}

/** True for the chain of Docker's for the user's own rules, where only Docker's jump leads to it. */
export function isUserChain({ table, name }: SharedTable, chain: EvaluatedChain): boolean {
  if (name !== 'filter' || chain.info.name !== DOCKER_TABLES.iptables.userChain || chain.info.base) return false;
  return ![...table.chains.values()].some((other) => other !== chain && reachedFrom(other, table).includes(chain));
}
