import { SEVERITIES } from '../../base/severity.ts';
import type { ReportInput } from './reporter.ts';

/** `1 error, 2 warnings in 3 files`, and what fixes and the baseline did. */
export function summary({ result, accepted, fixedFiles }: ReportInput): string {
  const counts = [...SEVERITIES]
    .reverse()
    .map((severity) => [severity, result.findings.filter((finding) => finding.severity === severity).length] as const)
    .filter(([, count]) => count > 0)
    .map(([severity, count]) => counted(count, severity === 'info' ? 'remark' : severity));
  const found = counts.length > 0 ? counts.join(', ') : 'No problems';
  const more = [
    ...(fixedFiles > 0 ? [`${counted(fixedFiles, 'file')} fixed`] : []),
    ...(accepted > 0 ? [`${accepted} accepted by the baseline`] : []),
  ];
  return `${found} in ${counted(result.files, 'file')}${more.length > 0 ? ` (${more.join(', ')})` : ''}`;
}

function counted(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}
