import type { FileId } from '../base/paths.ts';
import type { Suppression } from '../workspace/suppressions.ts';
import type { Workspace } from '../workspace/workspace.ts';
import type { Report, Rule, SuppressionUse } from './rule.ts';

/** Applies the suppression comments of a workspace and remembers which of them did something. */
export class SuppressionLog {
  readonly #used = new Map<Suppression, Set<string>>();

  constructor(private readonly workspace: Workspace) {}

  /** True when a comment silences the finding. Rules about Bridgekeeper itself are never silenced by a comment. */
  silences(rule: string, found: Report): boolean {
    if (rule.startsWith('meta/')) return false;
    const file = this.workspace.file(found.file);
    if (!file || file.suppressions.length === 0) return false;
    const line = file.lines.lineAt(found.range.start);
    const silencing = file.suppressions.filter(
      ({ rules, lines, reason }) =>
        reason !== '' && rules.some(({ id }) => id === rule) && (!lines || (lines.from <= line && line <= lines.to)),
    );
    for (const suppression of silencing) {
      const used = this.#used.get(suppression);
      if (used) used.add(rule);
      else this.#used.set(suppression, new Set([rule]));
    }
    return silencing.length > 0;
  }

  /** All suppression comments of files that are judged here. Complete when all findings have been asked for. */
  uses(rules: readonly Rule[]): SuppressionUse[] {
    const { partial } = this.workspace.options;
    const judged = new Set(rules.filter(({ scope }) => !partial || scope === 'nft').map(({ id }) => id));
    return this.workspace
      .files()
      .filter(({ isDependency }) => !isDependency)
      .flatMap(({ file, suppressions }) => suppressions.map((suppression) => this.#use(file, suppression, judged)));
  }

  #use(file: FileId, suppression: Suppression, judged: ReadonlySet<string>): SuppressionUse {
    return { file, suppression, used: this.#used.get(suppression) ?? new Set(), judged };
  }
}
