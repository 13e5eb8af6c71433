import type { Severity } from '../../base/severity.ts';
import type { Reporter } from './reporter.ts';
import { summary } from './summary.ts';

const COMMANDS: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', info: 'notice', hint: 'notice' };

/** Workflow commands of GitHub Actions: annotations at the lines of a pull request. */
export const github: Reporter = (input) => {
  const lines = input.result.findings.map(({ severity, rule, message, file, range }) => {
    const properties = Object.entries({
      file,
      line: range.start.line,
      col: range.start.column,
      endLine: range.end.line,
      endColumn: range.end.column,
      title: rule,
    });
    return `::${COMMANDS[severity]} ${properties.map(([key, value]) => `${key}=${property(String(value))}`).join(',')}::${data(message)}\n`;
  });
  return `${lines.join('')}${summary(input)}\n`;
};

function data(text: string): string {
  return text.replace(/%/g, '%25').replace(/\r/g, '%0D').replace(/\n/g, '%0A');
}

function property(text: string): string {
  return data(text).replace(/:/g, '%3A').replace(/,/g, '%2C');
}
