import { createColors } from 'picocolors';
import type { ResultFinding, ResultRange } from '../../checks/result.ts';
import { type Colours, severityColour } from './colours.ts';
import type { Reporter } from './reporter.ts';
import { summary } from './summary.ts';

/** For people: each finding with its lines of the file, the other places involved, and what fixes it. */
export const pretty: Reporter = (input) => {
  const colours = createColors(input.colour);
  const lines = new Map<string, string[]>();
  const lineOf = (file: string, line: number) => {
    let found = lines.get(file);
    if (!found) {
      found = (input.textOf(file) ?? '').split(/\r\n|\r|\n/);
      lines.set(file, found);
    }
    return found[line - 1] ?? '';
  };
  const blocks = input.result.findings.map((finding) => block(finding, lineOf, colours));
  return `${[...blocks, summary(input)].join('\n')}\n`;
};

type LineOf = (file: string, line: number) => string;

function block(finding: ResultFinding, lineOf: LineOf, colours: Colours): string {
  const paint = severityColour(colours, finding.severity);
  const gutter = ' '.repeat(
    String(Math.max(finding.range.start.line, ...finding.related.map(({ range }) => range.start.line))).length,
  );
  const out = [
    `${paint(`${finding.severity}[${finding.rule}]`)} ${colours.bold(finding.message)}`,
    ...frame(finding.file, finding.range, lineOf, colours, gutter, paint, ''),
  ];
  for (const { file, range, message } of finding.related)
    out.push(...frame(file, range, lineOf, colours, gutter, colours.cyan, message));
  for (const { title, safety } of finding.fixes)
    out.push(
      `${gutter} ${colours.dim('=')} ${colours.green('fix')}${safety === 'unsafe' ? ' (changes behaviour)' : ''}: ${title}`,
    );
  return `${out.join('\n')}\n`;
}

/** The line with a mark under the range; a longer range is marked to the end of its first line. */
function frame(
  file: string,
  { start, end }: ResultRange,
  lineOf: LineOf,
  colours: Colours,
  gutter: string,
  paint: (text: string) => string,
  note: string,
): string[] {
  const line = lineOf(file, start.line);
  const number = String(start.line).padStart(gutter.length);
  const width = Math.max(1, (end.line === start.line ? end.column : line.length + 1) - start.column);
  const bar = colours.dim('|');
  const before = line.slice(0, start.column - 1).replace(/[^\t]/g, ' ');
  return [
    `${gutter}${colours.dim('-->')} ${file}:${start.line}:${start.column}`,
    `${colours.dim(number)} ${bar} ${clipped(line, start.column)}`,
    `${gutter} ${bar} ${start.column > LONG_LINE ? '' : before}${paint('^'.repeat(Math.min(width, LONG_LINE)))}${note ? ` ${paint(note)}` : ''}`,
  ];
}

const LONG_LINE = 400;

function clipped(line: string, column: number): string {
  if (column > LONG_LINE) return line.slice(column - 1, column - 1 + LONG_LINE);
  return line.slice(0, column - 1 + LONG_LINE);
}
