import type { FileId } from '../base/paths.ts';
import type { Range } from '../base/range.ts';
import type { HostSettings } from '../base/settings.ts';
import type { Severity } from '../base/severity.ts';
import type { ComposeProject } from '../compose/project.ts';
import type { DaemonSource } from '../docker/daemon-source.ts';
import type { Host } from '../host/host.ts';
import type { NftProgram } from '../nft/program.ts';
import type { ConfigFile } from '../workspace/config-file.ts';
import type { Suppression } from '../workspace/suppressions.ts';
import type { Finding, Fix, RelatedPlace, RuleId } from './finding.ts';

/**
 * What a rule looks at. The narrower, the less is checked again after an edit: results for a program, a daemon source or a
 * project are kept while that subject is unchanged; `host` and `meta` rules run after every change.
 */
export interface Subjects {
  /** One nft root file with everything it includes. */
  readonly nft: NftProgram;
  /** One place where dockerd gets options from: daemon.json, a systemd drop-in, /etc/default/docker … */
  readonly daemon: DaemonSource;
  /** One compose project: its files, merged. */
  readonly compose: ComposeProject;
  /** Everything on one host. */
  readonly host: Host;
  /** What the user told Bridgekeeper itself: the configuration file and the comments that silence rules. Checked last. */
  readonly meta: MetaSubject;
}
export type Scope = keyof Subjects;

/** A suppression comment, and which of its rules silenced something. */
export interface SuppressionUse {
  readonly file: FileId;
  readonly suppression: Suppression;
  readonly used: ReadonlySet<string>;
  /** The rules of which a finding would be known here; of others nothing can be said, because their other files are not here. */
  readonly judged: ReadonlySet<string>;
}

export interface MetaSubject {
  readonly config: ConfigFile | undefined;
  readonly suppressions: readonly SuppressionUse[];
  readonly ruleIds: ReadonlySet<string>;
}

/** What a rule hands over; severity and rule id come from the rule unless it says otherwise. */
export interface Report {
  readonly file: FileId;
  readonly range: Range;
  readonly message: string;
  readonly severity?: Severity;
  readonly related?: readonly RelatedPlace[];
  readonly fixes?: readonly Fix[];
  readonly tag?: Finding['tag'];
  readonly alsoSaidBy?: Finding['alsoSaidBy'];
}

export interface RuleContext {
  readonly settings: HostSettings;
  /** The text that is being checked, for fixes that look around their place. Undefined for a file that is not here. */
  textOf(file: FileId): string | undefined;
}

export interface Rule<S extends Scope = Scope> {
  readonly id: RuleId;
  readonly scope: S;
  readonly severity: Severity;
  /** The best fix the rule can offer; `none` only when its page says why. */
  readonly fix: 'safe' | 'unsafe' | 'none';
  /** One line for lists. */
  readonly summary: string;
  check(subject: Subjects[S], report: (found: Report) => void, context: RuleContext): void;
}

/** Gives a rule its type; the registry (generated from the folders) collects the default exports. */
export function defineRule<S extends Scope>(rule: Rule<S>): Rule<S> {
  return rule;
}
