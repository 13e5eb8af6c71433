import type { FileId } from '../base/paths.ts';

/** Kinds of files that dockerd's options come from. */
export type DaemonSourceKind = 'daemon-json' | 'systemd-unit' | 'docker-defaults';

/** One place where dockerd gets options from: daemon.json, a systemd unit or drop-in, /etc/default/docker, /etc/sysconfig/docker*. */
export interface DaemonSource {
  readonly kind: DaemonSourceKind;
  readonly file: FileId;
}

/** Reads one source. Total: bad text gives a source with problems. */
export function readDaemonSource(kind: DaemonSourceKind, file: FileId, _text: string): DaemonSource {
  return { kind, file };
}
