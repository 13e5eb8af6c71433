import type { FileId } from '../base/paths.ts';
import type { JsonProblem } from '../syntax/json/problem.ts';
import type { LocatedValue } from '../syntax/located.ts';
import { readDaemonJson } from './daemon/daemon-json.ts';
import type { DaemonProblem } from './daemon/problem.ts';
import type { DaemonSetting } from './daemon/setting.ts';

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
  /** Settings and problems for a version of Docker; undefined is the newest. Computed once per version. */
  judged(version: string | undefined): JudgedSource;
}

/** Reads one source. Total: bad text gives a source with problems. */
export function readDaemonSource(kind: DaemonSourceKind, file: FileId, text: string): DaemonSource {
  if (kind === 'daemon-json') return readDaemonJson(file, text);
  return { kind, file, syntax: [], value: undefined, judged: () => ({ settings: [], problems: [] }) };
}
