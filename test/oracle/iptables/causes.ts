import type { KernelTables } from '../../../server/src/nft/iptables/kernel.ts';
import { kernelOf } from '../../../server/src/nft/iptables/loaded.ts';
import type { Outcome } from '../../../server/src/nft/iptables/program/outcome.ts';
import { restore } from '../../../server/src/nft/iptables/program/restore.ts';
import { restoreSaved } from '../../../server/src/nft/iptables/program/roundtrip.ts';
import { run } from '../../../server/src/nft/iptables/program/run.ts';
import { save } from '../../../server/src/nft/iptables/program/save.ts';
import type { IptablesProgramVersion } from '../../../server/src/nft/iptables/version.ts';
import { programOf } from '../../support/nft.ts';
import { type Command, commandOf } from './commands.ts';
import { type CauseRecord, type CommandResult, type CompatFile, type RecordedVersion, resultOf, VERSIONS } from './records.ts';

/** What is compared: how a command ends, what it complains about, and the remarks about tables. */
export interface Shown {
  readonly status: number;
  readonly errors: readonly string[];
  readonly notes: readonly string[];
}
export interface CommandDifference {
  readonly cause: string;
  readonly command: string;
  readonly version: RecordedVersion;
  readonly recorded: Shown;
  /** Undefined when we say that we do not know. */
  readonly ours: Shown | undefined;
}

/** Compares the outcome of every command on every ruleset with what is recorded. A command counts once, for all versions together. */
export function judgeCauses(file: CompatFile): {
  readonly outcomes: number;
  readonly equal: number;
  readonly differences: CommandDifference[];
} {
  const differences: CommandDifference[] = [];
  let outcomes = 0;
  let equal = 0;
  for (const record of file.causes ?? []) {
    if (!record.results) continue;
    const tables = [...programOf(record.nft).tables.values()];
    const kernel = kernelOf(tables, undefined);
    for (const [command, result] of Object.entries(record.results)) {
      outcomes++;
      const found = VERSIONS.flatMap((version) => {
        const recorded = resultOf(result, version);
        if (!recorded) return [];
        const program: IptablesProgramVersion = { family: familyOf(record), version };
        const outcome = predict(kernel, commandOf(command, program), program);
        const ours = outcome && { status: outcome.status, errors: outcome.errors, notes: outcome.notes };
        const shown = shownIn(recorded);
        return JSON.stringify(shown) === JSON.stringify(ours)
          ? []
          : [{ cause: record.cause, command, version, recorded: shown, ours }];
      });
      if (found.length === 0) equal++;
      differences.push(...found);
    }
  }
  return { outcomes, equal, differences };
}

/** Which program it was: the cause says so, or its tables do. */
function familyOf({ cause, nft }: CauseRecord): 'ip' | 'ip6' {
  const families = [...nft.matchAll(/^\s*(?:add |create )?table (?:(\w+) )?\S+/gm)].map(([, family]) => family ?? 'ip');
  return /ip6tables|\(ip6\)/.test(cause) || (families.length > 0 && families.every((family) => family === 'ip6')) ? 'ip6' : 'ip';
}

/** What our model says that a command does. */
export function predict(
  kernel: KernelTables,
  command: Command | undefined,
  program: IptablesProgramVersion,
): Outcome | undefined {
  if (!command) return undefined;
  let current = kernel;
  for (const call of command.before) {
    const outcome = run(current, call);
    if (!outcome) return undefined;
    current = outcome.kernel;
  }
  switch (command.kind) {
    case 'call':
      return run(current, command.call);
    case 'save':
      return save(current, program, command.table)?.outcome;
    case 'restore':
      return restore(current, program, command.tables, command.flush);
    default: {
      const saved = save(current, program);
      if (!saved) return undefined;
      const { outcome, tables } = saved;
      return outcome.status === 0 ? restoreSaved(current, program, tables) : { ...outcome, notes: [] };
    }
  }
}

/** What a program printed, without its name, its version and hints. */
export function shownIn({ rc, stdout, stderr, stdout_note }: CommandResult): Shown {
  const errors = (stderr ?? '')
    .replace(/^save rc=-?\d+ /, '')
    .replace(/;? ?restore rc=[\s\S]*$/, '')
    .split('\n')
    .map((line) => line.replace(/^ip6?tables(?:-\w+)*(?: v[\d.]+ \(nf_tables\))?: */, '').trim())
    .filter((line) => line !== '' && !/^(?:Perhaps|Try `|Error occurred at line)/.test(line));
  const output = (stdout ?? stdout_note ?? '').split('\n');
  return { status: rc, errors, notes: output.filter((line) => line.startsWith('# Table')) };
}
