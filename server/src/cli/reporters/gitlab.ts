import { hashText } from '../../base/hash.ts';
import type { Severity } from '../../base/severity.ts';
import { fingerprint } from '../../checks/baseline.ts';
import type { RuleId } from '../../checks/finding.ts';
import type { Reporter } from './reporter.ts';

const SEVERITIES: Readonly<Record<Severity, string>> = { error: 'major', warning: 'minor', info: 'info', hint: 'info' };

/** A GitLab code quality report. */
export const gitlab: Reporter = ({ result, textOf }) => {
  const seen = new Map<string, number>();
  const issues = result.findings.map(({ rule, severity, message, file, range }) => {
    const place = { start: range.start.offset, end: range.end.offset };
    const print = `${file}\n${fingerprint({ rule: rule as RuleId, range: place }, textOf(file) ?? '')}`;
    const count = seen.get(print) ?? 0;
    seen.set(print, count + 1);
    return {
      type: 'issue',
      check_name: rule,
      description: message,
      severity: SEVERITIES[severity],
      fingerprint: hashText(`${print}\n${count}`),
      location: {
        path: file,
        positions: {
          begin: { line: range.start.line, column: range.start.column },
          end: { line: range.end.line, column: range.end.column },
        },
      },
    };
  });
  return `${JSON.stringify(issues, undefined, 2)}\n`;
};
