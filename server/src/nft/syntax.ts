import { nearest } from '../base/nearest.ts';
import type { FileId } from '../base/paths.ts';
import type { Range } from '../base/range.ts';
import type { SpacedSet } from '../syntax/nft/blank-lines.ts';
import type { BlockKind } from '../syntax/nft/blocks.ts';
import { firstError } from '../syntax/nft/first-error.ts';
import { TOKEN_NAMES } from '../syntax/nft/kinds.generated.ts';
import { keywordsOf } from '../syntax/nft/one-fix.ts';
import type { TypographicMark } from '../syntax/nft/quotes.ts';
import type { SyntaxIssue } from '../syntax/nft/repair.ts';
import type { NftProblem, PlacedEdit, PlacedFix } from './problems.ts';

/** Says what the grammar does not fit, in words. `text` is the file as its author wrote it. */
export function explainIssues(issues: readonly SyntaxIssue[], file: FileId, text: string): NftProblem[] {
  const names = issues.map((issue) => reservedName(issue, text));
  const reserved = names.filter((name) => name !== undefined);
  return issues.flatMap((issue, i) => {
    const name = names[i];
    if (!name) return [unclosedQuote(issue, file, text) ?? unexpected(issue, file, text)];
    const same = reserved.filter((other) => isSameName(name, other));
    return same[0] === name ? [explainReserved(name, same, file, text)] : [];
  });
}

/** Quotes and dashes from a word processor. */
export function explainMark(mark: TypographicMark, file: FileId, text: string): NftProblem {
  const dash = mark.kind === 'dash';
  const shown = mark.marks.map((offset) => text[offset]).join(' ');
  const plain = dash ? '"-"' : 'plain quotes (")';
  return {
    rule: 'typographic-quote',
    file,
    range: { start: mark.start, end: mark.end },
    message: `nft does not know ${shown}, which a word processor or web page put here, and refuses the file. Write ${plain}.`,
    fixes: [
      {
        title: dash ? 'Write a plain "-"' : 'Write plain quotes',
        safe: true,
        edits: mark.marks.map((offset) => ({ file, range: markRange(mark, offset, text), newText: dash ? '-' : '"' })),
      },
    ],
    related: [],
  };
}

/** A sign with the blanks that belong to it: « text » is the French way to write "text". */
function markRange({ start, end, marks }: TypographicMark, offset: number, text: string): Range {
  const isPair = marks.length === 2 && text[start] === '«' && text[end - 1] === '»';
  if (!isPair) return { start: offset, end: offset + 1 };
  const inner = text.slice(start + 1, end - 1);
  if (inner.trim() === '') return { start: offset, end: offset + 1 };
  return offset === start
    ? { start, end: start + 1 + (inner.length - inner.trimStart().length) }
    : { start: end - 1 - (inner.length - inner.trimEnd().length), end };
}

/** Blank lines in a set: one mistake, however many there are. */
export function explainSpacedSet({ lines }: SpacedSet, file: FileId): NftProblem {
  return {
    rule: 'syntax',
    file,
    range: lines[0]!,
    message: `Between the braces of a set nft allows no blank line; it refuses the file. Remove ${lines.length === 1 ? 'the line' : `all ${lines.length} of them`}, or put a comment on it.`,
    fixes: [
      {
        title: lines.length === 1 ? 'Remove the blank line' : 'Remove the blank lines of the set',
        safe: true,
        edits: lines.map((range) => ({ file, range, newText: '' })),
      },
    ],
    related: [],
  };
}

/** The one thing to say about a file with Windows line ends. `at` is the first carriage return that nft would see. */
export function explainCarriageReturn(at: number, file: FileId, text: string): NftProblem {
  const edits = [...text.matchAll(/\r/g)].map(({ index }) => ({ file, range: { start: index, end: index + 1 }, newText: '' }));
  return {
    rule: 'syntax',
    file,
    range: { start: at, end: at + 1 },
    message:
      'The lines of this file end with a carriage return (CRLF, as on Windows); nft stops at the first one. Save the file with LF line ends.',
    fixes: [{ title: 'Use LF line ends', safe: true, edits }],
    related: [],
  };
}

/** Offset of the first carriage return outside comments and quotes, where nft overlooks it. */
export function firstCarriageReturn(text: string): number | undefined {
  if (!text.includes('\r')) return undefined;
  for (let i = 0; i < text.length; i++) {
    const c = text[i];
    if (c === '\r') return i;
    if (c === '#') {
      const end = text.indexOf('\n', i);
      if (end < 0) return undefined;
      i = end;
    } else if (c === '"') {
      const end = text.indexOf('"', i + 1);
      if (end < 0) return undefined;
      i = end;
    }
  }
  return undefined;
}

