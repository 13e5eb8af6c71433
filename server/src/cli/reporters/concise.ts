import { createColors } from 'picocolors';
import { severityColour } from './colours.ts';
import type { Reporter } from './reporter.ts';

/** One line for each finding: `FILE:LINE:COLUMN: SEVERITY[RULE] MESSAGE`. */
export const concise: Reporter = ({ result, colour }) => {
  const colours = createColors(colour);
  return result.findings
    .map(({ file, range, severity, rule, message }) => {
      const label = severityColour(colours, severity)(`${severity}[${rule}]`);
      return `${file}:${range.start.line}:${range.start.column}: ${label} ${message}\n`;
    })
    .join('');
};
