import type { Location } from '../../base/range.ts';
import type { DaemonOption } from '../../facts/daemon-options.ts';
import type { LocatedValue } from '../../syntax/located.ts';

/** One option as one source sets it. */
export interface DaemonSetting {
  readonly option: DaemonOption;
  readonly via: 'key' | 'flag';
  /** As written: `dns-opts`, `--dns-opt`, `-H`. */
  readonly name: string;
  /** The key or flag. */
  readonly place: Location;
  /**
   * The value in the shape of the option's key; a flag that may be repeated brings a list of one item each time.
   * Undefined when it cannot be known (`$DOCKER_OPTS` of another file).
   */
  readonly value: LocatedValue | undefined;
}
