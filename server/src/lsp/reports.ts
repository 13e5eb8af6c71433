import type { Diagnostic } from 'vscode-languageserver';
import { hashText } from '../base/hash.ts';
import type { FileId } from '../base/paths.ts';
import type { Finding } from '../checks/finding.ts';
import { toDiagnostic } from './convert.ts';
import type { Session } from './session.ts';
import type { Unit } from './unit.ts';

/** The diagnostics of one file. Equal `resultId`s mean equal diagnostics. */
export interface Report {
  readonly resultId: string;
  readonly items: Diagnostic[];
}

/** Turns findings into diagnostics per file, once for each finished check. */
export class Reports {
  readonly #made = new WeakMap<readonly Finding[], ReadonlyMap<FileId, Report>>();
  /** By unit, the last report of each file with the findings it was made of: what is said again is the same object again. */
  readonly #last = new WeakMap<Unit, Map<FileId, { readonly findings: readonly Finding[]; readonly report: Report }>>();

  constructor(
    private readonly session: Session,
    private readonly pageOf: (rule: string) => string | undefined,
  ) {}

  /** The reports of all files that the unit's last check found something in. */
  of(unit: Unit): ReadonlyMap<FileId, Report> {
    const findings = this.session.shown(unit);
    let reports = this.#made.get(findings);
    if (!reports) {
      const byFile = new Map<FileId, Finding[]>();
      for (const finding of findings) {
        const own = byFile.get(finding.file);
        if (own) own.push(finding);
        else byFile.set(finding.file, [finding]);
      }
      reports = new Map([...byFile].map(([file, own]) => [file, this.#report(unit, file, own)]));
      this.#made.set(findings, reports);
    }
    return reports;
  }

  #report(unit: Unit, file: FileId, findings: readonly Finding[]): Report {
    const last = this.#last.get(unit) ?? new Map();
    this.#last.set(unit, last);
    const before = last.get(file);
    if (before && before.findings.length === findings.length && findings.every((finding, at) => finding === before.findings[at]))
      return before.report;
    const places = this.session.placesOf(unit);
    const items = findings.map((finding) => toDiagnostic(finding, places, this.pageOf));
    const report = { resultId: hashText(JSON.stringify(items)), items };
    last.set(file, { findings, report });
    return report;
  }

  /** The reports of all units; a file that several units judge has what all of them say. */
  all(): Map<FileId, Report> {
    const out = new Map<FileId, Report>();
    for (const unit of this.session.units)
      for (const [file, report] of this.of(unit)) {
        const before = out.get(file);
        out.set(file, before ? join(before, report) : report);
      }
    return out;
  }

  /** The report of one file, empty when nothing was found in it. */
  one(file: FileId): Report {
    return this.all().get(file) ?? EMPTY;
  }
}

const EMPTY: Report = { resultId: 'none', items: [] };

function join(a: Report, b: Report): Report {
  const known = new Set(a.items.map((item) => JSON.stringify(item)));
  const items = [...a.items, ...b.items.filter((item) => !known.has(JSON.stringify(item)))];
  return { resultId: hashText(JSON.stringify(items)), items };
}
