import type { FileId } from '../base/paths.ts';
import { OPTION_VARIABLES } from '../facts/daemon-options.ts';
import type { JsonProblem } from '../syntax/json/problem.ts';
import type { LocatedValue } from '../syntax/located.ts';
import type { Word } from '../syntax/words.ts';
import { readDaemonJson } from './daemon/daemon-json.ts';
import { parseFlags } from './daemon/flags.ts';
import { oncePerVersion } from './daemon/once.ts';
import type { DaemonProblem } from './daemon/problem.ts';
import type { DaemonSetting } from './daemon/setting.ts';
import { readDefaultsFile } from './defaults-file.ts';
import { type OptionVariable, readSystemdUnit, type SystemdUnit } from './systemd-unit.ts';

/** Kinds of files that dockerd's options come from. */
export type DaemonSourceKind = 'daemon-json' | 'systemd-unit' | 'docker-defaults';

/** What dockerd of one version makes of a source. */
export interface JudgedSource {
  /** The options that the source sets, each once per key, or once per use of a flag. */
  readonly settings: readonly DaemonSetting[];
  /** What is wrong with the source, whatever the others say. */
  readonly problems: readonly DaemonProblem[];
}

/** One place where dockerd gets options from: daemon.json, a systemd unit or drop-in, /etc/default/docker, /etc/sysconfig/docker*. */
export interface DaemonSource {
  readonly kind: DaemonSourceKind;
  readonly file: FileId;
  /** Mistakes of the file's own language. */
  readonly syntax: readonly JsonProblem[];
  /** The value of a daemon.json; undefined for other sources, and for a file without a value. */
  readonly value: LocatedValue | undefined;
  /** A unit or drop-in, read. */
  readonly unit?: SystemdUnit;
  /** Variables that the source sets for command lines. */
  readonly variables: readonly OptionVariable[];
  /** Settings and problems for a version of Docker; undefined is the newest. Computed once per version. */
  judged(version: string | undefined): JudgedSource;
}

/** Reads one source. Total: bad text gives a source with problems. */
export function readDaemonSource(kind: DaemonSourceKind, file: FileId, text: string): DaemonSource {
  if (kind === 'daemon-json') return readDaemonJson(file, text);
  if (kind === 'docker-defaults') {
    const variables = readDefaultsFile(text);
    return flagSource(kind, file, variables, optionLines(variables));
  }
  const unit = readSystemdUnit(file, text);
  const commands = unit.starts.flatMap(({ words }) => (words ? [words] : []));
  return { ...flagSource(kind, file, unit.environment, [...commands, ...optionLines(unit.environment)]), unit };
}

/** The values of the variables that are known to hold flags of dockerd. */
function optionLines(variables: readonly OptionVariable[]): (readonly Word[])[] {
  return variables.filter(({ name }) => OPTION_VARIABLES.has(name)).map(({ words }) => words);
}

function flagSource(
  kind: DaemonSourceKind,
  file: FileId,
  variables: readonly OptionVariable[],
  lines: readonly (readonly Word[])[],
): DaemonSource {
  const judged = oncePerVersion((version): JudgedSource => {
    const parsed = lines.map((words) => parseFlags(file, words, version));
    return { settings: parsed.flatMap(({ settings }) => settings), problems: parsed.flatMap(({ problems }) => problems) };
  });
  return { kind, file, syntax: [], value: undefined, variables, judged };
}
