import { kernelOf } from '../../../server/src/nft/iptables/loaded.ts';
import type { Call, Operation } from '../../../server/src/nft/iptables/program/call.ts';
import type { RestoreTable } from '../../../server/src/nft/iptables/program/restore.ts';
import type { IptablesProgramVersion } from '../../../server/src/nft/iptables/version.ts';
import { programOf } from '../../support/nft.ts';
import type { Generation } from '../../support/oracle.ts';
import { predict, shownIn } from './causes.ts';
import { type Command, commandOf } from './commands.ts';
import { runAll, versionsOf } from './real.ts';
import type { CommandResult } from './records.ts';

/** A ruleset and command of which iptables does something else than our model says. */
export interface RulesetDifference {
  readonly ruleset: string;
  readonly command: string;
  readonly real: string;
  /** Undefined when we say that we do not know. */
  readonly ours: string | undefined;
}

/** Compares what every command does to every ruleset, each time from the same start. Rulesets that nft refuses are left out. */
export function judgeRulesets(
  generation: Generation,
  family: 'ip' | 'ip6',
  rulesets: readonly string[],
  labels: readonly string[],
): { readonly rulesets: number; readonly outcomes: number; readonly unknown: number; readonly differences: RulesetDifference[] } {
  const { nft, iptables } = versionsOf(generation);
  const program: IptablesProgramVersion = { family, version: iptables };
  const commands = labels.map((label) => ({ label, command: commandOf(label, program)! }));
  const tool = family === 'ip' ? 'iptables-nft' : 'ip6tables-nft';
  const programs = ['nft', tool, `${tool}-save`, `${tool}-restore`];
  const differences: RulesetDifference[] = [];
  let loaded = 0;
  let outcomes = 0;
  let unknown = 0;
  for (const ruleset of rulesets) {
    const shell = commands.map(({ command }) => shellOf(command, tool.replaceAll('-', '_')));
    const fresh = 'nft flush ruleset; nft -f r.nft';
    const lines = shell.flatMap(({ before, line }) => [`${fresh}; ${before} true`, line]);
    const results = runAll(generation, programs, '', ['nft -f r.nft', ...lines], { 'r.nft': ruleset });
    if (results[0]?.rc !== 0) continue;
    loaded++;
    const kernel = kernelOf(programOf(ruleset).tables.values(), nft);
    for (const [i, { label, command }] of commands.entries()) {
      outcomes++;
      const real = shown(results[2 + 2 * i]!);
      const outcome = predict(kernel, command, program);
      const ours = outcome && JSON.stringify([outcome.status, outcome.errors, outcome.notes]);
      if (!outcome) unknown++;
      if (real !== ours) differences.push({ ruleset, command: label, real, ours });
    }
  }
  return { rulesets: loaded, outcomes, unknown, differences };
}

function shown(result: CommandResult): string {
  const { status, errors, notes } = shownIn(result);
  return JSON.stringify([status, errors, notes]);
}

/** A command as a shell has it; `tool` is the name of iptables there. */
function shellOf(command: Command, tool: string): { readonly before: string; readonly line: string } {
  const before = command.before.map((call) => `${callText(call, tool)} >/dev/null 2>&1;`).join(' ');
  switch (command.kind) {
    case 'call':
      return { before, line: callText(command.call, tool) };
    case 'save':
      return { before, line: `${tool}_save${command.table === undefined ? '' : ` -t ${command.table}`}` };
    case 'restore': {
      const text = command.tables.map(restoreText).join('');
      return { before, line: `printf '${text}' | ${tool}_restore${command.flush ? '' : ' --noflush'}` };
    }
    default:
      return {
        before,
        line: `${tool}_save >saved; rc=$?; if [ $rc = 0 ]; then ${tool}_restore <saved; else ( exit $rc ); fi`,
      };
  }
}

function restoreText({ table, lines }: RestoreTable): string {
  const texts = lines.map((line) =>
    line.kind === 'chain' ? `:${line.chain} ${line.policy?.toUpperCase() ?? '-'} [0:0]` : `-A ${line.chain} ${line.rule.text}`,
  );
  return [`*${table}`, ...texts, 'COMMIT', ''].join('\\n');
}

function callText({ table, operation }: Call, tool: string): string {
  return `${tool} -t ${table} ${operationText(operation)}`;
}

function operationText(operation: Operation): string {
  const chain = operation.chain ?? '';
  switch (operation.kind) {
    case 'new-chain':
      return `-N ${chain}`;
    case 'delete-chains':
      return `-X ${chain}`;
    case 'flush':
      return `-F ${chain}`;
    case 'list':
      return `-nL ${chain}`;
    case 'list-rules':
      return `-S ${chain}`;
    case 'policy':
      return `-P ${chain} ${operation.policy.toUpperCase()}`;
    case 'append':
      return `-A ${chain} ${operation.rule.text}`;
    case 'insert':
      return `-I ${chain} ${operation.rule.text}`;
    case 'check':
      return `-C ${chain} ${operation.rule.text}`;
    case 'delete':
      return `-D ${chain} ${operation.rule.text}`;
    case 'delete-number':
      return `-D ${chain} ${operation.number}`;
    default:
      return `-R ${chain} ${operation.number} ${operation.rule.text}`;
  }
}
