import type { Severity } from '../../base/severity.ts';
import type { ResultFinding } from '../../checks/result.ts';
import type { Reporter } from './reporter.ts';

const SEVERITIES: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', info: 'info', hint: 'info' };

/** The XML of Checkstyle, which most CI servers read. */
export const checkstyle: Reporter = ({ result, version }) => {
  const byFile = new Map<string, ResultFinding[]>();
  for (const finding of result.findings) byFile.set(finding.file, [...(byFile.get(finding.file) ?? []), finding]);
  const files = [...byFile].map(([file, findings]) => {
    const errors = findings.map(
      ({ range, severity, message, rule }) =>
        `    <error line="${range.start.line}" column="${range.start.column}" severity="${SEVERITIES[severity]}" message="${xml(message)}" source="bridgekeeper.${xml(rule)}"/>\n`,
    );
    return `  <file name="${xml(file)}">\n${errors.join('')}  </file>\n`;
  });
  return `<?xml version="1.0" encoding="utf-8"?>\n<checkstyle version="${xml(version)}">\n${files.join('')}</checkstyle>\n`;
};

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\n': '&#10;' };

/** Text for an attribute; characters that XML cannot hold become U+FFFD. */
function xml(text: string): string {
  return text
    .replace(/[&<>"\n]/g, (c) => ENTITIES[c]!)
    .replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g, '\uFFFD');
}
