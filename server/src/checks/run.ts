import type { FileId } from '../base/paths.ts';
import { DEFAULT_HOST_SETTINGS, type HostSettings } from '../base/settings.ts';
import type { RuleLevel } from '../base/severity.ts';
import type { Host } from '../host/host.ts';
import { type Config, configuredLevel } from '../workspace/config.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { compareFindings, type Finding } from './finding.ts';
import { liesInFile } from './lies-in-file.ts';
import { RULES } from './registry.generated.ts';
import type { Report, Rule, Scope, Subjects } from './rule.ts';
import { SuppressionLog } from './suppression.ts';

/** A report with the finding that it becomes; none when its rule is switched off there. */
interface Judged {
  readonly rule: Rule;
  readonly report: Report;
  /** Equal for reports that say the same about the same place. */
  readonly key: string;
  readonly finding: Finding | undefined;
}

/** What all rules said about a subject, valid while the settings and the configuration are the same objects. */
interface Kept {
  readonly settings: HostSettings;
  readonly config: Config;
  readonly judged: readonly Judged[];
}

export interface CheckerOptions {
  /** What the command line's `--rule` says; wins over the configuration. */
  readonly levels?: Readonly<Record<string, RuleLevel>>;
  /** Called when a rule throws, which is a mistake in the rule; the other rules go on. Without it the error is thrown. */
  readonly onError?: (rule: string, error: unknown) => void;
}

/**
 * Runs rules over hosts and remembers what they said about each subject that did not change since. What is said again is the same
 * object again.
 */
export class Checker {
  readonly #kept = new WeakMap<object, Kept>();
  /** Rules about whole hosts may hand over the same report again. */
  readonly #judged = new WeakMap<Report, Judged & { readonly config: Config }>();

  constructor(private readonly options: CheckerOptions = {}) {}

  /** All findings of the workspace, in the order of file and place, without those that are suppressed or switched off. */
  check(workspace: Workspace): Finding[] {
    const steps = this.steps(workspace);
    for (;;) {
      const step = steps.next();
      if (step.done) return step.value;
    }
  }

  /** The same in small steps, for whoever has to answer others in between. The workspace must not change meanwhile. */
  *steps(workspace: Workspace): Generator<void, Finding[]> {
    const findings = new Map<string, Finding>();
    const suppressions = new SuppressionLog(workspace);
    const add = ({ rule, report, key, finding }: Judged) => {
      if (!suppressions.silences(rule.id, report) && finding && !findings.has(key)) findings.set(key, finding);
    };
    for (const host of workspace.hosts())
      for (const scope of HOST_SCOPES)
        for (const subject of subjectsOf(host, scope)) {
          const kept = this.#kept.get(subject);
          if (kept && kept.settings === host.settings && kept.config === workspace.config) kept.judged.forEach(add);
          else {
            const judged: Judged[] = [];
            for (const rule of BY_SCOPE[scope]) {
              for (const report of this.#run(rule, subject, host.settings, workspace))
                judged.push(this.#judge(rule, report, workspace));
              yield;
            }
            this.#kept.set(subject, { settings: host.settings, config: workspace.config, judged });
            judged.forEach(add);
          }
        }
    const meta = { config: workspace.configFile, suppressions: suppressions.uses(RULES), ruleIds: RULE_IDS };
    for (const rule of BY_SCOPE.meta)
      for (const report of this.#run(rule, meta, DEFAULT_HOST_SETTINGS, workspace)) add(this.#judge(rule, report, workspace));
    return [...findings.values()].sort(compareFindings);
  }

  #judge(rule: Rule, report: Report, workspace: Workspace): Judged {
    const known = this.#judged.get(report);
    if (known && known.rule === rule && known.config === workspace.config) return known;
    const { id } = rule;
    const { file, range, message } = report;
    const level = this.options.levels?.[id] ?? configuredLevel(workspace.config, id, workspace.folder, file);
    const severity = level ?? report.severity ?? rule.severity;
    const key = `${id}\n${file}\n${range.start}\n${range.end}\n${message}`;
    const fixes = (report.fixes ?? []).filter(({ edits }) => edits.every((edit) => liesInFile(edit, workspace)));
    const finding: Finding | undefined = severity === 'off' ? undefined : { related: [], ...report, fixes, rule: id, severity };
    const judged = { rule, report, key, finding, config: workspace.config };
    this.#judged.set(report, judged);
    return judged;
  }

  #run(rule: Rule, subject: object, settings: HostSettings, workspace: Workspace): readonly Report[] {
    const found: Report[] = [];
    const textOf = (file: FileId) => workspace.file(file)?.text;
    try {
      (rule as Rule<Scope>).check(subject as never, (report) => found.push(report), { settings, textOf });
    } catch (error) {
      if (!this.options.onError) throw error;
      this.options.onError(rule.id, error);
    }
    return found;
  }
}

const RULE_IDS: ReadonlySet<string> = new Set(RULES.map(({ id }) => id));

const ofScope = (scope: Scope) => RULES.filter((rule) => rule.scope === scope);
const BY_SCOPE: Readonly<Record<Scope, readonly Rule[]>> = {
  nft: ofScope('nft'),
  daemon: ofScope('daemon'),
  compose: ofScope('compose'),
  host: ofScope('host'),
  meta: ofScope('meta'),
};
const HOST_SCOPES = ['nft', 'daemon', 'compose', 'host'] as const satisfies readonly Scope[];

function subjectsOf(host: Host, scope: (typeof HOST_SCOPES)[number]): readonly Subjects[typeof scope][] {
  switch (scope) {
    case 'nft':
      return [...host.nft, ...host.nftInScripts];
    case 'daemon':
      return host.daemon;
    case 'compose':
      return host.compose;
    case 'host':
      return [host];
  }
}
