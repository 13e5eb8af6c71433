import type { FileId } from '../base/paths.ts';
import type { RuleLevel, Severity } from '../base/severity.ts';
import type { Host } from '../host/host.ts';
import { configuredLevel } from '../workspace/config.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { compareFindings, type Finding } from './finding.ts';
import { RULES } from './registry.generated.ts';
import type { Report, Rule, Scope, Subjects } from './rule.ts';

/** Results of one rule for one subject, kept while the subject is the same object and the settings are the same object. */
type Kept = WeakMap<object, Map<Rule, { settings: object; found: readonly Report[] }>>;

/** Runs rules over hosts and remembers what each said about each subject that did not change since. */
export class Checker {
  readonly #kept: Kept = new WeakMap();

  /** @param levels what the command line's `--rule` says; wins over the configuration. */
  constructor(private readonly levels: Readonly<Record<string, RuleLevel>> = {}) {}

  /** All findings of the workspace, in the order of file and place, without those that are suppressed or switched off. */
  check(workspace: Workspace): Finding[] {
    const findings = new Map<string, Finding>();
    for (const host of workspace.hosts())
      for (const rule of RULES)
        for (const subject of subjectsOf(host, rule.scope))
          for (const found of this.#results(rule, subject, host, workspace)) {
            const severity = this.#severity(rule, found, workspace);
            if (severity === 'off') continue;
            const key = `${rule.id}\n${found.file}\n${found.range.start}\n${found.range.end}\n${found.message}`;
            if (!findings.has(key)) findings.set(key, { related: [], fixes: [], ...found, rule: rule.id, severity });
          }
    return [...findings.values()].sort(compareFindings);
  }

  #severity(rule: Rule, found: Report, workspace: Workspace): RuleLevel {
    const own: Severity = found.severity ?? rule.severity;
    return this.levels[rule.id] ?? configuredLevel(workspace.config, rule.id, workspace.folder, found.file) ?? own;
  }

  #results(rule: Rule, subject: object, host: Host, workspace: Workspace): readonly Report[] {
    let byRule = this.#kept.get(subject);
    if (!byRule) {
      byRule = new Map();
      this.#kept.set(subject, byRule);
    }
    const kept = byRule.get(rule);
    if (kept && (kept.settings === host.settings || rule.scope === 'host')) return kept.found;
    const found: Report[] = [];
    const textOf = (file: FileId) => workspace.file(file)?.text;
    (rule as Rule<Scope>).check(subject as never, (report) => found.push(report), { settings: host.settings, textOf });
    byRule.set(rule, { settings: host.settings, found });
    return found;
  }
}

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
  }
}
