import type { FileId } from '../base/paths.ts';
import { DEFAULT_HOST_SETTINGS, type HostSettings } from '../base/settings.ts';
import type { RuleLevel, Severity } from '../base/severity.ts';
import type { Host } from '../host/host.ts';
import { configuredLevel } from '../workspace/config.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { compareFindings, type Finding } from './finding.ts';
import { RULES } from './registry.generated.ts';
import type { Report, Rule, Scope, Subjects } from './rule.ts';
import { SuppressionLog } from './suppression.ts';

/** Results of one rule for one subject, kept while the subject is the same object and the settings are the same object. */
type Kept = WeakMap<object, Map<Rule, { settings: object; found: readonly Report[] }>>;

export interface CheckerOptions {
  /** What the command line's `--rule` says; wins over the configuration. */
  readonly levels?: Readonly<Record<string, RuleLevel>>;
  /** Called when a rule throws, which is a mistake in the rule; the other rules go on. Without it the error is thrown. */
  readonly onError?: (rule: string, error: unknown) => void;
}

/** Runs rules over hosts and remembers what each said about each subject that did not change since. */
export class Checker {
  readonly #kept: Kept = new WeakMap();

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
    const add = (rule: Rule, found: Report) => {
      if (suppressions.silences(rule.id, found)) return;
      const severity = this.#severity(rule, found, workspace);
      if (severity === 'off') return;
      const key = `${rule.id}\n${found.file}\n${found.range.start}\n${found.range.end}\n${found.message}`;
      if (!findings.has(key)) findings.set(key, { related: [], fixes: [], ...found, rule: rule.id, severity });
    };
    for (const host of workspace.hosts())
      for (const rule of RULES) {
        for (const subject of subjectsOf(host, rule.scope))
          for (const found of this.#results(rule, subject, host, workspace)) add(rule, found);
        yield;
      }
    const meta = { config: workspace.configFile, suppressions: suppressions.uses(RULES), ruleIds: RULE_IDS };
    for (const rule of RULES)
      if (rule.scope === 'meta') for (const found of this.#run(rule, meta, DEFAULT_HOST_SETTINGS, workspace)) add(rule, found);
    return [...findings.values()].sort(compareFindings);
  }

  #severity(rule: Rule, found: Report, workspace: Workspace): RuleLevel {
    const own: Severity = found.severity ?? rule.severity;
    return this.options.levels?.[rule.id] ?? configuredLevel(workspace.config, rule.id, workspace.folder, found.file) ?? own;
  }

  #results(rule: Rule, subject: object, host: Host, workspace: Workspace): readonly Report[] {
    let byRule = this.#kept.get(subject);
    if (!byRule) {
      byRule = new Map();
      this.#kept.set(subject, byRule);
    }
    const kept = byRule.get(rule);
    if (kept && (kept.settings === host.settings || rule.scope === 'host')) return kept.found;
    const found = this.#run(rule, subject, host.settings, workspace);
    byRule.set(rule, { settings: host.settings, found });
    return found;
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

function subjectsOf(host: Host, scope: Scope): readonly Subjects[Scope][] {
  switch (scope) {
    case 'nft':
      return host.nft;
    case 'daemon':
      return host.daemon;
    case 'compose':
      return host.compose;
    case 'host':
      return [host];
    case 'meta':
      return [];
  }
}