function problem(
  rule: NftProblem['rule'],
  file: FileId,
  { start, end }: Range,
  message: string,
  fixes: NftProblem['fixes'] = [],
  related: NftProblem['related'] = [],
): NftProblem {
  return { rule, file, range: { start, end }, message, fixes, related };
}

function fixOf(title: string, file: FileId, { start, end }: Range, newText: string): PlacedFix {
  return { title, safe: true, edits: [{ file, range: { start, end }, newText }] };
}

/** What a keyword would have to name where it stands, and how such names are referred to. */
interface ReservedName {
  readonly word: string;
  readonly kind: string;
  readonly issue: SyntaxIssue;
}

const VERBS = '(?:add|create|insert|replace|delete|destroy|flush|list|reset|rename)';
const DECLARED = /^(table|chain|set|map|flowtable|counter|quota|limit|element|rule|define|redefine|undefine)\s+(?:\S+\s+)*$/;

/** A keyword of nft where a name has to stand; undefined for other issues. */
function reservedName(issue: SyntaxIssue, text: string): ReservedName | undefined {
  const word = text.slice(issue.start, issue.end);
  if (!/^[a-z][\w-]*$/.test(word)) return undefined;
  const names = issue.expected.map((token) => TOKEN_NAMES[token]);
  if (!names.includes('<string>') || keywordsOf(issue.expected).includes(word)) return undefined;
  const before = text.slice(issue.statement.start, issue.start);
  const declared = DECLARED.exec(before.replace(new RegExp(`^\\s*${VERBS}\\s+`), ''))?.[1];
  const kind = /(?:\b(?:jump|goto)\s+|[@$])$/.exec(before)?.[0].trim() ?? declared;
  return kind === undefined ? undefined : { word, kind: KINDS_OF_NAMES[kind] ?? kind, issue };
}

const KINDS_OF_NAMES: Readonly<Record<string, string>> = {
  jump: 'chain',
  goto: 'chain',
  rule: 'chain',
  '@': 'set',
  element: 'set',
  $: 'variable',
  define: 'variable',
  redefine: 'variable',
  undefine: 'variable',
};

/** What stands before a name of a kind where it is declared or used. */
const BEFORE_NAME: Readonly<Record<string, string>> = {
  chain: String.raw`\b(?:jump|goto|chain)\s+`,
  set: String.raw`(?:@|\bset\s+)`,
  map: String.raw`(?:@|\bmap\s+)`,
  flowtable: String.raw`(?:@|\bflowtable\s+)`,
  variable: String.raw`(?:\$|\b(?:re|un)?define\s+)`,
};

/** Reports a name that is a keyword, once for all its places: the first one gets the message, and the fix renames it everywhere. */
function explainReserved(
  { word, issue, ...name }: ReservedName,
  same: readonly ReservedName[],
  file: FileId,
  text: string,
): NftProblem {
  const kind = same.find((other) => other.kind !== 'set')?.kind ?? name.kind;
  let newName = `${word}_${kind === 'variable' ? 'value' : kind.replace(/ /g, '_')}`;
  while (text.includes(newName)) newName += '_';
  const places = new Map(same.map(({ issue: { start, end } }) => [start, { start, end }]));
  const before = BEFORE_NAME[kind];
  // References in comments and quotes are none.
  if (before)
    for (const { 0: match, 1: found, index } of text.matchAll(
      new RegExp(`#[^\\n]*|"[^"\\n]*"|${before}(${word})(?![\\w/.-])`, 'g'),
    ))
      if (found)
        places.set(index + match.length - word.length, { start: index + match.length - word.length, end: index + match.length });
  const edits = [...places.values()].map((range) => ({ file, range, newText: newName }));
  return problem(
    'reserved-word-name',
    file,
    issue,
    `"${word}" is a word of the language and cannot be the name of a ${kind}; nft refuses the file. Use another name.`,
    [{ title: `Rename the ${kind} to "${newName}"`, safe: true, edits }],
    same.slice(1).map((other) => ({
      message: `the same ${kind}`,
      file,
      range: { start: other.issue.start, end: other.issue.end },
    })),
  );
}

