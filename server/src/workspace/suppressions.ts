import type { Range } from '../base/range.ts';
import type { LineIndex } from '../base/text.ts';
import type { FileKind } from './file-kind.ts';

/** A comment that silences rules: `# bridgekeeper-ignore RULE[, RULE]: reason`, or `-ignore-file` for the whole file. */
export interface Suppression {
  /** The comment, from its sign to the end of the line. */
  readonly range: Range;
  /** The zero-based lines, first and last, whose findings are silenced; undefined for the whole file. */
  readonly lines: { readonly from: number; readonly to: number } | undefined;
  readonly rules: readonly { readonly id: string; readonly range: Range }[];
  /** Without a reason (empty) nothing is silenced. */
  readonly reason: string;
}

const DIRECTIVE = 'bridgekeeper-ignore';
const COMMENT = /^[#;]+[ \t]*bridgekeeper-ignore(-file)?(?![\w-])([^:]*)(?::(.*))?$/;

/** Signs that begin a comment; kinds that are not listed have no comments. `;` only counts at the beginning of a line. */
const COMMENT_SIGNS: { readonly [K in FileKind]?: string } = {
  nftables: '#',
  compose: '#',
  shell: '#',
  makefile: '#',
  env: '#',
  'docker-defaults': '#',
  'iptables-save': '#',
  'systemd-unit': '#;',
  sysctl: '#;',
};

/** The kinds of files in which a suppression can stand. */
export function holdsSuppressions(kind: FileKind): boolean {
  return COMMENT_SIGNS[kind] !== undefined;
}

/**
 * Finds the suppression comments of a text. A comment that stands alone on its line is about the next line that holds more than
 * a comment; one behind other text is about its own line.
 */
export function readSuppressions(kind: FileKind | undefined, text: string, lines: LineIndex): Suppression[] {
  const signs = kind && COMMENT_SIGNS[kind];
  if (signs === undefined || !text.includes(DIRECTIVE)) return [];
  const out: Suppression[] = [];
  for (let at = text.indexOf(DIRECTIVE); at >= 0; at = text.indexOf(DIRECTIVE, at + DIRECTIVE.length)) {
    const line = lines.lineAt(at);
    const lineStart = lines.lineStart(line);
    const lineText = lineOf(text, lines, line);
    const sign = commentStart(lineText, signs);
    const match = sign === undefined ? null : COMMENT.exec(lineText.slice(sign));
    if (sign === undefined || !match || lineStart + sign > at) continue;
    const alone = lineText.slice(0, sign).trim() === '';
    const listStart = lineStart + sign + match[0].length - (match[3] === undefined ? 0 : match[3].length + 1) - match[2]!.length;
    out.push({
      range: { start: lineStart + sign, end: lineStart + lineText.length },
      lines: match[1] ? undefined : logicalLine(text, lines, alone ? nextLine(text, lines, line, signs) : line),
      rules: [...match[2]!.matchAll(/[^\s,]+/g)].map((word) => ({
        id: word[0],
        range: { start: listStart + word.index, end: listStart + word.index + word[0].length },
      })),
      reason: match[3]?.trim() ?? '',
    });
  }
  return out;
}

function lineOf(text: string, lines: LineIndex, line: number): string {
  return text.slice(lines.lineStart(line), lines.lineStart(line + 1)).replace(/[\r\n]+$/, '');
}

function nextLine(text: string, lines: LineIndex, line: number, signs: string): number {
  for (let next = line + 1; next < lines.lineCount; next++) {
    const words = lineOf(text, lines, next).trim();
    if (words !== '' && !signs.includes(words[0]!)) return next;
  }
  return line + 1;
}

/** A line with those that continue it: each line that ends with a backslash goes on in the next. */
function logicalLine(text: string, lines: LineIndex, from: number): { from: number; to: number } {
  let to = from;
  while (to + 1 < lines.lineCount && lineOf(text, lines, to).endsWith('\\')) to++;
  return { from, to };
}

/** Where the comment of a line begins: a sign outside quotes, at the start or behind a blank. */
function commentStart(line: string, signs: string): number | undefined {
  let quote = '';
  for (let i = 0; i < line.length; i++) {
    const c = line[i]!;
    if (quote) {
      if (c === '\\' && quote === '"') i++;
      else if (c === quote) quote = '';
    } else if ((c === '"' || c === "'") && !/\w/.test(line[i - 1] ?? '')) quote = c;
    else if (signs.includes(c) && (line.slice(0, i).trim() === '' || (c === '#' && /[\s;{}]/.test(line[i - 1]!)))) return i;
  }
  return undefined;
}