function isSameName(a: ReservedName, b: ReservedName): boolean {
  return a.word === b.word && namespaceOf(a.kind) === namespaceOf(b.kind);
}

function namespaceOf(kind: string): string {
  return kind === 'map' || kind === 'flowtable' ? 'set' : kind;
}

function unclosedQuote(issue: SyntaxIssue, file: FileId, text: string): NftProblem | undefined {
  if (issue.unclosed === undefined || text[issue.unclosed] !== '"') return undefined;
  const range = { start: issue.unclosed, end: Math.max(issue.statement.end, issue.unclosed + 1) };
  return problem(
    'syntax',
    file,
    range,
    'This quote is not closed on its line, so nft reads everything up to the next quote in the file as text. Close it.',
    issue.fix ? [fixOf('Close the quote', file, issue.fix.range, issue.fix.newText)] : [],
  );
}

function unexpected(issue: SyntaxIssue, file: FileId, text: string): NftProblem {
  const word = text.slice(issue.start, issue.end);
  const opened =
    issue.unclosed === undefined
      ? []
      : [{ message: 'opened here, and not closed', file, range: { start: issue.unclosed, end: issue.unclosed + 1 } }];
  const odd = oddCharacter(issue, word, file, text);
  if (odd) return odd;
  const colon = missingBlanks(issue, file, text);
  if (colon) return colon;
  const near = issue.fix?.newText && issue.fix.range.end > issue.fix.range.start ? issue.fix.newText : undefined;
  if (near !== undefined)
    return problem('syntax', file, issue, `nft does not know "${word}" here and refuses the file. Did you mean "${near}"?`, [
      fixOf(`Use "${near}"`, file, issue.fix!.range, near),
    ]);
  const fixes = issue.fix ? [fixOf(`Insert "${issue.fix.newText.trim()}"`, file, issue.fix.range, issue.fix.newText)] : [];
  const message = messageOf(issue, word, text);
  return problem('syntax', file, nonEmpty(issue, text), message, fixes, opened);
}

/** Where nothing stands (the end of a line or of the file), the last character before it is marked. */
function nonEmpty(range: Range, text: string): Range {
  if (range.end > range.start || text.length === 0) return range;
  return range.start > 0 && text[range.start - 1] !== '\n' ? { start: range.start - 1, end: range.start } : range;
}

function messageOf(issue: SyntaxIssue, word: string, text: string): string {
  const found =
    issue.found === 'end of file' ? 'The file ends' : issue.found === 'end of line' ? 'The line ends' : `"${word}" stands`;
  if (issue.unclosed !== undefined && issue.expected.length === 0)
    return issue.found === 'end of file'
      ? `The file ends inside ${blockName(issue, text)}, which was never closed; nft refuses the file. Add the missing "}".`
      : `"${word}" begins inside ${blockName(issue, text)}, which was not closed; nft refuses the file. Add the missing "}" before it.`;
  if (issue.expected.length === 0)
    return word === '}'
      ? 'This "}" closes nothing; nft refuses the file. Remove it, or look for a block before it that was closed too early.'
      : `Behind the "}" of a block the line must end; nft refuses the file. Put "${word}" on a new line, or ";" before it.`;
  const where = issue.unclosed === undefined ? '' : ' The "{" before it is not closed.';
  const near = /^[A-Za-z]/.test(word) ? nearest(word, keywordsOf(issue.expected)) : undefined;
  const hint = near === undefined ? '' : ` Did you mean "${near}"?`;
  return `${found} where nft expects ${expectedText(issue.expected, issue.context)}, so nft refuses the file.${where}${hint}`;
}

/** How the block that an issue is about introduces itself. */
function blockName(issue: SyntaxIssue, text: string): string {
  return `"${text
    .slice(issue.statement.start, issue.statement.end)
    .replace(/\s*\{?\s*$/, '')
    .replace(/\s+/g, ' ')}"`;
}

const MAX_LISTED = 8;

/** What would have fitted, in words: short lists in full, long ones by what they have in common. */
export function expectedText(tokens: readonly number[], context: BlockKind): string {
  const names = new Set(tokens.map((token) => TOKEN_NAMES[token] ?? ''));
  names.delete('');
  const parts: string[] = [];
  const take = (...group: string[]) => group.reduce((found, name) => names.delete(name) || found, false);
  const ends = take('newline', 'semicolon');
  const end = take('end of file');
  if (names.has('accept') && names.has('counter') && names.has('tcp')) parts.push('a match, a statement or a verdict');
  else if (names.has('define') && names.has('include') && names.size > MAX_LISTED)
    parts.push(context === 'file' ? 'a command, a table or a definition' : `what a ${context} can hold`);
  else if (names.has('<number>') && names.has('<string>')) parts.push('a value');
  else {
    const words = keywordsOf(tokens);
    for (const word of words) names.delete(word);
    if (take('<string>')) parts.push('a name');
    if (take('<quoted string>')) parts.push('a text in quotes');
    if (take('<number>')) parts.push('a number');
    take('<string with a trailing asterisk>');
    for (const sign of names) parts.push(SIGNS[sign] ?? sign.replaceAll("'", '"'));
    parts.push(...words.slice(0, MAX_LISTED).map((word) => `"${word}"`));
    if (words.length > MAX_LISTED) parts.push(`${words.length - MAX_LISTED} more words`);
  }
  if (ends) parts.push('the end of the line');
  else if (end) parts.push('the end of the file');
  return parts.length < 2 ? (parts[0] ?? 'something else') : `${parts.slice(0, -1).join(', ')} or ${parts[parts.length - 1]}`;
}

const SIGNS: Readonly<Record<string, string>> = { comma: '","', colon: '":"', semicolon: '";"' };

/** Characters that look like others, and what to write instead. */
const LOOK_ALIKES: Readonly<Record<string, { readonly name: string; readonly instead: string }>> = {
  '\u00a0': { name: 'a no-break space', instead: ' ' },
  '\u2007': { name: 'a no-break space', instead: ' ' },
  '\u202f': { name: 'a no-break space', instead: ' ' },
  '\u2003': { name: 'a wide space', instead: ' ' },
  '\u200b': { name: 'a zero-width space', instead: '' },
  '\ufeff': { name: 'a byte order mark', instead: '' },
  "'": { name: "a single quote (')", instead: '"' },
  '`': { name: 'a backquote (`)', instead: '"' },
  '\u2026': { name: 'an ellipsis (…)', instead: '...' },
};

/** A character that is not part of the language. */
function oddCharacter(issue: SyntaxIssue, word: string, file: FileId, text: string): NftProblem | undefined {
  const c = word.slice(0, 1);
  const known = LOOK_ALIKES[c];
  if (!known) return undefined;
  const { start, end } = issue.statement;
  const all: Range[] = [];
  for (let i = start; i < end; i++) if (text[i] === c) all.push({ start: i, end: i + 1 });
  const does = known.instead === '"' ? 'quotes are written " in nft' : 'it looks like nothing, and nft refuses it';
  return problem(
    'syntax',
    file,
    { start: issue.start, end: issue.start + 1 },
    `Here is ${known.name}: ${does}. ${known.instead === '' ? 'Remove it.' : `Write ${known.instead === ' ' ? 'a blank' : known.instead}.`}`,
    [
      {
        title: known.instead === '' ? 'Remove it' : known.instead === ' ' ? 'Write a blank' : `Write ${known.instead}`,
        safe: true,
        edits: all.map((range) => ({ file, range, newText: known.instead })),
      },
    ],
  );
}

/** `::1:drop`: the colon belongs to the address unless there are blanks around it. */
function missingBlanks(issue: SyntaxIssue, file: FileId, text: string): NftProblem | undefined {
  const { start, end } = issue.statement;
  const statement = text.slice(start, end);
  const edits: PlacedEdit[] = [];
  for (const match of statement.matchAll(/(?<=[{,\s])([0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*|[0-9.]+):(?=[A-Za-z0-9$@])/g)) {
    const at = start + match.index + match[1]!.length;
    edits.push({ file, range: { start: at, end: at + 1 }, newText: ' : ' });
  }
  if (edits.length === 0) return undefined;
  let fixed = statement;
  for (const { range, newText } of [...edits].reverse())
    fixed = fixed.slice(0, range.start - start) + newText + fixed.slice(range.end - start);
  const wrap = (body: string) => (issue.context === 'file' ? `${body}\n` : `table ip t {\nchain c {\n${body}\n}\n}\n`);
  if (!['file', 'chain'].includes(issue.context) || firstError(wrap(fixed)) !== undefined) return undefined;
  return problem(
    'colon-needs-blanks',
    file,
    { start: edits[0]!.range.start, end: edits[0]!.range.end },
    'nft reads the colon as part of the word around it, as in an IPv6 address, and refuses the rule. Put blanks around it.',
    [{ title: 'Put blanks around the colon', safe: true, edits }],
  );
}
